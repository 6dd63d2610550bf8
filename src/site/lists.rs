//! The lists of a site: home, services, resources, and who follows whom.

use super::route;
use super::route::{OTHER, list_url};
use crate::article::{Article, Kind, list};
use crate::config::Urls;
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

/// Makes the lists of a site of these articles, and ties each to its neighbours.
pub(super) fn arrange(entries: &[&Article], urls: Urls) -> Listing {
    // Names that become the same folder are the same list.
    let mut found: BTreeMap<(String, Option<String>), (String, Vec<usize>)> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        for (folders, title) in lists_of(entry) {
            found
                .entry(folders)
                .or_insert_with(|| (title, Vec::new()))
                .1
                .push(at);
        }
    }
    let mut listing = Listing {
        home: list_url(&[], urls),
        lists: Vec::with_capacity(found.len()),
        homes: vec![None; entries.len()],
        neighbours: vec![(None, None); entries.len()],
    };
    let mut by_folders = BTreeMap::new();
    let mut service = 0;
    for ((folder, resource), (title, mut members)) in found {
        members.dedup();
        members.sort_by(|a, b| order(entries[*a], entries[*b]));
        let mut folders = vec![folder.as_str()];
        folders.extend(resource.as_deref());
        let url = list_url(&folders, urls);
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
        let folders = route::folders(entry);
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
fn lists_of(article: &Article) -> Vec<((String, Option<String>), String)> {
    let names = |property| {
        list(article.get(property))
            .map(|name| (segment(name, Segment::Folder), name.to_owned()))
            .collect::<Vec<_>>()
    };
    let (mut services, resources) = (names(Property::Service), names(Property::Resource));
    if services.is_empty() {
        services.push((OTHER.to_owned(), "Other".to_owned()));
        return services
            .into_iter()
            .map(|(folder, title)| ((folder, None), title))
            .collect();
    }
    let mut lists = Vec::new();
    for (folder, title) in services {
        lists.extend(
            resources
                .iter()
                .map(|(resource, title)| ((folder.clone(), Some(resource.clone())), title.clone())),
        );
        lists.push(((folder, None), title));
    }
    lists
}

/// The order of lists: by kind, then `displayOrder` (what is no number goes last), title, id and path.
pub(super) fn order(a: &Article, b: &Article) -> Ordering {
    let number = |article: &Article| {
        article
            .get(Property::DisplayOrder)
            .parse::<f64>()
            .ok()
            .filter(|number| number.is_finite())
    };
    let position = |article: &Article| number(article).unwrap_or(f64::INFINITY);
    let kind = |article: &Article| -> Kind { article.kind };
    kind(a)
        .cmp(&kind(b))
        .then_with(|| position(a).total_cmp(&position(b)))
        .then_with(|| a.title.to_lowercase().cmp(&b.title.to_lowercase()))
        .then_with(|| (&a.title, &a.id, &a.path).cmp(&(&b.title, &b.id, &b.path)))
}
