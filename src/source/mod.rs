//! Walks and reads the content root: the only reader of articles.
#![allow(
    clippy::disallowed_methods,
    reason = "an edge: the only reader of articles"
)]

mod again;
mod decode;
mod history;
mod size;
mod stamp;
mod walk;

pub use decode::decode;
pub use history::History;
pub use size::Size;
pub use walk::entries;

use crate::diagnostic::{Code, Encoding, Error, Finding, Note};
use crate::memo::{Key, KeyOf, Memo};
use crate::path::ContentPath;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walk::{Found, walk};

/// The kinds of file that may be published beside articles. Nothing a browser would run is among them.
const ASSETS: [&str; 12] = [
    "png", "gif", "jpg", "jpeg", "webp", "avif", "svg", "pdf", "txt", "csv", "json", "ico",
];

/// Assets that cannot hold an article's text.
const BINARY: [&str; 8] = ["png", "gif", "jpg", "jpeg", "webp", "avif", "pdf", "ico"];

/// A file ending in `.md`.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its path below the content root.
    pub path: ContentPath,
    /// Its text, without a byte order mark.
    pub text: String,
    /// How it is stored.
    pub encoding: Encoding,
    /// What reading it had to forgive.
    pub notes: Vec<Note>,
}

/// A file that articles can show or link to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Where it is read from.
    pub file: PathBuf,
    /// A hash of its bytes.
    pub hash: u64,
    /// Its size, if it is an image that says so.
    pub size: Option<Size>,
}

impl Asset {
    /// Its bytes.
    ///
    /// # Errors
    /// When it cannot be read any more.
    pub fn read(&self) -> Result<Vec<u8>, Error> {
        fs::read(&self.file).map_err(Error::io("read", &self.file))
    }
}

/// An article's file: what it holds is known by its hash, and its text may be at hand.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path below the content root.
    pub path: ContentPath,
    /// A hash of its path and its bytes.
    pub key: Key,
    place: Box<Path>,
    /// Boxed, as few files need it and all are moved about.
    source: Option<Box<Source>>,
}

impl File {
    /// Its text, if it is at hand. It is given away: a file is kept for longer than its text.
    pub fn take(&mut self) -> Option<Source> {
        self.source.take().map(|source| *source)
    }

    /// Its text, read again; and its key, which is another if it changed meanwhile.
    ///
    /// # Errors
    /// When it cannot be read any more.
    pub fn read(&self) -> Result<(Key, Source), Error> {
        let bytes = fs::read(&self.place).map_err(Error::io("read", &*self.place))?;
        Ok((key(&self.path, &bytes), decode(&self.path, bytes)))
    }
}

/// The content root as read.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Every `.md` file, in order of path.
    pub articles: Vec<File>,
    /// Every file that may be published when an article links to it.
    pub assets: BTreeMap<ContentPath, Asset>,
    /// What is wrong with files that are not read as articles.
    pub findings: Vec<Finding>,
}

impl Sources {
    /// A hash of which files there are and what they hold.
    pub fn key(&self) -> Key {
        let articles = self.articles.iter();
        let key = articles.fold(KeyOf::new("sources"), |key, file| key.number(file.key));
        let key = self.assets.iter().fold(key, |key, (path, asset)| {
            key.text(path.as_str()).number(asset.hash)
        });
        let findings = self.findings.iter();
        findings
            .fold(key, |key, finding| key.text(&format!("{finding:?}")))
            .key()
    }
}

/// Reads the content root, on all cores. Symbolic links below it are not followed. What a file held is known from the
/// last build where nothing of it changed, its change time included, which no program can set back.
///
/// # Errors
/// When the root or anything below it cannot be read: a site with a hole in it is worse than none.
pub fn discover(root: &Path, memo: &mut Memo) -> Result<Sources, Error> {
    let files = walk(root, memo)?;
    let known: &Memo = memo;
    let read = files.into_par_iter().map(|file| read(file, known));
    let read: Vec<Read> = read.collect::<Result<_, Error>>()?;
    let mut sources = Sources::default();
    for Read { stamp, file } in read {
        match file {
            Kind::Article(file) => {
                if let Some(stamp) = stamp {
                    memo.keep(stamp, Arc::new(file.key));
                }
                sources.articles.push(file);
            }
            Kind::Other(path, other) => {
                if let Some(stamp) = stamp {
                    memo.keep(stamp, Arc::clone(&other));
                }
                match &*other {
                    Other::Asset(asset) => drop(sources.assets.insert(path, asset.clone())),
                    Other::Finding(finding) => sources.findings.push((**finding).clone()),
                    Other::Nothing => {}
                }
            }
        }
    }
    Ok(sources)
}

/// A file as found, and the key to know it by next time; `None` where it is known already, or too young.
struct Read {
    stamp: Option<Key>,
    file: Kind,
}

enum Kind {
    Article(File),
    Other(ContentPath, Arc<Other>),
}

fn read(found: Found, memo: &Memo) -> Result<Read, Error> {
    let Found { path, place, stamp } = found;
    let is_article = path.as_str().ends_with(".md");
    if is_article && let Some(key) = memo.get::<Key>(stamp.key()) {
        let file = Kind::Article(File {
            path,
            key: *key,
            place: place.into(),
            source: None,
        });
        return Ok(Read { stamp: None, file });
    }
    if let Some(other) = memo.get::<Other>(stamp.key()) {
        return Ok(Read {
            stamp: None,
            file: Kind::Other(path, other),
        });
    }
    let stamp = stamp.settled();
    let bytes = fs::read(&place).map_err(Error::io("read", &place))?;
    let file = match is_article {
        true => {
            let (key, source) = (key(&path, &bytes), decode(&path, bytes));
            Kind::Article(File {
                path,
                key,
                place: place.into(),
                source: Some(Box::new(source)),
            })
        }
        false => {
            let other = Other::of(&path, place, &bytes);
            Kind::Other(path, Arc::new(other))
        }
    };
    Ok(Read { stamp, file })
}

/// The key of a file of these bytes.
pub fn key(path: &ContentPath, bytes: &[u8]) -> Key {
    let key = KeyOf::new("file").text(path.as_str());
    key.number(xxhash_rust::xxh3::xxh3_128(bytes)).key()
}

/// A file that is not an article.
enum Other {
    Asset(Asset),
    Finding(Box<Finding>),
    Nothing,
}

impl Other {
    fn of(path: &ContentPath, file: PathBuf, bytes: &[u8]) -> Self {
        let extension = path.extension();
        let binary = BINARY.contains(&extension.as_str());
        let finding = |code, message, help| {
            let finding = Finding::of_file(code, path.clone(), message);
            Self::Finding(Box::new(finding.help(help)))
        };
        // A text that bears a header is an article whose clouds were never asked: it must not go out as an asset.
        if !binary && holds_header(bytes) {
            let message = format!("`{path}` has a header, but is not read as an article");
            let help = "give the file a name that ends in `.md`";
            return finding(Code::NotMd, message, help);
        }
        if extension == "svg" && is_active(bytes) {
            let message = format!("`{path}` holds script or foreign content and is not published");
            let help = "export the drawing again without script";
            return finding(Code::UnsafeHtml, message, help);
        }
        if !ASSETS.contains(&extension.as_str()) {
            return Self::Nothing;
        }
        let hash = xxhash_rust::xxh3::xxh3_64(bytes);
        let size = Size::of(&extension, bytes);
        Self::Asset(Asset { file, hash, size })
    }
}

/// Whether a line begins with `<properties`, without ASCII case.
fn holds_header(bytes: &[u8]) -> bool {
    let opener = b"<properties";
    let opens = |line: &[u8]| {
        line.trim_ascii_start()
            .get(..opener.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(opener))
    };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.split(|byte| *byte == b'\n').any(opens)
}

/// Whether a drawing could do more than be looked at when it is opened by itself.
fn is_active(svg: &[u8]) -> bool {
    let text = String::from_utf8_lossy(svg).to_ascii_lowercase();
    let handler = text.match_indices("on").any(|(at, _)| {
        let name = text[at..]
            .find(|c: char| !c.is_ascii_alphabetic())
            .map_or("", |end| &text[at + end..]);
        text[..at].ends_with([' ', '\t', '\n', '\r', '/', '"', '\''])
            && name.trim_start().starts_with('=')
    });
    handler
        || [
            "<script",
            "<foreignobject",
            "javascript:",
            "<!entity",
            "<iframe",
            "<embed",
            "<object",
        ]
        .iter()
        .any(|mark| text.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_with_script_is_active() {
        assert!(is_active(b"<svg onload = \"x()\">"));
        assert!(is_active(b"<svg><SCRIPT>"));
        assert!(!is_active(
            b"<svg role=\"img\"><title>contoso = x</title></svg>"
        ));
    }

    #[test]
    fn a_header_is_seen_in_any_text() {
        assert!(holds_header(b"\xef\xbb\xbf<Properties a=\"b\"/>"));
        assert!(holds_header(b"# x\n  <properties\n"));
        assert!(!holds_header(b"about <properties"));
    }
}
