//! Whether the files of a folder are in place.

use super::Trust;
use crate::path::OutPath;
use crate::state::Entry;
use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, Stat, openat, statat};
use std::fs;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_128;

/// A folder of a tree: a file is found sooner from its folder than from the root.
pub(super) struct Folder {
    place: PathBuf,
    /// `None` where there is no such folder.
    handle: Option<OwnedFd>,
}

impl Folder {
    /// The folder of a file below the root of a tree.
    pub(super) fn of(path: &OutPath, root: &Path) -> Self {
        let place = root.join(split(path).0);
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let handle = openat(CWD, &place, flags, Mode::empty()).ok();
        Self { place, handle }
    }

    /// Whether a file is in it as it was put in place. Size and time say whether somebody else wrote to it, its content says
    /// so for certain.
    pub(super) fn has(&self, path: &OutPath, entry: &Entry, trust: Trust) -> bool {
        let name = split(path).1;
        let stat = |handle| statat(handle, name, AtFlags::SYMLINK_NOFOLLOW).ok();
        let Some(stat) = self.handle.as_ref().and_then(stat) else {
            return false;
        };
        let is_regular = FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile;
        let is_untouched = stat.st_size as u64 == entry.size && changed(&stat) == entry.modified;
        let is_same = || match trust {
            Trust::Times => true,
            Trust::Content => {
                let bytes = fs::read(self.place.join(name));
                bytes.is_ok_and(|bytes| xxh3_128(&bytes) == entry.hash)
            }
        };
        is_regular && is_untouched && is_same()
    }
}

/// Whether two files are in the same folder.
pub(super) fn are_beside(one: &OutPath, other: &OutPath) -> bool {
    split(one).0 == split(other).0
}

/// The folder of a file, and its name in it.
fn split(path: &OutPath) -> (&str, &str) {
    path.as_str()
        .rsplit_once('/')
        .unwrap_or(("", path.as_str()))
}

/// When a file changed last, in nanoseconds.
#[allow(clippy::unnecessary_cast, reason = "the types differ between systems")]
fn changed(stat: &Stat) -> u64 {
    (stat.st_mtime as u64)
        .saturating_mul(1_000_000_000)
        .saturating_add(stat.st_mtime_nsec as u64)
}
