//! Where every link of every article leads, in each cloud.

use super::address::encoded;
use super::meaning::{Meaning, Page, Reading};
use super::plan::Plan;
use super::resolved::Resolved;
use super::tree::Tree;
use super::{clash, guide, headings, route, select, video};
use crate::article::{Article, Link, Role};
use crate::cloud::{Cloud, CloudSet};
use crate::config::Config;
use crate::diagnostic::{Code, Note};
use crate::html::{Target, blade};
use crate::path::{ContentPath, UrlPath};
use crate::source::Asset;
use std::collections::BTreeMap;
use std::sync::Arc;

fn external(link: &Link, address: &str) -> Note {
    let message = format!("`{address}` is an image of another host and shown as a link");
    let help = "keep the image beside the article, or name its host under `images:` of the cloud in site.yaml";
    Note::new(Code::ExternalImage, link.span.clone(), message).help(help)
}

/// What links are resolved against.
pub(super) struct Resolver<'a> {
    pub(super) articles: &'a [Arc<Article>],
    pub(super) assets: &'a BTreeMap<ContentPath, Asset>,
    config: &'a Config,
    pub(super) plan: &'a Plan,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(
        articles: &'a [Arc<Article>],
        assets: &'a BTreeMap<ContentPath, Asset>,
        config: &'a Config,
        plan: &'a Plan,
    ) -> Self {
        Self {
            articles,
            assets,
            config,
            plan,
        }
    }

    /// The links of the article at this place.
    pub(super) fn resolve(&self, at: usize) -> Resolved {
        let article = &self.articles[at];
        let (_, mut notes) = select::clouds(article, &self.config.clouds);
        let earlier = self.plan.duplicates.get(&at);
        notes.extend(earlier.map(|earlier| clash::id(article, &self.articles[*earlier])));
        let taken = self.plan.taken.get(&at);
        notes.extend(taken.map(|taken| clash::address(article, taken, self.config)));
        let mut resolved = Resolved::default();
        let readings = self.originals(at).into_iter();
        let readings: Vec<Meanings<'_>> = readings
            .map(|original| self.reading(at, original, &mut notes))
            .collect();
        let links = &article.body().outline.links;
        let mut left = vec![CloudSet::EMPTY; links.len()];
        for tree in &*self.plan.trees {
            let original = tree.original(at);
            let mut readings = readings.iter();
            let reading = readings.find(|reading| reading.original == original);
            let targets = tree.own_page(at).zip(reading).map(|(here, reading)| {
                let found = links.iter().zip(&reading.meanings).zip(&mut left);
                let targets = found.map(|((link, meaning), left)| {
                    self.target(link, meaning, Place { tree, here }, left)
                });
                targets.collect()
            });
            resolved.add_targets(targets);
        }
        for reading in &readings {
            self.judge(article, reading, (&left, &mut notes), &mut resolved);
        }
        notes.extend(self.guides(at, &mut resolved));
        resolved.findings = article.locate(notes);
        resolved
    }

    /// The originals that an article is a translation of: those of the trees that show it, or else the one that it is
    /// held against. An article of the default language has `None` for one.
    fn originals(&self, at: usize) -> Vec<Option<usize>> {
        let trees = self.plan.trees.iter();
        let shown = trees.filter(|tree| tree.own_page(at).is_some());
        let mut originals: Vec<Option<usize>> = Vec::new();
        for original in shown.map(|tree| tree.original(at)) {
            if !originals.contains(&original) {
                originals.push(original);
            }
        }
        if originals.is_empty() {
            originals.push(self.plan.original(self.articles, at));
        }
        originals
    }

    /// What the links of an article mean where it is the translation of an original.
    fn reading(&self, at: usize, original: Option<usize>, notes: &mut Vec<Note>) -> Meanings<'a> {
        let article: &'a Article = &self.articles[at];
        let reading = Reading {
            article,
            original: original.map(|at| &*self.articles[at]),
        };
        let links = article.body().outline.links.iter();
        Meanings {
            original,
            meanings: links.map(|link| self.read(reading, link, notes)).collect(),
        }
    }

    /// Notes links that leave the cloud, and images that are shown as links; gathers the assets.
    fn judge(
        &self,
        article: &Article,
        reading: &Meanings<'_>,
        (left, notes): (&[CloudSet], &mut Vec<Note>),
        resolved: &mut Resolved,
    ) {
        let links = article.body().outline.links.iter();
        for (index, (link, meaning)) in links.zip(&reading.meanings).enumerate() {
            match meaning {
                Meaning::Web(address) if resolved.is_external(index) => {
                    notes.push(external(link, address))
                }
                Meaning::Page(page) if !left[index].is_empty() => {
                    notes.push(self.leaves(link, page.first.article, left[index]))
                }
                Meaning::Id(all) if !left[index].is_empty() => {
                    notes.extend(all.first().map(|to| self.leaves(link, *to, left[index])));
                }
                Meaning::Asset(path) => resolved.assets.push((reading.original, path.clone())),
                _ => {}
            }
        }
    }

    /// What the article leads to as a part of a troubleshooter, in each tree, and what cannot be tied in the first of them.
    fn guides(&self, at: usize, resolved: &mut Resolved) -> Option<Note> {
        let article = &self.articles[at];
        let mut untied = None;
        for tree in &*self.plan.trees {
            let here = tree.own_page(at);
            if here.is_some() && tree.language.is_default() && untied.is_none() {
                untied = guide::untied(article, at, &tree.guides, self.articles);
            }
            resolved.add_guide(here.and_then(|here| guide::of(at, tree, self.articles, here)));
        }
        untied
    }

    fn leaves(&self, link: &Link, to: usize, left: CloudSet) -> Note {
        let message = format!(
            "`{}` is not in {}; there the text stays without a link",
            self.articles[to].path,
            self.config.clouds.names(left)
        );
        Note::new(Code::LinkLeavesCloud, link.span.clone(), message)
            .help("publish both in the same clouds, or leave the link out")
    }

    fn target(
        &self,
        link: &Link,
        meaning: &Meaning<'_>,
        place: Place<'_>,
        left: &mut CloudSet,
    ) -> Target {
        let tree = place.tree;
        let cloud = self.config.clouds.get(tree.cloud);
        match meaning {
            Meaning::Nothing => Target::Nowhere,
            Meaning::Here(id) => Target::Url(format!("#{id}")),
            Meaning::Web(address) if link.role == Role::Video => video::target(address, cloud),
            Meaning::Web(address) => web(
                link,
                &cloud.rewrite(address).unwrap_or_else(|| address.clone()),
                cloud,
            ),
            Meaning::Template(template) => Target::Template {
                template: template.clone(),
                class: "".into(),
            },
            Meaning::Blade(scheme, rest) => portal(*scheme, rest, cloud),
            Meaning::Page(page) => self.page_target(page, place, left),
            Meaning::Topic(all) => {
                let here = all.iter().filter_map(|to| {
                    let url = tree.urls[*to].as_ref()?;
                    let title = self.articles[tree.shown(*to)].title.clone();
                    Some((title, url.relative_from(place.here)))
                });
                Target::Articles(here.collect())
            }
            Meaning::Id(all) => {
                let here = all.iter().find_map(|to| tree.urls[*to].as_ref());
                if here.is_none() {
                    *left = left.with(tree.cloud);
                }
                here.map_or(Target::Nowhere, |url| {
                    Target::Url(url.relative_from(place.here))
                })
            }
            Meaning::Asset(path) => match self.assets.get(path) {
                Some(asset) => {
                    let url = route::asset(path, asset).relative_from(place.here);
                    match asset.size.filter(|_| link.role == Role::Image) {
                        Some(size) => Target::Image { url, size },
                        None => Target::Url(url),
                    }
                }
                None => Target::Nowhere,
            },
        }
    }

    /// Where a link to an article leads. What is not in the cloud tells nothing, not even which headings it has.
    fn page_target(&self, page: &Page<'_>, place: Place<'_>, left: &mut CloudSet) -> Target {
        let tree = place.tree;
        let aims = [Some(page.first), page.second].into_iter().flatten();
        let mut here = aims.filter(|aim| tree.urls[aim.article].is_some());
        let Some((first, url)) = here
            .clone()
            .find_map(|aim| Some((aim, tree.urls[aim.article].as_ref()?)))
        else {
            *left = left.with(tree.cloud);
            return Target::Nowhere;
        };
        let url = url.relative_from(place.here);
        if !page.to_heading {
            return Target::Url(url);
        }
        let Some((from, id)) = here.find_map(|aim| Some((aim.article, aim.id?))) else {
            return Target::Nowhere;
        };
        let shown = tree.shown(first.article);
        let id = match from == shown {
            true => Some(id),
            false => headings::twin(&self.articles[from], id, &self.articles[shown]),
        };
        Target::Url(id.map_or(url.clone(), |id| format!("{url}#{id}")))
    }
}

/// What the links of an article mean, as the translation of an original.
struct Meanings<'a> {
    original: Option<usize>,
    meanings: Vec<Meaning<'a>>,
}

/// Where a link stands: the tree, and the page in it.
#[derive(Clone, Copy)]
struct Place<'a> {
    tree: &'a Tree,
    here: &'a UrlPath,
}

/// An address of the web in a cloud: an image is shown only from hosts that the cloud's configuration names.
fn web(link: &Link, address: &str, cloud: &Cloud) -> Target {
    let url = encoded(address);
    if link.role != Role::Image {
        return Target::Url(url);
    }
    let host = url
        .split("://")
        .nth(1)
        .unwrap_or_default()
        .split(['/', '?', '#'])
        .next()
        .unwrap_or_default();
    let shown = !cloud.air_gapped
        && cloud
            .images
            .iter()
            .any(|allowed| allowed.eq_ignore_ascii_case(host));
    if shown {
        Target::Url(url)
    } else {
        Target::External(url)
    }
}

fn portal(scheme: blade::Scheme, rest: &str, cloud: &Cloud) -> Target {
    let button = scheme != blade::Scheme::Blade;
    if scheme == blade::Scheme::LinkButton {
        let address = rest.trim();
        return Target::Button(encoded(
            &cloud.rewrite(address).unwrap_or_else(|| address.to_owned()),
        ));
    }
    // A cloud without a portal has nowhere to lead to.
    match cloud
        .portal
        .as_deref()
        .and_then(|portal| blade::address(rest, portal))
    {
        Some(template) if template.contains('{') => Target::Template {
            template,
            class: if button { "blade button" } else { "blade" }.into(),
        },
        Some(url) => Target::Portal { url, button },
        None => Target::Nowhere,
    }
}
