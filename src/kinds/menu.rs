//! `diagnoseAndSolve`: a menu of problems and tools.

use super::rest::Shows;
use super::{PartId, Parts, Role, Shape, blade, entries, text, words};
use crate::json::Json;

/// Problems and tools.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Menu {
    /// The problems, in the order of the file.
    pub problems: Vec<Problem>,
    /// The tools, in the order of the file.
    pub tools: Vec<Tool>,
}

/// A problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What it is called.
    pub title: String,
    /// What it is about; may be empty.
    pub description: String,
    /// Where it stands in the menu; may be empty.
    pub category: String,
    /// Words that it is found by.
    pub tags: Vec<String>,
    /// The support topic that it belongs to; may be empty.
    pub topic: String,
    /// The check that looks for it; may be empty.
    pub symptom: String,
    /// The article that solves it; without one, the articles that name its topic.
    pub solution: Option<PartId>,
    /// Problems that it is made of.
    pub inner: Vec<Problem>,
}

/// A tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tool {
    /// What it is called.
    pub title: String,
    /// What it does; may be empty.
    pub description: String,
    /// Where it stands in the menu; may be empty.
    pub category: String,
    /// Words that it is found by.
    pub tags: Vec<String>,
    /// Where in the portal it is.
    pub to: Option<PartId>,
}

pub(super) const SHOWS: Shows = Shows {
    paths: &[
        "$schema",
        "commonProblems[].title",
        "commonProblems[].description",
        "commonProblems[].category",
        "commonProblems[].searchTags",
        "commonProblems[].supportTopicId",
        "commonProblems[].symptomId",
        // An address, which goes where the link does.
        "commonProblems[].commonSolutionArticleId",
        "commonProblems[].subProblems[].title",
        "commonProblems[].subProblems[].description",
        "commonProblems[].subProblems[].searchTags",
        "commonProblems[].subProblems[].supportTopicId",
        "commonProblems[].subProblems[].symptomId",
        "commonProblems[].subProblems[].commonSolutionArticleId",
        "troubleshootingTools[].title",
        "troubleshootingTools[].description",
        "troubleshootingTools[].category",
        "troubleshootingTools[].searchTags",
        "troubleshootingTools[].bladeLink.extensionName",
        "troubleshootingTools[].bladeLink.bladeName",
        "troubleshootingTools[].bladeLink.parameters[].name",
        "troubleshootingTools[].bladeLink.parameters[].value",
    ],
    unless: |_, _| false,
};

pub(super) fn read(body: &Json, parts: &mut Parts) -> Shape {
    let problems = entries(body, "commonProblems").iter();
    let problems = problems.map(|json| problem(json, true, parts));
    let problems = problems.collect();
    let tools = entries(body, "troubleshootingTools").iter();
    let tools = tools.map(|json| tool(json, parts)).collect();
    Shape::Menu(Menu { problems, tools })
}

/// A problem; one that another is made of is made of no more.
fn problem(json: &Json, has_inner: bool, parts: &mut Parts) -> Problem {
    let solution = parts
        .add(Role::Article, json.get("commonSolutionArticleId"))
        .or_else(|| parts.add(Role::Topic, json.get("supportTopicId")));
    let inner = entries(json, "subProblems").iter().filter(|_| has_inner);
    Problem {
        inner: inner.map(|json| problem(json, false, parts)).collect(),
        title: text(json, "title"),
        description: text(json, "description"),
        category: text(json, "category"),
        tags: words(json, "searchTags"),
        topic: text(json, "supportTopicId"),
        symptom: text(json, "symptomId"),
        solution,
    }
}

fn tool(json: &Json, parts: &mut Parts) -> Tool {
    let link = json.get("bladeLink");
    let link = link.filter(|link| !text(link, "extensionName").is_empty());
    let to = link.and_then(|link| {
        let parameters = entries(link, "parameters").iter();
        let parameters = parameters.map(|told| (text(told, "name"), text(told, "value")));
        let parameters: Vec<(String, String)> = parameters.collect();
        let (extension, name) = (text(link, "extensionName"), text(link, "bladeName"));
        let address = blade(&extension, &name, &parameters);
        parts.text(Role::Address, address, link.span.clone())
    });
    Tool {
        title: text(json, "title"),
        description: text(json, "description"),
        category: text(json, "category"),
        tags: words(json, "searchTags"),
        to,
    }
}
