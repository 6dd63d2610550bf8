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

    /// Where an article wants to stand.
    pub(super) fn wanted(self, article: &Article) -> Wanted {
        let folder = |name: &str| segment(name, Segment::Folder);
        let services: Vec<&str> = list(article.get(Property::Service)).collect();
        let resources = list(article.get(Property::Resource));
        let resources: Vec<(String, &str)> = resources.map(|name| (folder(name), name)).collect();
        let mut lists = Vec::with_capacity(services.len().max(1) * (resources.len() + 1));
        for title in &services {
            let service = self.outermost(title);
            lists.extend(resources.iter().map(|(resource, title)| {
                let folders = (service.clone(), Some(resource.clone()));
                (folders, (*title).to_owned())
            }));
            lists.push(((service, None), (*title).to_owned()));
        }
        if services.is_empty() {
            lists.push(((OTHER.to_owned(), None), "Other".to_owned()));
        }
        let resource = resources.first().map(|(folder, _)| folder.as_str());
        let home = match (services.first(), resource) {
            (Some(service), Some(resource)) => format!("{}/{resource}", self.outermost(service)),
            (Some(service), None) => self.outermost(service),
            (None, Some(resource)) => self.apart(resource.to_owned()),
            (None, None) => String::new(),
        };
        let stem = self.stem(&home, &article.id);
        let home = match home.is_empty() {
            true => OTHER.to_owned(),
            false => home,
        };
        Wanted { stem, home, lists }
    }

    /// The address of an article of these folders, without its ending.
    fn stem(self, folders: &str, id: &str) -> String {
        let name = match self.urls {
            Urls::File => segment(id, Segment::Stem),
            Urls::Folder => segment(id, Segment::Folder),
        };
        match (folders, self.urls) {
            ("", Urls::File) => name,
            ("", Urls::Folder) => self.apart(name),
            (folders, _) => format!("{folders}/{name}"),
        }
    }
}

/// Where an article wants to stand, in whatever cloud: service and resource, empty ones left out.
pub(super) struct Wanted {
    /// Its address, without the ending.
    stem: String,
    /// The folders of the list that it is at home in.
    pub(super) home: String,
    /// The folders and the name of every list that it stands in: all its services, and all its resources in each.
    pub(super) lists: Vec<(Folders, String)>,
}

/// The folders of a list: its service, and its resource.
pub(super) type Folders = (String, Option<String>);

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
pub(super) fn assign(articles: &[&Wanted], style: Style<'_>) -> Routes {
    // In folder style a list of the same name would stand in the same file.
    let mut taken: HashSet<UrlPath> = match style.urls {
        Urls::File => HashSet::with_capacity(articles.len()),
        Urls::Folder => folders(articles),
    };
    let end = match style.urls {
        Urls::File => ".html",
        Urls::Folder => "/",
    };
    let mut next: HashMap<&str, usize> = HashMap::new();
    let mut routes = Routes {
        urls: Vec::with_capacity(articles.len()),
        collisions: Vec::new(),
    };
    for (member, Wanted { stem, .. }) in articles.iter().enumerate() {
        let wanted = UrlPath::new(&format!("{stem}{end}"));
        let mut url = wanted.clone();
        while !taken.insert(url.clone()) {
            let number = next.entry(stem).or_insert(1);
            *number += 1;
            url = UrlPath::new(&format!("{stem}-{number}{end}"));
        }
        if url != wanted {
            routes.collisions.push(Collision {
                member,
                wanted,
                given: url.clone(),
            });
        }
        routes.urls.push(url);
    }
    routes
}

/// The addresses of lists in folder style.
fn folders(articles: &[&Wanted]) -> HashSet<UrlPath> {
    let lists = articles.iter().flat_map(|wanted| &wanted.lists);
    let urls = lists.map(|((service, resource), _)| {
        UrlPath::new(&match resource {
            Some(resource) => format!("{service}/{resource}/"),
            None => format!("{service}/"),
        })
    });
    urls.collect()
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
