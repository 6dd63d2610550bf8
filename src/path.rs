//! The three kinds of path, and the only place that turns one into another.
//!
//! A [`ContentPath`] says where an author keeps a file, a [`UrlPath`] where a reader finds it, an [`OutPath`] where it
//! lies in a tree on disk. All three are relative, use `/`, and never step out of their root.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// The longest URL segment in bytes; most file systems end at 255, and archives and old hosts earlier.
const LONGEST_SEGMENT: usize = 100;

/// Names that the program itself makes in a tree.
const OWN_NAMES: [&str; 15] = [
    "index",
    "404",
    "assets",
    "feed",
    "find",
    "lists",
    "llms",
    "opensearch",
    "other",
    "pagefind",
    "routes",
    "search",
    "sitemap",
    "robots",
    "catalog",
];

/// Names that Windows keeps for devices, whatever follows the first dot.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// A file below the content root, as the author wrote its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(from = "String", into = "String")]
pub struct ContentPath(Arc<str>);

impl From<String> for ContentPath {
    fn from(path: String) -> Self {
        Self(path.into())
    }
}

impl From<ContentPath> for String {
    fn from(path: ContentPath) -> Self {
        path.as_str().to_owned()
    }
}

impl ContentPath {
    /// The path of these segments, joined by `/`. The caller vouches that none is empty, `.` or `..`.
    pub fn new(path: &str) -> Self {
        Self(path.into())
    }

    /// The path as text, with `/` on every system.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last segment.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The last segment without what follows its last dot.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        name.rsplit_once('.')
            .map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem })
    }

    /// What follows the last dot of the last segment, in ASCII lower case; empty where there is none.
    pub fn extension(&self) -> String {
        self.file_name()
            .rsplit_once('.')
            .map_or(String::new(), |(_, end)| end.to_ascii_lowercase())
    }

    /// The file that `link` means when it stands in this one: `\` is `/`, a leading `/` is the content root.
    ///
    /// `None` where the link leaves the content root. `link` is decoded and bears neither query nor fragment.
    pub fn join(&self, link: &str) -> Option<ContentPath> {
        let link = link.replace('\\', "/");
        let mut segments: Vec<&str> = match link.starts_with('/') {
            true => Vec::new(),
            false => self.0.split('/').collect(),
        };
        if !link.starts_with('/') {
            segments.pop();
        }
        for segment in link.split('/') {
            match segment {
                "" | "." => {}
                ".." => drop(segments.pop()?),
                name => segments.push(name),
            }
        }
        Some(Self(segments.join("/").into()))
    }
}

impl fmt::Display for ContentPath {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// Where a page or an asset stands in the site of a cloud: relative to the tree, lower case ASCII.
///
/// The address of a folder ends in `/`, that of the home page may be empty.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UrlPath(Arc<str>);

/// As it is written.
impl serde::Serialize for UrlPath {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl UrlPath {
    /// An address out of finished segments, such as `contoso.mail/index.html`.
    pub fn new(path: &str) -> Self {
        Self(path.into())
    }

    /// The address as text, without a leading `/`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The steps from any page in the same folder up to the root of the tree: ``, `../`, `../../` …
    pub fn to_root(&self) -> String {
        "../".repeat(self.0.matches('/').count())
    }

    /// This address as a link on the page `from`, true at whatever address the tree is hosted.
    pub fn relative_from(&self, from: &UrlPath) -> String {
        let shared = self
            .0
            .bytes()
            .zip(from.0.bytes())
            .take_while(|(a, b)| a == b)
            .count();
        let folder = self.0[..shared].rfind('/').map_or(0, |slash| slash + 1);
        let up = memchr::memchr_iter(b'/', from.0[folder..].as_bytes()).count();
        let rest = &self.0[folder..];
        if up == 0 && rest.is_empty() {
            return "./".to_owned();
        }
        let mut link = String::with_capacity(up * "../".len() + rest.len());
        (0..up).for_each(|_| link.push_str("../"));
        link.push_str(rest);
        link
    }
}

impl fmt::Display for UrlPath {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// A file of a tree on disk, relative to the tree.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct OutPath(Arc<str>);

impl OutPath {
    /// The path as text, with `/` on every system.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A path read back from the state of a tree; `None` where it could lead out of the tree.
    pub fn parse(text: &str) -> Option<Self> {
        let sound = |segment: &str| {
            !matches!(segment, "" | "." | "..") && !segment.contains(['\\', ':', '\0'])
        };
        text.split('/').all(sound).then(|| Self(text.into()))
    }
}

impl TryFrom<String> for OutPath {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("`{text}` leads out of a tree"))
    }
}

impl From<OutPath> for String {
    fn from(path: OutPath) -> Self {
        path.as_str().to_owned()
    }
}

impl From<&UrlPath> for OutPath {
    fn from(url: &UrlPath) -> Self {
        match url.0.is_empty() || url.0.ends_with('/') {
            true => Self(format!("{}index.html", url.0).into()),
            false => Self(url.0.clone()),
        }
    }
}

/// Whether a segment names a folder or is followed by an ending such as `.html`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Segment {
    /// A folder of the tree.
    Folder,
    /// The stem of a page's file.
    Stem,
}

/// One segment of a URL out of an author's text: lower case ASCII, `[a-z0-9._-]`, everything else runs of `-`.
///
/// Never empty, never a dot at either end, never a name that Windows reserves or that the program makes itself, and
/// at most 100 bytes.
pub fn segment(text: &str, role: Segment) -> String {
    let mut out = String::with_capacity(text.len().min(LONGEST_SEGMENT + 1));
    for c in text.trim().chars() {
        match c.to_ascii_lowercase() {
            c @ ('a'..='z' | '0'..='9' | '.' | '_' | '-') => out.push(c),
            _ if out.ends_with('-') => {}
            _ => out.push('-'),
        }
    }
    if out.starts_with('.') {
        // Hosts and tools pass over hidden files, or obey them.
        out.insert(0, '-');
    }
    if out.len() > LONGEST_SEGMENT {
        out.truncate(LONGEST_SEGMENT - 9);
        // The hash is of the whole text, so that two long names that begin alike stay apart.
        out.push_str(&format!(
            "-{:08x}",
            xxhash_rust::xxh3::xxh3_64(text.as_bytes()) as u32
        ));
    }
    if is_reserved(&out, role) {
        out.push('-');
    }
    out
}

/// Whether the program itself makes this file, or others in its folder, in every tree.
pub fn is_own(path: &OutPath) -> bool {
    let mut segments = path.as_str().split('/');
    let first = segments.next().unwrap_or_default();
    match segments.next() {
        None => OWN_NAMES.contains(&first.split('.').next().unwrap_or(first)),
        Some(_) => matches!(first, "assets" | "lists" | "pagefind" | "routes"),
    }
}

fn is_reserved(name: &str, role: Segment) -> bool {
    let stem = name.split('.').next().unwrap_or(name);
    let port = |kind: &str| {
        stem.strip_prefix(kind)
            .is_some_and(|n| n.len() == 1 && n != "0")
    };
    // A folder `x.html` would stand where the page `x` stands, `x.md` where its twin does, and `catalog.json` where the
    // catalogue does.
    let like_a_file = role == Segment::Folder
        && [".html", ".json", ".md", ".xml", ".txt"]
            .iter()
            .any(|end| name.ends_with(end));
    name.is_empty()
        || name.ends_with('.')
        || DEVICES.contains(&stem)
        || port("com")
        || port("lpt")
        || OWN_NAMES.contains(&name)
        || like_a_file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_is_plain_lower_case() {
        for (text, want) in [
            ("Microsoft.Compute", "microsoft.compute"),
            ("a  b/c\\d", "a-b-c-d"),
            ("..", "-..-"),
            (".git", "-.git"),
            ("CON", "con-"),
            ("com1.x", "com1.x-"),
            ("com10", "com10"),
            ("index", "index-"),
            ("Find", "find-"),
            ("feed", "feed-"),
            ("LLMs", "llms-"),
            ("opensearch", "opensearch-"),
            ("", "-"),
            ("é", "-"),
        ] {
            assert_eq!(segment(text, Segment::Stem), want, "{text:?}");
        }
        assert_eq!(segment("x.html", Segment::Folder), "x.html-");
        assert_eq!(segment("x.md", Segment::Folder), "x.md-");
        assert_eq!(segment("x.md", Segment::Stem), "x.md");
    }

    #[test]
    fn a_long_segment_is_cut_and_keeps_its_hash() {
        let (a, b) = (
            segment(&"a".repeat(10_000), Segment::Stem),
            segment(&"a".repeat(10_001), Segment::Stem),
        );
        assert_eq!((a.len(), b.len()), (100, 100));
        assert_ne!(a, b);
    }

    #[test]
    fn a_relative_link_works_at_any_depth() {
        for (to, from, want) in [
            ("a/b/c.html", "a/b/d.html", "c.html"),
            ("a/b/c.html", "index.html", "a/b/c.html"),
            ("index.html", "a/b/c.html", "../../index.html"),
            ("ab/c.html", "a/d.html", "../ab/c.html"),
            ("a/", "a/b/", "../"),
            ("", "index.html", "./"),
            ("a/x/", "a/x/", "./"),
        ] {
            assert_eq!(
                UrlPath::new(to).relative_from(&UrlPath::new(from)),
                want,
                "{to} from {from}"
            );
        }
    }

    #[test]
    fn a_link_never_leaves_the_content_root() {
        let here = ContentPath::new("a/b.md");
        assert_eq!(here.join("../c.md"), Some(ContentPath::new("c.md")));
        assert_eq!(
            here.join("img\\x.png"),
            Some(ContentPath::new("a/img/x.png"))
        );
        assert_eq!(here.join("../../c.md"), None);
    }
}
