//! Home and the lists of services and resources.

use super::languages::Shown;
use super::view::{Content, CountView, GroupView, LinkView, Page, TeaserView};
use super::{Pages, present};
use crate::article::{Article, list};
use crate::path::UrlPath;
use crate::property::Property;
use crate::site::{Entry, List};
use std::collections::{BTreeSet, HashMap};

impl<'a> Pages<'a> {
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
        self.tell_languages(&mut view, Shown::Home);
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
        self.tell_languages(&mut view, Shown::List(at));
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
            tags: self.tags(list),
            groups: self.groups(at),
            total: list.entries.len(),
        };
        self.page(&list.url, view, content)
    }

    /// The tags of a list's articles, each once, in order.
    fn tags(&self, list: &'a List) -> Vec<&'a str> {
        let articles = list.entries.iter().map(|at| &self.entry(*at).article);
        let tags = articles.flat_map(|article| tags_of(article));
        tags.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// For each article of a service's list: its resources, by their place among those of the service.
    fn resources(&self, at: usize) -> HashMap<usize, Vec<usize>> {
        let lists = self.site.listing.lists.iter();
        let own = lists.filter(|list| list.service == Some(at));
        let mut resources: HashMap<usize, Vec<usize>> = HashMap::new();
        for (place, list) in own.enumerate() {
            for entry in &list.entries {
                resources.entry(*entry).or_default().push(place);
            }
        }
        resources
    }

    fn groups(&self, at: usize) -> Vec<GroupView<'a>> {
        let list = &self.site.listing.lists[at];
        let (tags, mut resources) = (self.tags(list), self.resources(at));
        let same_kind =
            |a: &usize, b: &usize| self.entry(*a).article.kind == self.entry(*b).article.kind;
        let mut group = |chunk: &[usize]| {
            let kind = self.entry(chunk[0]).article.kind.as_str();
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
                    id: &article.id,
                    title: &article.title,
                    url: url.relative_from(&list.url),
                    description: teaser.filter(|text| *text != article.title),
                    resources: resources.remove(at).unwrap_or_default(),
                    tags: tags_of(article)
                        .filter_map(|tag| tags.binary_search(&tag).ok())
                        .collect(),
                    lang: self.other(*language),
                }
            });
            GroupView {
                kind,
                title: self.words.text("kinds", kind),
                articles: articles.collect(),
            }
        };
        let chunks = list.entries.chunk_by(same_kind);
        chunks.map(&mut group).collect()
    }
}

fn tags_of(article: &Article) -> impl Iterator<Item = &str> {
    list(article.get(Property::ResourceTags))
}

fn count<'a>(list: &'a List, here: &UrlPath) -> CountView<'a> {
    CountView {
        title: &list.title,
        url: list.url.relative_from(here),
        count: list.entries.len(),
    }
}
