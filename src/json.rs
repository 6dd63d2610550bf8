//! JSON with the place of every key and value, as articles hold it.
//!
//! Tolerant where the meaning is plain: control characters in texts, keys that stand twice and commas behind the last
//! entry are read, and are findings.

use crate::diagnostic::{Code, Note, Span};
use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, CommentCollectionStrategy, ParseOptions};
use std::collections::HashSet;

/// How deep a body may nest; a deeper one is no form and no menu.
const DEEPEST: usize = 128;

/// A value and where it stands in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Json {
    /// The whole of it, with its quotes or brackets.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// A JSON value in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number as written.
    Number(String),
    /// A text, escapes decoded.
    String(String),
    /// A list.
    Array(Vec<Json>),
    /// An object; a key may stand twice.
    Object(Vec<Member>),
}

/// A key of an object and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The key.
    pub key: String,
    /// Where it stands, with its quotes.
    pub at: Span,
    /// Whether no member before it has the same key.
    pub is_first: bool,
    /// The value.
    pub value: Json,
}

impl Json {
    /// The value of a key; of several, the first. `None` for what is no object.
    pub fn get(&self, key: &str) -> Option<&Json> {
        let found = self.members().iter().find(|member| member.key == key);
        found.map(|member| &member.value)
    }

    /// The keys and values of an object; empty for anything else.
    pub fn members(&self) -> &[Member] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// The entries of a list; empty for anything else.
    pub fn entries(&self) -> &[Json] {
        match &self.value {
            Value::Array(entries) => entries,
            _ => &[],
        }
    }

    /// A text or a number as it reads, trimmed; empty for anything else.
    pub fn text(&self) -> &str {
        match &self.value {
            Value::String(text) | Value::Number(text) => text.trim(),
            _ => "",
        }
    }

    /// Whether it says yes: `true`, or the text of it.
    pub fn is_true(&self) -> bool {
        match &self.value {
            Value::Bool(value) => *value,
            _ => self.text().eq_ignore_ascii_case("true"),
        }
    }
}

/// Reads the object that stands at `span` of `source`; `None` where it is no JSON.
pub fn parse(source: &str, span: Span, notes: &mut Vec<Note>) -> Option<Json> {
    let text = &source[span.clone()];
    let opens = text.bytes().filter(|byte| matches!(byte, b'{' | b'['));
    // What opens no more often than that cannot nest deeper.
    if opens.count() > DEEPEST && depth(text) > DEEPEST {
        notes.push(Note::new(
            Code::BadJson,
            span.start..span.start + 1,
            format!("the JSON nests deeper than {DEEPEST} levels"),
        ));
        return None;
    }
    let collect = CollectOptions {
        comments: CommentCollectionStrategy::Off,
        tokens: false,
    };
    let options = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: true,
        ..ParseOptions::default()
    };
    match jsonc_parser::parse_to_ast(text, &collect, &options) {
        Ok(parsed) => {
            let mut reader = Reader {
                text,
                base: span.start,
                notes,
            };
            parsed.value.map(|value| reader.read(&value))
        }
        Err(error) => {
            let range = error.range();
            let at =
                span.start + source[span.start..].floor_char_boundary(range.start.min(text.len()));
            let end = (span.start + range.end).clamp(at, span.end);
            let note = Note::new(
                Code::BadJson,
                at..source.floor_char_boundary(end).max(at),
                format!(
                    "the body is no JSON: {}",
                    lower_first(&error.kind().to_string())
                ),
            );
            notes.push(note.help("mend the JSON; until then the page shows its source"));
            None
        }
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| {
        first.to_lowercase().chain(chars).collect()
    })
}

fn depth(text: &str) -> usize {
    let opens = |b: u8| matches!(b, b'{' | b'[');
    let closes = |b: u8| matches!(b, b'}' | b']');
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in text.bytes() {
        depth = if opens(byte) {
            depth + 1
        } else {
            depth.saturating_sub(usize::from(closes(byte)))
        };
        deepest = deepest.max(depth);
    }
    deepest
}

struct Reader<'a> {
    text: &'a str,
    /// Where the text begins in the source.
    base: usize,
    notes: &'a mut Vec<Note>,
}

impl Reader<'_> {
    fn read(&mut self, value: &ast::Value<'_>) -> Json {
        let (range, value) = match value {
            ast::Value::NullKeyword(literal) => (literal.range, Value::Null),
            ast::Value::BooleanLit(literal) => (literal.range, Value::Bool(literal.value)),
            ast::Value::NumberLit(literal) => {
                (literal.range, Value::Number(literal.value.to_owned()))
            }
            ast::Value::StringLit(literal) => {
                let span = self.span(literal.range);
                self.control(span);
                (literal.range, Value::String(literal.value.to_string()))
            }
            ast::Value::Array(array) => {
                let entries = array.elements.iter().map(|entry| self.read(entry));
                let entries = entries.collect();
                self.comma(self.span(array.range));
                (array.range, Value::Array(entries))
            }
            ast::Value::Object(object) => {
                let members = self.members(object);
                self.comma(self.span(object.range));
                (object.range, Value::Object(members))
            }
        };
        Json {
            span: self.span(range),
            value,
        }
    }

    fn span(&self, range: jsonc_parser::common::Range) -> Span {
        self.base + range.start..self.base + range.end
    }

    fn members(&mut self, object: &ast::Object<'_>) -> Vec<Member> {
        let mut members: Vec<Member> = Vec::with_capacity(object.properties.len());
        let mut seen = Seen::default();
        for property in &object.properties {
            let key = property.name.as_str();
            let at = self.span(property.name.range());
            let is_first = seen.add(key);
            if !is_first {
                let message = format!("key `{key}` stands twice in one object; both are shown");
                let note = Note::new(Code::DuplicateKey, at.clone(), message);
                self.notes.push(note.help("remove one of them"));
            }
            members.push(Member {
                key: key.to_owned(),
                at,
                is_first,
                value: self.read(&property.value),
            });
        }
        members
    }

    /// Control characters in a text: JSON wants them escaped.
    fn control(&mut self, span: Span) {
        let written = &self.text[span.start - self.base..span.end - self.base];
        if let Some(at) = written.bytes().position(|byte| byte < b' ') {
            let at = span.start + at;
            let message = "the text holds a control character that JSON wants escaped";
            let note = Note::new(Code::JsonControl, at..at + 1, message);
            self.notes
                .push(note.help("write `\\n` for a new line, `\\t` for a tab"));
        }
    }

    /// A comma behind the last entry of a list or an object.
    fn comma(&mut self, span: Span) {
        let written = &self.text[span.start - self.base..span.end - self.base];
        let inner = written[..written.len().saturating_sub(1)].trim_end();
        if inner.ends_with(',') {
            let at = span.start + inner.len() - 1;
            let message = "the body is no JSON: a comma stands behind the last entry";
            let note = Note::new(Code::BadJson, at..at + 1, message);
            self.notes
                .push(note.help("remove the comma").fix(at..at + 1, ""));
        }
    }
}

/// The keys of an object, as far as it is read. Most objects have few, which are found sooner than they are hashed.
#[derive(Default)]
struct Seen<'a> {
    few: Vec<&'a str>,
    many: HashSet<&'a str>,
}

impl<'a> Seen<'a> {
    /// How many are few.
    const FEW: usize = 16;

    /// Adds a key; `false` where it is there already.
    fn add(&mut self, key: &'a str) -> bool {
        if self.few.contains(&key) {
            return false;
        }
        if self.few.len() < Self::FEW {
            self.few.push(key);
            return true;
        }
        self.many.insert(key)
    }
}

/// Where a place of a decoded text stands in its source. `written` is the text between its quotes, `at` counts bytes of
/// the decoded text.
pub fn place(written: &str, at: usize) -> usize {
    let (mut decoded, mut rest) = (0, written);
    while decoded < at && !rest.is_empty() {
        let (length, bytes) = match rest.strip_prefix('\\') {
            Some(escape) if escape.starts_with('u') => unicode(rest),
            Some(escape) => (1 + escape.chars().next().map_or(0, char::len_utf8), 1),
            None => {
                let length = rest.chars().next().map_or(1, char::len_utf8);
                (length, length)
            }
        };
        decoded += bytes;
        rest = rest.get(length..).unwrap_or_default();
    }
    written.len() - rest.len()
}

/// How long an escape `\uXXXX`, or a pair of them, is, and how many bytes it stands for.
fn unicode(rest: &str) -> (usize, usize) {
    let unit = |at: usize| {
        let digits = rest.get(at + 2..at + 6)?;
        u32::from_str_radix(digits, 16).ok()
    };
    match unit(0) {
        Some(high @ 0xd800..0xdc00) if rest.get(6..8) == Some("\\u") => {
            let low = unit(6).unwrap_or_default();
            let c = 0x10000 + ((high - 0xd800) << 10) + (low & 0x3ff);
            (12, char::from_u32(c).map_or(3, char::len_utf8))
        }
        Some(unit) => (6, char::from_u32(unit).map_or(3, char::len_utf8)),
        None => (2, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<Json>, Vec<Note>) {
        let mut notes = Vec::new();
        let json = parse(text, 0..text.len(), &mut notes);
        (json, notes)
    }

    #[test]
    fn every_value_knows_its_place() {
        let text = "{ \"a\": [1, \"x\", null], \"b\" : {\"c\": true} }";
        let (json, notes) = read(text);
        let json = json.unwrap();
        assert!(notes.is_empty());
        let a = json.get("a").unwrap();
        assert_eq!(&text[a.entries()[1].span.clone()], "\"x\"");
        assert_eq!(&text[json.members()[1].at.clone()], "\"b\"");
        let c = json.get("b").and_then(|b| b.get("c")).unwrap();
        assert!(c.is_true() && &text[c.span.clone()] == "true");
    }

    #[test]
    fn a_key_with_escapes_knows_its_place() {
        let text = "{\"\\n\\nä\": 1, \"\\n\\nä\": 2}";
        let (json, notes) = read(text);
        let json = json.unwrap();
        let again = &json.members()[1].at;
        assert_eq!(&text[again.clone()], "\"\\n\\nä\"");
        assert_eq!(notes[0].span, *again);
    }

    #[test]
    fn what_is_meant_is_read_and_found() {
        let (json, notes) = read("{\"a\": [1,\n ],\"b\":\"x\ty\",}");
        assert_eq!(json.unwrap().get("b").unwrap().text(), "x\ty");
        let codes: Vec<Code> = notes.iter().map(|note| note.code).collect();
        assert_eq!(codes, [Code::BadJson, Code::JsonControl, Code::BadJson]);
    }

    #[test]
    fn a_place_of_a_decoded_text_leads_back() {
        for (written, at, want) in [
            ("abc", 2, 2),
            ("a\\nb", 2, 3),
            ("\\u00e4b", 2, 6),
            ("\\ud83d\\ude00b", 4, 12),
            ("ä\\\"b", 3, 4),
            ("ab", 9, 2),
        ] {
            assert_eq!(place(written, at), want, "{written:?} {at}");
        }
    }
}
