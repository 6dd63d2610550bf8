//! All articles → one [`Site`] a cloud: which articles, where they stand, how they are listed, where their links lead.
//!
//! A site depends on the articles of its cloud alone; what is found out across clouds goes into findings only.

mod address;
mod clash;
mod entries;
mod guide;
mod headings;
mod languages;
mod links;
mod lists;
mod meaning;
mod plan;
mod redirects;
mod relink;
mod resolved;
mod route;
mod select;
mod tree;
mod video;

pub use entries::Entries;
pub use guide::Guide;
pub use languages::translations;
pub use lists::{List, Listing};
pub use relink::{Relinked, relink};
pub use resolved::{Resolved, Targets};
pub use select::decider;

use crate::article::Article;
use crate::cloud::{CloudId, CloudSet};
use crate::config::{Config, LanguageId};
use crate::diagnostic::Finding;
use crate::html::Target;
use crate::memo::{Key, KeyOf, Memo};
use crate::path::{ContentPath, UrlPath};
use crate::source::{Asset, History};
use entries::Parts;
use plan::Plan;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use tree::Tree;

/// The site of one cloud, in one language.
#[derive(Clone, Debug)]
pub struct Site {
    /// A hash of where everything stands: its pages, lists, assets and old addresses.
    pub key: Key,
    /// The cloud.
    pub cloud: CloudId,
    /// The language: the default one of all sites of a build, any other one of their translations.
    pub language: LanguageId,
    /// Its articles in order of content path; of a translation, in that of the originals.
    pub entries: Entries,
    /// Its lists.
    pub listing: Arc<Listing>,
    /// The files that its articles show or link to, and where they stand.
    pub assets: BTreeMap<UrlPath, Asset>,
    /// Stub pages at old addresses, and the entry that each leads to.
    pub redirects: Vec<(UrlPath, usize)>,
    /// The same in every other language, in the order of the configuration: entry by entry, list by list. They have no
    /// assets of their own.
    pub translations: Vec<Site>,
    /// When its articles changed.
    pub history: Arc<History>,
}

impl Site {
    /// The site and its translations.
    pub fn in_all_languages(&self) -> impl Iterator<Item = &Site> + Clone {
        std::iter::once(self).chain(&self.translations)
    }

    /// The site in a language.
    pub fn in_language(&self, language: LanguageId) -> &Site {
        let translation = language.place().and_then(|at| self.translations.get(at));
        translation.unwrap_or(self)
    }

    /// The site and the place in it of an article, in the language of the article; `None` where no page shows it.
    pub fn find(&self, path: &ContentPath) -> Option<(&Site, usize)> {
        let is_it = |entry: &Entry| entry.article.path == *path;
        let own = self.place(path).map(|at| (self, at));
        own.or_else(|| {
            let mut translations = self.translations.iter();
            translations.find_map(|site| Some((site, site.entries.iter().position(is_it)?)))
        })
    }

    /// Whether an entry is in the language of the site; else it is shown in the default language.
    pub fn is_translated(&self, at: usize) -> bool {
        self.entries[at].language == self.language
    }

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

/// An article in a site. A translation has what says where it stands and what it is found by from its original.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The article, shared with the sites of other clouds.
    pub article: Arc<Article>,
    /// Its address.
    pub url: UrlPath,
    /// Where each of its links leads; shared with clouds in which they lead to the same places.
    pub targets: Arc<Targets>,
    /// What a part of a troubleshooter leads to; shared like the targets.
    pub guide: Option<Arc<Guide>>,
    /// The language that the article is in.
    pub language: LanguageId,
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
    /// The links of each article.
    pub links: Links,
}

/// The links of articles, in their order.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// The key of what they were resolved against.
    plan: Key,
    /// Of each article: its links, and the key that they are kept by.
    pub of: Arc<[(Key, Arc<Resolved>)]>,
}

/// The clouds that an article is published to; a translation is so only where its original is, too.
pub fn clouds_of(article: &Article, config: &Config) -> CloudSet {
    select::clouds(article, &config.clouds).0
}

/// Assembles the sites. `articles` are in order of content path; `earlier` are those of an earlier build, and their links.
pub fn assemble(
    articles: &Arc<[Arc<Article>]>,
    assets: &BTreeMap<ContentPath, Asset>,
    (history, config): (&Arc<History>, &Config),
    earlier: Option<(&[Arc<Article>], &Links)>,
    memo: &mut Memo,
) -> Assembly {
    let key = plan::key(articles, assets, config);
    let plan = memo.get(key).unwrap_or_else(|| {
        let plan = Arc::new(Plan::new(articles, config));
        memo.keep(key, Arc::clone(&plan));
        plan
    });
    let adopted = languages::adopt(articles, &plan, memo);
    let resolver = links::Resolver::new(articles, assets, config, &plan);
    let links = resolve(&resolver, key, earlier, memo);
    let parts = Parts {
        articles: Arc::clone(articles),
        trees: Arc::clone(&plan.trees),
        languages: Arc::clone(&plan.languages),
        adopted,
        links: links.clone(),
    };
    let assembler = Assembler {
        history,
        assets,
        parts: Arc::new(parts),
        key,
    };
    let own = links.of.iter();
    let own = own.flat_map(|(_, links)| links.findings.iter().cloned());
    let mut assembly = Assembly {
        sites: assembler.sites(),
        findings: own
            .chain(languages::compare(articles, &plan, config))
            .collect(),
        homeless: plan.homeless,
        links,
    };
    redirects::place(&mut assembly, config);
    assembly
}

/// What sites are assembled of.
struct Assembler<'a> {
    history: &'a Arc<History>,
    assets: &'a BTreeMap<ContentPath, Asset>,
    parts: Arc<Parts>,
    key: Key,
}

/// An asset that an article needs as the translation of an original, which it may be of none.
struct Needed<'a> {
    by: usize,
    original: Option<usize>,
    url: UrlPath,
    asset: &'a Asset,
}

impl Assembler<'_> {
    fn sites(&self) -> Vec<Site> {
        let needed = self.needed();
        let trees = self.parts.trees.iter().enumerate();
        let mut clouds: Vec<Site> = Vec::new();
        for (place, tree) in trees {
            let mut site = self.site(place, tree, &needed);
            match clouds.last_mut() {
                Some(cloud) if !site.language.is_default() => {
                    // One file serves all languages.
                    cloud.assets.append(&mut site.assets);
                    cloud.translations.push(site);
                }
                _ => clouds.push(site),
            }
        }
        for cloud in &mut clouds {
            let urls = cloud.assets.keys();
            let key = KeyOf::new("site").number(cloud.key);
            let key = key.number(self.history.key);
            cloud.key = urls.fold(key, |key, url| key.text(url.as_str())).key();
        }
        clouds
    }

    /// The assets of all articles.
    fn needed(&self) -> Vec<Needed<'_>> {
        let resolved = self.parts.links.of.par_iter().enumerate();
        let needed = resolved.flat_map_iter(|(by, (_, links))| {
            links.assets.iter().filter_map(move |(original, path)| {
                let asset = self.assets.get(path)?;
                Some(Needed {
                    by,
                    original: *original,
                    url: route::asset(path, asset),
                    asset,
                })
            })
        });
        needed.collect()
    }

    /// The site of a tree; `place` is that of the tree in the plan.
    fn site(&self, place: usize, tree: &Tree, needed: &[Needed<'_>]) -> Site {
        let needed = needed.iter().filter(|needed| {
            tree.own_page(needed.by).is_some() && needed.original == tree.original(needed.by)
        });
        let assets = needed.map(|needed| (needed.url.clone(), needed.asset.clone()));
        let key = KeyOf::new("tree").number(self.key).number(place as u64);
        Site {
            key: key.key(),
            cloud: tree.cloud,
            language: tree.language,
            entries: Entries::new(Arc::clone(&self.parts), place),
            listing: Arc::clone(&tree.listing),
            assets: assets.collect(),
            redirects: Vec::new(),
            translations: Vec::new(),
            history: Arc::clone(self.history),
        }
    }
}

/// The links of every article, and what is wrong with it in its sites. `plan` is the key of what they are resolved against.
fn resolve(
    resolver: &links::Resolver<'_>,
    plan: Key,
    earlier: Option<(&[Arc<Article>], &Links)>,
    memo: &mut Memo,
) -> Links {
    let known: &Memo = memo;
    // The plan is of all articles: where it is the same, they stand in the same places.
    let earlier = earlier.filter(|(_, links)| links.plan == plan);
    let articles = resolver.articles.par_iter().enumerate();
    let resolved = articles.map(|(at, article)| {
        if let Some((articles, links)) = earlier
            && Arc::ptr_eq(&articles[at], article)
        {
            return (links.of[at].clone(), false);
        }
        let key = KeyOf::new("links").number(plan).number(article.key).key();
        let found = known.get(key);
        let is_new = found.is_none();
        let resolved = found.unwrap_or_else(|| Arc::new(resolver.resolve(at)));
        ((key, resolved), is_new)
    });
    let resolved: Vec<((Key, Arc<Resolved>), bool)> = resolved.collect();
    let keep = |((key, resolved), is_new)| {
        if is_new {
            memo.keep(key, Arc::clone(&resolved));
        }
        (key, resolved)
    };
    Links {
        plan,
        of: resolved.into_iter().map(keep).collect(),
    }
}
