//! `diagnoseAndSolve`: a menu of problems and tools.

use super::{PartId, Parts, Rest, Role, Shape, blade, entries, text, words};
use crate::json::Json;

/// How deep problems may be made of problems; deeper ones are in the rest.
const DEEPEST: usize = 4;

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

pub(super) fn read(body: &Json, parts: &mut Parts) -> (Shape, Rest) {
    let mut rest = Vec::new();
    let problems = entries(body, "commonProblems").iter();
    let problems = problems.map(|json| problem(json, 0, parts, &mut rest));
    let problems = problems.collect();
    let tools = entries(body, "troubleshootingTools").iter();
    let tools = tools.map(|json| tool(json, parts, &mut rest)).collect();
    let shown = ["$schema", "commonProblems", "troubleshootingTools"];
    let rest = Rest::of(body, &shown).with(rest);
    (Shape::Menu(Menu { problems, tools }), rest)
}

fn problem(
    json: &Json,
    depth: usize,
    parts: &mut Parts,
    rest: &mut Vec<(String, Rest)>,
) -> Problem {
    let mut shown = vec![
        "id",
        "title",
        "description",
        "category",
        "searchTags",
        "supportTopicId",
        "symptomId",
        "commonSolutionArticleId",
    ];
    if depth < DEEPEST {
        shown.push("subProblems");
    }
    let title = text(json, "title");
    rest.push((title.clone(), Rest::of(json, &shown)));
    let solution = parts
        .add(Role::Article, json.get("commonSolutionArticleId"))
        .or_else(|| parts.add(Role::Topic, json.get("supportTopicId")));
    let inner = entries(json, "subProblems").iter();
    let inner = inner.take_while(|_| depth < DEEPEST);
    Problem {
        inner: inner
            .map(|json| problem(json, depth + 1, parts, rest))
            .collect(),
        title,
        description: text(json, "description"),
        category: text(json, "category"),
        tags: words(json, "searchTags"),
        topic: text(json, "supportTopicId"),
        symptom: text(json, "symptomId"),
        solution,
    }
}

fn tool(json: &Json, parts: &mut Parts, rest: &mut Vec<(String, Rest)>) -> Tool {
    let title = text(json, "title");
    let mut shown = vec![
        "id",
        "title",
        "description",
        "category",
        "searchTags",
        "type",
    ];
    let link = json.get("bladeLink");
    let to = link.and_then(|link| {
        let parameters = entries(link, "parameters").iter();
        let parameters = parameters.map(|told| (text(told, "name"), text(told, "value")));
        let parameters: Vec<(String, String)> = parameters.collect();
        let (extension, name) = (text(link, "extensionName"), text(link, "bladeName"));
        if extension.is_empty() {
            return None;
        }
        shown.push("bladeLink");
        let address = blade(&extension, &name, &parameters);
        parts.text(Role::Address, address, link.span.clone())
    });
    rest.push((title.clone(), Rest::of(json, &shown)));
    Tool {
        title,
        description: text(json, "description"),
        category: text(json, "category"),
        tags: words(json, "searchTags"),
        to,
    }
}
