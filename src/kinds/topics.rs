//! `supportTopicDescription`: a product, and the topics that its customers choose among.

use super::{PartId, Parts, Rest, Role, Shape, entries, text, words};
use crate::json::Json;

/// A product and its support topics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topics {
    /// The product in a sentence; may be empty.
    pub short: String,
    /// The product at length; may be empty.
    pub long: String,
    /// Pages about it.
    pub links: Vec<ProductLink>,
    /// The topics, in the order of the file.
    pub topics: Vec<Topic>,
}

/// A page about a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductLink {
    /// What it is called; empty where the author gave no name.
    pub name: String,
    /// Its address, or the whole link as HTML.
    pub to: PartId,
    /// Whether the author wrote a whole link.
    pub is_markup: bool,
}

/// A support topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its id.
    pub id: String,
    /// The articles that name it; `None` without an id.
    pub articles: Option<PartId>,
    /// The topic in a sentence; may be empty.
    pub short: String,
    /// The topic at length; may be empty.
    pub long: String,
    /// Where it stands; may be empty.
    pub category: String,
    /// Words that it is found by.
    pub tags: Vec<String>,
    /// Whether hosts offer it under "Diagnose and solve".
    pub offered: bool,
}

pub(super) fn read(body: &Json, parts: &mut Parts) -> (Shape, Rest) {
    let mut links = Vec::new();
    let mut shown: Vec<String> = Vec::new();
    for number in 1..=3 {
        let (address, name) = (
            format!("productLink{number}"),
            format!("productLinkName{number}"),
        );
        let is_markup = body
            .get(&address)
            .is_some_and(|link| link.text().starts_with('<'));
        let role = if is_markup { Role::Rich } else { Role::Address };
        if let Some(to) = parts.add(role, body.get(&address)) {
            links.push(ProductLink {
                name: text(body, &name),
                to,
                is_markup,
            });
            shown.extend([address, name]);
        }
    }
    let mut shown: Vec<&str> = shown.iter().map(String::as_str).collect();
    shown.extend([
        "$schema",
        "shortDescription",
        "longDescription",
        "supportTopics",
    ]);
    let mut rest = Vec::new();
    let topics = entries(body, "supportTopics").iter().map(|json| {
        let topic = topic(json, parts);
        let shown = [
            "id",
            "shortDescription",
            "longDescription",
            "category",
            "searchTags",
            "useInDiagnoseAndSolve",
        ];
        rest.push((topic.id.clone(), Rest::of(json, &shown)));
        topic
    });
    let topics = Topics {
        short: text(body, "shortDescription"),
        long: text(body, "longDescription"),
        topics: topics.collect(),
        links,
    };
    (Shape::Topics(topics), Rest::of(body, &shown).with(rest))
}

fn topic(json: &Json, parts: &mut Parts) -> Topic {
    Topic {
        id: text(json, "id"),
        articles: parts.add(Role::Topic, json.get("id")),
        short: text(json, "shortDescription"),
        long: text(json, "longDescription"),
        category: text(json, "category"),
        tags: words(json, "searchTags"),
        offered: json.get("useInDiagnoseAndSolve").is_some_and(Json::is_true),
    }
}
