//! All articles → one [`Site`] a cloud: which articles, where they stand, how they are listed, where their links lead.
//!
//! A site depends on the articles of its cloud alone; what is found out across clouds goes into findings only.

mod address;
mod clash;
mod guide;
mod links;
mod lists;
mod meaning;
mod plan;
mod relink;
mod route;
mod select;
mod video;

pub use guide::Guide;
pub use lists::{List, Listing};
pub use relink::{Relinked, relink};
pub use select::decider;

use crate::article::Article;
use crate::cloud::{CloudId, CloudSet};
use crate::config::Config;
use crate::diagnostic::{Code, Finding, Note, locate};
use crate::html::Target;
use crate::memo::{Key, KeyOf, Memo};
use crate::path::{ContentPath, UrlPath};
use crate::source::{Asset, History};
use links::Resolved;
use plan::Plan;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The site of one cloud.
#[derive(Clone, Debug)]
pub struct Site {
    /// A hash of where everything stands: its pages, lists, assets and old addresses.
    pub key: Key,
    /// The cloud.
    pub cloud: CloudId,
    /// Its articles in order of content path.
    pub entries: Vec<Entry>,
    /// Its lists.
    pub listing: Arc<Listing>,
    /// The files that its articles show or link to, and where they stand.
    pub assets: BTreeMap<UrlPath, Asset>,
    /// Stub pages at old addresses, and the entry that each leads to.
    pub redirects: Vec<(UrlPath, usize)>,
    /// When its articles changed.
    pub history: Arc<History>,
}

impl Site {
    /// The place of an article among the entries, if it is in the site.
    pub fn place(&self, path: &ContentPath) -> Option<usize> {
        let found = self
            .entries
            .binary_search_by(|entry| entry.article.path.cmp(path));
        found.ok()
    }

    /// The links of all articles that lead to an entry: the entry that has the link, and its place in the outline.
    pub fn links_to(&self, to: usize) -> Vec<(usize, usize)> {
        let url = &self.entries[to].url;
        let from = self
            .entries
            .par_iter()
            .enumerate()
            .filter(|(at, _)| *at != to);
        let links = from.flat_map_iter(|(at, entry)| {
            let here = url.relative_from(&entry.url);
            let leads = move |target: &Target| match target {
                Target::Url(address) => address.split('#').next() == Some(here.as_str()),
                Target::Articles(articles) => articles.iter().any(|(_, url)| *url == here),
                _ => false,
            };
            let targets = entry.targets.iter().enumerate();
            let leading = targets.filter(move |(_, target)| leads(target));
            leading.map(move |(link, _)| (at, link))
        });
        links.collect()
    }
}

/// An article in a site.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The article, shared with the sites of other clouds.
    pub article: Arc<Article>,
    /// Its address.
    pub url: UrlPath,
    /// Where each of its links leads; shared with clouds in which they lead to the same places.
    pub targets: Arc<[Target]>,
    /// What a part of a troubleshooter leads to; shared like the targets.
    pub guide: Option<Arc<Guide>>,
}

/// Every site of a build, in the order of `config.build`, and what was found on the way.
#[derive(Clone, Debug, Default)]
pub struct Assembly {
    /// The sites.
    pub sites: Vec<Site>,
    /// Findings about clouds, ids, addresses, links and redirects.
    pub findings: Vec<Finding>,
    /// How many articles are in no cloud at all.
    pub homeless: usize,
}

/// The clouds that an article is published to.
pub fn clouds_of(article: &Article, config: &Config) -> CloudSet {
    select::clouds(article, &config.clouds).0
}

/// Assembles the sites. `articles` are in order of content path.
pub fn assemble(
    articles: &[Arc<Article>],
    assets: &BTreeMap<ContentPath, Asset>,
    history: &Arc<History>,
    config: &Config,
    memo: &mut Memo,
) -> Assembly {
    let key = plan::key(articles, assets, config);
    let plan = memo.get(key).unwrap_or_else(|| {
        let plan = Arc::new(Plan::new(articles, config));
        memo.keep(key, Arc::clone(&plan));
        plan
    });
    let resolver = links::Resolver::new(articles, assets, config, &plan);
    let resolved = resolve(&resolver, key, memo);
    let sites = plan.clouds.par_iter().enumerate().map(|(place, cloud)| {
        let entries = cloud.members.iter().zip(&cloud.routes.urls);
        let entries = entries.map(|(at, url)| Entry {
            article: Arc::clone(&articles[*at]),
            url: url.clone(),
            targets: resolved[*at].targets[place].clone().unwrap_or_default(),
            guide: resolved[*at].guides[place].clone(),
        });
        let needed = cloud.members.iter().flat_map(|at| &resolved[*at].assets);
        let needed = needed.filter_map(|path| Some((path, assets.get(path)?)));
        let assets: BTreeMap<UrlPath, Asset> = needed
            .map(|(path, asset)| (route::asset(path, asset), asset.clone()))
            .collect();
        let place = KeyOf::new("site").number(key).number(place as u64);
        let place = place.number(history.key);
        let urls = assets.keys();
        Site {
            key: urls.fold(place, |key, url| key.text(url.as_str())).key(),
            cloud: cloud.cloud,
            entries: entries.collect(),
            listing: Arc::clone(&cloud.listing),
            assets,
            redirects: Vec::new(),
            history: Arc::clone(history),
        }
    });
    let mut assembly = Assembly {
        sites: sites.collect(),
        findings: resolved
            .iter()
            .flat_map(|links| links.findings.iter().cloned())
            .collect(),
        homeless: plan.homeless,
    };
    redirect(&mut assembly, config);
    assembly
}

/// The links of every article, and what is wrong with it in its sites. `plan` is the key of what they are resolved against.
fn resolve(resolver: &links::Resolver<'_>, plan: Key, memo: &mut Memo) -> Vec<Arc<Resolved>> {
    let known: &Memo = memo;
    let articles = resolver.articles.par_iter().enumerate();
    let resolved: Vec<(Option<Key>, Arc<Resolved>)> = articles
        .map(|(at, article)| {
            let key = KeyOf::new("links").number(plan).number(article.key).key();
            match known.get(key) {
                Some(resolved) => (None, resolved),
                None => (Some(key), Arc::new(resolver.resolve(at))),
            }
        })
        .collect();
    let keep = |(key, resolved): (Option<Key>, Arc<Resolved>)| {
        if let Some(key) = key {
            memo.keep(key, Arc::clone(&resolved));
        }
        resolved
    };
    resolved.into_iter().map(keep).collect()
}

/// Puts stub pages at old addresses, in the clouds that hold what they lead to.
fn redirect(assembly: &mut Assembly, config: &Config) {
    let mut notes = Vec::new();
    let mut found = vec![false; config.redirects.len()];
    for site in &mut assembly.sites {
        for (at, redirect) in config.redirects.iter().enumerate() {
            let is_target = |entry: &Entry| {
                entry.article.path.as_str() == redirect.target
                    || entry.article.id.eq_ignore_ascii_case(&redirect.target)
            };
            let Some(target) = site.entries.iter().position(is_target) else {
                continue;
            };
            found[at] = true;
            let here = crate::path::OutPath::from(&redirect.from);
            let mut pages = site
                .entries
                .iter()
                .map(|entry| &entry.url)
                .chain(site.listing.lists.iter().map(|list| &list.url));
            if pages.any(|url| crate::path::OutPath::from(url) == here)
                || crate::path::is_own(&here)
            {
                let message = format!("a page of the site stands at `{}`", redirect.from);
                notes.push(
                    Note::new(Code::RedirectTaken, redirect.span.clone(), message)
                        .help("remove the redirect"),
                );
            } else {
                site.redirects.push((redirect.from.clone(), target));
            }
        }
    }
    for (redirect, _) in config
        .redirects
        .iter()
        .zip(found)
        .filter(|(_, found)| !found)
    {
        let message = format!(
            "no article of the clouds that are built has the id or path `{}`",
            redirect.target
        );
        notes.push(
            Note::new(Code::RedirectBroken, redirect.span.clone(), message)
                .help("name an `articleId`, or a path below the content root"),
        );
    }
    assembly.findings.extend(locate(
        &ContentPath::new("site.yaml"),
        &config.text,
        crate::diagnostic::Encoding::Utf8,
        notes,
    ));
}
