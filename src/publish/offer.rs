//! What is to be served: a built tree, hashed again, or a release that is gone back to.

use super::hash::Hash;
use super::release::{File, POINTER, Release, id};
use super::revoke::group;
use crate::diagnostic::Error;
use crate::part::{self, Record};
use crate::path::OutPath;
use crate::state::{self, State};
use rayon::prelude::*;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The files that a target is to serve.
#[derive(Clone, Debug, Default)]
pub struct Offer {
    /// The cloud whose tree it is.
    pub cloud: String,
    /// Findings of level error in the articles it was made of.
    pub errors: usize,
    /// The pages of articles.
    pub articles: BTreeSet<OutPath>,
    /// Every file.
    pub files: BTreeMap<OutPath, Item>,
    /// What the catalogue lists.
    pub(super) listed: Vec<Listed>,
}

/// A file of an offer.
#[derive(Clone, Debug)]
pub struct Item {
    /// What it has to be.
    pub file: File,
    /// Where its bytes are.
    pub content: Content,
}

/// Where bytes are.
#[derive(Clone, Debug)]
pub enum Content {
    /// In the built tree.
    OnDisk(PathBuf),
    /// Here.
    Made(Vec<u8>),
    /// At the target, which keeps it for the way back.
    Kept,
}

/// What the catalogue says that matters here.
#[derive(Deserialize)]
struct Catalog {
    cloud: String,
    articles: Vec<Listed>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Listed {
    id: String,
    url: String,
    source: String,
}

impl Offer {
    /// Reads the tree of a cloud, hashing every file again.
    ///
    /// # Errors
    /// When there is no tree, its build was cut short, or a file is not as it was built.
    pub fn of_tree(out: &Path, cloud: &str) -> Result<Self, Error> {
        let root = out.join(cloud);
        let again = || format!("run `inlaid build --cloud {cloud}`");
        if state::pending(out, cloud).exists() {
            let message = format!("the build of `{}` was cut short", root.display());
            return Err(Error::refused(message, again()));
        }
        let Some(built) = State::read(&state::record(out, cloud)) else {
            return Err(no_tree(out, cloud));
        };
        let files = built.files.par_iter().map(|(path, entry)| {
            let place = root.join(path.as_str());
            let bytes = fs::read(&place).unwrap_or_default();
            if xxhash_rust::xxh3::xxh3_128(&bytes) != entry.hash {
                let message = format!("`{}` is not as it was built", place.display());
                return Err(Error::refused(message, again()));
            }
            let content = Content::OnDisk(place);
            Ok((path.clone(), Item::new(&bytes, content)))
        });
        let files = files.collect::<Result<BTreeMap<_, _>, Error>>()?;
        let catalog = catalog(&root)?;
        if catalog.cloud != cloud {
            let message = format!(
                "`{}` says that it is for `{}`",
                root.display(),
                catalog.cloud
            );
            return Err(Error::refused(message, again()));
        }
        let articles = catalog.articles.iter();
        let articles = articles.filter_map(|article| page(&article.url));
        Ok(Self {
            cloud: cloud.to_owned(),
            errors: built.errors,
            articles: articles.collect(),
            files,
            listed: catalog.articles,
        })
    }

    /// A release that the target keeps; what is withheld of it is as it is served now.
    pub(super) fn of_release(release: &Release, current: Option<&Release>) -> Self {
        let kept = |(path, file): (&OutPath, &File)| {
            let content = Content::Kept;
            (
                path.clone(),
                Item {
                    file: *file,
                    content,
                },
            )
        };
        let now = current.into_iter().flat_map(|current| &current.files);
        let groups: BTreeSet<&str> = release.withheld.iter().filter_map(group).collect();
        let now = now.filter(|(path, _)| {
            release.withheld.contains(*path)
                || group(path).is_some_and(|group| groups.contains(group))
        });
        Self {
            cloud: release.cloud.clone(),
            files: release.files.iter().chain(now).map(kept).collect(),
            ..Self::default()
        }
    }

    /// Whether it is a release that the target keeps.
    pub(super) fn is_kept(&self) -> bool {
        let mut items = self.files.values();
        items.all(|item| matches!(item.content, Content::Kept))
    }

    /// The address of an article, by its id or the path of its file.
    pub(super) fn address(&self, name: &str) -> Option<String> {
        let is_it =
            |article: &&Listed| article.source == name || article.id.eq_ignore_ascii_case(name);
        self.listed
            .iter()
            .find(is_it)
            .map(|article| article.url.clone())
    }

    /// Adds files that the tree has not.
    pub(super) fn add(&mut self, files: Vec<(OutPath, Vec<u8>)>) {
        for (path, bytes) in files {
            let item = Item::new(&bytes, Content::Made(Vec::new()));
            let content = Content::Made(bytes);
            self.files.insert(path, Item { content, ..item });
        }
    }

    /// The name of the release that it becomes.
    pub fn release(&self) -> String {
        id(&self.cloud, &self.listing())
    }

    /// Its files without their bytes.
    pub fn listing(&self) -> BTreeMap<OutPath, File> {
        let files = self.files.iter();
        files
            .map(|(path, item)| (path.clone(), item.file))
            .collect()
    }
}

impl Item {
    fn new(bytes: &[u8], content: Content) -> Self {
        let file = File {
            sha256: Hash::of(bytes),
            size: bytes.len() as u64,
        };
        Self { file, content }
    }

    /// Its bytes, where they are not at the target; they are as planned, or nothing is given.
    ///
    /// # Errors
    /// When the file cannot be read, or has changed since it was planned.
    pub(super) fn bytes(&self) -> Result<Option<Vec<u8>>, Error> {
        let path = match &self.content {
            Content::Kept => return Ok(None),
            Content::Made(bytes) => return Ok(Some(bytes.clone())),
            Content::OnDisk(path) => path,
        };
        let bytes = fs::read(path).map_err(Error::io("read", path))?;
        match Hash::of(&bytes) == self.file.sha256 {
            true => Ok(Some(bytes)),
            false => Err(Error::refused(
                format!("`{}` has changed since it was planned", path.display()),
                "publish again when no build is at work",
            )),
        }
    }
}

/// Why a cloud has nothing to be served: there is no tree, or it is still in parts.
fn no_tree(out: &Path, cloud: &str) -> Error {
    let root = out.join(cloud);
    let parts = part::find(out).unwrap_or_default();
    let records = parts.iter().filter_map(|part| Record::read(part).ok());
    match records.filter(|record| record.cloud == cloud).count() {
        0 => Error::refused(
            format!("`{}` is no tree that inlaid built", root.display()),
            format!("run `inlaid build --cloud {cloud}`"),
        ),
        _ => Error::refused(
            format!(
                "`{}` holds a part of the tree of `{cloud}`, and not the tree",
                out.display()
            ),
            "join all parts with `inlaid merge`, and publish what it makes",
        ),
    }
}

fn catalog(root: &Path) -> Result<Catalog, Error> {
    let path = root.join("catalog.json");
    let bytes = fs::read(&path).map_err(Error::io("read", &path))?;
    serde_json::from_slice(&bytes).map_err(|cause| {
        let message = format!("`{}` is no catalogue: {cause}", path.display());
        Error::refused(message, "run `inlaid build`")
    })
}

/// The file behind the address of an article, which begins with `/`.
fn page(url: &str) -> Option<OutPath> {
    let path = url.strip_prefix('/')?;
    let index = if path.ends_with('/') {
        "index.html"
    } else {
        ""
    };
    OutPath::parse(&format!("{path}{index}")).filter(|path| path.as_str() != POINTER)
}
