//! One cloud's tree as a value: path → recipe. A page is made when it is asked for, and never held.

use crate::config::{Config, LanguageId, Search};
use crate::diagnostic::Error;
use crate::html;
use crate::page::routes::{Part, Routes};
use crate::page::{self, Pages, contents};
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
        let all = |site| {
            let site: &Site = site;
            std::iter::once(site).chain(&site.translations)
        };
        let entries: Vec<&Entry> = sites
            .iter()
            .flat_map(all)
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
/// path of a troubleshooter behind its cover. All of it is in the language of the article, whatever the page's.
fn body(entry: &Entry, config: &Config, theme: &Theme) -> Result<String, Error> {
    let Entry {
        article,
        targets,
        guide,
        language,
        ..
    } = entry;
    let setting = setting(*language, config, theme);
    let language = config.tag(*language);
    let shown = match page::shown(article, targets, setting) {
        Some(shown) => theme.render_json(&shown, language)?,
        None => article
            .body
            .json
            .as_ref()
            .and_then(html::broken)
            .unwrap_or_default(),
    };
    let mut body = html::render(article, targets, &shown, setting);
    if let Some(guide) = guide.as_deref().and_then(page::guide) {
        body.push_str(&theme.render_json(&guide, language)?);
    }
    Ok(body)
}

fn setting<'a>(language: LanguageId, config: &'a Config, theme: &'a Theme) -> html::Setting<'a> {
    html::Setting {
        filling: config.filling_in(language),
        words: theme.words(config.tag(language)),
    }
}

/// Shared articles, targets and guides are shared by address.
type BodyKey = (usize, usize, usize, LanguageId);

fn key(entry: &Entry) -> BodyKey {
    let guide = entry.guide.as_ref();
    (
        Arc::as_ptr(&entry.article) as usize,
        Arc::as_ptr(&entry.targets).cast::<()>() as usize,
        guide.map_or(0, |guide| Arc::as_ptr(guide) as usize),
        entry.language,
    )
}

/// How every file of a tree is made.
#[derive(Debug)]
pub struct Recipes(BTreeMap<OutPath, Recipe>);

/// How a file of the tree is made; pages in their language.
#[derive(Debug)]
enum Recipe {
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

fn pages<'a>(site: &'a Site, config: &'a Config, theme: &'a Theme) -> Pages<'a> {
    Pages {
        site,
        main: site,
        config,
        words: theme.words(config.tag(site.language)),
        dated: site
            .entries
            .iter()
            .any(|entry| site.history.of(&entry.article.path).is_some()),
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
        let mut paths: Vec<&OutPath> = self.recipes.0.keys().chain(self.more.keys()).collect();
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
        match self.recipes.0.get(path) {
            Some(Recipe::Article(language, at)) => {
                let site: &'a Site = self.pages.main.in_language(*language);
                site.entries.get(*at)
            }
            _ => None,
        }
    }

    /// Whether the tree has a file.
    pub fn has(&self, path: &OutPath) -> bool {
        self.recipes.0.contains_key(path) || self.more.contains_key(path)
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
            Some(Recipe::Route(part)) => return Ok(pages.routes_part(part).into()),
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
