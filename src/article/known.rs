//! What of an article is kept from one build to the next, so that most need not be parsed again.

use super::Article;
use crate::diagnostic::Finding;
use crate::memo::{Key, KeyOf};
use crate::property::Property;
use serde::{Deserialize, Serialize};

/// What parsing an article found out that its header does not say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// [`Article::facts`]
    facts: Key,
    /// [`Article::told`]
    told: Key,
    /// [`Article::title`]
    title: String,
    /// [`Article::findings`]
    findings: Vec<Finding>,
}

impl Known {
    /// What is known of an article.
    pub fn of(article: &Article) -> Self {
        Self {
            facts: article.facts,
            told: article.told,
            title: article.title.clone(),
            findings: article.findings.clone(),
        }
    }

    /// An article of which the header was read, as it was parsed.
    pub(super) fn complete(&self, article: Article) -> Article {
        let Self {
            facts,
            told,
            title,
            findings,
        } = self.clone();
        Article {
            facts,
            told,
            title,
            findings,
            ..article
        }
    }
}

/// The properties that say where an article stands, and what it is found by. A translation has them of its original.
pub const PLACING: [Property; 8] = [
    Property::Service,
    Property::Resource,
    Property::DisplayOrder,
    Property::SupportTopicIds,
    Property::ProductPesIds,
    Property::ResourceTags,
    Property::DiagnosticScenario,
    Property::SymptomId,
];

/// The properties that say in which clouds it may stand.
const CLOUDS: [Property; 2] = [Property::CloudEnvironments, Property::DisableClouds];

pub(super) fn facts(article: &Article) -> Key {
    let key = KeyOf::new("facts")
        .text(article.path.as_str())
        .text(&article.id)
        .text(article.kind.as_str())
        .text(&article.title);
    let key = PLACING.iter().chain(&CLOUDS).fold(key, |key, property| {
        let values = article.all(*property);
        let key = key.number(values.clone().count() as u64);
        values.fold(key, KeyOf::text)
    });
    let outline = &article.body().outline;
    let ids = outline.headings.iter().map(|heading| &heading.id);
    // What a part of a troubleshooter leads to is shown on its cover.
    let is_part = article.kind.is_troubleshooter();
    let links = outline
        .links
        .iter()
        .filter(|_| is_part)
        .map(|link| &link.address);
    ids.chain(&outline.anchors)
        .chain(links)
        .fold(key, |key, id| key.text(id))
        .key()
}

/// What lists, catalogues, the lookup and the search say of an article.
pub(super) fn told(article: &Article) -> Key {
    let key = KeyOf::new("told").number(article.facts);
    let properties = article.header.properties.iter();
    let key = properties.fold(key, |key, entry| {
        let name = entry.property.map_or("", Property::as_str);
        key.text(name).text(article.value(entry))
    });
    let body = article.body();
    let headings = body.outline.headings.iter();
    let key = headings.fold(key, |key, heading| {
        key.number(heading.level).text(&heading.text)
    });
    let regions = body.marked.opened.iter();
    let key = regions.fold(key, |key, region| key.text(region.as_str()));
    let slots = body.marked.slots.iter().filter(|slot| slot.shown);
    let key = slots.fold(key.text("slots"), |key, slot| {
        let key = key.text(&slot.name).text(&slot.default);
        key.text(slot.kind.as_str()).number(u8::from(slot.block))
    });
    key.key()
}
