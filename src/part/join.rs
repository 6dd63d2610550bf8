//! All parts of a tree → the tree: which parts go together, and the bytes of every file, held against what was written
//! of it.

use super::record::{Record, Sum};
use super::{FILES, damaged, documents, find};
use crate::diagnostic::Error;
use crate::path::OutPath;
use crate::search::Files;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// How many missing parts are named.
const SHOWN: usize = 10;

/// The tree of a cloud that parts make up.
pub struct Joined {
    /// The cloud.
    pub cloud: String,
    /// Findings of level error in the articles it was made of.
    pub errors: usize,
    /// How many parts there are.
    pub parts: usize,
    /// Where each file is, and what it has to be.
    files: BTreeMap<OutPath, (PathBuf, Sum)>,
    /// The files of the index.
    index: Files,
}

impl Joined {
    /// Every file of the tree, in order.
    pub fn paths(&self) -> Vec<&OutPath> {
        let mut paths: Vec<&OutPath> = self.files.keys().chain(self.index.keys()).collect();
        paths.sort();
        paths
    }

    /// The content of a file; empty where the tree has no such file.
    ///
    /// # Errors
    /// When a part cannot be read, or the file is not as it was made.
    pub fn bytes(&self, path: &OutPath) -> Result<Cow<'_, [u8]>, Error> {
        match self.files.get(path) {
            Some((place, sum)) => read(place, *sum).map(Cow::Owned),
            None => Ok(self.index.get(path).map_or(Cow::default(), Into::into)),
        }
    }
}

/// The trees that the parts in these folders make up: of every cloud found there, or of those that are named.
///
/// # Errors
/// When a part is missing, there twice, cut short, or does not go with the others.
pub fn join(folders: &[PathBuf], clouds: &[String]) -> Result<Vec<Joined>, Error> {
    let mut found: BTreeMap<String, Vec<(PathBuf, Record)>> = BTreeMap::new();
    for folder in folders {
        let parts = find(folder)?;
        if parts.is_empty() {
            return Err(Error::refused(
                format!("`{}` holds no part of a tree", folder.display()),
                "name the folders that `inlaid build --shard` had as `--out`",
            ));
        }
        for part in parts {
            let record = Record::read(&part)?;
            let parts = found.entry(record.cloud.clone()).or_default();
            parts.push((part, record));
        }
    }
    let wanted = clouds.iter().flat_map(|names| names.split(','));
    let wanted: Vec<&str> = wanted.map(str::trim).collect();
    let is = |name: &str, cloud: &str| name.eq_ignore_ascii_case(cloud);
    let lacking = |name: &&&str| !found.keys().any(|cloud| is(name, cloud));
    if let Some(name) = wanted.iter().find(lacking) {
        let known: Vec<&str> = found.keys().map(String::as_str).collect();
        return Err(Error::refused(
            format!("no part of a tree of `{name}` is there"),
            format!("there are parts of {}", known.join(", ")),
        ));
    }
    found.retain(|cloud, _| wanted.is_empty() || wanted.iter().any(|name| is(name, cloud)));
    found.into_values().map(tree).collect()
}

/// The tree of these parts, of which there is one at least.
fn tree(mut parts: Vec<(PathBuf, Record)>) -> Result<Joined, Error> {
    parts.sort_by_key(|(_, record)| record.shard);
    go_together(&parts)?;
    are_all(&parts)?;
    let (folder, first) = &parts[0];
    let index = match &first.index {
        Some(index) => documents::index(&parts, index)?,
        None => Files::new(),
    };
    let files = parts.iter().flat_map(|(folder, record)| {
        let place = |path: &OutPath| folder.join(FILES).join(path.as_str());
        let files = record.files.iter();
        files.map(move |(path, sum)| (path.clone(), (place(path), *sum)))
    });
    let files: BTreeMap<OutPath, (PathBuf, Sum)> = files.collect();
    let count: usize = parts.iter().map(|(_, record)| record.files.len()).sum();
    if count != files.len() || Record::whole(files.keys()) != first.whole {
        return Err(damaged(folder));
    }
    Ok(Joined {
        cloud: first.cloud.clone(),
        errors: first.errors,
        parts: parts.len(),
        files,
        index,
    })
}

/// Refuses parts of which one is not of the same whole as the others.
fn go_together(parts: &[(PathBuf, Record)]) -> Result<(), Error> {
    let (first, whole) = &parts[0];
    for (folder, record) in parts {
        let (one, other) = (first.display(), folder.display());
        if record.program != Record::program() {
            let (made, own) = (&record.program, Record::program());
            return Err(Error::refused(
                format!("`{other}` was made by inlaid {made}, and this is {own}"),
                "make all parts with one version, and join them with the same",
            ));
        }
        if record.shard.of() != whole.shard.of() {
            let (few, many) = (whole.shard.of(), record.shard.of());
            return Err(Error::refused(
                format!("`{one}` is one of {few} parts, and `{other}` one of {many}"),
                "make all parts with the same `N` of `--shard I/N`, and remove what is left of earlier ones",
            ));
        }
        if record.input != whole.input || record.whole != whole.whole {
            return Err(Error::refused(
                format!("`{other}` was made of other content than `{one}`"),
                "make all parts of the same articles, configuration, theme and clouds",
            ));
        }
    }
    Ok(())
}

/// Refuses parts of which one is there twice or missing; they are in order.
fn are_all(parts: &[(PathBuf, Record)]) -> Result<(), Error> {
    let twice = parts
        .windows(2)
        .find(|two| two[0].1.shard == two[1].1.shard);
    if let Some([(one, record), (other, _)]) = twice {
        let (one, other) = (one.display(), other.display());
        let message = format!(
            "`{one}` and `{other}` are both part {} of {} of `{}`",
            record.shard.number(),
            record.shard.of(),
            record.cloud
        );
        return Err(Error::refused(message, "name each part once"));
    }
    let whole = &parts[0].1;
    let is_there = |number: &u32| {
        let mut parts = parts.iter();
        parts.any(|(_, record)| record.shard.number() == *number)
    };
    let missing = (1..=whole.shard.of()).filter(|number| !is_there(number));
    let missing: Vec<String> = missing.map(|number| number.to_string()).collect();
    let more = match missing.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let (of, cloud) = (whole.shard.of(), &whole.cloud);
    let named = missing[..missing.len().min(SHOWN)].join(", ");
    match missing.len() {
        0 => Ok(()),
        1 => Err(Error::refused(
            format!("part {named} of {of} of `{cloud}` is missing"),
            format!("make it with `inlaid build --shard {named}/{of}`"),
        )),
        _ => Err(Error::refused(
            format!("parts {named}{more} of {of} of `{cloud}` are missing"),
            format!("make them with `inlaid build --shard I/{of}`"),
        )),
    }
}

/// The bytes of a file of a part, if they are what was written of them.
pub(super) fn read(path: &Path, sum: Sum) -> Result<Vec<u8>, Error> {
    let bytes = fs::read(path).map_err(Error::io("read", path))?;
    match Sum::of(&bytes) == sum {
        true => Ok(bytes),
        false => Err(damaged(path)),
    }
}
