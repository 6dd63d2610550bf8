//! One cloud's tree as a value: path → recipe. A page is made when it is asked for, and never held.

use crate::config::Config;
use crate::diagnostic::Error;
use crate::html;
use crate::page::routes::{Part, Routes};
use crate::page::{self, Pages};
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
pub struct Bodies(HashMap<BodyKey, Box<str>>);

impl Bodies {
    /// Renders the bodies of these sites, on all cores. One whose template fails is missing: whoever asks for its page
    /// gets the error.
    pub fn render(sites: &[Site], config: &Config, theme: &Theme) -> Self {
        let mut seen = HashSet::new();
        let entries: Vec<&Entry> = sites
            .iter()
            .flat_map(|site| &site.entries)
            .filter(|entry| seen.insert(key(entry)))
            .collect();
        let bodies = entries.into_par_iter().filter_map(|entry| {
            let body = body(entry, config, theme).ok()?;
            Some((key(entry), body.into_boxed_str()))
        });
        Self(bodies.collect())
    }

    /// The body of an entry: as it was rendered, or rendered now.
    fn get(&self, entry: &Entry, config: &Config, theme: &Theme) -> Result<Cow<'_, str>, Error> {
        match self.0.get(&key(entry)) {
            Some(body) => Ok(Cow::Borrowed(body)),
            None => body(entry, config, theme).map(Cow::Owned),
        }
    }
}

/// The body of an entry: a JSON body by its template, inside of the Markdown around it; the
/// path of a troubleshooter behind its cover.
fn body(entry: &Entry, config: &Config, theme: &Theme) -> Result<String, Error> {
    let Entry {
        article,
        targets,
        guide,
        ..
    } = entry;
    let filling = &config.filling;
    let shown = match page::shown(article, targets, filling) {
        Some(shown) => theme.render_json(&shown, &config.language)?,
        None => article
            .body
            .json
            .as_ref()
            .and_then(html::broken)
            .unwrap_or_default(),
    };
    let mut body = html::render(article, targets, &shown, filling);
    if let Some(guide) = guide.as_deref().and_then(page::guide) {
        body.push_str(&theme.render_json(&guide, &config.language)?);
    }
    Ok(body)
}

/// Shared articles, targets and guides are shared by address.
type BodyKey = (usize, usize, usize);

fn key(entry: &Entry) -> BodyKey {
    let guide = entry.guide.as_ref();
    (
        Arc::as_ptr(&entry.article) as usize,
        Arc::as_ptr(&entry.targets).cast::<()>() as usize,
        guide.map_or(0, |guide| Arc::as_ptr(guide) as usize),
    )
}

/// How every file of a tree is made.
#[derive(Debug)]
pub struct Recipes(BTreeMap<OutPath, Recipe>);

/// How a file of the tree is made.
#[derive(Debug)]
enum Recipe {
    Article(usize),
    List(usize),
    Redirect(usize),
    Home,
    Missing,
    Catalog,
    Find,
    Twin(usize),
    Llms,
    Feed,
    Search,
    Card,
    Route(Part),
    Copy(Asset),
    Bytes(Vec<u8>),
}

impl Recipes {
    /// The recipes of a site's tree.
    pub fn new(site: &Site, config: &Config, theme: &Theme) -> Self {
        let pages = pages(site, config, theme);
        let mut recipes = Vec::with_capacity(site.entries.len() + 64);
        let mut add = |url: &UrlPath, recipe| recipes.push((OutPath::from(url), recipe));
        for (at, (from, _)) in site.redirects.iter().enumerate() {
            add(from, Recipe::Redirect(at));
        }
        for (url, asset) in &site.assets {
            add(url, Recipe::Copy(asset.clone()));
        }
        for (url, bytes) in theme.assets() {
            add(url, Recipe::Bytes(bytes.to_vec()));
        }
        for (at, entry) in site.entries.iter().enumerate() {
            add(&entry.url, Recipe::Article(at));
        }
        for (at, list) in site.listing.lists.iter().enumerate() {
            add(&list.url, Recipe::List(at));
        }
        add(&site.listing.home, Recipe::Home);
        add(&UrlPath::new("404.html"), Recipe::Missing);
        add(&UrlPath::new("catalog.json"), Recipe::Catalog);
        add(&UrlPath::new("find.html"), Recipe::Find);
        // Beside its shards the script has an address that stays, for hosts.
        if let Some(bytes) = theme.asset("find.js") {
            add(
                &UrlPath::new("routes/find.js"),
                Recipe::Bytes(bytes.to_vec()),
            );
        }
        let routes = Routes::new(site);
        add(
            &UrlPath::new("routes/index.json"),
            Recipe::Bytes(pages.routes_index(&routes)),
        );
        for (name, part) in routes.parts {
            add(
                &UrlPath::new(&format!("routes/{name}")),
                Recipe::Route(part),
            );
        }
        for (url, bytes) in pages.contents() {
            add(&url, Recipe::Bytes(bytes));
        }
        for (name, bytes) in pages.sitemap() {
            add(&UrlPath::new(&name), Recipe::Bytes(bytes));
        }
        if let Some(bytes) = pages.robots() {
            add(&UrlPath::new("robots.txt"), Recipe::Bytes(bytes));
        }
        recipes.extend(for_machines(&pages));
        // Of two at one path the later stays.
        Self(recipes.into_iter().collect())
    }
}

/// The files that programs read besides pages.
fn for_machines(pages: &Pages<'_>) -> Vec<(OutPath, Recipe)> {
    let twins = (0..pages.site.entries.len())
        .filter_map(|at| Some((pages.twin_url(at)?, Recipe::Twin(at))));
    let others = [
        pages.llms_url().map(|url| (url, Recipe::Llms)),
        pages.feed_url().map(|url| (url, Recipe::Feed)),
        pages.search_url().map(|url| (url, Recipe::Search)),
        pages.card_url().map(|url| (url, Recipe::Card)),
    ];
    twins
        .chain(others.into_iter().flatten())
        .map(|(url, recipe)| (OutPath::from(&url), recipe))
        .collect()
}

fn pages<'a>(site: &'a Site, config: &'a Config, theme: &'a Theme) -> Pages<'a> {
    Pages {
        site,
        config,
        words: theme.words(&config.language),
        dated: site
            .entries
            .iter()
            .any(|entry| site.history.of(&entry.article.path).is_some()),
    }
}

/// The tree of one cloud.
pub struct Output<'a> {
    pages: Pages<'a>,
    theme: &'a Theme,
    bodies: &'a Bodies,
    recipes: &'a Recipes,
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
        }
    }

    /// The cloud's name, which is the tree's folder.
    pub fn cloud(&self) -> &'a str {
        &self.pages.config.clouds.get(self.pages.site.cloud).name
    }

    /// Every file of the tree, in order.
    pub fn paths(&self) -> impl Iterator<Item = &OutPath> {
        self.recipes.0.keys()
    }

    /// The entry of the site whose page a file is, if it is one's.
    pub fn article(&self, path: &OutPath) -> Option<usize> {
        match self.recipes.0.get(path) {
            Some(Recipe::Article(at)) => Some(*at),
            _ => None,
        }
    }

    /// Whether the tree has a file.
    pub fn has(&self, path: &OutPath) -> bool {
        self.recipes.0.contains_key(path)
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
        let page = match self.recipes.0.get(path) {
            Some(Recipe::Article(at)) => {
                let entry = &pages.site.entries[*at];
                let body = self.bodies.get(entry, pages.config, self.theme)?;
                return self
                    .theme
                    .render(&pages.article(*at, &body))
                    .map(Cow::Owned);
            }
            Some(Recipe::Twin(at)) => {
                let body = self
                    .bodies
                    .get(&pages.site.entries[*at], pages.config, self.theme)?;
                return Ok(pages.twin(*at, &body).into());
            }
            Some(Recipe::Llms) => return Ok(pages.llms().into()),
            Some(Recipe::Feed) => return Ok(pages.feed().into()),
            Some(Recipe::Search) => {
                return Ok(pages.search_description().unwrap_or_default().into());
            }
            Some(Recipe::Card) => return Ok(pages.card().into()),
            Some(Recipe::List(at)) => pages.list(*at),
            Some(Recipe::Redirect(at)) => pages.redirect(*at),
            Some(Recipe::Home) => pages.home(),
            Some(Recipe::Missing) => pages.missing(),
            Some(Recipe::Catalog) => return Ok(pages.catalog().into()),
            Some(Recipe::Find) => pages.find(),
            Some(Recipe::Route(part)) => return Ok(pages.routes_part(part).into()),
            Some(Recipe::Copy(asset)) => {
                return Ok(asset.read()?.into());
            }
            Some(Recipe::Bytes(bytes)) => return Ok(bytes.into()),
            None => return Ok(Cow::default()),
        };
        self.theme.render(&page).map(Cow::Owned)
    }
}
