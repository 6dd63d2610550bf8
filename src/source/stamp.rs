//! What the file system says of a file or a folder, as the key of what is known of it.

use crate::memo::{Key, KeyOf};
use rustix::fs::Stat;
use std::time::{Duration, SystemTime};

/// How young a change may be for another to bear the same time: file systems count in ticks of a clock.
const TICK: Duration = Duration::from_millis(100);

/// Stands for what a file or folder holds, as long as nothing of it changes: its change time is part of it, which no program can
/// set back.
#[derive(Clone, Copy)]
pub(super) struct Stamp {
    key: Key,
    changed: Duration,
}

impl Stamp {
    /// The stamp of a file or folder.
    #[allow(clippy::unnecessary_cast, reason = "the types differ between systems")]
    pub(super) fn new(kind: &str, path: &str, stat: &Stat) -> Self {
        let parts = [
            stat.st_dev as u64,
            stat.st_ino as u64,
            stat.st_size as u64,
            stat.st_mtime as u64,
            stat.st_mtime_nsec as u64,
            stat.st_ctime as u64,
            stat.st_ctime_nsec as u64,
        ];
        let key = KeyOf::new(kind).text(path);
        let key = parts.into_iter().fold(key, KeyOf::number);
        let changed = Duration::new(stat.st_ctime as u64, stat.st_ctime_nsec as u32);
        let key = key.key();
        Self { key, changed }
    }

    /// The key to look the file up by.
    pub(super) fn key(&self) -> Key {
        self.key
    }

    /// The key to know the file by next time, if a later change of it will show in its times.
    #[allow(
        clippy::disallowed_methods,
        reason = "compares with the clock of the file system; no output depends on it"
    )]
    pub(super) fn settled(&self) -> Option<Key> {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let age = now.ok()?.saturating_sub(self.changed);
        (age > TICK).then_some(self.key)
    }
}
