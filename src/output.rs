//! One cloud's tree as a value: path → recipe. A page is made when it is asked for, and never held.

use crate::config::Config;
use crate::diagnostic::Error;
use crate::html;
use crate::page::Pages;
use crate::path::{OutPath, UrlPath};
use crate::site::{Entry, Site};
use crate::source::Asset;
use crate::theme::Theme;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// The bodies of all articles, each rendered once for all clouds in which its links lead to the same places.
#[derive(Default)]
pub struct Bodies(HashMap<(usize, usize), Box<str>>);

impl Bodies {
    /// Renders the bodies of these sites, on all cores.
    pub fn render(sites: &[Site], config: &Config) -> Self {
        let mut seen = HashSet::new();
        let entries: Vec<&Entry> = sites
            .iter()
            .flat_map(|site| &site.entries)
            .filter(|entry| seen.insert(key(entry)))
            .collect();
        let bodies = entries.into_par_iter().map(|entry| {
            (
                key(entry),
                html::render(&entry.article, &entry.targets, &config.filling).into_boxed_str(),
            )
        });
        Self(bodies.collect())
    }

    fn get(&self, entry: &Entry) -> &str {
        self.0.get(&key(entry)).map_or("", |body| body)
    }
}

/// Shared articles and targets are shared by address.
fn key(entry: &Entry) -> (usize, usize) {
    (
        Arc::as_ptr(&entry.article) as usize,
        Arc::as_ptr(&entry.targets).cast::<()>() as usize,
    )
}

/// How a file of the tree is made.
#[derive(Debug)]
enum Recipe {
    Article(usize),
    List(usize),
    Redirect(usize),
    Home,
    Missing,
    Catalog,
    Copy(Asset),
    Bytes(Vec<u8>),
}

/// The tree of one cloud.
pub struct Output<'a> {
    pages: Pages<'a>,
    theme: &'a Theme,
    bodies: &'a Bodies,
    recipes: BTreeMap<OutPath, Recipe>,
}

impl<'a> Output<'a> {
    /// The tree of a site.
    pub fn new(site: &'a Site, config: &'a Config, theme: &'a Theme, bodies: &'a Bodies) -> Self {
        let pages = Pages { site, config };
        let mut recipes = BTreeMap::new();
        let mut add = |url: &UrlPath, recipe| drop(recipes.insert(OutPath::from(url), recipe));
        site.redirects
            .iter()
            .enumerate()
            .for_each(|(at, (from, _))| add(from, Recipe::Redirect(at)));
        site.assets
            .iter()
            .for_each(|(url, asset)| add(url, Recipe::Copy(asset.clone())));
        theme
            .assets()
            .for_each(|(url, bytes)| add(url, Recipe::Bytes(bytes.to_vec())));
        site.entries
            .iter()
            .enumerate()
            .for_each(|(at, entry)| add(&entry.url, Recipe::Article(at)));
        site.listing
            .lists
            .iter()
            .enumerate()
            .for_each(|(at, list)| add(&list.url, Recipe::List(at)));
        add(&site.listing.home, Recipe::Home);
        add(&UrlPath::new("404.html"), Recipe::Missing);
        add(&UrlPath::new("catalog.json"), Recipe::Catalog);
        pages
            .sitemap()
            .into_iter()
            .for_each(|(name, bytes)| add(&UrlPath::new(&name), Recipe::Bytes(bytes)));
        pages
            .robots()
            .into_iter()
            .for_each(|bytes| add(&UrlPath::new("robots.txt"), Recipe::Bytes(bytes)));
        Self {
            pages,
            theme,
            bodies,
            recipes,
        }
    }

    /// The cloud's name, which is the tree's folder.
    pub fn cloud(&self) -> &'a str {
        &self.pages.config.clouds.get(self.pages.site.cloud).name
    }

    /// Every file of the tree, in order.
    pub fn paths(&self) -> impl Iterator<Item = &OutPath> {
        self.recipes.keys()
    }

    /// How many files are pages.
    pub fn pages(&self) -> usize {
        self.pages.site.entries.len()
    }

    /// The content of a file; empty where the tree has no such file. Pure, and callable from any thread.
    ///
    /// # Errors
    /// When a template fails, or a file to copy cannot be read.
    pub fn bytes(&self, path: &OutPath) -> Result<Cow<'_, [u8]>, Error> {
        let pages = &self.pages;
        let page = match self.recipes.get(path) {
            Some(Recipe::Article(at)) => {
                pages.article(*at, self.bodies.get(&pages.site.entries[*at]))
            }
            Some(Recipe::List(at)) => pages.list(*at),
            Some(Recipe::Redirect(at)) => pages.redirect(*at),
            Some(Recipe::Home) => pages.home(),
            Some(Recipe::Missing) => pages.missing(),
            Some(Recipe::Catalog) => return Ok(pages.catalog().into()),
            Some(Recipe::Copy(asset)) => {
                return Ok(asset.read()?.into());
            }
            Some(Recipe::Bytes(bytes)) => return Ok(bytes.into()),
            None => return Ok(Cow::default()),
        };
        self.theme.render(&page).map(Cow::Owned)
    }
}
