//! Which files there are.
#![allow(clippy::disallowed_methods, reason = "an edge: walks folders")]

use crate::diagnostic::Error;
use crate::path::ContentPath;
use rayon::prelude::*;
use std::fs;
use std::io;
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

/// Every regular file below the content root with what the file system says of it, in order of path.
///
/// Walks folder by folder on all cores, and asks for each file by its folder: a third of the time of one walk that is
/// followed by questions by path, and a preview waits for it at every save.
pub(super) fn walk(root: &Path) -> Result<Vec<(ContentPath, PathBuf, fs::Metadata)>, Error> {
    let files = folder(root)?;
    let strip = |(file, meta): (PathBuf, fs::Metadata)| {
        let below = file.strip_prefix(root).unwrap_or(&file).components();
        let segments: Vec<_> = below
            .map(|part| part.as_os_str().to_string_lossy())
            .collect();
        (ContentPath::new(&segments.join("/")), file, meta)
    };
    let mut files: Vec<_> = files.into_par_iter().map(strip).collect();
    // The order of a walk is that of the file system; that of paths is the same everywhere.
    files.par_sort_unstable_by(|a, b| a.0.cmp(&b.0));
    Ok(files)
}

fn folder(path: &Path) -> Result<Vec<(PathBuf, fs::Metadata)>, Error> {
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(path).map_err(Error::io("read", path))? {
        let entry = entry.map_err(Error::io("read", path))?;
        let kind = entry.file_type().map_err(Error::io("read", entry.path()))?;
        if kind.is_dir() {
            folders.push(entry.path());
        } else if kind.is_file() {
            match entry.metadata() {
                Ok(meta) => files.push((entry.path(), meta)),
                // It went away since its name was read.
                Err(cause) if cause.kind() == io::ErrorKind::NotFound => {}
                Err(cause) => return Err(Error::io("read", entry.path())(cause)),
            }
        }
    }
    let inner = folders.par_iter().map(|path| folder(path));
    for inner in inner.collect::<Result<Vec<_>, Error>>()? {
        files.extend(inner);
    }
    Ok(files)
}
