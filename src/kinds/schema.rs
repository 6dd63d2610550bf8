//! The JSON Schemas of bodies: which keys there are, and what is wrong with those of an article.
//!
//! They are data files that the handbook publishes. What of JSON Schema they use is read here, and
//! nothing else: `type`, `enum`, `properties`, `required`, `additionalProperties`, `items`, `$ref` to `$defs`.
//! `x-private` marks what is for the people who keep the content and never published.

use super::Kind;
use crate::diagnostic::{Code, Note, Span};
use crate::json::{Json, Member, Value};
use crate::property::nearest;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

const FORM: &str = include_str!("../../content/inlaid.handbook/schemas/form.schema.json");
const TOPICS: &str = include_str!("../../content/inlaid.handbook/schemas/topics.schema.json");
const MENU: &str = include_str!("../../content/inlaid.handbook/schemas/menu.schema.json");
const RECOMMENDATION: &str =
    include_str!("../../content/inlaid.handbook/schemas/recommendation.schema.json");

/// Constants that have to be read: the same in every run, and never changed.
static READ: LazyLock<[Schema; 4]> =
    LazyLock::new(|| [FORM, TOPICS, MENU, RECOMMENDATION].map(Schema::read));

/// A schema, or a part of one.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Schema {
    /// What it describes.
    pub title: String,
    /// What it is for.
    pub description: String,
    /// Bodies to begin with, as the file writes them.
    examples: Vec<Box<RawValue>>,
    #[serde(rename = "type")]
    types: Types,
    #[serde(rename = "enum")]
    options: Vec<String>,
    properties: BTreeMap<String, Schema>,
    required: Vec<String>,
    additional_properties: Option<bool>,
    items: Option<Box<Schema>>,
    #[serde(rename = "$ref")]
    reference: Option<String>,
    #[serde(rename = "$defs")]
    definitions: BTreeMap<String, Schema>,
    #[serde(rename = "x-private")]
    private: bool,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Types {
    One(String),
    Many(Vec<String>),
}

impl Types {
    fn all(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

impl Default for Types {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

/// The name and the text of the schema of a kind, if its body is JSON.
pub fn file(kind: Kind) -> Option<(&'static str, &'static str)> {
    let (name, text, _) = entry(kind)?;
    Some((name, text))
}

/// The schema of a kind, if its body is JSON.
pub fn of(kind: Kind) -> Option<&'static Schema> {
    entry(kind).map(|(_, _, at)| &READ[at])
}

fn entry(kind: Kind) -> Option<(&'static str, &'static str, usize)> {
    match kind {
        Kind::ProblemScopingQuestions | Kind::TsgQuestions => Some(("form.schema.json", FORM, 0)),
        Kind::SupportTopicDescription => Some(("topics.schema.json", TOPICS, 1)),
        Kind::DiagnoseAndSolve => Some(("menu.schema.json", MENU, 2)),
        Kind::AdvisorRecommendation => Some(("recommendation.schema.json", RECOMMENDATION, 3)),
        _ => None,
    }
}

impl Schema {
    fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_else(|error| unreachable!("our own schema: {error}"))
    }

    /// A body to begin with.
    pub fn example(&self) -> String {
        let written = self.examples.first().map_or("{}", |example| example.get());
        // It is indented by its place in the file.
        let lines = written
            .lines()
            .map(|line| line.strip_prefix("    ").unwrap_or(line));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Brings the keys of a body to the spelling of the schema, and finds what is wrong with it.
    pub fn settle(&self, body: &mut Json, notes: &mut Vec<Note>) {
        Settler { root: self, notes }.settle(self, Name::Body, body);
    }

    /// The schema of a key of this object, and of the entries of this list. `root` holds what is referred to.
    pub(super) fn inner<'a>(&'a self, root: &'a Schema, key: Option<&str>) -> Option<&'a Schema> {
        let inner = match key {
            Some(key) => self.properties.get(key)?,
            None => self.items.as_deref()?,
        };
        Some(inner.resolve(root))
    }

    fn resolve<'a>(&'a self, root: &'a Schema) -> &'a Schema {
        let name = self.reference.as_deref();
        let name = name.and_then(|reference| reference.strip_prefix("#/$defs/"));
        let found = name.and_then(|name| root.definitions.get(name));
        found.unwrap_or(self)
    }

    /// Whether a value is what it should be.
    pub(super) fn fits(&self, json: &Json) -> bool {
        let types = self.types.all();
        let is_type = types.is_empty() || types.iter().any(|wanted| wanted == name_of(json));
        let mut options = self.options.iter();
        let is_option = options.any(|option| option.eq_ignore_ascii_case(json.text()));
        is_type && (self.options.is_empty() || is_option)
    }

    /// Whether a key of this object is for the people who keep the content.
    pub(super) fn is_private(&self, key: &str) -> bool {
        self.properties
            .get(key)
            .is_some_and(|schema| schema.private)
    }
}

/// What a message calls a value.
#[derive(Clone, Copy)]
enum Name<'a> {
    Body,
    Key(&'a str),
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body => f.write_str("the body"),
            Self::Key(key) => write!(f, "`{key}`"),
        }
    }
}

/// Whether a member has this key.
fn has(members: &[Member], key: &str) -> bool {
    members.iter().any(|member| member.key == key)
}

struct Settler<'a> {
    root: &'a Schema,
    notes: &'a mut Vec<Note>,
}

impl<'a> Settler<'a> {
    fn settle(&mut self, schema: &'a Schema, name: Name<'_>, json: &mut Json) {
        let schema = schema.resolve(self.root);
        if !self.has_type(schema, name, json) {
            return;
        }
        match &mut json.value {
            Value::Array(entries) => {
                for entry in entries {
                    if let Some(items) = &schema.items {
                        self.settle(items, name, entry);
                    }
                }
            }
            Value::Object(_) if !schema.properties.is_empty() => self.object(schema, json),
            Value::String(text) if !schema.options.is_empty() => {
                self.option(schema, name, text, &json.span);
            }
            _ => {}
        }
    }

    fn has_type(&mut self, schema: &Schema, name: Name<'_>, json: &Json) -> bool {
        let types = schema.types.all();
        let is = name_of(json);
        let fits = types.is_empty() || types.iter().any(|wanted| wanted == is);
        if !fits {
            let wanted = types.iter().map(|wanted| in_words(wanted));
            let wanted: Vec<&str> = wanted.collect();
            let message = format!(
                "{name} is {}, and should be {}",
                in_words(is),
                wanted.join(" or ")
            );
            let mut note = Note::new(Code::KeyType, json.span.clone(), message);
            let is_quoted = ["true", "false"].contains(&json.text());
            if is_quoted && wanted.contains(&"true or false") {
                note = note
                    .help("leave the quotes out")
                    .fix(json.span.clone(), json.text());
            }
            self.notes.push(note);
        }
        fits
    }

    fn object(&mut self, schema: &'a Schema, json: &mut Json) {
        let opener = json.span.start..json.span.start + 1;
        let Value::Object(members) = &mut json.value else {
            return;
        };
        for at in 0..members.len() {
            let known = schema.properties.get_key_value(&members[at].key);
            let known = known.or_else(|| {
                let (key, near) = self.known(schema, &members[at], members)?;
                members[at].key.clone_from(key);
                Some((key, near))
            });
            if let Some((key, inner)) = known {
                self.settle(inner, Name::Key(key), &mut members[at].value);
            }
        }
        for key in &schema.required {
            if !has(members, key) {
                let message = format!("the key `{key}` is missing");
                let note = Note::new(Code::MissingKey, opener.clone(), message);
                self.notes.push(note.help(format!("write `\"{key}\": …`")));
            }
        }
    }

    /// The known key that an unknown one means, if it is not there itself.
    fn known(
        &mut self,
        schema: &'a Schema,
        Member { key, at, .. }: &Member,
        taken: &[Member],
    ) -> Option<(&'a String, &'a Schema)> {
        let inside = at.start + 1..at.end - 1;
        let mut known = schema.properties.iter();
        let same = known.find(|(known, _)| known.eq_ignore_ascii_case(key));
        if let Some((known, inner)) = same {
            let message = format!("key `{key}` is written `{known}`");
            let note = Note::new(Code::KeyCase, at.clone(), message);
            let note = note.help("programs that read it may tell upper case from lower");
            self.notes.push(note.fix(inside, known.as_str()));
            return (!has(taken, known)).then_some((known, inner));
        }
        if schema.additional_properties != Some(false) {
            return None;
        }
        let message = format!("no key is named `{key}` here");
        let note = Note::new(Code::UnknownKey, at.clone(), message);
        let near = nearest(key, schema.properties.keys().map(String::as_str));
        let Some(near) = near.filter(|near| !has(taken, near)) else {
            self.notes
                .push(note.help("it is shown with what is for hosts"));
            return None;
        };
        let note = note.help(format!("did you mean `{near}`? It is taken for that"));
        self.notes.push(note.fix(inside, near));
        schema.properties.get_key_value(near)
    }

    fn option(&mut self, schema: &Schema, name: Name<'_>, text: &mut String, span: &Span) {
        let word = text.trim();
        let mut options = schema.options.iter();
        if let Some(option) = options.find(|option| option.eq_ignore_ascii_case(word)) {
            option.clone_into(text);
            return;
        }
        let message = format!("`{word}` is nothing that {name} can be");
        let note = Note::new(Code::BadOption, span.clone(), message);
        let options = schema.options.iter().map(String::as_str);
        let inside = span.start + 1..span.end - 1;
        self.notes.push(match nearest(word, options.clone()) {
            Some(near) => note
                .help(format!("did you mean `{near}`?"))
                .fix(inside, near),
            None => {
                let all: Vec<&str> = options.collect();
                note.help(format!("it can be {}", all.join(", ")))
            }
        });
    }
}

/// The type of a value, as schemas name it.
fn name_of(json: &Json) -> &'static str {
    match &json.value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn in_words(name: &str) -> &'static str {
    match name {
        "boolean" => "true or false",
        "number" => "a number",
        "string" => "a text",
        "array" => "a list",
        "object" => "an object",
        _ => "`null`",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What of JSON Schema is read here, and what says something to people alone.
    const KEYWORDS: [&str; 12] = [
        "$schema",
        "$defs",
        "$ref",
        "additionalProperties",
        "description",
        "enum",
        "examples",
        "items",
        "properties",
        "required",
        "title",
        "type",
    ];

    fn keywords(schema: &serde_json::Value) {
        for (keyword, value) in schema.as_object().into_iter().flatten() {
            let is_known = KEYWORDS.contains(&keyword.as_str()) || keyword == "x-private";
            assert!(is_known, "nothing reads `{keyword}`");
            match keyword.as_str() {
                "properties" | "$defs" => value.as_object().unwrap().values().for_each(keywords),
                "items" => keywords(value),
                _ => {}
            }
        }
    }

    #[test]
    fn every_keyword_of_a_schema_is_read() {
        for text in [FORM, TOPICS, MENU, RECOMMENDATION] {
            keywords(&serde_json::from_str(text).unwrap());
        }
    }

    #[test]
    fn every_reference_of_a_schema_leads_somewhere() {
        for text in [FORM, TOPICS, MENU, RECOMMENDATION] {
            let schema = Schema::read(text);
            for (_, rest) in text
                .match_indices("\"#/$defs/")
                .map(|(at, mark)| text[at..].split_at(mark.len()))
            {
                let name = rest.split('"').next().unwrap();
                assert!(schema.definitions.contains_key(name), "{name}");
            }
        }
    }

    #[test]
    fn the_example_of_a_schema_has_no_finding() {
        for schema in &*READ {
            let text = schema.example();
            let mut notes = Vec::new();
            let mut json = crate::json::parse(&text, 0..text.len(), &mut notes).unwrap();
            schema.settle(&mut json, &mut notes);
            assert_eq!(notes, []);
            assert!(!json.members().is_empty());
        }
    }
}
