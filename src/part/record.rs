//! What is written of a part in its folder: a line a fact, then a line a file, and a hash of all lines.

use super::{DOCUMENTS, FILES, RECORD, damaged};
use crate::diagnostic::Error;
use crate::memo::{Key, KeyOf};
use crate::output::Shard;
use crate::path::{OutPath, Segment, segment};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_128;

const FIRST_LINE: &str = "inlaid part 1";
/// What begins the first line, whatever program wrote it.
const ANY_FIRST_LINE: &str = "inlaid part ";
/// The program that writes parts, and joins those that it wrote itself.
const PROGRAM: &str = env!("CARGO_PKG_VERSION");

/// What a part is, and what it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The version of the program that made it.
    pub program: String,
    /// The cloud.
    pub cloud: String,
    /// Which part of how many.
    pub shard: Shard,
    /// A hash of everything that the whole is made of.
    pub input: Key,
    /// Findings of level error in the articles of the whole.
    pub errors: usize,
    /// The index of the whole, where it has one.
    pub index: Option<Index>,
    /// A hash of the paths of the whole, those of the index excepted.
    pub whole: Key,
    /// The documents.
    pub documents: Sum,
    /// The files of the tree that are in this part.
    pub files: BTreeMap<OutPath, Sum>,
}

/// The index of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// Its language.
    pub language: String,
    /// How many articles are in it.
    pub articles: usize,
}

/// What bytes have to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum {
    /// XXH3, 128 bits.
    pub hash: u128,
    /// In bytes.
    pub size: u64,
}

impl Sum {
    /// That of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self {
            hash: xxh3_128(bytes),
            size: bytes.len() as u64,
        }
    }

    fn parse(hash: &str, size: &str) -> Option<Self> {
        Some(Self {
            hash: u128::from_str_radix(hash, 16).ok()?,
            size: size.parse().ok()?,
        })
    }
}

impl Record {
    /// The version of this program, which is that of the parts it makes.
    pub fn program() -> String {
        PROGRAM.to_owned()
    }

    /// The hash of all paths of a tree, in their order.
    pub fn whole<'a>(paths: impl Iterator<Item = &'a OutPath>) -> Key {
        let key = KeyOf::new("paths");
        paths.fold(key, |key, path| key.text(path.as_str())).key()
    }

    /// Reads the record of a part.
    ///
    /// # Errors
    /// When there is none, or it is cut short, damaged, or of another format.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(RECORD);
        let bytes = fs::read(&path).map_err(Error::io("read", &path))?;
        let text = String::from_utf8_lossy(&bytes);
        let first = text.lines().next().unwrap_or_default();
        if first.starts_with(ANY_FIRST_LINE) && first != FIRST_LINE {
            return Err(Error::refused(
                format!(
                    "`{}` was made by a version of inlaid that writes parts otherwise",
                    folder.display()
                ),
                "make all parts with one version, and join them with the same",
            ));
        }
        Self::parse(&text).ok_or_else(|| damaged(&path))
    }

    /// Writes the record, which is the last thing that a part comes to have.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), Error> {
        let path = folder.join(RECORD);
        fs::write(&path, self.text()).map_err(Error::io("write", &path))
    }

    /// Every file of a part in this folder.
    pub fn places(&self, folder: &Path) -> BTreeSet<PathBuf> {
        let files = folder.join(FILES);
        let files = self.files.keys().map(|path| files.join(path.as_str()));
        let others = [RECORD, DOCUMENTS].map(|name| folder.join(name));
        files.chain(others).collect()
    }

    fn text(&self) -> String {
        let mut text = format!(
            "{FIRST_LINE}\nprogram {}\ncloud {}\nshard {}\ninput {:032x}\nerrors {}\n",
            self.program, self.cloud, self.shard, self.input, self.errors
        );
        if let Some(Index { language, articles }) = &self.index {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "index {articles} {language}");
        }
        let Sum { hash, size } = self.documents;
        let _ = writeln!(
            text,
            "whole {:032x}\ndocuments {hash:032x} {size}",
            self.whole
        );
        for (path, Sum { hash, size }) in &self.files {
            let _ = writeln!(text, "{hash:032x} {size} {}", path.as_str());
        }
        let end = xxh3_128(text.as_bytes());
        let _ = writeln!(text, "end {end:032x}");
        text
    }

    fn parse(text: &str) -> Option<Self> {
        let (text, end) = text.rsplit_once("end ")?;
        (end == format!("{:032x}\n", xxh3_128(text.as_bytes()))).then_some(())?;
        let mut lines = text.lines().peekable();
        (lines.next()? == FIRST_LINE).then_some(())?;
        let mut fact = |name: &str| {
            let is_it = |line: &&str| line.split(' ').next() == Some(name);
            lines.next_if(is_it)?.get(name.len() + 1..)
        };
        let hexadecimal = |text: &str| u128::from_str_radix(text, 16).ok();
        let index = |text: &str| {
            let (articles, language) = text.split_once(' ')?;
            Some(Index {
                language: language.to_owned(),
                articles: articles.parse().ok()?,
            })
        };
        let sum = |text: &str| {
            let (hash, size) = text.split_once(' ')?;
            Sum::parse(hash, size)
        };
        Some(Self {
            program: fact("program")?.to_owned(),
            cloud: fact("cloud").filter(is_folder)?.to_owned(),
            shard: fact("shard")?.parse().ok()?,
            input: hexadecimal(fact("input")?)?,
            errors: fact("errors")?.parse().ok()?,
            index: fact("index").and_then(index),
            whole: hexadecimal(fact("whole")?)?,
            documents: sum(fact("documents")?)?,
            files: lines.map(file).collect::<Option<_>>()?,
        })
    }
}

/// Whether a cloud may be named so, and its tree with it.
fn is_folder(name: &&str) -> bool {
    segment(name, Segment::Folder) == *name
}

fn file(line: &str) -> Option<(OutPath, Sum)> {
    let mut parts = line.splitn(3, ' ');
    let sum = Sum::parse(parts.next()?, parts.next()?)?;
    Some((OutPath::parse(parts.next()?)?, sum))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_reads_back_and_a_cut_or_damaged_one_does_not() {
        let path = OutPath::parse("a/end b.html").unwrap();
        let index = Index {
            language: "zh-Hans".to_owned(),
            articles: 12,
        };
        let mut record = Record {
            program: Record::program(),
            cloud: "public".to_owned(),
            shard: "2/4".parse().unwrap(),
            input: 7,
            errors: 3,
            index: Some(index),
            whole: Record::whole([&path].into_iter()),
            documents: Sum::of(b"x"),
            files: BTreeMap::from([(path, Sum::of(b"page"))]),
        };
        for text in [record.text(), {
            record.index = None;
            record.text()
        }] {
            assert_eq!(Record::parse(&text).unwrap().text(), text);
            for end in 0..text.len() {
                assert_eq!(Record::parse(&text[..end]), None, "{end}");
            }
            assert_eq!(Record::parse(&text.replace("errors 3", "errors 0")), None);
        }
        record.cloud = "../public".to_owned();
        assert_eq!(Record::parse(&record.text()), None);
    }
}
