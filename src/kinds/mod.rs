//! JSON bodies → what they describe: forms, support topics, menus, recommendations.
//!
//! Nothing is resolved here. What leads somewhere, and what has markup in it, is a [`Part`]; a shape names it by its
//! place, and whoever reads the article resolves and renders them all alike. What a shape does not show is its `rest`.

mod conditions;
mod form;
mod kind;
mod menu;
mod recommendation;
mod rest;
pub mod schema;
mod topics;
pub mod visibility;

pub use form::{Bound, Card, Choice, Control, Dynamic, Field, Form};
pub use kind::Kind;
pub use menu::{Menu, Problem, Tool};
pub use recommendation::{Action, Column, Recommendation};
pub use topics::{ProductLink, Topic, Topics};

use crate::diagnostic::{Note, Span};
use crate::json::{Json, Value};

/// A JSON body as what it describes.
#[derive(Clone, Debug, PartialEq)]
pub struct Shaped {
    /// What it describes.
    pub shape: Shape,
    /// What the shape does not show and is not private: for hosts.
    pub rest: Option<Json>,
}

/// What a JSON body describes.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Questions.
    Form(Form),
    /// A product and its support topics.
    Topics(Topics),
    /// Problems and tools.
    Menu(Menu),
    /// A recommendation.
    Recommendation(Box<Recommendation>),
    /// Something else: all of it is in the rest.
    Other,
}

/// The place of a part among those of its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartId(pub usize);

/// A text of a body that is more than its letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub role: Role,
    /// Its text, decoded and never empty.
    pub text: String,
    /// Where it stands in the source, with its quotes.
    pub span: Span,
}

/// What a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Text with inline Markdown or HTML.
    Rich,
    /// The same, in which `{name}` is filled in the page.
    Template,
    /// An address; `{name}` is filled in the page.
    Address,
    /// The id of an article.
    Article,
    /// A value that may be the id of an article, and leads there if it is.
    Step,
    /// The id of a support topic: the articles that name it.
    Topic,
}

/// Reads a body of a kind, and what of it leads somewhere or has markup, in no particular order; [`PartId`] counts in that.
/// What is wrong with its keys and values becomes notes.
pub fn read(kind: Kind, mut body: Json, notes: &mut Vec<Note>) -> (Shaped, Vec<Part>) {
    let Some(schema) = schema::of(kind) else {
        let shaped = Shaped {
            shape: Shape::Other,
            rest: Some(body),
        };
        return (shaped, Vec::new());
    };
    schema.settle(&mut body, notes);
    let mut parts = Parts::default();
    let (shape, shows) = match kind {
        Kind::SupportTopicDescription => (topics::read(&body, &mut parts), topics::SHOWS),
        Kind::DiagnoseAndSolve => (menu::read(&body, &mut parts), menu::SHOWS),
        Kind::AdvisorRecommendation => (
            recommendation::read(&body, &mut parts),
            recommendation::SHOWS,
        ),
        _ => (form::read(kind, &body, &mut parts, notes), form::SHOWS),
    };
    let rest = rest::of(&body, schema, &shows);
    (Shaped { shape, rest }, parts.0)
}

/// Collects parts.
#[derive(Default)]
struct Parts(Vec<Part>);

impl Parts {
    /// A part of this text; `None` where there is none.
    fn add(&mut self, role: Role, json: Option<&Json>) -> Option<PartId> {
        let json = json?;
        self.text(role, json.text().to_owned(), json.span.clone())
    }

    fn text(&mut self, role: Role, text: String, span: Span) -> Option<PartId> {
        if text.is_empty() {
            return None;
        }
        self.0.push(Part { role, text, span });
        Some(PartId(self.0.len() - 1))
    }
}

/// The text of a key; empty where there is none.
fn text(json: &Json, key: &str) -> String {
    json.get(key).map_or("", Json::text).to_owned()
}

/// The entries of the list at a key.
fn entries<'a>(json: &'a Json, key: &str) -> &'a [Json] {
    json.get(key).map_or(&[], Json::entries)
}

/// A list of words by comma.
fn words(json: &Json, key: &str) -> Vec<String> {
    let text = json.get(key).map_or("", Json::text);
    let words = text.split([',', ';']).map(str::trim);
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A blade of the portal as a link of the article's own format.
fn blade(extension: &str, blade: &str, parameters: &[(String, String)]) -> String {
    let mut address = format!("data-blade:{extension}.{blade}");
    if !parameters.is_empty() {
        address.push_str(&format!(
            ";data-blade-uri:{{$domain}}/#blade/{extension}/{blade}"
        ));
    }
    for (name, value) in parameters {
        address.push('/');
        encode(&mut address, name);
        address.push('/');
        encode(&mut address, value);
    }
    address
}

/// Appends a segment of an address; `{name}` and `$name` become variables.
fn encode(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let braced = rest.strip_prefix('{');
        let inner = braced.or_else(|| rest.strip_prefix('$'));
        let name = inner.map_or(0, |inner| {
            let end = inner.find(|c: char| !c.is_ascii_alphanumeric());
            end.unwrap_or(inner.len())
        });
        let closed = braced.is_none_or(|inner| inner[name..].starts_with('}'));
        if name > 0 && closed {
            let end = 1 + name;
            out.push_str(&format!("{{${}}}", &rest[1..end]));
            rest = &rest[end + usize::from(braced.is_some())..];
            continue;
        }
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '.' | '~' => out.push(c),
            _ => {
                let mut buffer = [0; 4];
                for byte in c.encode_utf8(&mut buffer).bytes() {
                    out.push_str(&format!("%{byte:02X}"));
                }
            }
        }
        rest = &rest[c.len_utf8()..];
    }
}

/// A value as a blade is told it: texts as they are, everything else as JSON.
fn compact(json: &Json) -> String {
    match &json.value {
        Value::String(text) | Value::Number(text) => text.clone(),
        _ => plain(json).to_string(),
    }
}

/// The value without its places.
fn plain(json: &Json) -> serde_json::Value {
    match &json.value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Number(number) => serde_json::from_str(number).unwrap_or_default(),
        Value::String(text) => text.as_str().into(),
        Value::Array(entries) => entries.iter().map(plain).collect(),
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|member| (member.key.clone(), plain(&member.value)));
            serde_json::Value::Object(members.collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blade_is_told_its_parameters() {
        let told = |name: &str, value: &str| [(name.to_owned(), value.to_owned())];
        for (parameters, want) in [
            (told("id", "$resourceId"), "/id/{$resourceId}"),
            (told("id", "{resourceId}"), "/id/{$resourceId}"),
            (told("x", "/a b{c d}"), "/x/%2Fa%20b%7Bc%20d%7D"),
            (told("x", "$"), "/x/%24"),
        ] {
            let want = format!("data-blade:E.B;data-blade-uri:{{$domain}}/#blade/E/B{want}");
            assert_eq!(blade("E", "B", &parameters), want);
        }
        assert_eq!(blade("E", "B", &[]), "data-blade:E.B");
    }
}
