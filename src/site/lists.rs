//! The lists of a site: home, services, resources, and who follows whom.

use super::route::{OTHER, Style, list_url, translated};
use crate::article::{Article, Kind, list};
use crate::config::Language;
use crate::path::{Segment, UrlPath, segment};
use crate::property::Property;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// A list of articles: a service, or a resource of a service.
#[derive(Clone, Debug)]
pub struct List {
    /// Its name, as the first article in path order writes it.
    pub title: String,
    /// Its address.
    pub url: UrlPath,
    /// For a resource: the list of its service.
    pub service: Option<usize>,
    /// Its articles: by kind, then `displayOrder`, title and id.
    pub entries: Vec<usize>,
}

/// Every list of a site.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The home page.
    pub home: UrlPath,
    /// Services in order of name, each followed by its resources.
    pub lists: Vec<List>,
    /// For each entry: the list it is at home in, if there is one for its folders.
    pub homes: Vec<Option<usize>>,
    /// For each entry: the one before it in that list, and the one after it.
    pub neighbours: Vec<(Option<usize>, Option<usize>)>,
}

/// An article where it stands in lists, under the title that it has there.
#[derive(Clone, Copy)]
pub(super) struct Listed<'a> {
    pub(super) article: &'a Article,
    pub(super) title: &'a str,
}

impl<'a> Listed<'a> {
    /// An article under its own title.
    pub(super) fn of(article: &'a Article) -> Self {
        Self {
            article,
            title: &article.title,
        }
    }

    /// The order of lists: by kind, then `displayOrder` (what is no number goes last), title, id and path.
    fn order(self, other: Self) -> Ordering {
        let number = |article: &Article| {
            article
                .get(Property::DisplayOrder)
                .parse::<f64>()
                .ok()
                .filter(|number| number.is_finite())
        };
        let position = |article: &Article| number(article).unwrap_or(f64::INFINITY);
        let kind = |article: &Article| -> Kind { article.kind };
        let (a, b) = (self.article, other.article);
        kind(a)
            .cmp(&kind(b))
            .then_with(|| position(a).total_cmp(&position(b)))
            .then_with(|| self.title.to_lowercase().cmp(&other.title.to_lowercase()))
            .then_with(|| (self.title, &a.id, &a.path).cmp(&(other.title, &b.id, &b.path)))
    }
}

impl Listing {
    /// The listing of these articles, at the addresses of a language.
    pub(super) fn translated(mut self, language: &Language) -> Self {
        self.home = translated(&self.home, language);
        for list in &mut self.lists {
            list.url = translated(&list.url, language);
        }
        self
    }
}

/// Makes the lists of a site of these articles, and ties each to its neighbours.
pub(super) fn arrange(entries: &[Listed<'_>], style: Style<'_>) -> Listing {
    // Names that become the same folder are the same list.
    let mut found: BTreeMap<(String, Option<String>), (String, Vec<usize>)> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        for (folders, title) in lists_of(entry.article, style) {
            found
                .entry(folders)
                .or_insert_with(|| (title, Vec::new()))
                .1
                .push(at);
        }
    }
    let mut listing = Listing {
        home: list_url(&[], style.urls),
        lists: Vec::with_capacity(found.len()),
        homes: vec![None; entries.len()],
        neighbours: vec![(None, None); entries.len()],
    };
    let mut by_folders = BTreeMap::new();
    let mut service = 0;
    for ((folder, resource), (title, mut members)) in found {
        members.dedup();
        members.sort_by(|a, b| entries[*a].order(entries[*b]));
        let mut folders = vec![folder.as_str()];
        folders.extend(resource.as_deref());
        let url = list_url(&folders, style.urls);
        if resource.is_none() {
            service = listing.lists.len();
        }
        let parent = resource.is_some().then_some(service);
        listing.lists.push(List {
            title,
            url,
            service: parent,
            entries: members,
        });
        by_folders.insert(folders.join("/"), listing.lists.len() - 1);
    }
    for (at, entry) in entries.iter().enumerate() {
        let folders = style.folders(entry.article);
        let key = if folders.is_empty() {
            OTHER.to_owned()
        } else {
            folders.join("/")
        };
        listing.homes[at] = by_folders.get(&key).copied();
    }
    for (at, list) in listing.lists.iter().enumerate() {
        let own: Vec<usize> = list
            .entries
            .iter()
            .copied()
            .filter(|entry| listing.homes[*entry] == Some(at))
            .collect();
        for pair in own.windows(2) {
            listing.neighbours[pair[0]].1 = Some(pair[1]);
            listing.neighbours[pair[1]].0 = Some(pair[0]);
        }
    }
    listing
}

/// The folders and names of every list that an article stands in: all its services, and all its resources in each.
fn lists_of(article: &Article, style: Style<'_>) -> Vec<((String, Option<String>), String)> {
    let services: Vec<&str> = list(article.get(Property::Service)).collect();
    if services.is_empty() {
        return vec![((OTHER.to_owned(), None), "Other".to_owned())];
    }
    let resources = list(article.get(Property::Resource));
    let resources: Vec<(String, &str)> = resources
        .map(|name| (segment(name, Segment::Folder), name))
        .collect();
    let mut lists = Vec::new();
    for title in services {
        let folder = style.outermost(title);
        lists.extend(resources.iter().map(|(resource, title)| {
            let folders = (folder.clone(), Some(resource.clone()));
            (folders, (*title).to_owned())
        }));
        lists.push(((folder, None), title.to_owned()));
    }
    lists
}

/// The order of lists, of articles under their own titles.
pub(super) fn order(a: &Article, b: &Article) -> Ordering {
    Listed::of(a).order(Listed::of(b))
}
