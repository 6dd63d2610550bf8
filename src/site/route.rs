//! Where each article of a cloud stands.

use crate::article::{Article, list};
use crate::config::{Config, Language, Urls};
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

/// How the addresses of a configuration are made.
#[derive(Clone, Copy)]
pub(super) struct Style<'a> {
    pub(super) urls: Urls,
    languages: &'a [Language],
}

impl<'a> Style<'a> {
    pub(super) fn of(config: &'a Config) -> Self {
        Self {
            urls: config.urls,
            languages: &config.languages,
        }
    }

    /// A folder at the root of the tree: never that of a language.
    pub(super) fn outermost(self, name: &str) -> String {
        self.apart(segment(name, Segment::Folder))
    }

    fn apart(self, mut name: String) -> String {
        if self.languages.iter().any(|other| other.segment == name) {
            name.push('-');
        }
        name
    }

    /// The folders of an article's address: service and resource, empty ones left out.
    pub(super) fn folders(self, article: &Article) -> Vec<String> {
        let first = |property| {
            list(article.get(property))
                .next()
                .map(|name| segment(name, Segment::Folder))
        };
        let mut folders: Vec<String> = [first(Property::Service), first(Property::Resource)]
            .into_iter()
            .flatten()
            .collect();
        if let Some(outermost) = folders.first_mut() {
            *outermost = self.apart(std::mem::take(outermost));
        }
        folders
    }

    /// The address of an article without its ending.
    fn stem(self, article: &Article) -> String {
        let mut stem = self.folders(article).join("/");
        let name = match self.urls {
            Urls::File => segment(&article.id, Segment::Stem),
            Urls::Folder => segment(&article.id, Segment::Folder),
        };
        if stem.is_empty() {
            return match self.urls {
                Urls::File => name,
                Urls::Folder => self.apart(name),
            };
        }
        stem.push('/');
        stem + &name
    }

    /// The folders of every list that an article stands in.
    fn all_lists(self, article: &Article) -> Vec<String> {
        let services = list(article.get(Property::Service)).map(|name| self.outermost(name));
        let services: Vec<String> = services.collect();
        if services.is_empty() {
            return vec![OTHER.to_owned()];
        }
        let resources = list(article.get(Property::Resource));
        let resources: Vec<String> = resources
            .map(|name| segment(name, Segment::Folder))
            .collect();
        let within = services.iter().flat_map(|service| {
            resources
                .iter()
                .map(move |resource| format!("{service}/{resource}"))
        });
        services.iter().cloned().chain(within).collect()
    }
}

/// An address of the default language, in another one.
pub(super) fn translated(url: &UrlPath, language: &Language) -> UrlPath {
    UrlPath::new(&format!("{}/{url}", language.segment))
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
    style: Style<'_>,
) -> Routes {
    // In folder style a list of the same name would stand in the same file.
    let mut taken: HashSet<String> = articles
        .clone()
        .flat_map(|article| style.all_lists(article))
        .map(|folder| format!("{folder}/"))
        .collect();
    let mut next: HashMap<String, usize> = HashMap::new();
    let mut routes = Routes {
        urls: Vec::new(),
        collisions: Vec::new(),
    };
    for (member, article) in articles.enumerate() {
        let stem = style.stem(article);
        let end = match style.urls {
            Urls::File => ".html",
            Urls::Folder => "/",
        };
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

/// Where an asset stands: its name, and a hash of its bytes, so that it may be kept for ever.
pub(super) fn asset(path: &ContentPath, asset: &Asset) -> UrlPath {
    UrlPath::new(&format!(
        "assets/{}.{:016x}.{}",
        segment(path.stem(), Segment::Stem),
        asset.hash,
        path.extension()
    ))
}
