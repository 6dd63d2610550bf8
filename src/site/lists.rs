//! The lists of a site: home, services, resources, and who follows whom.

use super::route::{Folders, Style, Wanted, list_url, translated};
use crate::article::Article;
use crate::config::Language;
use crate::path::UrlPath;
use crate::property::Property;
use rayon::prelude::*;
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

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

/// An article as lists have it.
#[derive(Clone, Copy)]
pub(super) struct Listed<'a> {
    pub(super) wanted: &'a Wanted,
    /// Its place among all, in the order of lists.
    pub(super) rank: usize,
}

/// The place of each article in the order of lists, under the title that it has there: by kind, then `displayOrder` (what is no
/// number goes last), title, id and path.
pub(super) fn ranks(articles: &[(&Article, &str)]) -> Vec<usize> {
    let position = |article: &Article| {
        let number = article.get(Property::DisplayOrder).parse::<f64>().ok();
        number
            .filter(|number| number.is_finite())
            .unwrap_or(f64::INFINITY)
    };
    let standings = articles.par_iter();
    let standings = standings.map(|(article, title)| (position(article), title.to_lowercase()));
    let standings: Vec<(f64, String)> = standings.collect();
    let order = |a: &usize, b: &usize| -> Ordering {
        let ((one, title), (other, other_title)) = (articles[*a], articles[*b]);
        let ((here, lower), (there, other_lower)) = (&standings[*a], &standings[*b]);
        let rest = (title, &one.id, &one.path);
        one.kind
            .cmp(&other.kind)
            .then_with(|| here.total_cmp(there))
            .then_with(|| lower.cmp(other_lower))
            .then_with(|| rest.cmp(&(other_title, &other.id, &other.path)))
    };
    let mut sorted: Vec<usize> = (0..articles.len()).collect();
    sorted.par_sort_by(order);
    let mut ranks = vec![0; sorted.len()];
    for (rank, at) in sorted.into_iter().enumerate() {
        ranks[at] = rank;
    }
    ranks
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
    let mut found: BTreeMap<&Folders, (&str, Vec<usize>)> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        for (folders, title) in &entry.wanted.lists {
            let list = found.entry(folders).or_insert_with(|| (title, Vec::new()));
            list.1.push(at);
        }
    }
    let mut listing = Listing {
        home: list_url(&[], style.urls),
        lists: Vec::with_capacity(found.len()),
        homes: vec![None; entries.len()],
        neighbours: vec![(None, None); entries.len()],
    };
    let mut by_folders = HashMap::new();
    let mut service = 0;
    for ((folder, resource), (title, mut members)) in found {
        members.dedup();
        members.sort_by_key(|at| entries[*at].rank);
        let mut folders = vec![folder.as_str()];
        folders.extend(resource.as_deref());
        let url = list_url(&folders, style.urls);
        if resource.is_none() {
            service = listing.lists.len();
        }
        let parent = resource.is_some().then_some(service);
        listing.lists.push(List {
            title: title.to_owned(),
            url,
            service: parent,
            entries: members,
        });
        by_folders.insert(folders.join("/"), listing.lists.len() - 1);
    }
    for (home, entry) in listing.homes.iter_mut().zip(entries) {
        *home = by_folders.get(&entry.wanted.home).copied();
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
