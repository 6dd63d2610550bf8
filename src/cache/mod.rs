//! What a build keeps for the next one, in `.inlaid/cache`: never published, and safe to delete.
//!
//! `build` says what all of it was made of and what was found, so that the same build has nothing to do, and what the indexes
//! of each tree are called, so that another one need not make them to learn it; `articles` says what
//! each article was found to be and where its links lead, so that the next build parses only those that changed; `keys-CLOUD`
//! says of each file what it was made of, so that it makes only those that are made of something else. A file of the
//! cache is trusted as a whole or not at all: the program that wrote it, the trees that were made and its own hash have to be
//! as they are now.
#![allow(
    clippy::disallowed_methods,
    reason = "an edge: keeps results beside the output"
)]

mod articles;
mod seal;

pub use articles::{Recalled, recall, write_articles};

use crate::diagnostic::{Code, Error, Finding};
use crate::memo::Key;
use crate::path::{ContentPath, OutPath};
use crate::state::{self, RECORDS};
use seal::{seal, unseal};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::Xxh3;

/// What a build made, and found on the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    /// A hash of all that it was made of.
    pub key: Key,
    /// How many articles there are.
    pub articles: usize,
    /// How many of them are in no cloud.
    pub homeless: usize,
    /// What authors should know.
    pub findings: Vec<Finding>,
    /// The trees, in the order of the build.
    pub trees: Vec<Tree>,
}

/// A tree that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tree {
    /// The name of its cloud.
    pub cloud: String,
    /// How many articles have a page in it.
    pub pages: usize,
    /// A hash of its state, as it was written.
    pub state: Key,
    /// A hash of what its layout goes by.
    pub layout: Key,
    /// What its indexes are called.
    pub indexes: Vec<OutPath>,
}

/// A hash of the state of a cloud's tree as it is written now; `None` where there is none.
pub fn state_of(out: &Path, cloud: &str) -> Option<Key> {
    let mut state = File::open(state::record(out, cloud)).ok()?;
    let mut hash = Xxh3::new();
    io::copy(&mut state, &mut hash).ok()?;
    Some(hash.digest128())
}

/// What is there of an earlier build.
#[derive(Debug, PartialEq, Eq)]
pub enum Kept<T> {
    /// Nothing, or nothing that this program wrote.
    Nothing,
    /// Something that no program wrote as it is.
    Damaged,
    /// What it made.
    Last(T),
}

/// Reads what the last build into an output folder kept.
pub fn read(out: &Path) -> Kept<Box<Last>> {
    match unseal(&place(out, "build")) {
        Kept::Last(text) => serde_json::from_str(&text).map_or(Kept::Damaged, Kept::Last),
        Kept::Damaged => Kept::Damaged,
        Kept::Nothing => Kept::Nothing,
    }
}

/// Reads the keys of the files of a tree that stands as it was put in place, in the order of its state; `None` for a file
/// without one.
pub fn keys(out: &Path, cloud: &str) -> Kept<Vec<Option<Key>>> {
    let text = match unseal(&place(out, &format!("keys-{cloud}"))) {
        Kept::Last(text) => text,
        Kept::Damaged => return Kept::Damaged,
        Kept::Nothing => return Kept::Nothing,
    };
    let mut lines = text.lines();
    let hex = |line: &str| Key::from_str_radix(line, 16).ok();
    let now = state_of(out, cloud);
    if now.is_none() || lines.next().and_then(hex) != now {
        return Kept::Nothing;
    }
    Kept::Last(lines.map(hex).collect())
}

/// Keeps the keys of the files of a tree whose state has this hash.
///
/// # Errors
/// When the file cannot be written.
pub fn write_keys(
    out: &Path,
    cloud: &str,
    state: Key,
    keys: impl Iterator<Item = Option<Key>>,
) -> Result<(), Error> {
    seal(&place(out, &format!("keys-{cloud}")), |text| {
        writeln!(text, "{state:032x}")?;
        for key in keys {
            match key {
                Some(key) => writeln!(text, "{key:032x}")?,
                None => writeln!(text, "-")?,
            }
        }
        Ok(())
    })
}

/// Says that what was kept is damaged.
pub fn damaged() -> Finding {
    let message = format!("`{RECORDS}/cache` of the output folder is damaged, and was not used");
    Finding::of_file(Code::CacheDamaged, ContentPath::new("site.yaml"), message)
        .help("nothing has to be done; where it happens again, look after the disk")
}

/// Keeps what a build made.
///
/// # Errors
/// When the file cannot be written.
pub fn write(out: &Path, last: &Last) -> Result<(), Error> {
    seal(&place(out, "build"), |text| {
        serde_json::to_writer(text, last).map_err(io::Error::from)
    })
}

fn place(out: &Path, name: &str) -> PathBuf {
    out.join(RECORDS).join("cache").join(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::UrlPath;
    use std::fs;
    use xxhash_rust::xxh3::xxh3_128;

    #[test]
    fn what_was_kept_is_read_back_and_no_byte_of_it_may_change() {
        let out = std::env::temp_dir().join(format!("inlaid-cache-{}", std::process::id()));
        let _ = fs::remove_dir_all(&out);
        assert_eq!(read(&out), Kept::Nothing);
        let finding = Finding::of_file(Code::NoTitle, ContentPath::new("a b.md"), "é \"x\"");
        let last = Last {
            key: u128::MAX - 1,
            articles: 2,
            homeless: 1,
            findings: vec![finding.help("do")],
            trees: vec![Tree {
                cloud: "public".to_owned(),
                pages: 1,
                state: 7,
                layout: 8,
                indexes: vec![OutPath::from(&UrlPath::new("lists/index.json"))],
            }],
        };
        write(&out, &last).unwrap();
        assert_eq!(read(&out), Kept::Last(Box::new(last)));
        let bytes = fs::read(place(&out, "build")).unwrap();
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 1;
            fs::write(place(&out, "build"), &other).unwrap();
            assert_eq!(read(&out), Kept::Damaged, "byte {at}");
            fs::write(place(&out, "build"), &bytes[..at]).unwrap();
            assert_eq!(read(&out), Kept::Damaged, "cut at {at}");
        }
        fs::remove_dir_all(&out).unwrap();
    }

    #[test]
    fn what_another_program_kept_is_nothing() {
        let out = std::env::temp_dir().join(format!("inlaid-cache-other-{}", std::process::id()));
        let first = "inlaid cache 1 0.0.1 5 5";
        fs::create_dir_all(out.join(".inlaid/cache")).unwrap();
        let text = format!("{first}\n{{}}");
        let hash = xxh3_128(text.as_bytes());
        fs::write(place(&out, "build"), format!("{text}\n{hash:032x}\n")).unwrap();
        assert_eq!(read(&out), Kept::Nothing);
        fs::remove_dir_all(&out).unwrap();
    }
}
