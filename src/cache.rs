//! What a build keeps for the next one, in `.inlaid/cache`: never published, and safe to delete.
//!
//! `build` says what all of it was made of and what was found, so that the same build has nothing to do; `articles` says what
//! each article was found to be and where its links lead, so that the next build parses only those that changed; `keys-CLOUD`
//! says of each file what it was made of, so that it makes only those that are made of something else. A file of the
//! cache is trusted as a whole or not at all: the program that wrote it, the trees that were made and its own hash have to be
//! as they are now.
#![allow(
    clippy::disallowed_methods,
    reason = "an edge: keeps results beside the output"
)]

use crate::article::Known;
use crate::content::Content;
use crate::diagnostic::{Code, Error, Finding};
use crate::memo::{Key, Memo};
use crate::path::ContentPath;
use crate::site::Resolved;
use crate::state::{self, RECORDS};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// Another number where what is kept, or what a build does with the same input, is no longer the same.
const FIRST_LINE: &str = "inlaid cache 1";

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
}

/// A hash of the state of a cloud's tree as it is written now; `None` where there is none.
pub fn state_of(out: &Path, cloud: &str) -> Option<Key> {
    let state = fs::read(state::record(out, cloud)).ok()?;
    Some(xxh3_128(&state))
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
    let mut text = format!("{state:032x}\n");
    for key in keys {
        // Writing to a string cannot fail.
        let _ = match key {
            Some(key) => writeln!(text, "{key:032x}"),
            None => writeln!(text, "-"),
        };
    }
    seal(&place(out, &format!("keys-{cloud}")), &text)
}

/// An article with its key, and its links with theirs.
type Line = (Key, Known, Key, Resolved);

/// How many articles are written at a time: their lines are many and long.
const AT_A_TIME: usize = 1024;

/// What was kept of articles, as it was written.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Recalled {
    text: String,
    /// The line of each article and its links, by their keys.
    lines: HashMap<(Key, Key), Range<usize>>,
}

/// Tells a memo what the last build found out about each article, whatever it was built for: what is known of a file is found
/// by what it holds.
pub fn recall(out: &Path, memo: &mut Memo) -> Kept<Recalled> {
    let text = match unseal(&place(out, "articles")) {
        Kept::Last(text) => text,
        Kept::Damaged => return Kept::Damaged,
        Kept::Nothing => return Kept::Nothing,
    };
    let lines: Vec<&str> = text.lines().collect();
    let parsed = lines.par_iter().map(|line| serde_json::from_str(line));
    let Ok(parsed) = parsed.collect::<Result<Vec<Line>, _>>() else {
        return Kept::Damaged;
    };
    let mut at = 0;
    let mut places = HashMap::with_capacity(lines.len());
    for ((article, known, links, resolved), line) in parsed.into_iter().zip(lines) {
        memo.keep(article, Arc::new(known));
        memo.keep(links, Arc::new(resolved));
        places.insert((article, links), at..at + line.len());
        at += line.len() + 1;
    }
    let lines = places;
    Kept::Last(Recalled { text, lines })
}

/// Keeps what a build found out about each article; most of it is as it was `recalled`.
///
/// # Errors
/// When the file cannot be written.
pub fn write_articles(out: &Path, content: &Content, recalled: &Recalled) -> Result<(), Error> {
    let articles = content.articles.chunks(AT_A_TIME);
    let mut text = String::with_capacity(recalled.text.len());
    for (articles, links) in articles.zip(content.links.chunks(AT_A_TIME)) {
        let lines = articles.par_iter().zip(links);
        let lines = lines.map(|(article, (links, resolved))| {
            let known = recalled.lines.get(&(article.key, *links));
            known.map_or_else(
                || json(&(article.key, Known::of(article), links, &**resolved)).into(),
                |line| Cow::from(&recalled.text[line.clone()]),
            )
        });
        for line in lines.collect::<Vec<Cow<'_, str>>>() {
            text.push_str(&line);
            text.push('\n');
        }
    }
    seal(&place(out, "articles"), &text)
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
    seal(&place(out, "build"), &json(last))
}

fn json(data: &impl Serialize) -> String {
    serde_json::to_string(data).unwrap_or_else(|error| unreachable!("plain data is JSON: {error}"))
}

fn place(out: &Path, name: &str) -> PathBuf {
    out.join(RECORDS).join("cache").join(name)
}

/// Writes a text below the name of the program and a hash of both. Where the program cannot tell which one it is, nothing is
/// kept.
fn seal(path: &Path, text: &str) -> Result<(), Error> {
    let Some(first) = first_line() else {
        return Ok(());
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Error::io("make", folder))?;
    }
    let hash = hash_of(&first, text);
    state::replace(path, &[&format!("{first}\n{hash:032x}\n"), text])
}

/// Reads a text that this program sealed.
fn unseal(path: &Path) -> Kept<String> {
    let Ok(bytes) = fs::read(path) else {
        return Kept::Nothing;
    };
    let Ok(mut text) = String::from_utf8(bytes) else {
        return Kept::Damaged;
    };
    let parsed = || {
        let (first, rest) = text.split_once('\n')?;
        let (hash, sealed) = rest.split_once('\n')?;
        let is_sound = *hash == format!("{:032x}", hash_of(first, sealed));
        is_sound.then_some((first, text.len() - sealed.len()))
    };
    match parsed() {
        Some((first, start)) if Some(first) == first_line().as_deref() => {
            text.drain(..start);
            Kept::Last(text)
        }
        Some(_) => Kept::Nothing,
        None => Kept::Damaged,
    }
}

fn hash_of(first: &str, text: &str) -> u128 {
    let mut hash = Xxh3::new();
    [first, "\n", text]
        .iter()
        .for_each(|part| hash.update(part.as_bytes()));
    hash.digest128()
}

/// Names the program: its version, and its file, since another program of the same version may make other trees.
fn first_line() -> Option<String> {
    let meta = fs::metadata(std::env::current_exe().ok()?).ok()?;
    let changed = meta.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!(
        "{FIRST_LINE} {} {} {}",
        env!("CARGO_PKG_VERSION"),
        meta.len(),
        changed.as_nanos()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let text = format!("{first}\n{:032x}\n{{}}", hash_of(first, "{}"));
        fs::write(place(&out, "build"), text).unwrap();
        assert_eq!(read(&out), Kept::Nothing);
        fs::remove_dir_all(&out).unwrap();
    }
}
