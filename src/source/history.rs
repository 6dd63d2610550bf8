//! When files changed last, as git knows it.

use crate::memo::{Key, KeyOf, Memo};
use crate::path::ContentPath;
use crate::value::Time;
use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

/// When each file below the content root was committed last. Empty where it is not asked for, and without git.
#[derive(Debug, Default)]
pub struct History {
    /// A hash of the commit it was read at; 0 where it is empty.
    pub key: Key,
    times: HashMap<ContentPath, Time>,
}

impl History {
    /// Reads the history of the commit that is checked out: of what is not committed it knows nothing, so the same
    /// commit has the same history, whenever and wherever it is read. It needs a clone that is not shallow.
    pub fn read(root: &Path, memo: &mut Memo) -> Arc<Self> {
        let Some(head) = git(root, &["rev-parse", "HEAD"]) else {
            return Arc::default();
        };
        let key = KeyOf::new("history")
            .text(&root.to_string_lossy())
            .bytes(&head)
            .key();
        memo.get(key).unwrap_or_else(|| {
            let words = [
                "log",
                "-z",
                "--format=%x01%ct",
                "--name-only",
                "--no-renames",
                "--relative",
                "HEAD",
                "--",
                ".",
            ];
            let log = git(root, &words).unwrap_or_default();
            let times = times(&String::from_utf8_lossy(&log));
            let history = Arc::new(Self { key, times });
            memo.keep(key, Arc::clone(&history));
            history
        })
    }

    /// Whether nothing is known of any file.
    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }

    /// When a file was committed last, in UTC.
    pub fn of(&self, path: &ContentPath) -> Option<&Time> {
        self.times.get(path)
    }
}

/// The times of a log: commits from the newest on, each followed by the files that it changed.
fn times(log: &str) -> HashMap<ContentPath, Time> {
    let mut times = HashMap::new();
    let mut now = None;
    for field in log.split(['\0', '\n']).filter(|field| !field.is_empty()) {
        match field.strip_prefix('\u{1}') {
            Some(seconds) => now = seconds.parse().ok().and_then(Time::of_unix),
            None => {
                if let Some(time) = now {
                    times.entry(ContentPath::new(field)).or_insert(time);
                }
            }
        }
    }
    times
}

/// What git prints, if it can.
fn git(root: &Path, words: &[&str]) -> Option<Vec<u8>> {
    let output = Command::new("git").current_dir(root).args(words).output();
    let output = output.ok().filter(|output| output.status.success())?;
    Some(output.stdout)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_commit_of_a_file_counts() {
        let log = "\u{1}1700000000\0\na/b c.md\0é.md\0\0\u{1}1600000000\0\na/b c.md\0old.md\0";
        let times = times(log);
        let time = |path: &str| times.get(&ContentPath::new(path)).map(Time::iso);
        assert_eq!(time("a/b c.md").as_deref(), Some("2023-11-14T22:13:20Z"));
        assert_eq!(time("é.md"), time("a/b c.md"));
        assert_eq!(time("old.md").as_deref(), Some("2020-09-13T12:26:40Z"));
        assert_eq!(time("none.md"), None);
    }
}
