//! `supportTopicDescription`: a product, and the topics that its customers choose among.

use super::rest::Shows;
use super::{PartId, Parts, Role, Shape, entries, text, words};
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

pub(super) const SHOWS: Shows = Shows {
    paths: &[
        "$schema",
        "shortDescription",
        "longDescription",
        "productLink1",
        "productLinkName1",
        "productLink2",
        "productLinkName2",
        "productLink3",
        "productLinkName3",
        "supportTopics[].id",
        "supportTopics[].shortDescription",
        "supportTopics[].longDescription",
        "supportTopics[].category",
        "supportTopics[].searchTags",
        "supportTopics[].useInDiagnoseAndSolve",
    ],
    // A name is shown for its address; a whole link has one of its own.
    unless: |path, object| {
        if path.ends_with("useInDiagnoseAndSolve") {
            let said = text(object, "useInDiagnoseAndSolve").to_ascii_lowercase();
            return !["", "true", "false"].contains(&said.as_str());
        }
        let number = path.strip_prefix("productLinkName");
        let address = number.map(|number| text(object, &format!("productLink{number}")));
        address.is_some_and(|address| address.is_empty() || address.starts_with('<'))
    },
};

pub(super) fn read(body: &Json, parts: &mut Parts) -> Shape {
    let links = (1..=3).filter_map(|number| {
        let address = body.get(&format!("productLink{number}"));
        let is_markup = address.is_some_and(|link| link.text().starts_with('<'));
        let role = if is_markup { Role::Rich } else { Role::Address };
        Some(ProductLink {
            to: parts.add(role, address)?,
            name: text(body, &format!("productLinkName{number}")),
            is_markup,
        })
    });
    let links = links.collect();
    let topics = entries(body, "supportTopics").iter();
    Shape::Topics(Topics {
        short: text(body, "shortDescription"),
        long: text(body, "longDescription"),
        topics: topics.map(|json| topic(json, parts)).collect(),
        links,
    })
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
