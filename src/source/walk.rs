//! Which files there are, and what the file system says of each.
#![allow(clippy::disallowed_methods, reason = "an edge: walks folders")]

use super::stamp::Stamp;
use crate::diagnostic::Error;
use crate::memo::{Key, Memo};
use crate::path::ContentPath;
use rayon::prelude::*;
use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, openat, statat};
use rustix::io::Errno;
use std::cmp::Ordering;
use std::ffi::{CStr, CString, OsStr};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
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
/// Walks folder by folder on all cores. What is in a folder is known from the last walk where nothing of the folder
/// changed, so that a save costs a question for each file and no folder is opened: every folder that is opened is an
/// event to its watcher.
pub(super) fn walk(root: &Path, memo: &mut Memo) -> Result<Vec<Found>, Error> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let handle = openat(CWD, root, flags, Mode::empty());
    let walk = Walk {
        handle: handle.map_err(|errno| Error::io("read", root)(errno.into()))?,
        root,
        memo,
    };
    let Folder { files, fresh } = walk.folder(c".", "")?;
    for (stamp, listing) in fresh {
        memo.keep(stamp, listing);
    }
    Ok(files)
}

/// A file or folder in a listing.
struct Name {
    is_folder: bool,
    /// Its path below the content root.
    path: ContentPath,
    /// The same as the file system writes it, which need not be UTF-8.
    below: CString,
}

/// What is in a folder, in the order that the paths below it have.
type Listing = Vec<Name>;

/// What was found in a folder, and the listings that were not known.
#[derive(Default)]
struct Folder {
    files: Vec<Found>,
    fresh: Vec<(Key, Arc<Listing>)>,
}

struct Walk<'a> {
    handle: OwnedFd,
    root: &'a Path,
    memo: &'a Memo,
}

impl Walk<'_> {
    /// Walks the folder at this path below the root; what is in it has paths that begin with `prefix`.
    fn folder(&self, below: &CStr, prefix: &str) -> Result<Folder, Error> {
        let mut folder = Folder::default();
        let listing = self.listing(below, prefix, &mut folder)?;
        let inner = listing
            .par_iter()
            .filter(|name| name.is_folder)
            .map(|name| self.folder(&name.below, &format!("{}/", name.path.as_str())));
        let inner: Vec<Folder> = inner.collect::<Result<_, Error>>()?;
        let mut inner = inner.into_iter();
        for name in listing.iter() {
            match name.is_folder {
                true => {
                    let Folder { files, fresh } = inner.next().unwrap_or_default();
                    folder.files.extend(files);
                    folder.fresh.extend(fresh);
                }
                false => folder.files.extend(self.file(name)?),
            }
        }
        Ok(folder)
    }

    /// The listing of a folder: as it is known, or read now.
    fn listing(
        &self,
        below: &CStr,
        prefix: &str,
        folder: &mut Folder,
    ) -> Result<Arc<Listing>, Error> {
        let stat = match statat(&self.handle, below, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => stat,
            // It went away since its name was read.
            Err(Errno::NOENT) => return Ok(Arc::default()),
            Err(errno) => return Err(self.fault(below, errno)),
        };
        let stamp = Stamp::new("folder", prefix, &stat);
        if let Some(listing) = self.memo.get(stamp.key()) {
            return Ok(listing);
        }
        let settled = stamp.settled();
        let listing = self
            .read(below, prefix)
            .map_err(|errno| self.fault(below, errno))?;
        let listing = Arc::new(listing);
        let fresh = settled.map(|stamp| (stamp, Arc::clone(&listing)));
        folder.fresh.extend(fresh);
        Ok(listing)
    }

    /// Reads a folder. The order in which a file system lists names is its own.
    fn read(&self, below: &CStr, prefix: &str) -> Result<Listing, Errno> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mut listing = Vec::new();
        for entry in Dir::new(openat(&self.handle, below, flags, Mode::empty())?)? {
            let entry = entry?;
            let name = entry.file_name();
            if matches!(name.to_bytes(), b"." | b"..") {
                continue;
            }
            let within = if below == c"." { &[] } else { below.to_bytes() };
            let path = [within, name.to_bytes()].join(&b'/');
            let path = path.strip_prefix(b"/").unwrap_or(&path);
            let Ok(path) = CString::new(path) else {
                continue;
            };
            let kind = match entry.file_type() {
                // Some file systems do not say it in a listing.
                FileType::Unknown => match statat(&self.handle, &path, AtFlags::SYMLINK_NOFOLLOW) {
                    Ok(stat) => FileType::from_raw_mode(stat.st_mode),
                    Err(Errno::NOENT) => continue,
                    Err(errno) => return Err(errno),
                },
                kind => kind,
            };
            if matches!(kind, FileType::Directory | FileType::RegularFile) {
                listing.push(Name {
                    is_folder: kind == FileType::Directory,
                    path: ContentPath::new(&[prefix, &*name.to_string_lossy()].concat()),
                    below: path,
                });
            }
        }
        listing.sort_unstable_by(in_paths);
        Ok(listing)
    }

    /// A file; `None` where it went away since its name was read.
    fn file(&self, Name { path, below, .. }: &Name) -> Result<Option<Found>, Error> {
        match statat(&self.handle, below, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Ok(Some(Found {
                stamp: Stamp::new("file", path.as_str(), &stat),
                place: self.place(below),
                path: path.clone(),
            })),
            Err(Errno::NOENT) => Ok(None),
            Err(errno) => Err(self.fault(below, errno)),
        }
    }

    fn place(&self, below: &CStr) -> PathBuf {
        match below.to_bytes() {
            b"." => self.root.to_owned(),
            below => self.root.join(OsStr::from_bytes(below)),
        }
    }

    fn fault(&self, below: &CStr, errno: Errno) -> Error {
        Error::io("read", self.place(below))(errno.into())
    }
}

/// The order of names in paths, where a `/` follows that of a folder.
fn in_paths(a: &Name, b: &Name) -> Ordering {
    let [one, other] = [a, b].map(|name| name.below.to_bytes());
    let same = one.len().min(other.len());
    let next = |name: &Name| match name.below.to_bytes().get(same) {
        Some(byte) => *byte,
        None if name.is_folder => b'/',
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
        let name = |(name, is_folder)| Name {
            is_folder,
            path: ContentPath::new(name),
            below: CString::new(name).unwrap(),
        };
        let names = [
            ("a", true),
            ("a0", false),
            ("a-b", false),
            ("a-", true),
            ("a.b", false),
        ];
        let mut names = names.map(name);
        names.sort_by(in_paths);
        let names = names.map(|name| name.path.as_str().to_owned());
        // `a-/x`, `a-b`, `a.b`, `a/x`, `a0`
        assert_eq!(names, ["a-", "a-b", "a.b", "a", "a0"]);
    }
}
