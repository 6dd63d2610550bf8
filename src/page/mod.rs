//! What templates may see of a site: the contract with theme authors. Also the catalogue, the
//! lookup, the sitemap and `robots.txt`.

mod blocks;
mod catalog;
pub mod choose;
mod fill;
mod kinds;
mod languages;
pub mod routes;
mod shapes;
mod sitemap;
mod view;

pub use kinds::{guide, shown};
pub use shapes::*;
pub use view::{
    AlternateView, ArticleView, CloudView, Content, CountView, EmbedView, GroupView, KindView,
    LanguageView, LinkView, Page, PageView, PropertyView, SiteView, TeaserView, TocView,
    UntranslatedView,
};

use crate::article::{Article, JsonBody, Kind, list};
use crate::cloud::Cloud;
use crate::config::{Config, LanguageId, SOURCE};
use crate::kinds::Shape;
use crate::path::UrlPath;
use crate::property::Property;
use crate::site::{Entry, List, Site};
use crate::words::Words;
use catalog::Catalog;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use std::collections::BTreeSet;

/// What cannot stand in the path of an address as it is.
const IN_PATH: AsciiSet = CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}');

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
            embed: self.cloud().embed.as_ref().map(|origins| EmbedView {
                origins: origins.join(" "),
            }),
        };
        let home = Some(self.site.listing.home.relative_from(url));
        Page {
            site,
            root: url.to_root(),
            home,
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
            policy: policy(self.cloud(), ""),
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

    /// The page of an article.
    pub fn article(&self, at: usize, body: &'a str) -> Page<'a> {
        let Entry { article, url, .. } = self.entry(at);
        let (previous, next) = &self.site.listing.neighbours[at];
        let link = |at: &Option<usize>| {
            at.map(|at| LinkView {
                title: &self.entry(at).article.title,
                url: Some(self.entry(at).url.relative_from(url)),
            })
        };
        let mut view = self.view("article", &article.title, url);
        view.policy = policy(self.cloud(), &blocks::players(&self.entry(at).targets));
        view.description = present(article.get(Property::Description));
        view.breadcrumbs = self.breadcrumbs(self.site.listing.homes[at], url, Some(&article.title));
        self.tell_languages(&mut view, languages::Shown::Article(at));
        let content = Content::Article {
            article: Box::new(self.article_view(self.entry(at), body)),
            previous: link(previous),
            next: link(next),
        };
        self.page(url, view, content)
    }

    fn article_view(&self, entry: &'a Entry, body: &'a str) -> ArticleView<'a> {
        let article: &Article = &entry.article;
        let headings = article
            .body
            .outline
            .headings
            .iter()
            .filter(|heading| matches!(heading.level, 2 | 3) && !heading.text.is_empty());
        let published = self
            .config
            .published
            .iter()
            .filter_map(|property| Some((property, present(article.get(*property))?)));
        ArticleView {
            id: &article.id,
            kind: article.kind.as_str(),
            kind_title: self.words.text("kinds", article.kind.as_str()),
            heading: (!article.has_heading()).then_some(article.title.as_str()),
            toc: headings
                .map(|heading| TocView {
                    level: heading.level,
                    id: &heading.id,
                    text: &heading.text,
                })
                .collect(),
            services: list(article.get(Property::Service)).collect(),
            resources: list(article.get(Property::Resource)).collect(),
            properties: published
                .map(|(property, value)| PropertyView {
                    name: property.as_str(),
                    value,
                })
                .collect(),
            slots: catalog::slots(article).len(),
            edit: self.edit(article),
            covers: entry
                .guide
                .iter()
                .flat_map(|guide| &guide.covers)
                .map(link)
                .collect(),
            form: is_form(article),
            fill: fill::names(article, &entry.targets).next().is_some(),
            blocks: blocks::any(article, &entry.targets),
            told: fill::told(fill::names(article, &entry.targets), &self.config.filling),
            body,
            lang: self.other(entry.language),
        }
    }

    /// Where an article can be edited.
    fn edit(&self, article: &Article) -> Option<String> {
        let repo = self
            .config
            .repo
            .as_ref()
            .filter(|_| !self.cloud().air_gapped)?;
        let source = utf8_percent_encode(article.path.as_str(), &IN_PATH).to_string();
        Some(repo.replace(SOURCE, &source))
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

    /// The home page.
    pub fn home(&self) -> Page<'a> {
        let url = &self.site.listing.home;
        let services = self
            .site
            .listing
            .lists
            .iter()
            .filter(|list| list.service.is_none())
            .map(|list| count(list, url))
            .collect();
        let content = Content::Home {
            services,
            total: self.site.entries.len(),
        };
        let mut view = self.view("home", self.title(), url);
        self.tell_languages(&mut view, languages::Shown::Home);
        self.page(url, view, content)
    }

    /// The page of a list.
    pub fn list(&self, at: usize) -> Page<'a> {
        let lists = &self.site.listing.lists;
        let list = &lists[at];
        let mut view = self.view(
            if list.service.is_some() {
                "resource"
            } else {
                "service"
            },
            &list.title,
            &list.url,
        );
        view.breadcrumbs = self.breadcrumbs(Some(at), &list.url, None);
        self.tell_languages(&mut view, languages::Shown::List(at));
        let own = LinkView {
            title: &list.title,
            url: None,
        };
        let (service, resource) = match list.service.map(|service| &lists[service]) {
            Some(service) => (
                LinkView {
                    title: &service.title,
                    url: Some(service.url.relative_from(&list.url)),
                },
                Some(own),
            ),
            None => (own, None),
        };
        let resources = lists
            .iter()
            .filter(|other| other.service == Some(at))
            .map(|other| count(other, &list.url))
            .collect();
        let content = Content::List {
            service,
            resource,
            resources,
            groups: self.groups(list),
            total: list.entries.len(),
        };
        self.page(&list.url, view, content)
    }

    fn groups(&self, list: &'a List) -> Vec<GroupView<'a>> {
        let same_kind =
            |a: &usize, b: &usize| self.entry(*a).article.kind == self.entry(*b).article.kind;
        list.entries
            .chunk_by(same_kind)
            .map(|chunk| {
                let kind = self.entry(chunk[0]).article.kind;
                let articles = chunk.iter().map(|at| {
                    let Entry {
                        article,
                        url,
                        language,
                        ..
                    } = self.entry(*at);
                    let teaser = present(article.get(Property::InfoBubbleText))
                        .or_else(|| present(article.get(Property::Description)));
                    TeaserView {
                        title: &article.title,
                        url: url.relative_from(&list.url),
                        description: teaser.filter(|text| *text != article.title),
                        lang: self.other(*language),
                    }
                });
                GroupView {
                    kind: kind.as_str(),
                    title: self.words.text("kinds", kind.as_str()),
                    articles: articles.collect(),
                }
            })
            .collect()
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
        let entries = self.site.entries.iter().enumerate();
        let articles = entries.map(|(at, entry)| catalog::entry(entry, self.translations(at)));
        let articles = articles.collect();
        let catalog = Catalog {
            format: 1,
            cloud: &self.cloud().name,
            articles,
        };
        // About what an entry takes; growing from nothing would copy megabytes.
        let mut bytes = Vec::with_capacity(self.site.entries.len() * 640);
        serde_json::to_writer(&mut bytes, &catalog)
            .unwrap_or_else(|error| unreachable!("plain data is JSON: {error}"));
        bytes.push(b'\n');
        bytes
    }

    /// The page that finds articles.
    pub fn find(&self) -> Page<'a> {
        let url = UrlPath::new("find.html");
        let mut view = self.view("find", self.words.text("find", "title"), &url);
        view.breadcrumbs = self.breadcrumbs(None, &url, Some(view.title));
        let entries = self.site.entries.iter();
        let kinds: BTreeSet<Kind> = entries.map(|entry| entry.article.kind).collect();
        let kind = |kind: Kind| KindView {
            name: kind.as_str(),
            title: self.words.text("kinds", kind.as_str()),
        };
        let kinds = kinds.into_iter().map(kind).collect();
        self.page(&url, view, Content::Find { kinds })
    }
}

/// The policy of every page: nothing but the tree itself, the image hosts that the cloud names, and the players of the
/// page.
fn policy(cloud: &Cloud, players: &str) -> String {
    let images: String = cloud
        .images
        .iter()
        .map(|host| format!(" https://{host}"))
        .collect();
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:{images}; connect-src 'self'; frame-src 'self'{players}; \
         base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
}

fn count<'a>(list: &'a List, here: &UrlPath) -> CountView<'a> {
    CountView {
        title: &list.title,
        url: list.url.relative_from(here),
        count: list.entries.len(),
    }
}

fn link((title, url): &(String, String)) -> LinkView<'_> {
    LinkView {
        title,
        url: Some(url.clone()),
    }
}

fn is_form(article: &Article) -> bool {
    let Some(JsonBody::Shaped(shaped, _)) = &article.body.json else {
        return false;
    };
    matches!(&shaped.shape, Shape::Form(form) if !form.fields.is_empty())
}

fn present(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}
