//! `catalog.json`: what a site holds, for hosts.

use crate::article::{Article, Slot, list};
use crate::path::UrlPath;
use crate::property::Property;
use crate::site::Entry;
use serde::{Serialize, Serializer};
use std::collections::HashMap;

#[derive(Serialize)]
pub(super) struct Catalog<'a, Articles: Serialize> {
    pub(super) format: u32,
    pub(super) cloud: &'a str,
    pub(super) articles: Articles,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CatalogEntry<'a> {
    id: &'a str,
    url: Address<'a>,
    source: &'a str,
    kind: &'static str,
    title: &'a str,
    description: &'a str,
    service: &'a str,
    resource: &'a str,
    display_order: Option<serde_json::Number>,
    support_topic_ids: Listed<'a>,
    product_pes_ids: Listed<'a>,
    resource_tags: Listed<'a>,
    diagnostic_scenario: &'a str,
    slots: Vec<CatalogSlot<'a>>,
    regions: Vec<&'static str>,
    /// Only where the site has several languages.
    #[serde(skip_serializing_if = "Option::is_none")]
    translations: Option<Vec<Translation<'a>>>,
}

/// An article in another language.
#[derive(Serialize)]
pub(super) struct Translation<'a> {
    pub(super) language: &'a str,
    pub(super) url: Address<'a>,
    pub(super) source: &'a str,
    pub(super) title: &'a str,
    pub(super) description: &'a str,
}

/// An address as hosts are told it: from the root of the tree, with a `/`.
pub(super) struct Address<'a>(pub(super) &'a UrlPath);

impl Serialize for Address<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("/{}", self.0))
    }
}

/// The entries of a property that is a list.
pub(super) struct Listed<'a>(pub(super) &'a str);

impl Listed<'_> {
    pub(super) fn is_empty(&self) -> bool {
        list(self.0).next().is_none()
    }
}

impl Serialize for Listed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(list(self.0))
    }
}

#[derive(Serialize)]
pub(super) struct CatalogSlot<'a> {
    name: &'a str,
    default: &'a str,
    kind: &'static str,
    block: bool,
    count: usize,
}

pub(super) fn entry<'a>(
    entry: &'a Entry,
    translations: Option<Vec<Translation<'a>>>,
) -> CatalogEntry<'a> {
    let article = &*entry.article;
    let mut regions: Vec<&str> = Vec::new();
    for region in &article.body().marked.opened {
        if !regions.contains(&region.as_str()) {
            regions.push(region.as_str());
        }
    }
    CatalogEntry {
        id: &article.id,
        url: Address(&entry.url),
        source: article.path.as_str(),
        kind: article.kind.as_str(),
        title: &article.title,
        description: article.get(Property::Description),
        service: article.get(Property::Service),
        resource: article.get(Property::Resource),
        display_order: display_order(article),
        support_topic_ids: Listed(article.get(Property::SupportTopicIds)),
        product_pes_ids: Listed(article.get(Property::ProductPesIds)),
        resource_tags: Listed(article.get(Property::ResourceTags)),
        diagnostic_scenario: article.get(Property::DiagnosticScenario),
        slots: slots(article),
        regions,
        translations,
    }
}

/// `displayOrder`, where it is a number.
pub(super) fn display_order(article: &Article) -> Option<serde_json::Number> {
    let order = article.get(Property::DisplayOrder);
    let whole = order.parse::<i64>().ok().map(serde_json::Number::from);
    let broken = || serde_json::Number::from_f64(order.parse::<f64>().ok()?);
    whole.or_else(broken)
}

/// The slots of an article, each once, in order of appearance; the first spelling names it.
pub(super) fn slots(article: &Article) -> Vec<CatalogSlot<'_>> {
    let mut found: Vec<CatalogSlot<'_>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for slot in article.body().marked.slots.iter().filter(|slot| slot.shown) {
        let Slot {
            name,
            default,
            kind,
            block,
            ..
        } = slot;
        let at = *places.entry(crate::value::key(name)).or_insert(found.len());
        match found.get_mut(at) {
            Some(slot) => {
                slot.count += 1;
                slot.block |= *block;
            }
            None => found.push(CatalogSlot {
                name,
                default,
                kind: kind.as_str(),
                block: *block,
                count: 1,
            }),
        }
    }
    found
}
