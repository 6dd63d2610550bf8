//! The page of an article.

use super::languages::Shown;
use super::policy::Besides;
use super::view::{
    ArticleView, Content, DateView, LinkView, Page, PropertyView, SideView, TocView,
};
use super::{Pages, blocks, catalog, fill, policy, present};
use crate::article::{Article, JsonBody, list};
use crate::config::SOURCE;
use crate::kinds::Shape;
use crate::path::UrlPath;
use crate::property::Property;
use crate::site::{Entry, List, Listing};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// How many of those before and after an article the frame of its page shows.
const NEIGHBOURS: usize = 3;

/// The article before one in its list, and the one after it.
type Beside = (Option<usize>, Option<usize>);

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

impl<'a> Pages<'a> {
    /// The page of an article.
    pub fn article(&self, at: usize, body: &'a str) -> Page<'a> {
        let Entry { article, url, .. } = self.entry(at);
        let (previous, next) = &self.site.listing.neighbours[at];
        let link = |at: &Option<usize>| at.map(|at| self.link_to(at, url));
        let mut view = self.view("article", &article.title, url);
        let besides = Besides {
            players: &blocks::players(&self.entry(at).targets),
            ..Besides::default()
        };
        view.policy = policy::policy(self.cloud(), besides);
        view.description = present(article.get(Property::Description));
        view.breadcrumbs = self.breadcrumbs(self.site.listing.homes[at], url, Some(&article.title));
        self.tell_languages(&mut view, Shown::Article(at));
        let content = Content::Article {
            article: Box::new(self.article_view(self.entry(at), body)),
            side: self.side(at),
            previous: link(previous),
            next: link(next),
        };
        let page = self.page(url, view, content);
        let machine = self.article_machine(at, body, page.machine);
        Page { machine, ..page }
    }

    fn article_view(&self, entry: &'a Entry, body: &'a str) -> ArticleView<'a> {
        let article: &Article = &entry.article;
        let headings = article
            .body()
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
            kind_title: self.words.text("kind", article.kind.as_str()),
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
            changed: self.changed(article),
            covers: entry
                .guide
                .iter()
                .flat_map(|guide| &guide.covers)
                .map(link)
                .collect(),
            form: is_form(article),
            fill: fill::names(article, &entry.targets).next().is_some(),
            blocks: blocks::any(article, &entry.targets),
            code: memchr::memmem::find(body.as_bytes(), b"<pre").is_some(),
            told: fill::told(fill::names(article, &entry.targets), &self.config.filling),
            body,
            lang: self.other(entry.language),
        }
    }

    /// When an article changed.
    fn changed(&self, article: &Article) -> Option<DateView> {
        let time = self.site.history.of(&article.path)?;
        Some(DateView {
            iso: time.iso(),
            text: self
                .config
                .filling_in(self.site.language)
                .language
                .date(time),
        })
    }

    /// Where an article stands in its service: its lists, and its neighbours in them.
    fn side(&self, at: usize) -> Option<SideView<'a>> {
        let Listing { lists, homes, .. } = &*self.site.listing;
        let Entry { article, url, .. } = self.entry(at);
        let home = &lists[homes[at]?];
        let service = home.service.map_or(home, |service| &lists[service]);
        let to = |list: &'a List| LinkView {
            title: &list.title,
            url: Some(list.url.relative_from(url)),
        };
        let kind = article.kind.as_str();
        Some(SideView {
            list: &service.url,
            service: to(service),
            resource: home.service.map(|_| to(home)),
            kind: LinkView {
                title: self.words.text("kinds", kind),
                url: Some(format!("{}#{kind}", home.url.relative_from(url))),
            },
            before: self
                .walk(at, |(previous, _)| *previous)
                .into_iter()
                .rev()
                .collect(),
            after: self.walk(at, |(_, next)| *next),
        })
    }

    /// Links to the nearest neighbours of an article in one direction.
    fn walk(&self, from: usize, step: fn(&Beside) -> Option<usize>) -> Vec<LinkView<'a>> {
        let here = &self.entry(from).url;
        self.near(from, step)
            .map(|at| self.link_to(at, here))
            .collect()
    }

    /// The nearest neighbours of an article in one direction.
    fn near(
        &self,
        from: usize,
        step: fn(&Beside) -> Option<usize>,
    ) -> impl Iterator<Item = usize> + use<'a> {
        let neighbours = &self.site.listing.neighbours;
        let next = move |at: &usize| step(&neighbours[*at]);
        std::iter::successors(next(&from), next).take(NEIGHBOURS)
    }

    /// The articles that the page of one names as its neighbours: those before it, `None`, and those after it.
    pub fn around(&self, at: usize) -> impl Iterator<Item = Option<usize>> + use<'a> {
        let before = self.near(at, |(previous, _)| *previous);
        let after = self.near(at, |(_, next)| *next);
        before.map(Some).chain([None]).chain(after.map(Some))
    }

    /// The link from a page to an article.
    fn link_to(&self, at: usize, here: &UrlPath) -> LinkView<'a> {
        LinkView {
            title: &self.entry(at).article.title,
            url: Some(self.entry(at).url.relative_from(here)),
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
}

fn link((title, url): &(String, String)) -> LinkView<'_> {
    LinkView {
        title,
        url: Some(url.clone()),
    }
}

fn is_form(article: &Article) -> bool {
    let Some(JsonBody::Shaped(shaped, _)) = &article.body().json else {
        return false;
    };
    matches!(&shaped.shape, Shape::Form(form) if !form.fields.is_empty())
}
