//! Taking an article back: what its files are, and which others name it.
//!
//! What is remembered of a revoked article is the hash of each path, never its name: records of some targets can be read.

use super::hash::Hash;
use super::release::{File, Release};
use crate::path::OutPath;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The paths that nothing is ever published at again, by their hash.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Revoked {
    format: u32,
    paths: BTreeSet<Hash>,
}

impl Revoked {
    /// Reads a record; `None` where it is none.
    pub(super) fn parse(text: &[u8]) -> Option<Self> {
        let revoked: Self = serde_json::from_slice(text).ok()?;
        (revoked.format == 1).then_some(revoked)
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        // Text and numbers: there is nothing that could not be written.
        serde_json::to_vec(self).unwrap_or_default()
    }

    pub(super) fn has(&self, path: &OutPath) -> bool {
        self.paths.contains(&Hash::of(path.as_str().as_bytes()))
    }

    pub(super) fn with(mut self, leak: &Leak) -> Self {
        self.format = 1;
        let hashes = leak
            .paths
            .iter()
            .map(|path| Hash::of(path.as_str().as_bytes()));
        self.paths.extend(hashes);
        self
    }
}

/// An article that must not be there.
#[derive(Clone, Debug, Default)]
pub struct Leak {
    /// Its ids, as the catalogues of the releases that had it write them.
    pub ids: BTreeSet<String>,
    /// Its pages, their translations and other forms, in every release that is kept.
    pub paths: BTreeSet<OutPath>,
    /// How others name it, in lower case.
    needles: BTreeSet<String>,
}

/// What a catalogue says that matters here.
#[derive(Deserialize)]
struct Catalog {
    articles: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    id: String,
    url: String,
    source: String,
}

impl Leak {
    /// Adds what the catalogue beside some files says of the article, named by its id, its source or its address. Its page is
    /// counted where it is gone already, since others may name it still.
    pub(super) fn look(&mut self, name: &str, files: &BTreeSet<&OutPath>, catalog: &[u8]) {
        let Ok(catalog) = serde_json::from_slice::<Catalog>(catalog) else {
            return;
        };
        let address = name.strip_prefix('/').unwrap_or(name);
        let found = catalog.articles.into_iter().filter(|article| {
            article.id.eq_ignore_ascii_case(name)
                || article.source == name
                || article.url.trim_start_matches('/') == address
        });
        for article in found {
            let page = article.url.trim_start_matches('/');
            let files = files.iter().filter(|path| is_of(path, page));
            self.paths.extend(files.map(|path| OutPath::clone(path)));
            self.paths.extend(OutPath::parse(&file_of(page)));
            let stem = page
                .trim_end_matches('/')
                .rsplit('/')
                .next()
                .unwrap_or(page);
            self.needles
                .insert(stem.trim_end_matches(".html").to_lowercase());
            self.needles.insert(article.id.to_lowercase());
            self.ids.insert(article.id);
        }
        self.needles.remove("");
    }

    /// Whether a text names the article: as a word of its own, since ids may be parts of other ids.
    pub(super) fn is_named_in(&self, bytes: &[u8]) -> bool {
        let text = bytes.to_ascii_lowercase();
        let is_part = |byte: Option<&u8>| {
            byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        };
        self.needles.iter().any(|needle| {
            let needle = needle.as_bytes();
            memchr::memmem::find_iter(&text, needle).any(|at| {
                let before = at.checked_sub(1).and_then(|at| text.get(at));
                !is_part(before) && !is_part(text.get(at + needle.len()))
            })
        })
    }

    /// The paths of a release that cannot be served any more: the article's, those whose bytes name it, and all of an index that
    /// cannot be read in parts.
    pub(super) fn withheld(&self, release: &Release, named: &BTreeSet<Hash>) -> BTreeSet<OutPath> {
        let names_it =
            |path: &OutPath, file: &File| self.paths.contains(path) || named.contains(&file.sha256);
        if !release
            .files
            .iter()
            .any(|(path, file)| names_it(path, file))
        {
            return BTreeSet::new();
        }
        let files = release.files.iter();
        let withheld = files.filter(|(path, file)| {
            names_it(path, file) || group(path).is_some() || is_packed(path)
        });
        withheld.map(|(path, _)| path.clone()).collect()
    }
}

/// The folder whose files name each other by what is in them, so that they are served together or not at all.
pub(super) fn group(path: &OutPath) -> Option<&'static str> {
    let within = |folder: &&str| path.as_str().starts_with(*folder);
    ["lists/", "pagefind/"].into_iter().find(within)
}

/// Whether the bytes of a file are text that can be searched.
pub(super) fn is_text(path: &OutPath) -> bool {
    let ending = path.as_str().rsplit('.').next().unwrap_or_default();
    matches!(
        ending,
        "html" | "json" | "xml" | "txt" | "md" | "js" | "css"
    )
}

fn is_packed(path: &OutPath) -> bool {
    path.as_str().ends_with(".gz") || path.as_str().ends_with(".br")
}

/// The file behind an address without the slash it begins with.
fn file_of(page: &str) -> String {
    match page.ends_with('/') {
        true => format!("{page}index.html"),
        false => page.to_owned(),
    }
}

/// Whether a path is a page, a translation of it, its twin or a packed form.
fn is_of(path: &OutPath, page: &str) -> bool {
    let text = path.as_str();
    let text = text
        .strip_suffix(".gz")
        .or(text.strip_suffix(".br"))
        .unwrap_or(text);
    let page = file_of(page);
    let twin = page.strip_suffix(".html").map(|stem| format!("{stem}.md"));
    let is = |text: &str| text == page || Some(text) == twin.as_deref();
    is(text) || text.split_once('/').is_some_and(|(_, rest)| is(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_found_with_its_forms_and_by_its_name_alone() {
        let names = [
            "s/r/t1.html",
            "s/r/t1.md",
            "de/s/r/t1.html",
            "s/r/t1.html.br",
            "s/r/t10.html",
            "s/t1.html",
        ];
        let files = names.map(|name| OutPath::parse(name).unwrap());
        let files: BTreeSet<&OutPath> = files.iter().collect();
        let catalog = br#"{"articles":[{"id":"T1","url":"/s/r/t1.html","source":"a.md"}]}"#;
        for name in ["t1", "a.md", "/s/r/t1.html", "s/r/t1.html"] {
            let mut leak = Leak::default();
            leak.look(name, &files, catalog);
            let found: Vec<&str> = leak.paths.iter().map(OutPath::as_str).collect();
            assert_eq!(
                found,
                [
                    "de/s/r/t1.html",
                    "s/r/t1.html",
                    "s/r/t1.html.br",
                    "s/r/t1.md"
                ],
                "{name}"
            );
            assert!(leak.is_named_in(b"<a href=\"T1.html\">"));
            assert!(!leak.is_named_in(b"t10 at1 t1-x t1_"));
            let revoked = Revoked::default().with(&leak);
            assert!(revoked.has(&OutPath::parse("s/r/t1.md").unwrap()));
            assert!(!revoked.has(&OutPath::parse("s/t1.html").unwrap()));
            assert_eq!(Revoked::parse(&revoked.bytes()), Some(revoked));
        }
        let mut leak = Leak::default();
        leak.look("t2", &files, catalog);
        assert!(leak.paths.is_empty());
    }
}
