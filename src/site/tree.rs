//! What a cloud's tree holds in one language: which articles it shows, where they stand, how they are listed.
//!
//! The tree of the default language is the cloud's own; that of another one has the same pages below the folder of its
//! language, each with the translation or, where there is none, with the original.

use super::guide::{self, Guides};
use super::lists::{self, Listed, Listing};
use super::route::{self, Routes, Style, Wanted, translated};
use crate::article::Article;
use crate::cloud::{CloudId, CloudSet};
use crate::config::{Config, LanguageId};
use crate::path::UrlPath;
use rayon::join;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The plan of a tree. Articles are meant by their place in the list of all.
pub(super) struct Tree {
    pub(super) cloud: CloudId,
    pub(super) language: LanguageId,
    /// The articles of the cloud in the default language, in order of path.
    pub(super) members: Arc<[usize]>,
    /// The addresses of the members in this tree.
    pub(super) routes: Routes,
    /// For each article of all: the address of its page in this tree. A translation has that of its original.
    pub(super) urls: Vec<Option<UrlPath>>,
    /// Article → the one that its page shows, where that is another one.
    shown: BTreeMap<usize, usize>,
    /// Translation of this cloud, into any language → its original in this cloud.
    originals: Arc<BTreeMap<usize, usize>>,
    pub(super) listing: Arc<Listing>,
    /// Of the originals, which all languages go by.
    pub(super) guides: Arc<Guides>,
}

impl Tree {
    /// The article that is shown on the page of an article.
    pub(super) fn shown(&self, at: usize) -> usize {
        self.shown.get(&at).copied().unwrap_or(at)
    }

    /// The original of a translation in this cloud.
    pub(super) fn original(&self, at: usize) -> Option<usize> {
        self.originals.get(&at).copied()
    }

    /// The address of the page that shows this article itself.
    pub(super) fn own_page(&self, at: usize) -> Option<&UrlPath> {
        self.urls[at].as_ref().filter(|_| self.shown(at) == at)
    }
}

/// What trees are planned from.
pub(super) struct Planner<'a> {
    pub(super) articles: &'a [Arc<Article>],
    pub(super) config: &'a Config,
    /// Of each article: where it wants to stand.
    pub(super) wanted: &'a [Wanted],
    /// Of each article: its place in the order of lists, under its own title.
    pub(super) ranks: &'a [usize],
    /// Of each article: the clouds that it names.
    pub(super) clouds: &'a [CloudSet],
    /// Of each article: its language.
    pub(super) languages: &'a [LanguageId],
}

impl Planner<'_> {
    /// The trees of a cloud, in every language, the default one first.
    pub(super) fn trees(&self, cloud: CloudId) -> Vec<Tree> {
        let inside = |at: &usize| self.clouds[*at].contains(cloud);
        let is_original = |at: &usize| self.languages[*at].is_default();
        let all = (0..self.articles.len()).filter(inside);
        let members: Arc<[usize]> = all.clone().filter(is_original).collect();
        let style = Style::of(self.config);
        let wanted: Vec<&Wanted> = members.iter().map(|at| &self.wanted[*at]).collect();
        let routes = route::assign(&wanted, style);
        let listed = members.iter().map(|at| Listed {
            wanted: &self.wanted[*at],
            rank: self.ranks[*at],
        });
        let listed: Vec<Listed<'_>> = listed.collect();
        let originals = Arc::new(match self.config.languages.is_empty() {
            true => BTreeMap::new(),
            false => self.pair(&members, all.filter(|at| !is_original(at))),
        });
        let (listing, (urls, guides)) = join(
            || lists::arrange(&listed, style),
            || {
                let urls = self.urls(&members, &routes, &originals);
                (urls, guide::find(self.articles, &members, self.ranks))
            },
        );
        let first = Tree {
            cloud,
            language: LanguageId::DEFAULT,
            urls,
            shown: BTreeMap::clone(&originals),
            listing: Arc::new(listing),
            guides: Arc::new(guides),
            originals,
            routes,
            members,
        };
        let mut trees = vec![first];
        for language in self.config.all_languages().skip(1) {
            trees.extend(self.translate(&trees[0], language));
        }
        trees
    }

    /// The translations among `others`, each with the first of these members that has its id.
    fn pair(
        &self,
        members: &[usize],
        others: impl Iterator<Item = usize>,
    ) -> BTreeMap<usize, usize> {
        let id = |at: usize| self.articles[at].id.to_lowercase();
        let mut by_id = HashMap::new();
        for at in members {
            by_id.entry(id(*at)).or_insert(*at);
        }
        let pairs = others.filter_map(|at| Some((at, *by_id.get(&id(at))?)));
        pairs.collect()
    }

    /// The tree of a cloud in another language.
    fn translate(&self, first: &Tree, language: LanguageId) -> Option<Tree> {
        let folder = self.config.translation(language)?;
        let originals = &first.originals;
        // Of several translations of an article into a language the first in order of path counts.
        let mut chosen: BTreeMap<usize, usize> = BTreeMap::new();
        for (at, original) in originals.iter() {
            if self.languages[*at] == language {
                chosen.entry(*original).or_insert(*at);
            }
        }
        let shown_for = |original: usize| chosen.get(&original).copied().unwrap_or(original);
        let of_others = originals.iter();
        let of_others = of_others.map(|(at, original)| (*at, shown_for(*original)));
        let shown = chosen.iter().map(|(original, at)| (*original, *at));
        let shown = shown.chain(of_others).collect();
        let titled = first.members.iter().map(|at| {
            let title = &self.articles[shown_for(*at)].title;
            (&*self.articles[*at], title.as_str())
        });
        let ranks = lists::ranks(&titled.collect::<Vec<_>>());
        let listed = first.members.iter().zip(ranks);
        let listed = listed.map(|(at, rank)| Listed {
            wanted: &self.wanted[*at],
            rank,
        });
        let listed: Vec<Listed<'_>> = listed.collect();
        let routes = Routes {
            urls: first
                .routes
                .urls
                .iter()
                .map(|url| translated(url, folder))
                .collect(),
            collisions: Vec::new(),
        };
        let listing = lists::arrange(&listed, Style::of(self.config));
        Some(Tree {
            cloud: first.cloud,
            language,
            members: Arc::clone(&first.members),
            urls: self.urls(&first.members, &routes, originals),
            routes,
            shown,
            originals: Arc::clone(originals),
            listing: Arc::new(listing.translated(folder)),
            guides: Arc::clone(&first.guides),
        })
    }

    /// The addresses of all articles out of those of the members.
    fn urls(
        &self,
        members: &[usize],
        routes: &Routes,
        originals: &BTreeMap<usize, usize>,
    ) -> Vec<Option<UrlPath>> {
        let mut urls = vec![None; self.articles.len()];
        for (at, url) in members.iter().zip(&routes.urls) {
            urls[*at] = Some(url.clone());
        }
        for (at, original) in originals {
            urls[*at] = urls[*original].clone();
        }
        urls
    }
}
