//! Which articles answer a request, best first: the rules that the handbook states and `find.js` follows.

use super::routes::{By, plain};
use crate::article::{Article, Kind, list};
use crate::property::Property;
use crate::site::{Entry, Site};
use rayon::prelude::*;

/// What is known of a case.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Keys, all of which the article has to have. A product in it is not a key but chooses, unless it is the only one.
    pub keys: Vec<(By, String)>,
    /// Tags of the resource.
    pub tags: Vec<String>,
    /// The only kind that is wanted.
    pub kind: Option<Kind>,
}

/// The place of every entry, in the order in which equally good articles stand: by `displayOrder` (what is no number
/// goes last), title, id and address.
pub fn order(site: &Site) -> Vec<usize> {
    let entries = &site.entries;
    let standings = entries.par_iter().map(|Entry { article, .. }| {
        let position = position(article.get(Property::DisplayOrder));
        (position, article.title.to_lowercase())
    });
    let standings: Vec<(i64, String)> = standings.collect();
    let rest = |at: usize| {
        let Entry { article, url, .. } = &entries[at];
        (&article.title, &article.id, url)
    };
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.par_sort_by(|a, b| {
        let alike = || rest(*a).cmp(&rest(*b));
        standings[*a].cmp(&standings[*b]).then_with(alike)
    });
    order
}

/// A whole number that compares as the number in a text does; what is no number is greater than all.
fn position(text: &str) -> i64 {
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
    // Adding zero makes one of the two zeros. Of negative numbers the bits ascend as the number falls.
    let bits = (number.unwrap_or(f64::INFINITY) + 0.0)
        .to_bits()
        .cast_signed();
    if bits < 0 { bits ^ i64::MAX } else { bits }
}

/// The articles of a site that answer a request, best first.
///
/// This goes through all articles and reads no shard: it is what a lookup by shards is held against.
pub fn find(site: &Site, request: &Request) -> Vec<usize> {
    let mut ranked: Vec<(usize, Fit)> = order(site)
        .into_iter()
        .filter_map(|at| Some((at, fit(&site.entries[at].article, request)?)))
        .collect();
    // Stable: among equally good ones the order stays.
    ranked.sort_by_key(|(_, fit)| std::cmp::Reverse(*fit));
    ranked.into_iter().map(|(at, _)| at).collect()
}

/// How well an article fits: whether it names the product, and how many of the tags.
type Fit = (bool, usize);

/// How well an article fits a request; `None` where it does not.
fn fit(article: &Article, request: &Request) -> Option<Fit> {
    if request.keys.is_empty() || request.kind.is_some_and(|kind| kind != article.kind) {
        return None;
    }
    let has = |by: By, key: &str| by.keys(article).any(|own| own == plain(key));
    let chooses = |by: By| by == By::Product && request.keys.len() > 1;
    let mut names_product = false;
    for (by, key) in &request.keys {
        let has = has(*by, key);
        let open = chooses(*by) && By::Product.keys(article).next().is_none();
        if !has && !open {
            return None;
        }
        names_product |= *by == By::Product && has;
    }
    let own: Vec<String> = list(article.get(Property::ResourceTags))
        .map(plain)
        .collect();
    let mut wanted: Vec<String> = request.tags.iter().map(|tag| plain(tag)).collect();
    wanted.sort();
    wanted.dedup();
    let shared = wanted.iter().filter(|tag| own.contains(tag)).count();
    let excludes = !wanted.is_empty() && !own.is_empty() && shared == 0;
    (!excludes).then_some((names_product, shared))
}
