//! All articles → one [`Site`] a cloud: which articles, where they stand, how they are listed, where their links lead.
//!
//! A site depends on the articles of its cloud alone; what is found out across clouds goes into findings only.

mod address;
mod links;
mod lists;
mod meaning;
mod route;
mod select;

pub use lists::{List, Listing};

use crate::article::Article;
use crate::cloud::{CloudId, CloudSet};
use crate::config::Config;
use crate::diagnostic::{Code, Finding, Note, locate};
use crate::html::Target;
use crate::path::{ContentPath, UrlPath};
use crate::property::Property;
use crate::source::Asset;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The site of one cloud.
#[derive(Clone, Debug)]
pub struct Site {
    /// The cloud.
    pub cloud: CloudId,
    /// Its articles in order of content path.
    pub entries: Vec<Entry>,
    /// Its lists.
    pub listing: Listing,
    /// The files that its articles show or link to, and where they stand.
    pub assets: BTreeMap<UrlPath, Asset>,
    /// Stub pages at old addresses, and the entry that each leads to.
    pub redirects: Vec<(UrlPath, usize)>,
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
    /// The entry before it in its list.
    pub previous: Option<usize>,
    /// The entry after it.
    pub next: Option<usize>,
}

impl Entry {
    fn new(article: Arc<Article>, url: UrlPath, targets: Arc<[Target]>) -> Self {
        Self {
            article,
            url,
            targets,
            previous: None,
            next: None,
        }
    }
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

/// Assembles the sites. `articles` are in order of content path.
pub fn assemble(
    articles: &[Arc<Article>],
    assets: &BTreeMap<ContentPath, Asset>,
    config: &Config,
) -> Assembly {
    let (clouds, mut notes): (Vec<CloudSet>, Vec<Vec<Note>>) = articles
        .par_iter()
        .map(|article| select::clouds(article, &config.clouds))
        .unzip();
    note_duplicate_ids(articles, &mut notes);

    let inside = |id: CloudId| {
        (0..articles.len())
            .filter(|at| clouds[*at].contains(id))
            .collect()
    };
    let members: Vec<(CloudId, Vec<usize>)> =
        config.build.iter().map(|id| (*id, inside(*id))).collect();
    let routed: Vec<route::Routes> = members
        .par_iter()
        .map(|(_, members)| route::assign(members.iter().map(|at| &*articles[*at]), config.urls))
        .collect();
    note_taken_addresses(articles, config, &members, &routed, &mut notes);

    let resolver = links::Resolver::new(articles, assets, config, &members, &routed);
    let mut resolved = resolve(&resolver, &mut notes);
    let homeless = clouds.iter().filter(|set| set.is_empty()).count();
    let mut assembly = Assembly {
        homeless,
        ..Assembly::default()
    };
    for (place, ((cloud, members), routes)) in members.iter().zip(routed).enumerate() {
        let mut used = BTreeMap::new();
        let mut entries: Vec<Entry> = Vec::with_capacity(members.len());
        for (at, url) in members.iter().zip(routes.urls) {
            let links = &mut resolved[*at];
            let shown = links
                .assets
                .iter()
                .filter_map(|path| Some((path, assets.get(path)?)));
            used.extend(shown.map(|(path, asset)| (route::asset(path, asset), asset.clone())));
            let targets = links.targets.get_mut(place).and_then(Option::take);
            entries.push(Entry::new(
                Arc::clone(&articles[*at]),
                url,
                targets.unwrap_or_default(),
            ));
        }
        let listing = lists::arrange(&mut entries, config.urls);
        let (cloud, redirects) = (*cloud, Vec::new());
        assembly.sites.push(Site {
            cloud,
            entries,
            listing,
            assets: used,
            redirects,
        });
    }
    let located = articles.par_iter().zip(notes);
    let located = located.flat_map_iter(|(article, notes)| article.locate(notes));
    assembly.findings = located.collect();
    redirect(&mut assembly, config);
    assembly
}

/// The links of every article, with what is wrong with them added to its notes.
fn resolve(resolver: &links::Resolver<'_>, notes: &mut [Vec<Note>]) -> Vec<links::Resolved> {
    let resolve = |at: usize, notes: &mut Vec<Note>| {
        let (links, more) = resolver.resolve(at);
        notes.extend(more);
        links
    };
    let articles = notes.par_iter_mut().enumerate();
    articles.map(|(at, notes)| resolve(at, notes)).collect()
}

/// Ids compare without case; what bears one twice is published all the same.
fn note_duplicate_ids(articles: &[Arc<Article>], notes: &mut [Vec<Note>]) {
    let mut first: HashMap<String, &ContentPath> = HashMap::new();
    for (article, notes) in articles.iter().zip(notes) {
        let Some(earlier) = first.get(&article.id.to_lowercase()) else {
            first.insert(article.id.to_lowercase(), &article.path);
            continue;
        };
        let span = article.header.entry(Property::ArticleId).map_or_else(
            || crate::article::opener(&article.header),
            |entry| entry.span.clone(),
        );
        let note = Note::new(
            Code::DuplicateId,
            span,
            format!("id `{}` is also that of `{earlier}`", article.id),
        );
        notes.push(note.help("give each article an id of its own"));
    }
}

fn note_taken_addresses(
    articles: &[Arc<Article>],
    config: &Config,
    members: &[(CloudId, Vec<usize>)],
    routed: &[route::Routes],
    notes: &mut [Vec<Note>],
) {
    let mut taken: BTreeMap<usize, (CloudSet, &route::Collision)> = BTreeMap::new();
    for ((cloud, members), routes) in members.iter().zip(routed) {
        for collision in &routes.collisions {
            let found = taken
                .entry(members[collision.member])
                .or_insert((CloudSet::EMPTY, collision));
            found.0 = found.0.with(*cloud);
        }
    }
    for (at, (set, collision)) in taken {
        let span = crate::article::opener(&articles[at].header);
        let message = format!(
            "the address `{}` is taken in {}; it is published as `{}`",
            collision.wanted,
            config.clouds.names(set),
            collision.given
        );
        notes[at].push(
            Note::new(Code::DuplicateUrl, span, message).help("give it an `articleId` of its own"),
        );
    }
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
