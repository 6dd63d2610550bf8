//! How each file of a tree is made.

use super::indexes::{self, Index, Indexes};
use super::{in_language, pages};
use crate::config::{Config, LanguageId, Search};
use crate::page::Pages;
use crate::path::{OutPath, UrlPath};
use crate::site::Site;
use crate::source::Asset;
use crate::theme::Theme;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// How every file of a tree is made.
#[derive(Debug)]
pub struct Recipes {
    pub(super) files: BTreeMap<OutPath, Recipe>,
    /// Laid out when the first of them is asked for.
    indexes: OnceLock<Indexes>,
}

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
    Index,
    Copy(Asset),
    Bytes(Vec<u8>),
}

impl Recipes {
    /// The recipes of a site's tree; `indexes` are the paths of its indexes, where they are known.
    pub fn new(site: &Site, config: &Config, theme: &Theme, indexes: Option<&[OutPath]>) -> Self {
        let mut draft = Draft(Vec::with_capacity(site.entries.len() + 64));
        let all: Vec<&Site> = site.in_all_languages().collect();
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
        // Beside the lookup the script has an address that stays, for hosts.
        if let Some(bytes) = theme.asset("find.js") {
            draft.add_at("routes/find.js", Recipe::Bytes(bytes.to_vec()));
        }
        let laid_out = OnceLock::new();
        let lay_out = || laid_out.get_or_init(|| of_all(site, config, theme));
        let indexes =
            indexes.map_or_else(|| lay_out().keys().cloned().collect(), <[OutPath]>::to_vec);
        let indexes = indexes.into_iter().map(|path| (path, Recipe::Index));
        draft.0.extend(indexes);
        let main = pages(site, config, theme);
        if let Some(bytes) = main.robots() {
            draft.add_at("robots.txt", Recipe::Bytes(bytes));
        }
        draft.0.extend(for_machines(&main));
        // Of two at one path the later stays.
        Self {
            files: draft.0.into_iter().collect(),
            indexes: laid_out,
        }
    }

    /// The paths of the indexes.
    pub(super) fn indexes(&self) -> Vec<OutPath> {
        let files = self.files.iter();
        let indexes = files.filter(|(_, recipe)| matches!(recipe, Recipe::Index));
        indexes.map(|(path, _)| path.clone()).collect()
    }

    /// How an index is made, of the site and with the theme that these are the recipes of.
    pub(super) fn index(
        &self,
        path: &OutPath,
        site: &Site,
        (config, theme): (&Config, &Theme),
    ) -> Option<&Index> {
        let indexes = self.indexes.get_or_init(|| of_all(site, config, theme));
        indexes.get(path)
    }
}

/// The indexes of a site.
fn of_all(site: &Site, config: &Config, theme: &Theme) -> Indexes {
    let main = pages(site, config, theme);
    let all = site.in_all_languages();
    let pages = all.map(|site| in_language(main, site, theme));
    indexes::lay_out(&pages.collect::<Vec<_>>())
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
