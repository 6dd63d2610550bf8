//! What templates may see of a site: the contract with theme authors. Also the catalogue, the
//! lookup, the sitemap and `robots.txt`.

mod article;
mod blocks;
mod catalog;
pub mod choose;
pub mod contents;
pub mod fields;
mod fill;
mod json;
mod kinds;
mod languages;
mod lists;
mod outputs;
pub mod policy;
pub mod routes;
mod search;
mod shapes;
mod sitemap;
mod view;

pub use kinds::{guide, shown};
pub use outputs::{GraphView, MachineView, markdown};
pub use shapes::*;
pub use view::{
    AlternateView, ArticleView, CloudView, Content, CountView, DateView, EmbedView, GroupView,
    KindView, LanguageView, LinkView, Page, PageView, PropertyView, SideView, SiteView, TeaserView,
    TocView, UntranslatedView,
};

use crate::article::Kind;
use crate::cloud::Cloud;
use crate::config::{Config, LanguageId, Search};
use crate::path::UrlPath;
use crate::site::{Entry, Site};
use crate::words::Words;
use catalog::Catalog;
use json::{Each, json};
use policy::Besides;
use std::collections::BTreeSet;

/// The pages of one site, in one language.
#[derive(Clone, Copy)]
pub struct Pages<'a> {
    /// The site.
    pub site: &'a Site,
    /// The site in the default language.
    pub main: &'a Site,
    /// The configuration.
    pub config: &'a Config,
    /// The words of the interface.
    pub words: &'a Words,
    /// Whether it is known of an article when it changed.
    pub dated: bool,
}

impl<'a> Pages<'a> {
    fn cloud(&self) -> &'a Cloud {
        self.config.clouds.get(self.site.cloud)
    }

    fn entry(&self, at: usize) -> &'a Entry {
        &self.site.entries[at]
    }

    fn page(&self, url: &UrlPath, view: PageView<'a>, content: Content<'a>) -> Page<'a> {
        let cloud = self.cloud();
        let cloud = CloudView {
            name: &cloud.name,
            title: &cloud.title,
        };
        let site = SiteView {
            title: self.title(),
            language: self.config.tag(self.site.language),
            cloud,
            data: self
                .config
                .data
                .as_ref()
                .map(|path| match path.starts_with('/') {
                    true => path.clone(),
                    false => format!("{}{path}", url.to_root()),
                }),
            search: match self.config.search {
                Search::Off => None,
                search => Some(search.as_str()),
            },
            embed: self.cloud().embed.as_ref().map(|origins| EmbedView {
                origins: origins.join(" "),
            }),
        };
        let home = Some(self.site.listing.home.relative_from(url));
        Page {
            site,
            root: url.to_root(),
            home,
            machine: self.machine(url, &view, &content),
            page: view,
            content,
        }
    }

    fn view(&self, kind: &'static str, title: &'a str, url: &UrlPath) -> PageView<'a> {
        PageView {
            kind,
            title,
            description: None,
            canonical: self.absolute(url),
            policy: policy::policy(self.cloud(), Besides::default()),
            breadcrumbs: Vec::new(),
            languages: Vec::new(),
            alternates: Vec::new(),
            untranslated: None,
        }
    }

    /// The title of the site.
    fn title(&self) -> &'a str {
        self.config.title_in(self.site.language)
    }

    /// A language, where it is not that of the page.
    fn other(&self, language: LanguageId) -> Option<&'a str> {
        (language != self.site.language).then(|| self.config.tag(language))
    }

    fn absolute(&self, url: &UrlPath) -> Option<String> {
        self.cloud()
            .base_url
            .as_ref()
            .map(|base| format!("{base}/{url}"))
    }

    /// The way from the home page to a list, and to a page in it.
    fn breadcrumbs(
        &self,
        list: Option<usize>,
        here: &UrlPath,
        page: Option<&'a str>,
    ) -> Vec<LinkView<'a>> {
        let lists = &self.site.listing.lists;
        let mut way = vec![LinkView {
            title: self.title(),
            url: Some(self.site.listing.home.relative_from(here)),
        }];
        let inner = list.map(|at| &lists[at]);
        let outer = inner.and_then(|list| list.service).map(|at| &lists[at]);
        way.extend(outer.into_iter().chain(inner).map(|list| LinkView {
            title: &list.title,
            url: (list.url != *here).then(|| list.url.relative_from(here)),
        }));
        way.extend(page.map(|title| LinkView { title, url: None }));
        way
    }

    /// The stub page of a redirect.
    pub fn redirect(&self, at: usize) -> Page<'a> {
        let (from, target) = &self.site.redirects[at];
        let Entry { article, url, .. } = self.entry(*target);
        let mut view = self.view("redirect", &article.title, from);
        view.canonical = self.absolute(url);
        self.page(
            from,
            view,
            Content::Redirect {
                target: url.relative_from(from),
            },
        )
    }

    /// The page for missing addresses. A host shows it at any depth, so it links absolutely or not at all.
    pub fn missing(&self) -> Page<'a> {
        let url = UrlPath::new("404.html");
        let mut view = self.view("missing", self.words.text("missing", "title"), &url);
        view.canonical = None;
        let mut page = self.page(&url, view, Content::Missing {});
        page.home = self.absolute(&self.site.listing.home);
        page
    }

    /// `catalog.json`: what the site holds, for hosts.
    pub fn catalog(&self) -> Vec<u8> {
        let articles = || {
            let entries = self.site.entries.iter().enumerate();
            entries.map(|(at, entry)| catalog::entry(entry, self.translations(at)))
        };
        let catalog = Catalog {
            format: 1,
            cloud: &self.cloud().name,
            articles: Each(articles),
        };
        json(&catalog, self.site.entries.len() * 640)
    }

    /// The page that finds articles.
    pub fn find(&self) -> Page<'a> {
        let url = UrlPath::new("find.html");
        let mut view = self.view("find", self.words.text("find", "title"), &url);
        view.breadcrumbs = self.breadcrumbs(None, &url, Some(view.title));
        let kinds = self.kinds();
        self.page(&url, view, Content::Find { kinds })
    }

    /// The kinds that the site has, in the order of lists.
    fn kinds(&self) -> Vec<KindView<'a>> {
        let entries = self.site.entries.iter();
        let kinds: BTreeSet<Kind> = entries.map(|entry| entry.article.kind).collect();
        let kind = |kind: Kind| KindView {
            name: kind.as_str(),
            title: self.words.text("kinds", kind.as_str()),
        };
        kinds.into_iter().map(kind).collect()
    }
}

fn present(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}
