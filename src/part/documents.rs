//! The documents of a part's articles, each with its place among all, and the index that those of all parts make.

use super::record::{Index, Record};
use super::{DOCUMENTS, damaged};
use crate::diagnostic::Error;
use crate::output::{Output, Shard};
use crate::search::{self, Document, Files};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

/// The documents of the articles of a shard as they are written; empty where the tree has no index.
///
/// # Errors
/// When the body of an article cannot be rendered.
pub fn written(output: &Output<'_>, shard: Shard) -> Result<Vec<u8>, Error> {
    if !search::has_index(output) {
        return Ok(Vec::new());
    }
    let entries = output.site().entries.par_iter().enumerate();
    let own = entries.filter(|(_, entry)| shard.has_article(&entry.article.id));
    let lines = own.map(|(at, _)| {
        let document = Document::new(output, at)?;
        let json = serde_json::to_string(&document).unwrap_or_default();
        Ok(format!("{at} {json}\n"))
    });
    let lines: Vec<String> = lines.collect::<Result<_, Error>>()?;
    Ok(lines.concat().into_bytes())
}

/// Where the document of an article is.
struct Place {
    part: usize,
    start: u64,
    length: usize,
}

/// The index of a tree, of the documents of all its parts.
pub(super) fn index(parts: &[(PathBuf, Record)], index: &Index) -> Result<Files, Error> {
    let mut places = BTreeMap::new();
    for (part, (folder, record)) in parts.iter().enumerate() {
        let path = folder.join(DOCUMENTS);
        let bytes = super::join::read(&path, record.documents)?;
        let mut start = 0;
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let at = number(line).ok_or_else(|| damaged(&path))?;
            let length = line.len();
            let place = Place {
                part,
                start,
                length,
            };
            if at >= index.articles || places.insert(at, place).is_some() {
                return Err(damaged(&path));
            }
            start += length as u64;
        }
    }
    if places.len() != index.articles {
        let folder = &parts[0].0;
        return Err(damaged(&folder.join(DOCUMENTS)));
    }
    let documents = places.values().map(|place| {
        let path = parts[place.part].0.join(DOCUMENTS);
        document(&path, place)
    });
    search::index(&index.language, documents)
}

/// The number that a line begins with.
fn number(line: &[u8]) -> Option<usize> {
    let end = line.iter().position(|byte| *byte == b' ')?;
    std::str::from_utf8(&line[..end]).ok()?.parse().ok()
}

fn document(path: &Path, place: &Place) -> Result<Document, Error> {
    let mut line = vec![0; place.length];
    let read = File::open(path).and_then(|file| file.read_exact_at(&mut line, place.start));
    read.map_err(Error::io("read", path))?;
    let json = line.splitn(2, |byte| *byte == b' ').nth(1);
    let document = json.and_then(|json| serde_json::from_slice(json).ok());
    document.ok_or_else(|| damaged(path))
}
