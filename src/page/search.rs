//! The page that searches, and `search.json`: what is searched where there is no index of all words.

use super::json::{Each, json};
use super::policy::{self, Besides};
use super::{Content, Page, Pages};
use crate::article::Article;
use crate::config::Search;
use crate::path::UrlPath;
use crate::property::Property;
use crate::site::Entry;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The most characters of a description that are kept: about what a result shows.
const LONGEST: usize = 200;

/// What stands between a page's folder and its id, and behind the id.
const ENDINGS: [&str; 2] = [".html", "/"];

#[derive(Serialize)]
struct Titles<'a, Articles: Serialize> {
    format: u32,
    /// Name and title of each kind that there is.
    kinds: Vec<[&'a str; 2]>,
    /// Services and resources: title, and the place of its service for a resource.
    lists: Vec<(&'a str, Option<usize>)>,
    /// Every heading that there is, once; most are in many articles.
    headings: Vec<&'a str>,
    articles: Articles,
}

/// Title, address, description, id, kind, lists (first the one it is at home in), headings. Empty is what says nothing
/// new: a description that is the title, an id that ends the address.
#[derive(Serialize)]
struct Titled<'a>(
    &'a str,
    &'a str,
    &'a str,
    &'a str,
    usize,
    &'a [usize],
    Vec<usize>,
);

impl<'a> Pages<'a> {
    /// The page that searches. To search all words it runs WebAssembly, which no other page may.
    pub fn search(&self) -> Page<'a> {
        let url = UrlPath::new("search.html");
        let mut view = self.view("search", self.words.text("search", "title"), &url);
        let besides = Besides {
            assembly: self.config.search == Search::Full,
            ..Besides::default()
        };
        view.policy = policy::policy(self.cloud(), besides);
        view.breadcrumbs = self.breadcrumbs(None, &url, Some(view.title));
        let kinds = self.kinds();
        self.page(&url, view, Content::Search { kinds })
    }

    /// `search.json`: titles, descriptions, ids and headings of all articles.
    pub fn titles(&self) -> Vec<u8> {
        let kinds = self.kinds();
        let headings = self.headings();
        let place = |kind: &str| kinds.iter().position(|other| other.name == kind);
        let lists = self.lists_of();
        let articles = || {
            let articles = self.site.entries.iter().zip(&lists);
            articles.map(|(entry, lists)| {
                let kind = place(entry.article.kind.as_str()).unwrap_or_default();
                titled(entry, kind, lists, &headings)
            })
        };
        let all = self.site.listing.lists.iter();
        let titles = Titles {
            format: 1,
            kinds: kinds.iter().map(|kind| [kind.name, kind.title]).collect(),
            lists: all.map(|list| (&*list.title, list.service)).collect(),
            headings: headings.keys().copied().collect(),
            articles: Each(articles),
        };
        json(&titles, self.site.entries.len() * 256)
    }

    /// Every heading below the title, in order, with its place in that order.
    fn headings(&self) -> BTreeMap<&'a str, usize> {
        let articles = self.site.entries.iter().map(|entry| &*entry.article);
        let found: BTreeSet<&str> = articles.flat_map(headings).collect();
        found.into_iter().zip(0..).collect()
    }

    /// The lists of each entry, first the one that it is at home in.
    pub(crate) fn lists_of(&self) -> Vec<Vec<usize>> {
        let listing = &self.site.listing;
        let homes = listing.homes.iter();
        let mut lists: Vec<Vec<usize>> = homes.map(|home| home.iter().copied().collect()).collect();
        for (at, list) in listing.lists.iter().enumerate() {
            for entry in &list.entries {
                if !lists[*entry].contains(&at) {
                    lists[*entry].push(at);
                }
            }
        }
        lists
    }
}

/// The headings of an article below its title.
fn headings(article: &Article) -> impl Iterator<Item = &str> {
    let headings = article.body().outline.headings.iter();
    headings
        .map(|heading| heading.text.as_str())
        .filter(|text| !text.is_empty() && *text != article.title)
}

fn titled<'a>(
    entry: &'a Entry,
    kind: usize,
    lists: &'a [usize],
    places: &BTreeMap<&str, usize>,
) -> Titled<'a> {
    let article = &*entry.article;
    let description = article.get(Property::Description);
    let is_title = description.eq_ignore_ascii_case(&article.title);
    let address = entry.url.as_str();
    let stem = ENDINGS
        .iter()
        .find_map(|ending| address.strip_suffix(ending));
    let stem = stem.and_then(|stem| stem.rsplit('/').next());
    let is_stem = stem.is_some_and(|stem| stem.eq_ignore_ascii_case(&article.id));
    let found: BTreeSet<usize> = headings(article)
        .filter_map(|heading| places.get(heading).copied())
        .collect();
    Titled(
        &article.title,
        address,
        if is_title { "" } else { shortened(description) },
        if is_stem { "" } else { &article.id },
        kind,
        lists,
        found.into_iter().collect(),
    )
}

/// The beginning of a text, up to the end of a word where there is one.
fn shortened(text: &str) -> &str {
    let Some((end, _)) = text.char_indices().nth(LONGEST) else {
        return text;
    };
    let cut = &text[..end];
    cut.rsplit_once(' ').map_or(cut, |(words, _)| words)
}
