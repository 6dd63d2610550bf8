//! Where pages went that an earlier build had.

use super::Shown;
use super::tree::names;
use crate::article::Article;
use crate::path::{ContentPath, OutPath};
use crate::{Build, property::Property};
use std::collections::HashMap;
use std::sync::Arc;

/// Pages that are gone, by cloud and path.
#[derive(Clone, Default)]
pub(super) struct Moves(HashMap<(String, OutPath), Gone>);

/// A page that is gone.
#[derive(Clone)]
struct Gone {
    source: ContentPath,
    /// The article that took over; none where it was deleted.
    to: Option<ContentPath>,
}

/// What became of a page that is gone.
pub(super) enum Fate<'a> {
    /// The article has another address, or another file is the article now.
    Moved(&'a Article),
    /// The article that was kept in this file is gone.
    Deleted(&'a ContentPath),
}

impl Moves {
    /// Those before, and those of the pages that are shown no more.
    pub(super) fn after(before: &Shown, now: &Shown) -> Arc<Self> {
        let mut moves = Arc::clone(&before.moves);
        let (Some((old_config, old)), Some((config, new))) =
            (before.built.as_deref(), now.built.as_deref())
        else {
            return moves;
        };
        for (site, cloud) in old.content.sites.iter().zip(names(old_config)) {
            let Some(at) = names(config).position(|name| name == cloud) else {
                continue;
            };
            // Most edits leave every page where it is.
            if new.content.sites[at].key == site.key {
                continue;
            }
            let output = new.output(at, config);
            let all = site.in_all_languages();
            for entry in all.flat_map(|site| &site.entries) {
                let path = OutPath::from(&entry.url);
                if !output.has(&path) {
                    let to = successor(&entry.article, old, new).map(|to| to.path.clone());
                    let source = entry.article.path.clone();
                    let gone = Gone { source, to };
                    Arc::make_mut(&mut moves)
                        .0
                        .insert((cloud.to_owned(), path), gone);
                }
            }
        }
        moves
    }

    /// What became of a page of an earlier build.
    pub(super) fn fate<'a>(
        &'a self,
        cloud: &str,
        file: &OutPath,
        build: &'a Build,
    ) -> Option<Fate<'a>> {
        let mut gone = self.0.get(&(cloud.to_owned(), file.clone()))?;
        // What took over may itself be gone by now; no more often than there are pages that are.
        for _ in 0..=self.0.len() {
            let Some(to) = &gone.to else { break };
            if let Some(article) = build.content.article(to.as_str()) {
                return Some(Fate::Moved(article));
            }
            let Some(next) = self.0.values().find(|next| next.source == *to) else {
                break;
            };
            gone = next;
        }
        Some(Fate::Deleted(&gone.source))
    }
}

/// The article that is now what another was: the same file, or a new one with its id or its text.
fn successor<'a>(gone: &Article, old: &Build, new: &'a Build) -> Option<&'a Article> {
    let named = !gone.get(Property::ArticleId).is_empty();
    new.content.article(gone.path.as_str()).or_else(|| {
        let added = new
            .content
            .articles
            .iter()
            .filter(|article| old.content.article(article.path.as_str()).is_none());
        let mut same =
            added.filter(|article| (named && article.id == gone.id) || article.text == gone.text);
        same.next().map(|article| &**article)
    })
}
