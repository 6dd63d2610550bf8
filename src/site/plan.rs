//! What of a site depends on many articles: which are in a cloud, where they stand, how they are listed.
//!
//! It is made of few facts of each article, so most edits leave it as it is.

use super::guide::{self, Guides};
use super::lists::{self, Listing};
use super::route::{self, Collision, Routes};
use super::select;
use crate::article::{Article, list};
use crate::cloud::{CloudId, CloudSet};
use crate::config::Config;
use crate::memo::{Key, KeyOf};
use crate::path::{ContentPath, UrlPath};
use crate::property::Property;
use crate::source::Asset;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The plan of all clouds. Articles are meant by their place in the list of all.
pub(super) struct Plan {
    /// One for each cloud that is built, in that order.
    pub(super) clouds: Vec<CloudPlan>,
    /// Path → article.
    pub(super) by_path: HashMap<ContentPath, usize>,
    /// Article whose id another had before → that one.
    pub(super) duplicates: HashMap<usize, usize>,
    /// Article whose address was taken → where.
    pub(super) taken: HashMap<usize, Taken>,
    /// How many articles are in no cloud.
    pub(super) homeless: usize,
    /// Id without case → the articles that bear it, in order of path.
    ids: HashMap<String, Vec<usize>>,
    /// Support topic without case → the articles that name it, in the order of lists.
    topics: BTreeMap<String, Vec<usize>>,
}

/// The plan of one cloud.
pub(super) struct CloudPlan {
    pub(super) cloud: CloudId,
    /// Its articles, in order of path.
    pub(super) members: Vec<usize>,
    pub(super) routes: Routes,
    /// For each article of all: its address in this cloud.
    pub(super) urls: Vec<Option<UrlPath>>,
    pub(super) listing: Arc<Listing>,
    pub(super) guides: Guides,
}

/// An article's address that another has in some clouds; of several, the address in the first of them.
pub(super) struct Taken {
    pub(super) clouds: CloudSet,
    pub(super) wanted: UrlPath,
    pub(super) given: UrlPath,
}

/// The key of a plan, and of everything that links are resolved against.
pub(super) fn key(
    articles: &[Arc<Article>],
    assets: &BTreeMap<ContentPath, Asset>,
    config: &Config,
) -> Key {
    let key = KeyOf::new("plan").number(config.key());
    let key = articles
        .iter()
        .fold(key, |key, article| key.number(article.facts));
    let assets = assets.iter();
    let key = assets.fold(key, |key, (path, asset)| {
        key.text(path.as_str()).number(asset.hash)
    });
    key.key()
}

impl Plan {
    /// Plans the clouds of a configuration.
    pub(super) fn new(articles: &[Arc<Article>], config: &Config) -> Self {
        let clouds = articles
            .par_iter()
            .map(|article| select::clouds(article, &config.clouds).0);
        let clouds: Vec<CloudSet> = clouds.collect();
        let plan = config.build.par_iter().map(|cloud| {
            let inside = |at: &usize| clouds[*at].contains(*cloud);
            let members: Vec<usize> = (0..articles.len()).filter(inside).collect();
            let own: Vec<&Article> = members.iter().map(|at| &*articles[*at]).collect();
            let listing = Arc::new(lists::arrange(&own, config.urls));
            let routes = route::assign(own.into_iter(), config.urls);
            let mut urls = vec![None; articles.len()];
            for (at, url) in members.iter().zip(&routes.urls) {
                urls[*at] = Some(url.clone());
            }
            CloudPlan {
                cloud: *cloud,
                routes,
                urls,
                listing,
                guides: guide::find(articles, &members),
                members,
            }
        });
        let plan: Vec<CloudPlan> = plan.collect();
        Self {
            taken: taken(&plan),
            clouds: plan,
            by_path: articles
                .iter()
                .enumerate()
                .map(|(at, article)| (article.path.clone(), at))
                .collect(),
            duplicates: duplicates(articles),
            homeless: clouds.iter().filter(|set| set.is_empty()).count(),
            ids: ids(articles),
            topics: topics(articles),
        }
    }

    /// The articles that bear an id, in order of path.
    pub(super) fn of_id(&self, id: &str) -> &[usize] {
        self.ids.get(&id.to_lowercase()).map_or(&[], Vec::as_slice)
    }

    /// The articles that name a support topic, in the order of lists.
    pub(super) fn of_topic(&self, topic: &str) -> &[usize] {
        let topic = topic.to_lowercase();
        self.topics.get(&topic).map_or(&[], Vec::as_slice)
    }
}

fn ids(articles: &[Arc<Article>]) -> HashMap<String, Vec<usize>> {
    let mut ids: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, article) in articles.iter().enumerate() {
        ids.entry(article.id.to_lowercase()).or_default().push(at);
    }
    ids
}

fn topics(articles: &[Arc<Article>]) -> BTreeMap<String, Vec<usize>> {
    let mut topics: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, article) in articles.iter().enumerate() {
        for topic in list(article.get(Property::SupportTopicIds)) {
            let named = topics.entry(topic.to_lowercase()).or_default();
            // An article may name a topic twice.
            if named.last() != Some(&at) {
                named.push(at);
            }
        }
    }
    for named in topics.values_mut() {
        named.sort_by(|a, b| lists::order(&articles[*a], &articles[*b]));
    }
    topics
}

/// Ids compare without case.
fn duplicates(articles: &[Arc<Article>]) -> HashMap<usize, usize> {
    let mut first: HashMap<String, usize> = HashMap::new();
    let mut duplicates = HashMap::new();
    for (at, article) in articles.iter().enumerate() {
        let earlier = *first.entry(article.id.to_lowercase()).or_insert(at);
        if earlier != at {
            duplicates.insert(at, earlier);
        }
    }
    duplicates
}

fn taken(plan: &[CloudPlan]) -> HashMap<usize, Taken> {
    let mut taken = HashMap::new();
    for cloud in plan {
        for Collision {
            member,
            wanted,
            given,
        } in &cloud.routes.collisions
        {
            let found = taken
                .entry(cloud.members[*member])
                .or_insert_with(|| Taken {
                    clouds: CloudSet::EMPTY,
                    wanted: wanted.clone(),
                    given: given.clone(),
                });
            found.clouds = found.clouds.with(cloud.cloud);
        }
    }
    taken
}
