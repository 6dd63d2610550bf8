//! One cloud's tree as a value: path → recipe. A page is made when it is asked for, and never held.

mod bodies;
mod indexes;
mod keys;
mod layout;
mod recipes;
mod shard;

pub use bodies::Bodies;
pub use keys::Keys;
pub use layout::Layout;
pub use recipes::Recipes;
pub use shard::{MOST_SHARDS, Shard};

use crate::config::{Config, LanguageId};
use crate::diagnostic::Error;
use crate::html;
use crate::page::Pages;
use crate::path::OutPath;
use crate::site::{Entry, Site};
use crate::theme::Theme;
use bodies::setting;
use indexes::Index;
use recipes::Recipe;
use std::borrow::Cow;
use std::collections::BTreeMap;

fn pages<'a>(site: &'a Site, config: &'a Config, theme: &'a Theme) -> Pages<'a> {
    let is_dated = |entry: &Entry| site.history.of(&entry.article.path).is_some();
    Pages {
        site,
        main: site,
        config,
        words: theme.words(config.tag(site.language)),
        dated: !site.history.is_empty() && site.entries.iter().any(is_dated),
    }
}

/// The pages of the same site in another language.
fn in_language<'a>(main: Pages<'a>, site: &'a Site, theme: &'a Theme) -> Pages<'a> {
    Pages {
        site,
        words: theme.words(main.config.tag(site.language)),
        ..main
    }
}

/// The tree of one cloud.
pub struct Output<'a> {
    pages: Pages<'a>,
    theme: &'a Theme,
    bodies: &'a Bodies,
    recipes: &'a Recipes,
    /// Files that were made of the tree, such as its index.
    more: BTreeMap<OutPath, Vec<u8>>,
}

impl<'a> Output<'a> {
    /// The tree of a site. Bodies that are not at hand are rendered when their page is asked for.
    pub fn new(
        site: &'a Site,
        config: &'a Config,
        theme: &'a Theme,
        bodies: &'a Bodies,
        recipes: &'a Recipes,
    ) -> Self {
        Self {
            pages: pages(site, config, theme),
            theme,
            bodies,
            recipes,
            more: BTreeMap::new(),
        }
    }

    /// With files that were made of it. They are no recipes, and those stay as they are.
    #[must_use]
    pub fn with(self, more: BTreeMap<OutPath, Vec<u8>>) -> Self {
        Self { more, ..self }
    }

    /// The configuration that it was built with.
    pub fn config(&self) -> &'a Config {
        self.pages.config
    }

    /// What its bodies are written with.
    pub fn setting(&self) -> html::Setting<'a> {
        setting(self.pages.site.language, self.pages.config, self.theme)
    }

    /// The site whose tree it is.
    pub fn site(&self) -> &'a Site {
        self.pages.site
    }

    /// The body of the entry at this place, as HTML.
    ///
    /// # Errors
    /// When its template fails.
    pub fn body(&self, at: usize) -> Result<Cow<'_, str>, Error> {
        let entry = &self.pages.site.entries[at];
        self.bodies.get(entry, self.pages.config, self.theme)
    }

    /// The cloud's name, which is the tree's folder.
    pub fn cloud(&self) -> &'a str {
        &self.pages.config.clouds.get(self.pages.site.cloud).name
    }

    /// Every file of the tree, in order.
    pub fn paths(&self) -> impl Iterator<Item = &OutPath> {
        // Both are in order, so that sorting them is merging them.
        let mut paths: Vec<&OutPath> = self.recipes.files.keys().chain(self.more.keys()).collect();
        paths.sort();
        paths.into_iter()
    }

    /// The pages in a language.
    fn pages_in(&self, language: LanguageId) -> Pages<'a> {
        in_language(
            self.pages,
            self.pages.main.in_language(language),
            self.theme,
        )
    }

    /// The entry of the site, in whatever language, whose page a file is, if it is one's.
    pub fn entry(&self, path: &OutPath) -> Option<&'a Entry> {
        match self.recipes.files.get(path) {
            Some(Recipe::Article(language, at)) => {
                let site: &'a Site = self.pages.main.in_language(*language);
                site.entries.get(*at)
            }
            _ => None,
        }
    }

    /// Whether a shard makes a file of the tree: what shows an article goes by the article, all else by its path.
    pub fn is_made_by(&self, shard: Shard, path: &OutPath) -> bool {
        if shard == Shard::WHOLE {
            return true;
        }
        let entry = match self.recipes.files.get(path) {
            Some(Recipe::Twin(at)) => self.pages.site.entries.get(*at),
            _ => self.entry(path),
        };
        match entry {
            Some(entry) => shard.has_article(&entry.article.id),
            None => shard.has_file(path),
        }
    }

    /// Whether the tree has a file.
    pub fn has(&self, path: &OutPath) -> bool {
        self.recipes.files.contains_key(path) || self.more.contains_key(path)
    }

    /// How many files are pages.
    pub fn pages(&self) -> usize {
        self.pages.site.entries.count()
    }

    fn index(&self, path: &OutPath) -> Cow<'_, [u8]> {
        let Pages { main, config, .. } = self.pages;
        match self.recipes.index(path, main, (config, self.theme)) {
            Some(Index::Route(part)) => self.pages.routes_part(part).into(),
            Some(Index::List(language, at)) => self.pages_in(*language).list_contents(*at).into(),
            Some(Index::Bytes(bytes)) => bytes.into(),
            None => Cow::default(),
        }
    }

    /// The content of a file; empty where the tree has no such file. Pure, and callable from any thread.
    ///
    /// # Errors
    /// When a template fails, or a file to copy cannot be read.
    pub fn bytes(&self, path: &OutPath) -> Result<Cow<'_, [u8]>, Error> {
        let pages = &self.pages;
        let page = match self.recipes.files.get(path) {
            Some(Recipe::Article(language, at)) => {
                let pages = self.pages_in(*language);
                let entry = &pages.site.entries[*at];
                let body = self.bodies.get(entry, pages.config, self.theme)?;
                return self
                    .theme
                    .render(&pages.article(*at, &body))
                    .map(Cow::Owned);
            }
            Some(Recipe::List(language, at)) => self.pages_in(*language).list(*at),
            Some(Recipe::Redirect(language, at)) => self.pages_in(*language).redirect(*at),
            Some(Recipe::Home(language)) => self.pages_in(*language).home(),
            Some(Recipe::Twin(at)) => return Ok(pages.twin(*at, &self.body(*at)?).into()),
            Some(Recipe::Llms) => return Ok(pages.llms().into()),
            Some(Recipe::Feed) => return Ok(pages.feed().into()),
            Some(Recipe::SearchDescription) => {
                return Ok(pages.search_description().unwrap_or_default().into());
            }
            Some(Recipe::Card) => return Ok(pages.card().into()),
            Some(Recipe::Missing) => pages.missing(),
            Some(Recipe::Catalog) => return Ok(pages.catalog().into()),
            Some(Recipe::Find) => pages.find(),
            Some(Recipe::Search) => pages.search(),
            Some(Recipe::Titles) => return Ok(pages.titles().into()),
            Some(Recipe::Index) => return Ok(self.index(path)),
            Some(Recipe::Copy(asset)) => {
                return Ok(asset.read()?.into());
            }
            Some(Recipe::Bytes(bytes)) => return Ok(bytes.into()),
            None => {
                let more = self.more.get(path);
                return Ok(more.map_or(Cow::default(), |bytes| bytes.into()));
            }
        };
        self.theme.render(&page).map(Cow::Owned)
    }
}
