//! What each file is made of, as a key: a file whose key is that of an earlier build need not be made again.
//!
//! A key holds everything that a file shows of the articles and nothing of what it does not, so that an edit costs the page
//! itself and what shows something of it.

use super::Output;
use super::recipes::Recipe;
use crate::memo::{Key, KeyOf};
use crate::page::Pages;
use crate::path::OutPath;
use crate::site::{Entry, Guide, List};
use std::sync::OnceLock;

/// The keys of one tree.
pub struct Keys<'a> {
    output: &'a Output<'a>,
    /// What all files of the tree are made of.
    base: Key,
    /// What is told of all articles of the tree, in every language.
    whole: OnceLock<Key>,
}

impl<'a> Keys<'a> {
    /// The keys of a tree.
    pub fn new(output: &'a Output<'a>) -> Self {
        let Pages { config, dated, .. } = output.pages;
        let key = KeyOf::new("file").number(config.key());
        let key = key.number(output.theme.key).text(output.cloud());
        Self {
            output,
            base: key.number(dated).key(),
            whole: OnceLock::new(),
        }
    }

    /// The key of a file; `None` for one that is made anew each time.
    pub fn of(&self, path: &OutPath) -> Option<Key> {
        let main = &self.output.pages;
        let key = match self.output.recipes.files.get(path)? {
            Recipe::Article(language, at) => {
                let pages = self.output.pages_in(*language);
                article(self.start("article", &pages), &pages, *at)
            }
            Recipe::Twin(at) => article(self.start("twin", main), main, *at),
            Recipe::List(language, at) => {
                let pages = self.output.pages_in(*language);
                list(self.start("list", &pages), &pages, *at)
            }
            // Its bytes are at hand, or as quickly read as hashed.
            Recipe::Bytes(_) | Recipe::Copy(_) => return None,
            Recipe::Redirect(..)
            | Recipe::Home(_)
            | Recipe::Missing
            | Recipe::Catalog
            | Recipe::Find
            | Recipe::Search
            | Recipe::Titles
            | Recipe::Llms
            | Recipe::Feed
            | Recipe::SearchDescription
            | Recipe::Card
            | Recipe::Index => {
                let whole = *self.whole.get_or_init(|| whole(main));
                self.start("whole", main).number(whole).text(path.as_str())
            }
        };
        Some(key.key())
    }

    fn start(&self, kind: &str, pages: &Pages<'_>) -> KeyOf {
        let site = pages.site;
        let key = KeyOf::new(kind).number(self.base);
        let key = key.text(pages.config.tag(site.language));
        key.text(site.listing.home.as_str())
    }
}

/// All that the page of an article shows.
fn article(key: KeyOf, pages: &Pages<'_>, at: usize) -> KeyOf {
    let site = pages.site;
    let entry = &site.entries[at];
    let time = site.history.of(&entry.article.path);
    let key = shown(key, entry).text(&time.map(|time| time.iso()).unwrap_or_default());
    let key = key.number(entry.targets.key);
    let key = entry.guide.iter().fold(key, |key, guide| ties(key, guide));
    let home = site.listing.homes[at].map(|at| &site.listing.lists[at]);
    let service = home.and_then(|home| home.service);
    let service = service.map(|at| &site.listing.lists[at]);
    let key = named(named(key, home), service);
    let key = pages.around(at).fold(key, |key, at| match at {
        Some(at) => {
            let Entry { article, url, .. } = &site.entries[at];
            key.text(&article.title).text(url.as_str())
        }
        None => key.number(0_u8),
    });
    let translations = pages.main.in_all_languages().map(|site| &site.entries[at]);
    translations.fold(key, |key, entry| {
        let language = pages.config.tag(entry.language);
        key.text(entry.url.as_str()).text(language)
    })
}

/// All that is told of the articles of a tree.
fn whole(pages: &Pages<'_>) -> Key {
    let sites = pages.main.in_all_languages();
    let entries = sites.flat_map(|site| site.entries.iter().map(move |entry| (site, entry)));
    let key = entries.fold(KeyOf::new("all"), |key, (site, entry)| {
        let time = site.history.of(&entry.article.path);
        told(key, entry).text(&time.map(|time| time.iso()).unwrap_or_default())
    });
    key.key()
}

/// All that a list shows.
fn list(key: KeyOf, pages: &Pages<'_>, at: usize) -> KeyOf {
    let lists = &pages.site.listing.lists;
    let list = &lists[at];
    let service = list.service.map(|at| &lists[at]);
    let key = named(named(key, Some(list)), service);
    let entries = &pages.site.entries;
    let own = list.entries.iter().map(|at| &entries[*at]);
    let key = own.fold(key.number(list.entries.len() as u64), told);
    let resources = lists.iter().filter(|other| other.service == Some(at));
    let key = resources.fold(key, |key, resource| {
        let key = named(key, Some(resource)).number(resource.entries.len() as u64);
        let own = resource.entries.iter().map(|at| entries[*at].url.as_str());
        own.fold(key, KeyOf::text)
    });
    pages.main.in_all_languages().fold(key, |key, site| {
        let list = &site.listing.lists[at];
        let languages = list.entries.iter();
        let languages = languages.map(|at| pages.config.tag(site.entries[*at].language));
        languages.fold(key.text(list.url.as_str()), |key, language| {
            key.text(language)
        })
    })
}

/// An article, and where and in which language it is shown.
fn shown(key: KeyOf, entry: &Entry) -> KeyOf {
    let key = key.number(entry.article.key).text(entry.url.as_str());
    key.value(&entry.language)
}

/// What is told of an article elsewhere, and where and in which language it is shown.
fn told(key: KeyOf, entry: &Entry) -> KeyOf {
    let key = key.number(entry.article.told).text(entry.url.as_str());
    key.value(&entry.language)
}

fn named(key: KeyOf, list: Option<&List>) -> KeyOf {
    match list {
        Some(list) => key.text(&list.title).text(list.url.as_str()),
        None => key.number(0_u8),
    }
}

fn ties(key: KeyOf, guide: &Guide) -> KeyOf {
    let Guide { path, rest, covers } = guide;
    [path, rest, covers].into_iter().fold(key, |key, ties| {
        let key = key.number(ties.len() as u64);
        ties.iter()
            .fold(key, |key, (title, url)| key.text(title).text(url))
    })
}
