//! The content root as it was read, with a few files as they are now.
#![allow(clippy::disallowed_methods, reason = "an edge: reads articles")]

use super::stamp::Stamp;
use super::walk::Found;
use super::{Kind, Other, Read, Sources, read};
use crate::memo::Memo;
use crate::path::ContentPath;
use rustix::fs::{AtFlags, CWD, FileType, statat};
use rustix::io::Errno;
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// Of how many changed paths it pays to look at each.
const FEW: usize = 64;

impl Sources {
    /// The content root after these paths below it changed and nothing else did; `None` where more than articles may have
    /// come, gone or changed, and everything has to be looked at.
    pub fn again(
        mut self,
        root: &Path,
        touched: &BTreeSet<PathBuf>,
        memo: &mut Memo,
    ) -> Option<Self> {
        if touched.len() > FEW {
            return None;
        }
        // By one of the threads that read everything: memory that is given back is given out again to the thread that had it,
        // so texts of another thread would leave gaps where the old ones were.
        let mut touched = touched.iter();
        let is_enough = rayon::scope(|_| touched.all(|below| self.look_at(root, below, memo)));
        is_enough.then_some(self)
    }

    /// Whether what is at a path now is all that there is to know about it.
    fn look_at(&mut self, root: &Path, below: &Path, memo: &mut Memo) -> bool {
        let Some(path) = content_path(below) else {
            return false;
        };
        let place = root.join(below);
        let stat = match statat(CWD, &place, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => stat,
            Err(Errno::NOENT) => return self.remove(&path),
            Err(_) => return false,
        };
        let is_file = FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile;
        // A folder that is not known may be reached through a link, which no walk follows.
        if !is_file || !self.knows_folder_of(&path) {
            return false;
        }
        let stamp = Stamp::new("file", path.as_str(), &stat);
        let found = Found { path, place, stamp };
        // It may have gone away in the meantime, and there is more to be told of it.
        let Ok(Read { stamp, file }) = read(found, memo) else {
            return false;
        };
        match file {
            Kind::Article(file) => {
                if let Some(stamp) = stamp {
                    memo.keep(stamp, Arc::new(file.key));
                }
                match self.article(&file.path) {
                    Ok(at) => self.articles[at] = file,
                    Err(at) => self.articles.insert(at, file),
                }
                true
            }
            // What an editor keeps beside an article says nothing.
            Kind::Other(path, other) => {
                matches!(*other, Other::Nothing) && !self.is_more_than_article(&path)
            }
        }
    }

    /// Takes out what is not there any more; `false` where it was more than an article.
    fn remove(&mut self, path: &ContentPath) -> bool {
        if self.is_more_than_article(path) {
            return false;
        }
        if let Ok(at) = self.article(path) {
            self.articles.remove(at);
        }
        true
    }

    /// Whether a path was that of an asset, of a file with a finding, or of a folder.
    fn is_more_than_article(&self, path: &ContentPath) -> bool {
        let folder = format!("{}/", path.as_str());
        let is_in = |other: &ContentPath| other.as_str().starts_with(&folder);
        let is_it = |other: &ContentPath| other == path || is_in(other);
        self.articles.iter().any(|file| is_in(&file.path))
            || self.assets.keys().any(is_it)
            || self
                .findings
                .iter()
                .any(|finding| is_it(&finding.place.source))
    }

    /// Whether a file is known in the folder of this path, or it is the root.
    fn knows_folder_of(&self, path: &ContentPath) -> bool {
        let Some((folder, _)) = path.as_str().rsplit_once('/') else {
            return true;
        };
        let is_beside = |other: &ContentPath| {
            let beside = other.as_str().rsplit_once('/');
            beside.is_some_and(|(other, _)| other == folder)
        };
        self.articles.iter().any(|file| is_beside(&file.path))
    }

    fn article(&self, path: &ContentPath) -> Result<usize, usize> {
        self.articles.binary_search_by(|file| file.path.cmp(path))
    }
}

/// A path as the walk writes it; `None` for the root itself.
fn content_path(below: &Path) -> Option<ContentPath> {
    let names = below.components().map(|component| match component {
        Component::Normal(name) => Some(name.to_string_lossy()),
        _ => None,
    });
    let names: Vec<_> = names.collect::<Option<_>>()?;
    (!names.is_empty()).then(|| ContentPath::new(&names.join("/")))
}
