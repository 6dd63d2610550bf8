//! The articles of a site with what holds for them there.

use super::languages::Adopted;
use super::resolved::Resolved;
use super::tree::Tree;
use super::{Entry, Guide, Links};
use crate::article::Article;
use crate::config::LanguageId;
use std::fmt;
use std::ops::Deref;
use std::slice::Iter;
use std::sync::{Arc, OnceLock};

/// The entries of a site, made when they are first asked for: a preview shows few of its sites.
#[derive(Clone)]
pub struct Entries(Arc<Lazy>);

struct Lazy {
    parts: Arc<Parts>,
    /// The place of the site's tree in the plan.
    place: usize,
    made: OnceLock<Vec<Entry>>,
}

/// What the entries of all sites are made of; no more of the plan than that, as it is held as long as the sites are.
pub(super) struct Parts {
    pub(super) articles: Arc<[Arc<Article>]>,
    pub(super) trees: Arc<[Tree]>,
    pub(super) languages: Arc<[LanguageId]>,
    pub(super) adopted: Adopted,
    pub(super) links: Links,
}

impl Parts {
    fn entries(&self, place: usize) -> Vec<Entry> {
        let tree = &self.trees[place];
        let members = tree.members.iter().zip(&tree.routes.urls);
        let entries = members.map(|(at, url)| {
            let shown = tree.shown(*at);
            let adopted = self.adopted.get(&(shown, *at));
            let Resolved {
                targets, guides, ..
            } = &*self.links.of[shown].1;
            let guide: &Option<Arc<Guide>> = &guides[place];
            Entry {
                article: Arc::clone(adopted.unwrap_or(&self.articles[*at])),
                url: url.clone(),
                targets: targets[place].clone().unwrap_or_default(),
                guide: guide.clone(),
                language: self.languages[shown],
            }
        });
        entries.collect()
    }
}

impl Entries {
    /// The entries of the tree at this place of the plan.
    pub(super) fn new(parts: Arc<Parts>, place: usize) -> Self {
        Self(Arc::new(Lazy {
            parts,
            place,
            made: OnceLock::new(),
        }))
    }

    /// Makes them, if nobody asked for them yet.
    pub fn make(&self) {
        self.made();
    }

    fn made(&self) -> &[Entry] {
        let Lazy { parts, place, made } = &*self.0;
        made.get_or_init(|| parts.entries(*place))
    }

    /// How many there are, without making them.
    pub fn count(&self) -> usize {
        self.0.parts.trees[self.0.place].members.len()
    }
}

impl Deref for Entries {
    type Target = [Entry];

    fn deref(&self) -> &[Entry] {
        self.made()
    }
}

impl<'a> IntoIterator for &'a Entries {
    type Item = &'a Entry;
    type IntoIter = Iter<'a, Entry>;

    fn into_iter(self) -> Iter<'a, Entry> {
        self.iter()
    }
}

impl fmt::Debug for Entries {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self).finish()
    }
}
