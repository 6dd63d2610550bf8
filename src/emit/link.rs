//! Files that the trees of several clouds have alike: written once, and shared where the file system can.

use super::modified;
use std::collections::HashMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// What becomes of a file that is written into several trees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Link {
    /// It is shared: its blocks where the file system can, or else the file itself.
    #[default]
    Auto,
    /// Each tree has a copy of its own.
    Copy,
}

/// What was written, by hash and size, and where.
pub(super) struct Written {
    link: Link,
    places: Mutex<HashMap<(u128, u64), PathBuf>>,
}

impl Written {
    pub(super) fn new(link: Link) -> Self {
        Self {
            link,
            places: Mutex::default(),
        }
    }

    /// Remembers a file of this hash and size. Only what was just written is: a file in place may have been changed behind the
    /// back of the program, and that must not spread to other trees.
    pub(super) fn remember(&self, sum: (u128, u64), place: &Path) {
        if self.link == Link::Auto {
            let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
            places.entry(sum).or_insert_with(|| place.to_owned());
        }
    }

    /// Shares what was written with this hash and size; gives back when it was, in nanoseconds. `None` where nothing was, or the
    /// file system cannot.
    pub(super) fn share(&self, sum: (u128, u64), place: &Path) -> Option<u64> {
        let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let written = places.get(&sum)?.clone();
        drop(places);
        fs::create_dir_all(place.parent()?).ok()?;
        if clone(&written, place).is_none() {
            let _ = fs::remove_file(place);
            fs::hard_link(&written, place).ok()?;
        }
        Some(modified(&fs::symlink_metadata(place).ok()?))
    }
}

/// Makes a file of the blocks of another; a change of one does not show in the other.
#[cfg(target_os = "linux")]
fn clone(written: &Path, place: &Path) -> Option<()> {
    let (from, to) = (File::open(written).ok()?, File::create(place).ok()?);
    rustix::fs::ioctl_ficlone(to, from).ok()
}

#[cfg(not(target_os = "linux"))]
fn clone(_: &Path, _: &Path) -> Option<()> {
    None
}
