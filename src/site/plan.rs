//! What of a site depends on many articles: which are in a cloud, where they stand, how they are listed.
//!
//! It is made of few facts of each article, so most edits leave it as it is.

use super::lists;
use super::route::{Collision, Style, Wanted};
use super::select;
use super::tree::{Planner, Tree};
use crate::article::{Article, list};
use crate::cloud::CloudSet;
use crate::config::{Config, LanguageId};
use crate::memo::{Key, KeyOf};
use crate::path::{ContentPath, UrlPath};
use crate::property::Property;
use crate::source::Asset;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The plan of all clouds. Articles are meant by their place in the list of all.
pub(super) struct Plan {
    /// For each cloud that is built, in that order, one for each language, the default one first.
    pub(super) trees: Arc<[Tree]>,
    /// Of each article: its language.
    pub(super) languages: Arc<[LanguageId]>,
    /// Of each article: the clouds that it names.
    pub(super) clouds: Vec<CloudSet>,
    /// Path → article.
    pub(super) by_path: HashMap<ContentPath, usize>,
    /// Article whose id another had before → that one.
    pub(super) duplicates: HashMap<usize, usize>,
    /// Article whose address was taken → where.
    pub(super) taken: HashMap<usize, Taken>,
    /// How many articles are in no cloud.
    pub(super) homeless: usize,
    /// Id without case → the articles of the default language that bear it, in order of path.
    ids: HashMap<String, Vec<usize>>,
    /// Support topic without case → the articles of the default language that name it, in the order of lists.
    topics: BTreeMap<String, Vec<usize>>,
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
        let languages: Arc<[LanguageId]> = articles
            .iter()
            .map(|article| config.language_of(&article.path))
            .collect();
        let style = Style::of(config);
        let wanted = articles.par_iter().map(|article| style.wanted(article));
        let wanted: Vec<Wanted> = wanted.collect();
        let titled = articles
            .iter()
            .map(|article| (&**article, article.title.as_str()));
        let ranks = lists::ranks(&titled.collect::<Vec<_>>());
        let planner = Planner {
            articles,
            config,
            wanted: &wanted,
            ranks: &ranks,
            clouds: &clouds,
            languages: &languages,
        };
        let build = config.build.par_iter();
        let paths = articles.iter().enumerate();
        let paths = paths.map(|(at, article)| (article.path.clone(), at));
        let originals: Vec<usize> = (0..articles.len())
            .filter(|at| languages[*at].is_default())
            .collect();
        let (trees, (by_path, duplicates, (ids, topics))) = rayon::join(
            || -> Arc<[Tree]> { build.flat_map_iter(|cloud| planner.trees(*cloud)).collect() },
            || {
                let found = (
                    ids(articles, &originals),
                    topics(articles, &originals, &ranks),
                );
                (paths.collect(), duplicates(articles, &languages), found)
            },
        );
        let mut plan = Self {
            taken: taken(&trees),
            trees,
            by_path,
            duplicates,
            homeless: 0,
            ids,
            topics,
            languages,
            clouds,
        };
        let nowhere = (0..articles.len()).filter(|at| plan.clouds_of(articles, *at).is_empty());
        plan.homeless = nowhere.count();
        plan
    }

    /// The clouds that an article is published to: those that it names and, for a translation, an original of it as well.
    pub(super) fn clouds_of(&self, articles: &[Arc<Article>], at: usize) -> CloudSet {
        let own = self.clouds[at];
        if self.languages[at].is_default() {
            return own;
        }
        let originals = self.of_id(&articles[at].id).iter();
        originals.fold(CloudSet::EMPTY, |set, original| {
            set.union(own.intersection(self.clouds[*original]))
        })
    }

    /// The article that a translation is held against: the first of the default language with its id.
    pub(super) fn original(&self, articles: &[Arc<Article>], at: usize) -> Option<usize> {
        let is_original = self.languages[at].is_default();
        let found = self.of_id(&articles[at].id).first().copied();
        found.filter(|_| !is_original)
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

fn ids(articles: &[Arc<Article>], originals: &[usize]) -> HashMap<String, Vec<usize>> {
    let mut ids: HashMap<String, Vec<usize>> = HashMap::new();
    for at in originals {
        let id = articles[*at].id.to_lowercase();
        ids.entry(id).or_default().push(*at);
    }
    ids
}

fn topics(
    articles: &[Arc<Article>],
    originals: &[usize],
    ranks: &[usize],
) -> BTreeMap<String, Vec<usize>> {
    let mut topics: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for at in originals {
        for topic in list(articles[*at].get(Property::SupportTopicIds)) {
            let named = topics.entry(topic.to_lowercase()).or_default();
            // An article may name a topic twice.
            if named.last() != Some(at) {
                named.push(*at);
            }
        }
    }
    for named in topics.values_mut() {
        named.sort_by_key(|at| ranks[*at]);
    }
    topics
}

/// Ids compare without case, and are apart in each language.
fn duplicates(articles: &[Arc<Article>], languages: &[LanguageId]) -> HashMap<usize, usize> {
    let mut first: HashMap<(LanguageId, String), usize> = HashMap::new();
    let mut duplicates = HashMap::new();
    for (at, article) in articles.iter().enumerate() {
        let id = (languages[at], article.id.to_lowercase());
        let earlier = *first.entry(id).or_insert(at);
        if earlier != at {
            duplicates.insert(at, earlier);
        }
    }
    duplicates
}

fn taken(trees: &[Tree]) -> HashMap<usize, Taken> {
    let mut taken = HashMap::new();
    for tree in trees {
        for Collision {
            member,
            wanted,
            given,
        } in &tree.routes.collisions
        {
            let found = taken.entry(tree.members[*member]).or_insert_with(|| Taken {
                clouds: CloudSet::EMPTY,
                wanted: wanted.clone(),
                given: given.clone(),
            });
            found.clouds = found.clouds.with(tree.cloud);
        }
    }
    taken
}
