//! Inlaid: self-help articles in, one static site per cloud out.
//!
//! Data travels one way; a stage is a function from plain values to plain values. Read [`build`] aloud and you have the
//! program:
//!
//! ```text
//! Config ── theme::load ─────────────────────────────────────────────┐
//!    │                                                               ▼
//!    └ source::discover → article::parse → site::assemble → page → Output ── bytes(path) ──→ emit
//!       files             one file each     all, per cloud   what     path → recipe
//!                            │                   │           templates see
//!                            └──── findings ─────┴──────────────────────────────────────────→ report
//! ```
//!
//! Imports point down this list, and a test holds them to it: [`path`], [`timing`], [`diagnostic`], [`cloud`], [`property`], [`value`], [`memo`],
//! [`config`], [`source`], [`json`], [`kinds`], [`article`], [`words`], [`html`], [`slots`], [`site`], [`page`], [`theme`], [`output`], [`search`], [`check`], `external`, [`hosts`], [`state`], [`cache`], [`part`], [`emit`], [`watch`], [`serve`], `publish`.

pub mod article;
pub mod cache;
pub mod check;
pub mod cloud;
pub mod config;
pub mod diagnostic;
pub mod emit;
#[cfg(feature = "publish")]
pub mod external;
pub mod hosts;
pub mod html;
pub mod json;
pub mod kinds;
pub mod memo;
pub mod output;
pub mod page;
pub mod part;
pub mod path;
pub mod property;
#[cfg(feature = "publish")]
pub mod publish;
pub mod search;
pub mod serve;
pub mod site;
pub mod slots;
pub mod source;
pub mod state;
pub mod theme;
pub mod timing;
pub mod value;
pub mod watch;
pub mod words;

use article::{Article, Parsed};
use config::{Config, Dates};
use diagnostic::{Error, Finding, Level};
use memo::{Key, KeyOf, Memo};
use output::{Bodies, Output, Recipes, Shard};
use path::ContentPath;
use rayon::prelude::*;
use site::Site;
use source::{Asset, History, Sources};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use theme::Theme;
use timing::Clock;
use value::Time;

/// The content root as understood, file by file.
pub struct Reading {
    /// The articles, in order of path.
    pub articles: Vec<Arc<Article>>,
    /// Every file that may be published when an article links to it.
    pub assets: BTreeMap<ContentPath, Asset>,
    /// What is wrong with single files.
    pub findings: Vec<Finding>,
}

/// Reads every article. Nothing is held against anything else yet.
///
/// # Errors
/// When the content cannot be read. An article that is wrong is a finding, and stops nothing.
pub fn read(config: &Config, memo: &mut Memo) -> Result<Reading, Error> {
    let sources = source::discover(&config.content, memo)?;
    read_from(sources, config, memo)
}

fn read_from(sources: Sources, config: &Config, memo: &mut Memo) -> Result<Reading, Error> {
    let known: &Memo = memo;
    let parsed = sources.articles.into_par_iter().map(|file| {
        let defaults = config.defaults_for(&file.path);
        let key = article::key(&file.path, file.hash, &defaults);
        if let Some(parsed) = known.get::<Parsed>(key) {
            return Ok((None, take(&parsed)));
        }
        let path = file.path.clone();
        let (hash, source) = file.read()?;
        let parsed = Arc::new(article::parse(source, &defaults));
        let taken = take(&parsed);
        Ok((Some((article::key(&path, hash, &defaults), parsed)), taken))
    });
    let parsed: Vec<(Fresh, Taken)> = parsed.collect::<Result<_, Error>>()?;

    let mut findings = sources.findings;
    let mut articles = Vec::with_capacity(parsed.len());
    for (fresh, (article, found)) in parsed {
        let left_out = |article: &Arc<Article>| {
            config
                .without
                .iter()
                .any(|id| id.eq_ignore_ascii_case(&article.id))
        };
        articles.extend(article.filter(|article| !left_out(article)));
        findings.extend(found);
        if let Some((key, parsed)) = fresh {
            memo.keep(key, parsed);
        }
    }
    Ok(Reading {
        articles,
        assets: sources.assets,
        findings,
    })
}

/// What was parsed now and not before, to be kept.
type Fresh = Option<(Key, Arc<Parsed>)>;

/// An article, if a file is one, and what is wrong with the file.
type Taken = (Option<Arc<Article>>, Vec<Finding>);

fn take(parsed: &Parsed) -> Taken {
    match parsed {
        Parsed::Article(article) => (Some(Arc::clone(article)), article.findings.clone()),
        Parsed::Skipped(finding) => (None, vec![(**finding).clone()]),
    }
}

/// Everything that can be known before a page is rendered.
pub struct Build {
    /// The sites, one for each cloud that is built.
    pub sites: Vec<Site>,
    /// What authors should know, in order of file and place.
    pub findings: Vec<Finding>,
    /// Every article, whatever clouds it is for, in order of path.
    pub articles: Vec<Arc<Article>>,
    /// How many articles are in no cloud.
    pub homeless: usize,
    /// A hash of all that it was made of.
    pub key: Key,
    /// How long each stage took, up to now.
    pub clock: Clock,
    theme: Arc<Theme>,
    history: Arc<History>,
    /// Made when a tree is first asked for: a preview asks for few.
    recipes: Vec<Arc<OnceLock<Recipes>>>,
    bodies: OnceLock<Bodies>,
    /// For trees of which single pages are asked for.
    no_bodies: Bodies,
}

/// Everything that a build reads but the theme, before any of it is understood.
pub struct Scan {
    sources: Sources,
    history: Arc<History>,
    stale: Vec<Finding>,
    key: Key,
    /// How long reading took.
    pub clock: Clock,
}

impl Scan {
    /// A hash of all that a build is made of, with this theme: builds of the same key are the same.
    pub fn key(&self, theme: Key) -> Key {
        with_theme(self.key, theme)
    }
}

fn with_theme(scan: Key, theme: Key) -> Key {
    KeyOf::new("build").number(scan).number(theme).key()
}

/// Reads everything but the theme.
///
/// # Errors
/// When the content cannot be read.
pub fn scan(config: &Config, memo: &mut Memo) -> Result<Scan, Error> {
    let mut clock = Clock::start();
    let sources = source::discover(&config.content, memo)?;
    let history = match config.dates {
        Dates::Git => History::read(&config.content, memo),
        Dates::Off => Arc::default(),
    };
    let stale = emit::stale(config)?;
    let key = KeyOf::new("scan").number(config.key());
    let key = key.number(sources.key()).number(history.key);
    let key = key.text(&format!("{stale:?}")).key();
    clock.lap("read");
    Ok(Scan {
        sources,
        history,
        stale,
        key,
        clock,
    })
}

/// Reads everything and lays out every site. Nothing is written. What is in the memo already is not made again; the result
/// is the same as with an empty one.
///
/// # Errors
/// When the content cannot be read or the theme is broken. An article that is wrong is a finding, and stops nothing.
pub fn build(config: &Config, memo: &mut Memo) -> Result<Build, Error> {
    let scan = scan(config, memo)?;
    build_of(scan, config, memo)
}

/// Lays out every site of what was read.
///
/// # Errors
/// When an article cannot be read any more, or the theme is broken.
pub fn build_of(scan: Scan, config: &Config, memo: &mut Memo) -> Result<Build, Error> {
    let Scan {
        sources,
        history,
        stale,
        key,
        mut clock,
    } = scan;
    let theme = Theme::load(config, memo)?;
    clock.lap("theme");
    let Reading {
        articles,
        assets,
        mut findings,
    } = read_from(sources, config, memo)?;
    clock.lap("parse");
    let assembly = site::assemble(&articles, &assets, &history, config, memo);
    clock.lap("assemble");
    findings.extend(slots::check(&articles, config));
    findings.extend(assembly.findings);
    findings.extend(stale);
    findings.sort_by(Finding::by_place);
    clock.lap("check");
    let recipes = assembly.sites.iter().map(|site| {
        let key = KeyOf::new("recipes")
            .number(site.key)
            .number(theme.key)
            .key();
        memo.get(key).unwrap_or_else(|| {
            let recipes = Arc::default();
            memo.keep(key, Arc::clone(&recipes));
            recipes
        })
    });
    Ok(Build {
        recipes: recipes.collect(),
        bodies: OnceLock::new(),
        no_bodies: Bodies::default(),
        sites: assembly.sites,
        findings,
        articles,
        clock,
        homeless: assembly.homeless,
        key: with_theme(key, theme.key),
        theme,
        history,
    })
}

/// What became of articles from one build to the next, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Those that were not there before.
    pub added: Vec<ContentPath>,
    /// Those that are not the same as before.
    pub changed: Vec<ContentPath>,
    /// Those that are not there any more.
    pub removed: Vec<ContentPath>,
}

impl Build {
    /// The article of a path below the content root.
    pub fn article(&self, path: &str) -> Option<&Article> {
        let by_path = |article: &Arc<Article>| article.path.as_str().cmp(path);
        let found = self.articles.binary_search_by(by_path);
        found.ok().map(|at| &*self.articles[at])
    }

    /// What became of the articles since an earlier build.
    pub fn changes(&self, earlier: &Self) -> Changes {
        let mut changes = Changes::default();
        let (mut old, mut new) = (earlier.articles.iter(), self.articles.iter());
        let (mut before, mut after) = (old.next(), new.next());
        loop {
            let order = match (before, after) {
                (Some(before), Some(after)) => before.path.cmp(&after.path),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => return changes,
            };
            match (order, before, after) {
                (Ordering::Less, Some(article), _) => changes.removed.push(article.path.clone()),
                (Ordering::Greater, _, Some(article)) => changes.added.push(article.path.clone()),
                (_, Some(one), Some(other)) if one.key != other.key => {
                    changes.changed.push(other.path.clone());
                }
                _ => {}
            }
            if order.is_le() {
                before = old.next();
            }
            if order.is_ge() {
                after = new.next();
            }
        }
    }

    /// What was found, and what the rules of [`check`] find besides, as the site and its articles want it.
    /// `config` is the one it was built with.
    pub fn check(&self, config: &Config) -> Vec<Finding> {
        self.check_with(config, Vec::new())
    }

    /// The same, with what `external` found.
    pub fn check_with(&self, config: &Config, mut findings: Vec<Finding>) -> Vec<Finding> {
        findings.extend(self.findings.iter().cloned());
        findings.extend(check::check(&self.articles, config));
        check::settle(findings, &self.articles, config)
    }

    /// The tree of each site, to be made as a whole: a body that several trees show is rendered once. `config` is the one it
    /// was built with.
    pub fn outputs<'a>(&'a self, config: &'a Config) -> Vec<Output<'a>> {
        self.outputs_of(Shard::WHOLE, config)
    }

    /// The same, to be made in part: of the articles of a shard.
    pub fn outputs_of<'a>(&'a self, shard: Shard, config: &'a Config) -> Vec<Output<'a>> {
        let bodies = self
            .bodies
            .get_or_init(|| Bodies::of(&self.sites, shard, config));
        let sites = (0..self.sites.len()).into_par_iter();
        sites.map(|at| self.tree(at, config, bodies)).collect()
    }

    /// The tree of the site at this place, of which single pages are asked for.
    pub fn output<'a>(&'a self, at: usize, config: &'a Config) -> Output<'a> {
        self.tree(at, config, self.bodies.get().unwrap_or(&self.no_bodies))
    }

    fn tree<'a>(&'a self, at: usize, config: &'a Config, bodies: &'a Bodies) -> Output<'a> {
        let site = &self.sites[at];
        let recipes = self.recipes[at].get_or_init(|| Recipes::new(site, config, &self.theme));
        Output::new(site, config, &self.theme, bodies, recipes)
    }

    /// A hash of everything that the trees are made of, and of what was found: the same on every machine, wherever the files
    /// are. `config` is the one it was built with.
    pub fn input(&self, config: &Config) -> Key {
        let key = KeyOf::new("input").number(config.content_key());
        let key = key.number(self.theme.content);
        let key = self.articles.iter().fold(key, |key, article| {
            let time = self.history.of(&article.path);
            let time = time.map_or_else(String::new, Time::iso);
            key.number(article.key).text(&time)
        });
        let assets = self.sites.iter().flat_map(|site| &site.assets);
        let key = assets.fold(key, |key, (url, asset)| {
            key.text(url.as_str()).number(asset.hash)
        });
        key.number(self.count(Level::Error) as u64).key()
    }

    /// How many findings have this level.
    pub fn count(&self, level: Level) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.level == level)
            .count()
    }
}
