//! How each file of a tree is made.

use super::{in_language, pages};
use crate::config::{Config, LanguageId, Search};
use crate::page::routes::{Part, Routes};
use crate::page::{Pages, contents};
use crate::path::{OutPath, UrlPath};
use crate::site::Site;
use crate::source::Asset;
use crate::theme::Theme;
use std::collections::BTreeMap;

/// How every file of a tree is made.
#[derive(Debug)]
pub struct Recipes(pub(super) BTreeMap<OutPath, Recipe>);

/// How a file of the tree is made; pages in their language.
#[derive(Debug)]
pub(super) enum Recipe {
    Article(LanguageId, usize),
    List(LanguageId, usize),
    Redirect(LanguageId, usize),
    Home(LanguageId),
    Missing,
    Catalog,
    Find,
    Search,
    Titles,
    Twin(usize),
    Llms,
    Feed,
    SearchDescription,
    Card,
    Route(Part),
    Copy(Asset),
    Bytes(Vec<u8>),
}

impl Recipes {
    /// The recipes of a site's tree.
    pub fn new(site: &Site, config: &Config, theme: &Theme) -> Self {
        let mut draft = Draft(Vec::with_capacity(site.entries.len() + 64));
        let all: Vec<&Site> = std::iter::once(site).chain(&site.translations).collect();
        for site in &all {
            for (at, (from, _)) in site.redirects.iter().enumerate() {
                draft.add(from, Recipe::Redirect(site.language, at));
            }
        }
        for (url, asset) in &site.assets {
            draft.add(url, Recipe::Copy(asset.clone()));
        }
        for (url, bytes) in theme.assets() {
            draft.add(url, Recipe::Bytes(bytes.to_vec()));
        }
        for site in &all {
            draft.add_pages(site);
        }
        draft.add_at("404.html", Recipe::Missing);
        draft.add_at("catalog.json", Recipe::Catalog);
        draft.add_at("find.html", Recipe::Find);
        if config.search != Search::Off {
            draft.add_at("search.html", Recipe::Search);
        }
        if config.search == Search::Titles {
            draft.add_at("search.json", Recipe::Titles);
        }
        let main = pages(site, config, theme);
        let translated = all.into_iter().map(|site| in_language(main, site, theme));
        let pages: Vec<Pages<'_>> = translated.collect();
        draft.add_routes(&pages[0], theme);
        draft.add_lists(&pages);
        for (name, bytes) in pages[0].sitemap() {
            draft.add_at(&name, Recipe::Bytes(bytes));
        }
        if let Some(bytes) = pages[0].robots() {
            draft.add_at("robots.txt", Recipe::Bytes(bytes));
        }
        draft.0.extend(for_machines(&pages[0]));
        // Of two at one path the later stays.
        Self(draft.0.into_iter().collect())
    }
}

/// Recipes in the order in which they come over each other.
struct Draft(Vec<(OutPath, Recipe)>);

impl Draft {
    fn add(&mut self, url: &UrlPath, recipe: Recipe) {
        self.0.push((OutPath::from(url), recipe));
    }

    fn add_at(&mut self, name: &str, recipe: Recipe) {
        self.add(&UrlPath::new(name), recipe);
    }

    /// The pages of a site in its language.
    fn add_pages(&mut self, site: &Site) {
        for (at, entry) in site.entries.iter().enumerate() {
            self.add(&entry.url, Recipe::Article(site.language, at));
        }
        for (at, list) in site.listing.lists.iter().enumerate() {
            self.add(&list.url, Recipe::List(site.language, at));
        }
        self.add(&site.listing.home, Recipe::Home(site.language));
    }

    /// The lookup. Beside its shards the script has an address that stays, for hosts.
    fn add_routes(&mut self, pages: &Pages<'_>, theme: &Theme) {
        if let Some(bytes) = theme.asset("find.js") {
            self.add_at("routes/find.js", Recipe::Bytes(bytes.to_vec()));
        }
        let routes = Routes::new(pages.site);
        let index = pages.routes_index(&routes);
        self.add_at("routes/index.json", Recipe::Bytes(index));
        for (name, part) in routes.parts {
            self.add_at(&format!("routes/{name}"), Recipe::Route(part));
        }
    }

    /// The lists of services as files, in every language.
    fn add_lists(&mut self, pages: &[Pages<'_>]) {
        let lists: Vec<_> = pages.iter().flat_map(Pages::contents).collect();
        self.add_at("lists/index.json", Recipe::Bytes(contents::index(&lists)));
        for (_, url, bytes) in lists {
            self.add(&url, Recipe::Bytes(bytes));
        }
    }
}

/// The files that programs read besides pages.
fn for_machines(pages: &Pages<'_>) -> Vec<(OutPath, Recipe)> {
    let twins = (0..pages.site.entries.len())
        .filter_map(|at| Some((pages.twin_url(at)?, Recipe::Twin(at))));
    let others = [
        pages.llms_url().map(|url| (url, Recipe::Llms)),
        pages.feed_url().map(|url| (url, Recipe::Feed)),
        pages
            .search_url()
            .map(|url| (url, Recipe::SearchDescription)),
        pages.card_url().map(|url| (url, Recipe::Card)),
    ];
    twins
        .chain(others.into_iter().flatten())
        .map(|(url, recipe)| (OutPath::from(&url), recipe))
        .collect()
}
