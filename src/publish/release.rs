//! A release: what a target serves, file by file.

use super::hash::Hash;
use crate::path::OutPath;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The file at the root of a published site that says which release it is. It is written last.
pub const POINTER: &str = "inlaid-release.json";

/// The version of the records. Others are refused.
const FORMAT: u32 = 1;

/// A file of a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct File {
    /// Of its bytes.
    pub sha256: Hash,
    /// In bytes.
    pub size: u64,
}

/// Everything a target serves, or served once.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    format: u32,
    /// The cloud whose tree it is. A target never takes the tree of another.
    pub cloud: String,
    /// Made from the cloud and the files, so the same tree is the same release.
    #[serde(rename = "release")]
    pub id: String,
    /// Counts the publishes of the target, from 1.
    pub number: u64,
    /// When it was published, in seconds since 1970.
    pub published: u64,
    /// Files that are kept no more since they name an article that was revoked. Who goes back to this release gets those that
    /// are served now in their place.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub withheld: BTreeSet<OutPath>,
    /// The files, the pointer aside.
    pub files: BTreeMap<OutPath, File>,
}

/// What the pointer says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Pointer {
    format: u32,
    /// The cloud of the target.
    pub cloud: String,
    /// The release that is served.
    pub release: String,
    /// Counts the publishes of the target, from 1.
    pub number: u64,
}

impl Release {
    /// A release of these files. `number` and `published` are those of [`Release`].
    pub fn new(cloud: &str, number: u64, published: u64, files: BTreeMap<OutPath, File>) -> Self {
        Self {
            format: FORMAT,
            cloud: cloud.to_owned(),
            id: id(cloud, &files),
            number,
            published,
            withheld: BTreeSet::new(),
            files,
        }
    }

    /// The release without these files.
    pub(super) fn without(mut self, gone: &BTreeSet<OutPath>) -> Self {
        self.files.retain(|path, _| !gone.contains(path));
        self
    }

    /// Reads a record; `None` where it is none, or one of a later program.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let release: Self = serde_json::from_slice(text).ok()?;
        (release.format == FORMAT).then_some(release)
    }

    /// The record's bytes.
    pub fn bytes(&self) -> Vec<u8> {
        json(self)
    }

    /// The pointer to it.
    pub fn pointer(&self) -> Pointer {
        Pointer {
            format: FORMAT,
            cloud: self.cloud.clone(),
            release: self.id.clone(),
            number: self.number,
        }
    }
}

impl Pointer {
    /// Reads a pointer; `None` where it is none, or one of a later program.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let pointer: Self = serde_json::from_slice(text).ok()?;
        (pointer.format == FORMAT).then_some(pointer)
    }

    /// The pointer's bytes.
    pub fn bytes(&self) -> Vec<u8> {
        json(self)
    }
}

/// The name of a release: 16 hexadecimal digits out of everything in it.
pub(super) fn id(cloud: &str, files: &BTreeMap<OutPath, File>) -> String {
    let mut all = Sha256::new();
    all.update(format!("{FORMAT} {cloud}\n"));
    for (path, file) in files {
        all.update(format!("{} {} {}\n", file.sha256, file.size, path.as_str()));
    }
    let digest = all.finalize();
    digest[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn json(value: &impl Serialize) -> Vec<u8> {
    // Maps with text as keys and plain fields: there is nothing that could not be written.
    let mut bytes = serde_json::to_vec(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_named_by_what_is_in_it() {
        let file = |text: &str| File {
            sha256: Hash::of(text.as_bytes()),
            size: text.len() as u64,
        };
        let files = |text| BTreeMap::from([(OutPath::parse("a.html").unwrap(), file(text))]);
        let one = Release::new("public", 1, 5, files("x"));
        assert_eq!(one.id, Release::new("public", 2, 6, files("x")).id);
        assert_ne!(one.id, Release::new("public", 1, 5, files("y")).id);
        assert_ne!(one.id, Release::new("fairfax", 1, 5, files("x")).id);
        assert_eq!(Release::parse(&one.bytes()), Some(one.clone()));
        assert_eq!(Pointer::parse(&one.pointer().bytes()), Some(one.pointer()));
        let later = String::from_utf8(one.bytes())
            .unwrap()
            .replace("\"format\":1", "\"format\":2");
        assert_eq!(Release::parse(later.as_bytes()), None);
    }
}
