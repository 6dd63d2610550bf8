//! Which files there are, and what the file system says of each.
#![allow(clippy::disallowed_methods, reason = "an edge: walks folders")]

use super::stamp::Stamp;
use crate::diagnostic::Error;
use crate::path::ContentPath;
use rayon::prelude::*;
use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, openat, statat};
use rustix::io::Errno;
use std::cmp::Ordering;
use std::ffi::{CString, OsStr};
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// Every file below a folder that is no folder itself, and whether it is a regular one; links are not followed.
///
/// # Errors
/// When the folder or one below it cannot be read.
pub fn entries(root: &Path) -> Result<Vec<(PathBuf, bool)>, Error> {
    let mut entries = Vec::new();
    for entry in WalkDir::new(root) {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(root).to_owned();
            let kind = error.io_error().map(io::Error::kind);
            Error::io("read", path)(kind.map_or_else(|| error.into(), io::Error::from))
        })?;
        if !entry.file_type().is_dir() {
            let regular = entry.file_type().is_file();
            entries.push((entry.into_path(), regular));
        }
    }
    Ok(entries)
}

/// A regular file.
pub(super) struct Found {
    /// Its path below the content root.
    pub(super) path: ContentPath,
    /// Where it is read from.
    pub(super) place: PathBuf,
    /// What the file system says of it.
    pub(super) stamp: Stamp,
}

/// Every regular file below the content root, in order of path; links are not followed.
///
/// Walks folder by folder on all cores, and asks for each file by its folder: a third of the time of one walk that is
/// followed by questions by path, and a preview waits for it at every save.
pub(super) fn walk(root: &Path) -> Result<Vec<Found>, Error> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let folder = openat(CWD, root, flags, Mode::empty()).map_err(cannot_read(root))?;
    Folder {
        handle: folder,
        place: root.to_owned(),
        prefix: String::new(),
    }
    .files()
}

fn cannot_read(path: &Path) -> impl Fn(Errno) -> Error {
    move |errno| Error::io("read", path)(errno.into())
}

struct Folder {
    handle: OwnedFd,
    place: PathBuf,
    /// The content path of what is in it begins with this: empty, or ending in `/`.
    prefix: String,
}

impl Folder {
    fn files(&self) -> Result<Vec<Found>, Error> {
        let mut files = Vec::new();
        // Each with the number of files that come before it.
        let mut folders = Vec::new();
        for (name, kind) in self.names()? {
            match kind {
                FileType::Directory => folders.push((files.len(), name)),
                FileType::RegularFile => files.extend(self.file(&name)?),
                _ => {}
            }
        }
        let inner = folders
            .par_iter()
            .map(|(_, name)| self.inner(name)?.files());
        let inner: Vec<Vec<Found>> = inner.collect::<Result<_, Error>>()?;
        let mut all = Vec::with_capacity(files.len() + inner.iter().map(Vec::len).sum::<usize>());
        let mut files = files.into_iter();
        let mut taken = 0;
        for ((before, _), inner) in folders.into_iter().zip(inner) {
            all.extend(files.by_ref().take(before - taken));
            taken = before;
            all.extend(inner);
        }
        all.extend(files);
        Ok(all)
    }

    /// What is in the folder, in the order that the paths below it have. The order in which a file system lists names is
    /// its own.
    fn names(&self) -> Result<Vec<(CString, FileType)>, Error> {
        let fault = cannot_read(&self.place);
        let mut names = Vec::new();
        for entry in Dir::read_from(&self.handle).map_err(&fault)? {
            let entry = entry.map_err(&fault)?;
            let name = entry.file_name().to_owned();
            if matches!(name.to_bytes(), b"." | b"..") {
                continue;
            }
            let kind = match entry.file_type() {
                // Some file systems do not say it in a listing.
                FileType::Unknown => match statat(&self.handle, &name, AtFlags::SYMLINK_NOFOLLOW) {
                    Ok(stat) => FileType::from_raw_mode(stat.st_mode),
                    Err(Errno::NOENT) => continue,
                    Err(errno) => return Err(cannot_read(&self.below(&name))(errno)),
                },
                kind => kind,
            };
            names.push((name, kind));
        }
        names.sort_unstable_by(in_paths);
        Ok(names)
    }

    fn below(&self, name: &CString) -> PathBuf {
        self.place.join(OsStr::from_bytes(name.to_bytes()))
    }

    fn path(&self, name: &CString) -> String {
        [&self.prefix, &*name.to_string_lossy()].concat()
    }

    fn inner(&self, name: &CString) -> Result<Self, Error> {
        let place = self.below(name);
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let handle = openat(self.handle.as_fd(), name, flags, Mode::empty());
        Ok(Self {
            handle: handle.map_err(cannot_read(&place))?,
            place,
            prefix: self.path(name) + "/",
        })
    }

    /// A file; `None` where it went away since its name was read.
    fn file(&self, name: &CString) -> Result<Option<Found>, Error> {
        let stat = match statat(&self.handle, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => stat,
            Err(Errno::NOENT) => return Ok(None),
            Err(errno) => return Err(cannot_read(&self.below(name))(errno)),
        };
        let path = ContentPath::new(&self.path(name));
        Ok(Some(Found {
            stamp: Stamp::new(&path, &stat),
            place: self.below(name),
            path,
        }))
    }
}

/// The order of names in paths, where a `/` follows that of a folder.
fn in_paths(a: &(CString, FileType), b: &(CString, FileType)) -> Ordering {
    let [one, other] = [a, b].map(|(name, _)| name.to_bytes());
    let same = one.len().min(other.len());
    let next = |(name, kind): &(CString, FileType)| match name.to_bytes().get(same) {
        Some(byte) => *byte,
        None if *kind == FileType::Directory => b'/',
        None => 0,
    };
    let rest = || next(a).cmp(&next(b));
    one[..same].cmp(&other[..same]).then_with(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_the_order_of_paths() {
        let folder = FileType::Directory;
        let file = FileType::RegularFile;
        let mut names = [
            ("a", folder),
            ("a0", file),
            ("a-b", file),
            ("a-", folder),
            ("a.b", file),
        ]
        .map(|(name, kind)| (CString::new(name).unwrap(), kind));
        names.sort_by(in_paths);
        let names = names.map(|(name, _)| name.into_string().unwrap());
        // `a-/x`, `a-b`, `a.b`, `a/x`, `a0`
        assert_eq!(names, ["a-", "a-b", "a.b", "a", "a0"]);
    }
}
