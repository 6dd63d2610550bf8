//! Where every link of every article leads, in each cloud.

use super::address::encoded;
use super::meaning::Meaning;
use super::plan::{CloudPlan, Plan};
use super::{Guide, clash, guide, route, select, video};
use crate::article::{Article, Link, Role};
use crate::cloud::{Cloud, CloudId, CloudSet};
use crate::config::Config;
use crate::diagnostic::{Code, Finding, Note};
use crate::html::{Target, blade};
use crate::path::{ContentPath, UrlPath};
use crate::source::Asset;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The links of one article.
#[derive(Default)]
pub(super) struct Resolved {
    /// By place in `config.build`: where each link leads; `None` where the article is not in that cloud.
    pub(super) targets: Vec<Option<Arc<[Target]>>>,
    /// By place in `config.build`: what it leads to as a part of a troubleshooter.
    pub(super) guides: Vec<Option<Arc<Guide>>>,
    /// The assets that it needs.
    pub(super) assets: Vec<ContentPath>,
    /// What is wrong with them, with its clouds, its id and its addresses.
    pub(super) findings: Vec<Finding>,
}

impl Resolved {
    /// Adds the guide of the next cloud; one like that of the cloud before is shared.
    fn add_guide(&mut self, guide: Option<Guide>) {
        let shared = self.guides.last().and_then(Option::as_ref);
        let shared = shared.filter(|shared| Some(&***shared) == guide.as_ref());
        let guide = shared.cloned().or_else(|| guide.map(Arc::new));
        self.guides.push(guide);
    }

    /// Whether the link is an image that some cloud shows as a link.
    fn is_external(&self, index: usize) -> bool {
        let mut clouds = self.targets.iter().flatten();
        clouds.any(|targets| matches!(targets[index], Target::External(_)))
    }
}

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
        let links = &article.body.outline.links;
        let (_, mut notes) = select::clouds(article, &self.config.clouds);
        let earlier = self.plan.duplicates.get(&at);
        notes.extend(earlier.map(|earlier| clash::id(article, &self.articles[*earlier])));
        let taken = self.plan.taken.get(&at);
        notes.extend(taken.map(|taken| clash::address(article, taken, self.config)));
        let read = links
            .iter()
            .map(|link| self.read(article, link, &mut notes));
        let meanings: Vec<Meaning<'_>> = read.collect();
        let mut resolved = Resolved::default();
        let mut left = vec![CloudSet::EMPTY; meanings.len()];
        let mut last: Option<Arc<[Target]>> = None;
        for CloudPlan { cloud, urls, .. } in &self.plan.clouds {
            let targets = urls[at].as_ref().map(|here| {
                let place = Place {
                    cloud: *cloud,
                    here,
                    urls,
                };
                let found = links.iter().zip(&meanings).zip(&mut left);
                let targets =
                    found.map(|((link, meaning), left)| self.target(link, meaning, place, left));
                let targets: Vec<Target> = targets.collect();
                match &last {
                    Some(shared) if **shared == *targets => Arc::clone(shared),
                    _ => Arc::from(targets),
                }
            });
            last = targets.clone().or(last);
            resolved.targets.push(targets);
        }
        for (index, (link, meaning)) in links.iter().zip(&meanings).enumerate() {
            match meaning {
                Meaning::Web(address) if resolved.is_external(index) => {
                    notes.push(external(link, address))
                }
                Meaning::Page(to, _) if !left[index].is_empty() => {
                    notes.push(self.leaves(link, *to, left[index]))
                }
                Meaning::Id(all) if !left[index].is_empty() => {
                    notes.extend(all.first().map(|to| self.leaves(link, *to, left[index])));
                }
                Meaning::Asset(path) => resolved.assets.push(path.clone()),
                _ => {}
            }
        }
        notes.extend(self.guides(at, &mut resolved));
        resolved.findings = article.locate(notes);
        resolved
    }

    /// What the article leads to as a part of a troubleshooter, in each cloud, and what cannot be tied in the first of them.
    fn guides(&self, at: usize, resolved: &mut Resolved) -> Option<Note> {
        let article = &self.articles[at];
        let mut untied = None;
        for CloudPlan { urls, guides, .. } in &self.plan.clouds {
            let here = urls[at].as_ref();
            if here.is_some() && untied.is_none() {
                untied = guide::untied(article, at, guides, self.articles);
            }
            let of = |here| guide::of(article, guides, self.articles, (here, urls));
            resolved.add_guide(here.and_then(of));
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
        let cloud = self.config.clouds.get(place.cloud);
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
                class: "",
            },
            Meaning::Blade(scheme, rest) => portal(*scheme, rest, cloud),
            Meaning::Page(to, id) => match &place.urls[*to] {
                Some(url) => Target::Url(format!(
                    "{}{}",
                    url.relative_from(place.here),
                    id.map_or(String::new(), |id| format!("#{id}"))
                )),
                None => {
                    *left = left.with(place.cloud);
                    Target::Nowhere
                }
            },
            Meaning::Topic(all) => {
                let here = all.iter().filter_map(|to| {
                    let url = place.urls[*to].as_ref()?;
                    let title = self.articles[*to].title.clone();
                    Some((title, url.relative_from(place.here)))
                });
                Target::Articles(here.collect())
            }
            Meaning::Id(all) => {
                let here = all.iter().find_map(|to| place.urls[*to].as_ref());
                if here.is_none() {
                    *left = left.with(place.cloud);
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
}

/// Where a link stands: the cloud, the page, and the pages around it.
#[derive(Clone, Copy)]
struct Place<'a> {
    cloud: CloudId,
    here: &'a UrlPath,
    urls: &'a [Option<UrlPath>],
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
            class: if button { "blade button" } else { "blade" },
        },
        Some(url) => Target::Portal { url, button },
        None => Target::Nowhere,
    }
}
