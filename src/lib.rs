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
//! [`config`], [`source`], [`json`], [`kinds`], [`article`], [`words`], [`html`], [`slots`], [`site`], [`page`], [`theme`], [`output`], [`search`], [`check`], `external`, `content`, [`hosts`], [`state`], [`cache`], [`part`], [`emit`], [`watch`], [`serve`], `publish`.

pub mod article;
pub mod cache;
pub mod check;
pub mod cloud;
pub mod config;
mod content;
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

pub use content::{Changes, Content};

use article::{Article, Known, Parsed};
use config::{Config, Dates};
use diagnostic::{Error, Finding, Level};
use memo::{Key, KeyOf, Memo};
use output::{Bodies, Layout, Output, Shard};
use rayon::prelude::*;
use source::{File, History, Sources};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use theme::Theme;
use timing::Clock;
use value::Time;

/// The content root as understood, file by file.
pub struct Reading {
    /// The articles, in order of path.
    pub articles: Arc<[Arc<Article>]>,
    /// What is wrong with single files.
    pub findings: Vec<Finding>,
}

/// Reads every article. Nothing is held against anything else yet.
///
/// # Errors
/// When the content cannot be read. An article that is wrong is a finding, and stops nothing.
pub fn read(config: &Config, memo: &mut Memo) -> Result<Reading, Error> {
    let mut sources = source::discover(&config.content, memo)?;
    read_from(&mut sources, config, &[], memo)
}

/// Takes the texts that are at hand. `earlier` are the articles of an earlier build.
fn read_from(
    sources: &mut Sources,
    config: &Config,
    earlier: &[Arc<Article>],
    memo: &mut Memo,
) -> Result<Reading, Error> {
    let known: &Memo = memo;
    let same = unchanged(&sources.articles, config, earlier);
    let files = sources.articles.par_iter_mut().zip(same);
    let parsed = files.map(|(file, same)| {
        let at_hand = file.take();
        if let Some(article) = same {
            let findings = article.findings.clone();
            return Ok((None, (Some(article), findings)));
        }
        let defaults = config.defaults_for(&file.path);
        let key = article::key(file.key, &defaults);
        if let Some(parsed) = known.get::<Parsed>(key) {
            return Ok((None, take(&parsed)));
        }
        let (key, source) = match at_hand {
            Some(source) => (file.key, source),
            None => file.read()?,
        };
        // Of what it holds now: it may have changed since it was found.
        let key = article::key(key, &defaults);
        let parsed = match known.get::<Known>(key) {
            Some(known) => article::parse_known(source, &defaults, &known),
            None => article::parse(source, &defaults),
        };
        let parsed = Arc::new(parsed);
        let taken = take(&parsed);
        Ok((Some((key, parsed)), taken))
    });
    let parsed: Vec<(Fresh, Taken)> = parsed.collect::<Result<_, Error>>()?;

    let mut findings = sources.findings.clone();
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
        articles: articles.into(),
        findings,
    })
}

/// For each file, the article of an earlier build that it would be parsed to again. Both are in order of path.
fn unchanged(
    files: &[File],
    config: &Config,
    earlier: &[Arc<Article>],
) -> Vec<Option<Arc<Article>>> {
    let mut earlier = earlier.iter().peekable();
    let same = files.iter().map(|file| {
        let key = article::key(file.key, &config.defaults_for(&file.path));
        // A key is of the path as well, so most paths need not be compared.
        if let Some(article) = earlier.next_if(|article| article.key == key) {
            return Some(Arc::clone(article));
        }
        while earlier
            .next_if(|article| article.path < file.path)
            .is_some()
        {}
        let article = earlier.next_if(|article| article.path == file.path);
        article.filter(|article| article.key == key).cloned()
    });
    same.collect()
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
    /// What is built.
    pub content: Content,
    /// A hash of all that it was made of.
    pub key: Key,
    theme: Arc<Theme>,
    history: Arc<History>,
    /// How the tree of each site is laid out.
    pub layouts: Vec<Arc<Layout>>,
    bodies: OnceLock<Bodies>,
    /// For trees of which single pages are asked for.
    no_bodies: Bodies,
}

/// Everything that a build reads but the theme, before any of it is understood.
pub struct Scan {
    /// The content root, to look at again later. A build takes the texts.
    pub sources: Sources,
    history: Arc<History>,
    stale: Vec<Finding>,
    key: Key,
    /// How long reading took.
    pub clock: Clock,
}

impl Scan {
    /// A hash of all that a build is made of, with this theme: builds of the same key are the same.
    pub fn key(&self, theme: Key) -> Key {
        KeyOf::new("build").number(self.key).number(theme).key()
    }
}

/// Reads everything but the theme.
///
/// # Errors
/// When the content cannot be read.
pub fn scan(config: &Config, memo: &mut Memo) -> Result<Scan, Error> {
    let clock = Clock::start();
    let sources = source::discover(&config.content, memo)?;
    scan_of(sources, config, memo, clock)
}

/// The same of a content root in which these paths changed since it was read, and nothing else; `None` where that is not
/// enough to go by.
///
/// # Errors
/// When the content cannot be read.
pub fn scan_again(
    known: Sources,
    touched: &BTreeSet<PathBuf>,
    config: &Config,
    memo: &mut Memo,
) -> Result<Option<Scan>, Error> {
    let clock = Clock::start();
    let sources = known.again(&config.content, touched, memo);
    let scan = sources.map(|sources| scan_of(sources, config, memo, clock));
    scan.transpose()
}

fn scan_of(
    sources: Sources,
    config: &Config,
    memo: &mut Memo,
    mut clock: Clock,
) -> Result<Scan, Error> {
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
    build_of(&mut scan(config, memo)?, config, None, memo)
}

/// Reads everything and lays out every site, for whoever asks about the content and makes no page of it.
///
/// # Errors
/// When the content cannot be read. An article that is wrong is a finding, and stops nothing.
pub fn content(config: &Config, memo: &mut Memo) -> Result<Content, Error> {
    understand(&mut scan(config, memo)?, config, None, memo)
}

fn understand(
    scan: &mut Scan,
    config: &Config,
    earlier: Option<&Content>,
    memo: &mut Memo,
) -> Result<Content, Error> {
    let mut clock = scan.clock.clone();
    let Reading {
        articles,
        mut findings,
    } = read_from(
        &mut scan.sources,
        config,
        earlier.map_or(&[], |earlier| &*earlier.articles),
        memo,
    )?;
    clock.lap("parse");
    let earlier = earlier.map(|earlier| (&*earlier.articles, &earlier.links));
    let Scan {
        sources, history, ..
    } = scan;
    let assembly = site::assemble(&articles, &sources.assets, (history, config), earlier, memo);
    clock.lap("assemble");
    findings.extend(slots::check(&articles, config));
    findings.extend(assembly.findings);
    findings.extend(scan.stale.iter().cloned());
    findings.sort_by(Finding::by_place);
    clock.lap("check");
    Ok(Content {
        sites: assembly.sites,
        findings,
        articles,
        links: assembly.links,
        homeless: assembly.homeless,
        clock,
    })
}

/// Lays out every site of what was read. What is in an earlier build already is not made again, as what is in the memo.
///
/// # Errors
/// When an article cannot be read any more, or the theme is broken.
pub fn build_of(
    scan: &mut Scan,
    config: &Config,
    earlier: Option<&Build>,
    memo: &mut Memo,
) -> Result<Build, Error> {
    let theme = Theme::load(config, memo)?;
    scan.clock.lap("theme");
    let (key, history) = (scan.key(theme.key), Arc::clone(&scan.history));
    let earlier = earlier.map(|earlier| &earlier.content);
    let content = understand(scan, config, earlier, memo)?;
    let sites = content.sites.iter();
    let layouts = sites.map(|site| Layout::of(site, &theme, memo)).collect();
    Ok(Build {
        layouts,
        bodies: OnceLock::new(),
        no_bodies: Bodies::default(),
        content,
        key,
        theme,
        history,
    })
}

impl Build {
    /// The tree of each site, to be made as a whole: a body that several trees show is rendered once. `config` is the one it
    /// was built with.
    pub fn outputs<'a>(&'a self, config: &'a Config) -> Vec<Output<'a>> {
        self.outputs_of(Shard::WHOLE, config)
    }

    /// The same, to be made in part: of the articles of a shard.
    pub fn outputs_of<'a>(&'a self, shard: Shard, config: &'a Config) -> Vec<Output<'a>> {
        let sites = self.content.sites.par_iter();
        let sites = sites.flat_map_iter(|site| site.in_all_languages());
        // On all cores: whoever asks first would make them alone.
        sites.for_each(|site| site.entries.make());
        let bodies = self
            .bodies
            .get_or_init(|| Bodies::of(&self.content.sites, shard, config));
        let sites = (0..self.content.sites.len()).into_par_iter();
        sites.map(|at| self.tree(at, config, bodies)).collect()
    }

    /// The tree of the site at this place, of which single pages are asked for.
    pub fn output<'a>(&'a self, at: usize, config: &'a Config) -> Output<'a> {
        self.tree(at, config, self.bodies.get().unwrap_or(&self.no_bodies))
    }

    fn tree<'a>(&'a self, at: usize, config: &'a Config, bodies: &'a Bodies) -> Output<'a> {
        let site = &self.content.sites[at];
        let recipes = self.layouts[at].recipes(site, config, &self.theme);
        Output::new(site, config, &self.theme, bodies, recipes)
    }

    /// A hash of everything that the trees are made of, and of what was found: the same on every machine, wherever the files
    /// are. `config` is the one it was built with.
    pub fn input(&self, config: &Config) -> Key {
        let key = KeyOf::new("input").number(config.content_key());
        let key = key.number(self.theme.content);
        let key = self.content.articles.iter().fold(key, |key, article| {
            let time = self.history.of(&article.path);
            let time = time.map_or_else(String::new, Time::iso);
            key.number(article.key).text(&time)
        });
        let assets = self.content.sites.iter().flat_map(|site| &site.assets);
        let key = assets.fold(key, |key, (url, asset)| {
            key.text(url.as_str()).number(asset.hash)
        });
        key.number(self.content.count(Level::Error) as u64).key()
    }
}
