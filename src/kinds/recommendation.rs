//! `advisorRecommendationMetadata`: what an adviser recommends, and how it is done.

use super::schema::Schema;
use super::{PartId, Parts, Rest, Role, Shape, blade, compact, entries, text};
use crate::json::Json;

/// A recommendation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recommendation {
    /// What gets better: `Cost`, `HighAvailability` …
    pub category: String,
    /// How much: `High`, `Medium`, `Low`.
    pub impact: String,
    /// Whether it is given at all.
    pub disabled: bool,
    /// The product; may be empty.
    pub product: String,
    /// The type of resource that it is for; may be empty.
    pub resource: String,
    /// The languages that it is about.
    pub languages: Vec<String>,
    /// What is recommended, as a heading.
    pub label: Option<PartId>,
    /// What is recommended.
    pub description: Option<PartId>,
    /// Why.
    pub long: Option<PartId>,
    /// What is gained.
    pub benefits: Option<PartId>,
    /// How savings are counted.
    pub savings: Option<PartId>,
    /// A word of advice.
    pub tip: Option<PartId>,
    /// A page about it.
    pub learn: Option<PartId>,
    /// What can be done.
    pub actions: Vec<Action>,
    /// Where the resource is seen.
    pub place: Option<Action>,
    /// What is shown of each resource.
    pub columns: Vec<Column>,
}

/// Something that can be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What is done.
    pub description: Option<PartId>,
    /// Where.
    pub to: Option<PartId>,
    /// When it is offered; may be empty.
    pub condition: String,
}

/// A column of the table of resources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The value: `{name}`.
    pub value: Option<PartId>,
    /// The head; its name where there is none.
    pub title: String,
}

/// The keys that are shown.
const SHOWN: [&str; 18] = [
    "$schema",
    "recommendationCategory",
    "recommendationImpact",
    "recommendationMetadataState",
    "recommendationOfferingName",
    "recommendationResourceType",
    "supportedSDKLanguages",
    "displayLabel",
    "description",
    "longDescription",
    "potentialBenefits",
    "costSavingInfo",
    "tip",
    "learnMoreLink",
    "actions",
    "additionalColumns",
    "resourceMetadata",
    "version",
];

pub(super) fn read(body: &Json, schema: &Schema, parts: &mut Parts) -> (Shape, Rest) {
    let mut rest = Vec::new();
    let actions = entries(body, "actions").iter();
    let actions = actions.map(|json| action(json, parts, &mut rest)).collect();
    let place = body
        .get("resourceMetadata")
        .and_then(|json| json.get("action"));
    let place = place.filter(|json| !json.members().is_empty());
    let place = place.map(|json| action(json, parts, &mut rest));
    let columns = entries(body, "additionalColumns").iter();
    let columns = columns.map(|json| {
        let (name, title) = (text(json, "name"), text(json, "title"));
        Column {
            title: if title.is_empty() {
                name.clone()
            } else {
                title
            },
            value: parts.text(Role::Template, format!("{{{name}}}"), json.span.clone()),
        }
    });
    let columns = columns.collect();
    let languages = entries(body, "supportedSDKLanguages").iter();
    let mut template = |key| parts.add(Role::Template, body.get(key));
    let recommendation = Recommendation {
        category: text(body, "recommendationCategory"),
        impact: text(body, "recommendationImpact"),
        disabled: text(body, "recommendationMetadataState").eq_ignore_ascii_case("disabled"),
        product: text(body, "recommendationOfferingName"),
        resource: text(body, "recommendationResourceType"),
        languages: languages.map(|json| json.text().to_owned()).collect(),
        label: template("displayLabel"),
        description: template("description"),
        long: template("longDescription"),
        benefits: template("potentialBenefits"),
        savings: template("costSavingInfo"),
        tip: template("tip"),
        learn: parts.add(Role::Address, body.get("learnMoreLink")),
        actions,
        place,
        columns,
    };
    let rest = Rest::of(body, &SHOWN).public(schema).with(rest);
    (Shape::Recommendation(Box::new(recommendation)), rest)
}

fn action(json: &Json, parts: &mut Parts, rest: &mut Vec<(String, Rest)>) -> Action {
    let mut shown = vec!["description", "actionType", "condition"];
    let description = parts.add(Role::Template, json.get("description"));
    let document = json.get("documentLink");
    let is_document = text(json, "actionType").eq_ignore_ascii_case("document");
    let (extension, name) = (text(json, "extensionName"), text(json, "bladeName"));
    let to = if is_document || extension.is_empty() {
        shown.push("documentLink");
        parts.add(Role::Address, document)
    } else {
        shown.extend(["extensionName", "bladeName", "metadata"]);
        let told = json.get("metadata").map_or(&[][..], Json::members).iter();
        let told = told.map(|member| (member.key.clone(), compact(&member.value)));
        let told: Vec<(String, String)> = told.collect();
        let at = json.get("bladeName").unwrap_or(json).span.clone();
        parts.text(Role::Address, blade(&extension, &name, &told), at)
    };
    let title = text(json, "description");
    let title = if title.is_empty() {
        text(json, "bladeName")
    } else {
        title
    };
    rest.push((title, Rest::of(json, &shown)));
    Action {
        description,
        to,
        condition: text(json, "condition"),
    }
}
