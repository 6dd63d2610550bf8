//! `lists/`: the list of each service as a file, which a page fetches when its reader wants to see all of it.
//!
//! A page names no such file, or every page of a service would change with each of its articles. It reads
//! `lists/index.json`, which says how the file of a list is called now; that one may be kept for ever.

use super::Pages;
use crate::config::LanguageId;
use crate::path::UrlPath;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;
use xxhash_rust::xxh3::xxh3_64;

/// The list of a service. Addresses count from the root of the tree.
#[derive(Serialize)]
struct Contents<'a> {
    title: &'a str,
    url: &'a UrlPath,
    /// Title and address of each resource.
    resources: Vec<(&'a str, &'a UrlPath)>,
    groups: Vec<Group<'a>>,
}

#[derive(Serialize)]
struct Group<'a> {
    title: &'a str,
    /// Title and address of each article.
    articles: Vec<(&'a str, &'a UrlPath)>,
}

/// The list of a service as a file.
pub struct Listed<'a> {
    /// The language of the site.
    pub language: LanguageId,
    /// Its place among the lists of the site.
    pub at: usize,
    /// The address of the list.
    pub list: &'a UrlPath,
    /// That of the file.
    pub file: UrlPath,
}

/// `lists/index.json`: list → file.
pub fn index(files: &[Listed<'_>]) -> Vec<u8> {
    let files = files.iter();
    let names: BTreeMap<&UrlPath, &UrlPath> = files.map(|file| (file.list, &file.file)).collect();
    serde_json::to_vec(&names).unwrap_or_default()
}

impl Pages<'_> {
    /// The list of each service of this site.
    pub fn contents(&self) -> Vec<Listed<'_>> {
        let lists = &self.site.listing.lists;
        let services: Vec<usize> = (0..lists.len())
            .filter(|at| lists[*at].service.is_none())
            .collect();
        let files = services.into_par_iter().map(|at| {
            // Of the content no more is kept: the files of all lists are megabytes.
            let hash = xxh3_64(&self.list_contents(at));
            let name = lists[at].url.as_str().trim_end_matches("index.html");
            let name = name.trim_matches('/').replace('/', "-");
            Listed {
                language: self.site.language,
                at,
                list: &lists[at].url,
                file: UrlPath::new(&format!("lists/{name}.{hash:016x}.json")),
            }
        });
        files.collect()
    }

    /// The file of the list at this place.
    pub fn list_contents(&self, at: usize) -> Vec<u8> {
        serde_json::to_vec(&self.contents_of(at)).unwrap_or_default()
    }

    fn contents_of(&self, at: usize) -> Contents<'_> {
        let lists = &self.site.listing.lists;
        let kind = |at: usize| self.entry(at).article.kind;
        let article = |at: &usize| {
            let entry = self.entry(*at);
            (entry.article.title.as_str(), &entry.url)
        };
        let groups = lists[at].entries.chunk_by(|a, b| kind(*a) == kind(*b));
        let group = |chunk: &[usize]| Group {
            title: self.words.text("kinds", kind(chunk[0]).as_str()),
            articles: chunk.iter().map(article).collect(),
        };
        let own = lists.iter().filter(|list| list.service == Some(at));
        Contents {
            title: &lists[at].title,
            url: &lists[at].url,
            resources: own.map(|list| (list.title.as_str(), &list.url)).collect(),
            groups: groups.map(group).collect(),
        }
    }
}
