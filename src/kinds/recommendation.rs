//! `advisorRecommendationMetadata`: what an adviser recommends, and how it is done.

use super::rest::Shows;
use super::{PartId, Parts, Role, Shape, blade, compact, entries, text};
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

pub(super) const SHOWS: Shows = Shows {
    paths: &[
        "$schema",
        "recommendationCategory",
        "recommendationImpact",
        "recommendationOfferingName",
        "recommendationResourceType",
        "supportedSDKLanguages[]",
        "displayLabel",
        "description",
        "longDescription",
        "potentialBenefits",
        "costSavingInfo",
        "tip",
        "learnMoreLink",
        "additionalColumns[].name",
        "additionalColumns[].title",
        "actions[].description",
        "actions[].condition",
        "actions[].documentLink",
        "actions[].extensionName",
        "actions[].bladeName",
        "actions[].metadata",
        "resourceMetadata.action.description",
        "resourceMetadata.action.condition",
        "resourceMetadata.action.documentLink",
        "resourceMetadata.action.extensionName",
        "resourceMetadata.action.bladeName",
        "resourceMetadata.action.metadata",
    ],
    // An action leads to a blade or to a page, not to both.
    unless: |path, action| match path.rsplit('.').next() {
        Some("documentLink") => is_blade(action),
        Some("extensionName" | "bladeName" | "metadata") => !is_blade(action),
        _ => false,
    },
};

fn is_blade(action: &Json) -> bool {
    let is_document = text(action, "actionType").eq_ignore_ascii_case("document");
    !is_document && !text(action, "extensionName").is_empty()
}

pub(super) fn read(body: &Json, parts: &mut Parts) -> Shape {
    let actions = entries(body, "actions").iter();
    let actions = actions.map(|json| action(json, parts)).collect();
    let place = body
        .get("resourceMetadata")
        .and_then(|json| json.get("action"));
    let place = place.filter(|json| !json.members().is_empty());
    let place = place.map(|json| action(json, parts));
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
    Shape::Recommendation(Box::new(recommendation))
}

fn action(json: &Json, parts: &mut Parts) -> Action {
    let description = parts.add(Role::Template, json.get("description"));
    let to = if is_blade(json) {
        let told = json.get("metadata").map_or(&[][..], Json::members).iter();
        let told = told.map(|member| (member.key.clone(), compact(&member.value)));
        let told: Vec<(String, String)> = told.collect();
        let (extension, name) = (text(json, "extensionName"), text(json, "bladeName"));
        let at = json.get("bladeName").unwrap_or(json).span.clone();
        parts.text(Role::Address, blade(&extension, &name, &told), at)
    } else {
        parts.add(Role::Address, json.get("documentLink"))
    };
    Action {
        description,
        to,
        condition: text(json, "condition"),
    }
}
