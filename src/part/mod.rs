//! Parts of trees: what one of several machines made of a cloud's tree, in a folder of its own until all are joined.
//!
//! The folder is named as no tree is, and has no hidden file, which carriers tend to leave behind:
//!
//! ```text
//! public.2-of-4/
//!     part         what it is a part of, and what it has, with hashes
//!     files/…      its files of the tree
//!     documents    what the index is made of, where readers search all words: a line an article
//! ```
#![allow(clippy::disallowed_methods, reason = "an edge: reads parts of trees")]

mod documents;
mod join;
mod record;

pub use documents::written;
pub use join::{Joined, join};
pub use record::{Index, Record, Sum};

use crate::diagnostic::Error;
use crate::output::Shard;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the files of a tree, in that of a part.
pub const FILES: &str = "files";
/// What the index is made of.
pub const DOCUMENTS: &str = "documents";
/// What a part is.
const RECORD: &str = "part";

/// The name of the folder of a part.
pub fn name(cloud: &str, shard: Shard) -> String {
    format!("{cloud}.{}-of-{}", shard.number(), shard.of())
}

/// The parts in a folder, in order of name; the folder itself where it is one.
///
/// # Errors
/// When the folder cannot be read.
pub fn find(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    if folder.join(RECORD).is_file() {
        return Ok(vec![folder.to_owned()]);
    }
    let mut parts = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::io("read", folder))? {
        let entry = entry.map_err(Error::io("read", folder))?;
        if is_name(&entry.file_name().to_string_lossy()) && entry.path().is_dir() {
            parts.push(entry.path());
        }
    }
    parts.sort();
    Ok(parts)
}

/// Whether a folder is named as a part is.
fn is_name(name: &str) -> bool {
    let end = name.rsplit_once('.').and_then(|(_, end)| {
        let (number, of) = end.split_once("-of-")?;
        Shard::new(number.parse().ok()?, of.parse().ok()?)
    });
    end.is_some()
}

/// What a part is refused with that is not as it was made.
fn damaged(path: &Path) -> Error {
    Error::refused(
        format!("`{}` is not as it was made", path.display()),
        "make the part again, and bring over its whole folder",
    )
}
