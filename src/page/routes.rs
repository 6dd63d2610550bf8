//! `routes/`: articles by support topic, product, scenario, symptom and id, so that a lookup reads two small files.
//!
//! Each kind of key has shards of its own, as many as its articles need, and a key says which one holds it. A shard
//! holds each of its articles once. What is too much for one file goes on in the next.

use super::Pages;
use super::catalog::{Address, Listed, display_order};
use super::json::json;
use crate::article::{Article, list};
use crate::property::Property;
use crate::site::{Entry, Site};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// About how many bytes a shard should hold at most; lists of one key may need more.
const AIM: usize = 64 << 10;
/// The most bytes that a file holds. Compressed it is a third of that at worst.
const MOST: usize = 96 << 10;
/// The bytes of an article beside its texts: quotes, commas, names of properties.
const AROUND: usize = 80;
/// The bytes of a key beside its text.
const AROUND_KEY: usize = 12;
/// The bytes of the place of an article in the list of a key.
const AROUND_PLACE: usize = 5;

/// What articles are found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// `supportTopicIds`
    Topic,
    /// `productPesIds`
    Product,
    /// `diagnosticScenario`
    Scenario,
    /// `symptomID`
    Symptom,
    /// `articleId`, or the file's stem
    Article,
}

impl By {
    /// All of them.
    pub const ALL: [By; 5] = [
        By::Topic,
        By::Product,
        By::Scenario,
        By::Symptom,
        By::Article,
    ];

    /// Its name, which is the folder of its shards.
    pub fn as_str(self) -> &'static str {
        match self {
            By::Topic => "topic",
            By::Product => "product",
            By::Scenario => "scenario",
            By::Symptom => "symptom",
            By::Article => "article",
        }
    }

    /// The keys that an article is found by, as they compare.
    pub fn keys(self, article: &Article) -> impl Iterator<Item = String> + '_ {
        let listed = |property| (None, article.get(property));
        let (whole, listed) = match self {
            By::Topic => listed(Property::SupportTopicIds),
            By::Product => listed(Property::ProductPesIds),
            By::Scenario => listed(Property::DiagnosticScenario),
            By::Symptom => listed(Property::SymptomId),
            By::Article => (Some(article.id.as_str()), ""),
        };
        whole.into_iter().chain(list(listed)).map(plain)
    }
}

/// A key as keys compare: without white space around it, and without ASCII case.
pub fn plain(key: &str) -> String {
    key.trim_matches(|c: char| c.is_ascii_whitespace())
        .to_ascii_lowercase()
}

/// The shard that holds a key, of so many: FNV-1a with 32 bits over the bytes of the key as keys compare.
///
/// The handbook and `find.js` have the same function, and a table of keys holds all three to it.
pub fn shard(key: &str, shards: u32) -> u32 {
    let step = |hash: u32, byte: &u8| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    key.as_bytes().iter().fold(0x811c_9dc5, step) % shards
}

/// A file of a shard. Articles are meant by their place among the entries of the site.
#[derive(Debug, Default)]
pub struct Part {
    /// Key → places of its articles in `articles`, in the order of [`order`](super::choose::order).
    keys: BTreeMap<String, Vec<usize>>,
    /// Key → the file in which its articles go on, or begin.
    next: BTreeMap<String, String>,
    articles: Vec<usize>,
}

/// The files of `routes/`, their places in it and what they are made of.
#[derive(Debug)]
pub struct Routes {
    /// How many shards there are; none of what no article has.
    shards: BTreeMap<By, u32>,
    /// The shards, by the name of their file.
    pub parts: Vec<(String, Part)>,
}

impl Routes {
    /// Lays out the shards of a site.
    pub fn new(site: &Site) -> Self {
        let order = super::choose::order(site);
        let sizes: Vec<usize> = site
            .entries
            .par_iter()
            .map(|entry| size(&entry.article, entry.url.as_str()))
            .collect();
        let tables = By::ALL.into_par_iter().map(|by| {
            let mut found: HashMap<String, Vec<usize>> = HashMap::new();
            for at in &order {
                for key in by.keys(&site.entries[*at].article) {
                    let articles = found.entry(key).or_default();
                    if articles.last() != Some(at) {
                        articles.push(*at);
                    }
                }
            }
            // In no order: a shard puts its keys in order itself.
            (by, table(by, found.into_iter().collect(), &sizes))
        });
        let tables: Vec<(By, Table)> = tables.collect();
        let shards = tables.iter().map(|(by, table)| (*by, table.shards));
        Self {
            shards: shards.filter(|(_, shards)| *shards > 0).collect(),
            parts: tables
                .into_iter()
                .flat_map(|(_, table)| table.parts)
                .collect(),
        }
    }
}

/// The shards of one kind of key.
struct Table {
    shards: u32,
    parts: Vec<(String, Part)>,
}

fn table(by: By, found: Vec<(String, Vec<usize>)>, sizes: &[usize]) -> Table {
    if found.is_empty() {
        return Table {
            shards: 0,
            parts: Vec::new(),
        };
    }
    let articles = found
        .iter()
        .flat_map(|(_, of_key)| of_key)
        .map(|at| sizes[*at]);
    let keys = found.iter().map(|(key, _)| key.len() + AROUND_KEY);
    let all: usize = articles.chain(keys).sum();
    let shards = u32::try_from(all.div_ceil(AIM).next_power_of_two()).unwrap_or(1 << 31);
    let mut sorted: Vec<Vec<(String, Vec<usize>)>> = vec![Vec::new(); shards as usize];
    for (key, articles) in found {
        sorted[shard(&key, shards) as usize].push((key, articles));
    }
    let parts = sorted.into_iter().enumerate().flat_map(|(number, keys)| {
        let name = move |part: usize| match part {
            0 => format!("{number}.json"),
            part => format!("{number}-{part}.json"),
        };
        let parts = split(keys, sizes, name).into_iter().enumerate();
        parts.map(move |(at, part)| (format!("{}/{}", by.as_str(), name(at)), part))
    });
    Table {
        shards,
        parts: parts.collect(),
    }
}

/// The files of a shard. The first one knows of every key.
fn split(
    mut keys: Vec<(String, Vec<usize>)>,
    sizes: &[usize],
    name: impl Fn(usize) -> String,
) -> Vec<Part> {
    // Short lists first, so that all but the longest stand whole in the first file.
    keys.sort_by(|(a, of_a), (b, of_b)| (of_a.len(), a).cmp(&(of_b.len(), b)));
    let mut parts = vec![Part::default()];
    let mut size: usize = keys.iter().map(|(key, _)| key.len() + AROUND_KEY).sum();
    let mut places: HashMap<usize, usize> = HashMap::new();
    for (key, articles) in keys {
        let mut before = 0;
        let mut own = Vec::with_capacity(articles.len());
        for at in articles {
            let more = |places: &HashMap<usize, usize>| match places.contains_key(&at) {
                true => AROUND_PLACE,
                false => AROUND_PLACE + sizes[at],
            };
            if size + more(&places) > MOST && !places.is_empty() {
                if !own.is_empty() {
                    parts[before]
                        .keys
                        .insert(key.clone(), std::mem::take(&mut own));
                }
                parts.push(Part::default());
                (size, places) = (0, HashMap::new());
            }
            size += more(&places);
            let last = parts.len() - 1;
            if last > before {
                parts[before].next.insert(key.clone(), name(last));
                before = last;
            }
            let part = &mut parts[last];
            own.push(*places.entry(at).or_insert_with(|| {
                part.articles.push(at);
                part.articles.len() - 1
            }));
        }
        parts[before].keys.insert(key, own);
    }
    parts
}

/// About how many bytes an article takes in a shard.
fn size(article: &Article, url: &str) -> usize {
    let texts = [
        article.id.as_str(),
        url,
        &article.title,
        article.get(Property::ProductPesIds),
        article.get(Property::ResourceTags),
    ];
    AROUND + texts.iter().map(|text| text.len()).sum::<usize>()
}

#[derive(Serialize)]
struct Index<'a> {
    format: u32,
    cloud: &'a str,
    shards: BTreeMap<&'static str, u32>,
}

#[derive(Serialize)]
struct Shard<'a> {
    format: u32,
    keys: &'a BTreeMap<String, Vec<usize>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    next: &'a BTreeMap<String, String>,
    articles: Vec<Route<'a>>,
}

/// What is needed to choose an article and to show that it was found. What it does not have is left out.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Route<'a> {
    id: &'a str,
    url: Address<'a>,
    title: &'a str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Listed::is_empty")]
    products: Listed<'a>,
    #[serde(skip_serializing_if = "Listed::is_empty")]
    tags: Listed<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    display_order: Option<serde_json::Number>,
}

impl Pages<'_> {
    /// `routes/index.json`.
    pub fn routes_index(&self, routes: &Routes) -> Vec<u8> {
        let shards = routes.shards.iter();
        json(
            &Index {
                format: 1,
                cloud: &self.cloud().name,
                shards: shards.map(|(by, shards)| (by.as_str(), *shards)).collect(),
            },
            256,
        )
    }

    /// A file of a shard that was laid out for this site.
    pub fn routes_part(&self, part: &Part) -> Vec<u8> {
        json(
            &Shard {
                format: 1,
                keys: &part.keys,
                next: &part.next,
                articles: part
                    .articles
                    .iter()
                    .map(|at| route(self.entry(*at)))
                    .collect(),
            },
            MOST,
        )
    }
}

fn route(entry: &Entry) -> Route<'_> {
    let article = &*entry.article;
    Route {
        id: &article.id,
        url: Address(&entry.url),
        title: &article.title,
        kind: article.kind.as_str(),
        products: Listed(article.get(Property::ProductPesIds)),
        tags: Listed(article.get(Property::ResourceTags)),
        display_order: display_order(article),
    }
}
