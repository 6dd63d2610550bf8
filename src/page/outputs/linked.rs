//! What the page of an article says of it as JSON-LD, in the words of <https://schema.org/>.

use super::prose::tree::{self, Node, push_text};
use super::script_json;
use crate::article::{RawTag, list, scan_tags};
use crate::page::{Pages, present};
use crate::property::Property;
use crate::site::Entry;
use serde::Serialize;

/// The heading whose list is what to do.
const STEPS: &str = "recommended steps";

const HEADINGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Linked<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    /// Of an article with steps also `HowTo`.
    #[serde(rename = "@type")]
    types: Vec<&'static str>,
    headline: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    identifier: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    in_language: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    is_part_of: Site<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    about: Vec<Thing<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    step: Vec<Step>,
}

#[derive(Serialize)]
struct Site<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct Thing<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
}

/// A step: of a list it has a text, of a troubleshooter a name.
#[derive(Serialize)]
struct Step {
    #[serde(rename = "@type")]
    kind: &'static str,
    position: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

impl Pages<'_> {
    /// The JSON-LD of an article: `body` is the body of its page.
    pub(super) fn linked(&self, at: usize, body: &str) -> Option<String> {
        if !self.config.outputs.json_ld {
            return None;
        }
        let entry = self.entry(at);
        let article = &*entry.article;
        let step = steps(entry, body);
        let how = !step.is_empty();
        let home = self.absolute(&self.site.listing.home);
        let thing = |name| Thing {
            kind: "Thing",
            name,
        };
        Some(script_json(&Linked {
            context: "https://schema.org",
            types: match how {
                true => vec!["TechArticle", "HowTo"],
                false => vec!["TechArticle"],
            },
            headline: &article.title,
            name: how.then_some(&article.title),
            description: present(article.get(Property::Description)),
            identifier: &article.id,
            url: self.absolute(&entry.url),
            in_language: &self.config.language,
            date_modified: self.site.history.of(&article.path).map(|time| time.iso()),
            is_part_of: Site {
                kind: "WebSite",
                name: &self.config.title,
                url: home,
            },
            about: list(article.get(Property::Service)).map(thing).collect(),
            step,
        }))
    }
}

/// What to do, one after the other, where that is certain: the path of a troubleshooter, or the numbered list that
/// stands directly below the heading "Recommended Steps". One step is no instruction.
fn steps(entry: &Entry, body: &str) -> Vec<Step> {
    let step = |(at, name, text)| Step {
        kind: "HowToStep",
        position: at,
        name,
        text,
    };
    let path = entry.guide.iter().flat_map(|guide| &guide.path);
    let path: Vec<Step> = path
        .enumerate()
        .map(|(at, (title, _))| step((at + 1, Some(title.clone()), None)))
        .collect();
    if path.len() > 1 {
        return path;
    }
    let mut headings = entry.article.body().outline.headings.iter();
    let heading = headings.find(|heading| is_steps(&heading.text));
    let items = heading.and_then(|heading| listed(body, &heading.id));
    let items = items.unwrap_or_default().into_iter().enumerate();
    let steps: Vec<Step> = items
        .map(|(at, text)| step((at + 1, None, Some(text))))
        .collect();
    if steps.len() > 1 { steps } else { Vec::new() }
}

fn is_steps(heading: &str) -> bool {
    heading
        .trim()
        .trim_end_matches(':')
        .eq_ignore_ascii_case(STEPS)
}

/// The items of the numbered list that stands directly below the heading of this id. Most articles have the heading and no such
/// list, so nothing but the list is read as a tree.
fn listed(body: &str, id: &str) -> Option<Vec<String>> {
    let (_, rest) = body.split_once(&format!(" id=\"{id}\">"))?;
    let mut tags = scan_tags(rest);
    let is_end = |tag: &RawTag<'_>| tag.closes && HEADINGS.contains(&tag.name.as_str());
    tags.find(is_end)?;
    let next = tags.next().filter(|tag| tag.name == "ol" && !tag.closes)?;
    let list = tree::first(&rest[next.span.start..])?;
    let items = list.children.iter().filter_map(|node| match node {
        Node::Element(item) => Some(text(&item.children)),
        Node::Text(_) => None,
    });
    Some(items.filter(|text| !text.is_empty()).collect())
}

fn text(nodes: &[Node<'_>]) -> String {
    let mut text = String::new();
    push_text(&mut text, nodes);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
