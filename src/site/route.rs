//! Where each article of a cloud stands.

use crate::article::{Article, list};
use crate::config::Urls;
use crate::path::{ContentPath, Segment, UrlPath, segment};
use crate::property::Property;
use crate::source::Asset;
use std::collections::{HashMap, HashSet};

/// The list of articles that name no service.
pub(super) const OTHER: &str = "other";

/// The addresses of a cloud's articles.
pub(super) struct Routes {
    /// One for each article, in the order given.
    pub(super) urls: Vec<UrlPath>,
    pub(super) collisions: Vec<Collision>,
}

/// An article whose address was taken.
pub(super) struct Collision {
    pub(super) member: usize,
    pub(super) wanted: UrlPath,
    pub(super) given: UrlPath,
}

/// The folders of an article's address: service and resource, empty ones left out.
pub(super) fn folders(article: &Article) -> Vec<String> {
    let first = |property| {
        list(article.get(property))
            .next()
            .map(|name| segment(name, Segment::Folder))
    };
    [first(Property::Service), first(Property::Resource)]
        .into_iter()
        .flatten()
        .collect()
}

/// The address of a list in these folders.
pub(super) fn list_url(folders: &[&str], urls: Urls) -> UrlPath {
    let folder: String = folders.iter().flat_map(|name| [name, "/"]).collect();
    match urls {
        Urls::File => UrlPath::new(&format!("{folder}index.html")),
        Urls::Folder => UrlPath::new(&folder),
    }
}

/// Gives every article its address. The later of two that want the same one gets `-2`, and so on.
pub(super) fn assign<'a>(
    articles: impl Iterator<Item = &'a Article> + Clone,
    urls: Urls,
) -> Routes {
    // In folder style a list of the same name would stand in the same file.
    let mut taken: HashSet<String> = articles
        .clone()
        .flat_map(all_lists)
        .map(|folder| format!("{folder}/"))
        .collect();
    let mut next: HashMap<String, usize> = HashMap::new();
    let mut routes = Routes {
        urls: Vec::new(),
        collisions: Vec::new(),
    };
    for (member, article) in articles.enumerate() {
        let mut stem = folders(article).join("/");
        if !stem.is_empty() {
            stem.push('/');
        }
        let (role, end) = match urls {
            Urls::File => (Segment::Stem, ".html"),
            Urls::Folder => (Segment::Folder, "/"),
        };
        stem.push_str(&segment(&article.id, role));
        let wanted = format!("{stem}{end}");
        let mut url = wanted.clone();
        while !taken.insert(url.clone()) {
            let number = next.entry(stem.clone()).or_insert(1);
            *number += 1;
            url = format!("{stem}-{number}{end}");
        }
        let url = UrlPath::new(&url);
        if url.as_str() != wanted {
            routes.collisions.push(Collision {
                member,
                wanted: UrlPath::new(&wanted),
                given: url.clone(),
            });
        }
        routes.urls.push(url);
    }
    routes
}

/// The folders of every list that an article stands in.
fn all_lists(article: &Article) -> Vec<String> {
    let names = |property| {
        list(article.get(property))
            .map(|name| segment(name, Segment::Folder))
            .collect::<Vec<_>>()
    };
    let (services, resources) = (names(Property::Service), names(Property::Resource));
    if services.is_empty() {
        return vec![OTHER.to_owned()];
    }
    let within = services.iter().flat_map(|service| {
        resources
            .iter()
            .map(move |resource| format!("{service}/{resource}"))
    });
    services.iter().cloned().chain(within).collect()
}

/// Where an asset stands: its name, and a hash of its bytes, so that it may be kept for ever.
pub(super) fn asset(path: &ContentPath, asset: &Asset) -> UrlPath {
    UrlPath::new(&format!(
        "assets/{}.{:016x}.{}",
        segment(path.stem(), Segment::Stem),
        asset.hash,
        path.extension()
    ))
}
