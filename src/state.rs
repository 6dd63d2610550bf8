//! What the program knows of a tree on disk: `.inlaid/state/CLOUD`, a line a file.
//!
//! Written by whoever puts trees in place, read by whoever takes them elsewhere.
#![allow(clippy::disallowed_methods, reason = "an edge: the records of trees")]

use crate::diagnostic::Error;
use crate::path::OutPath;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// The folder of the program's own records in the output folder; never published.
pub const RECORDS: &str = ".inlaid";

const FIRST_LINE: &str = "inlaid state 1";

/// How much is gathered before it is written, in bytes.
pub const BUFFER: usize = 1 << 16;

/// A tree as it was put in place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Findings of level error in the articles it was made of.
    pub errors: usize,
    /// The files that the program put there and no others, in order.
    pub files: Vec<(OutPath, Entry)>,
}

/// A file of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// XXH3, 128 bits.
    pub hash: u128,
    /// In bytes.
    pub size: u64,
    /// Nanoseconds since 1970, as the file system says.
    pub modified: u64,
}

/// How a tree comes to be: kept beside its state while it is put in place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The folder of this inode becomes the tree.
    Exchange(u64),
    /// Files are moved in and taken away; what is done twice does no harm.
    Journal {
        /// Files that are staged and not yet in place, or are.
        moved: Vec<OutPath>,
        /// Files that go.
        removed: Vec<OutPath>,
    },
}

/// Where the state of a cloud's tree is, below the output folder.
pub fn record(out: &Path, cloud: &str) -> PathBuf {
    out.join(RECORDS).join("state").join(cloud)
}

/// Where the state that is to be is while a tree changes; it is there only until the change is complete.
pub fn pending(out: &Path, cloud: &str) -> PathBuf {
    record(out, &format!("{cloud}.next"))
}

impl State {
    /// Whether the program put a file there.
    pub fn has(&self, path: &OutPath) -> bool {
        let found = self.files.binary_search_by(|(other, _)| other.cmp(path));
        found.is_ok()
    }

    /// For each of these paths, which are in order, its place among the files.
    pub fn places(&self, paths: &[&OutPath]) -> Vec<Option<usize>> {
        let mut files = self.files.iter().enumerate().peekable();
        let places = paths.iter().map(|path| {
            while files.next_if(|(_, (file, _))| file < path).is_some() {}
            let found = files.next_if(|(_, (file, _))| file == *path);
            found.map(|(at, _)| at)
        });
        places.collect()
    }

    /// Reads a state; `None` where there is none or it is damaged, in which case the tree is not known to be ours.
    pub fn read(path: &Path) -> Option<State> {
        let text = fs::read_to_string(path).ok()?;
        let mut lines = text.lines();
        (lines.next()? == FIRST_LINE).then_some(())?;
        Self::parse(&mut lines)
    }

    fn parse<'a>(lines: &mut impl Iterator<Item = &'a str>) -> Option<State> {
        let errors = lines.next()?.strip_prefix("errors ")?.parse().ok()?;
        let mut files: Vec<(OutPath, Entry)> = Vec::new();
        for line in lines {
            if line == "end" {
                return Some(State { errors, files });
            }
            let mut parts = line.splitn(4, ' ');
            let hash = u128::from_str_radix(parts.next()?, 16).ok()?;
            let (size, modified) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
            let path = OutPath::parse(parts.next()?)?;
            // Files are found by their order.
            if files.last().is_some_and(|(last, _)| *last >= path) {
                return None;
            }
            let entry = Entry {
                hash,
                size,
                modified,
            };
            files.push((path, entry));
        }
        // Without its last line the file was cut short.
        None
    }

    fn write_to(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "errors {}", self.errors)?;
        for (path, entry) in &self.files {
            let Entry {
                hash,
                size,
                modified,
            } = entry;
            writeln!(out, "{hash:032x} {size} {modified} {}", path.as_str())?;
        }
        writeln!(out, "end")
    }

    /// Writes the state, whole or not at all.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        replace(path, |file| {
            writeln!(file, "{FIRST_LINE}")?;
            self.write_to(file)
        })
    }

    /// Writes the state to be, with what leads to it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write_change(&self, path: &Path, change: &Change) -> Result<(), Error> {
        replace(path, |file| {
            writeln!(file, "{FIRST_LINE}")?;
            match change {
                Change::Exchange(inode) => writeln!(file, "exchange {inode}")?,
                Change::Journal { moved, removed } => {
                    writeln!(file, "journal")?;
                    for path in moved {
                        writeln!(file, "move {}", path.as_str())?;
                    }
                    for path in removed {
                        writeln!(file, "remove {}", path.as_str())?;
                    }
                }
            }
            writeln!(file, "state")?;
            self.write_to(file)
        })
    }

    /// Reads what [`State::write_change`] wrote.
    pub fn read_change(path: &Path) -> Option<(State, Change)> {
        let text = fs::read_to_string(path).ok()?;
        let mut lines = text.lines();
        (lines.next()? == FIRST_LINE).then_some(())?;
        let first = lines.next()?;
        if let Some(inode) = first.strip_prefix("exchange ") {
            (lines.next()? == "state").then_some(())?;
            return Some((
                Self::parse(&mut lines)?,
                Change::Exchange(inode.parse().ok()?),
            ));
        }
        (first == "journal").then_some(())?;
        let (mut moved, mut removed) = (Vec::new(), Vec::new());
        loop {
            match lines.next()?.split_once(' ') {
                Some(("move", path)) => moved.push(OutPath::parse(path)?),
                Some(("remove", path)) => removed.push(OutPath::parse(path)?),
                Some(_) => return None,
                None => break,
            }
        }
        Some((Self::parse(&mut lines)?, Change::Journal { moved, removed }))
    }
}

/// Writes a file beside its place and moves it there.
///
/// # Errors
/// When it cannot be written.
pub fn replace(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<(), Error> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    let file = File::create(&beside).map_err(Error::io("write", &beside))?;
    let mut file = BufWriter::with_capacity(BUFFER, file);
    let written = write(&mut file).and_then(|()| file.flush());
    written.map_err(Error::io("write", &beside))?;
    fs::rename(&beside, path).map_err(Error::io("write", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_reads_back_and_a_cut_one_does_not() {
        let folder = std::env::temp_dir().join(format!("inlaid-state-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("public");
        let entry = Entry {
            hash: 7,
            size: 1,
            modified: 2,
        };
        let names = ["a/b c.html", "a/c.html", "b.html"].map(|name| OutPath::parse(name).unwrap());
        let files = names.clone().map(|name| (name, entry)).into();
        let state = State { errors: 3, files };
        let others = ["a/a.html", "a/c.html", "z.html"].map(|name| OutPath::parse(name).unwrap());
        let places = state.places(&others.each_ref());
        assert_eq!(places, [None, Some(1), None]);
        assert_eq!([state.has(&names[2]), state.has(&others[2])], [true, false]);
        state.write(&path).unwrap();
        assert_eq!(State::read(&path), Some(state.clone()));
        let change = Change::Journal {
            moved: vec![OutPath::parse("x").unwrap()],
            removed: vec![],
        };
        state.write_change(&path, &change).unwrap();
        assert_eq!(State::read_change(&path), Some((state, change)));
        let text = fs::read_to_string(&path).unwrap();
        let (first, rest) = text.split_once("state\n").unwrap();
        let mut lines: Vec<&str> = rest.lines().collect();
        lines.swap(1, 2);
        fs::write(&path, format!("{first}state\n{}\n", lines.join("\n"))).unwrap();
        assert_eq!(State::read_change(&path), None, "out of order");
        for end in 0..text.len() - 1 {
            fs::write(&path, &text[..end]).unwrap();
            assert_eq!(State::read_change(&path), None, "{end}");
        }
        fs::remove_dir_all(&folder).unwrap();
    }
}
