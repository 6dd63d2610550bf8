//! JSON bodies: where one begins and ends, and what it says.

use super::fence::Fence;
use crate::diagnostic::{Code, Note, Span};
use jsonc_parser::ast;
use jsonc_parser::{CollectOptions, CommentCollectionStrategy, ParseOptions};

/// How deep a body may nest; a deeper one is no form and no menu.
const DEEPEST: usize = 128;

/// A JSON value in the order of the file, with keys that stand twice.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number as written.
    Number(String),
    /// A text.
    String(String),
    /// A list.
    Array(Vec<Json>),
    /// An object.
    Object(Vec<(String, Json)>),
}

/// The JSON body of an article.
#[derive(Clone, Debug, PartialEq)]
pub enum JsonBody {
    /// What it says.
    Value(Json),
    /// Its source, where it is no JSON.
    Broken(String),
}

/// Finds a JSON body behind `from`: a line of `---` followed by `{`. The span begins with that line.
pub(super) fn find(source: &str, from: usize) -> Option<(Span, Span)> {
    let (mut line_start, mut fence) = (from, Fence::default());
    for line in source[from..].split_inclusive('\n') {
        let dashes = line.trim();
        let next = line_start + line.len();
        if !fence.holds(line) && dashes.len() >= 3 && dashes.bytes().all(|b| b == b'-') {
            let rest = source[next..].trim_start();
            if rest.starts_with('{') {
                let start = source.len() - rest.len();
                let end =
                    start + matching_end(rest).or_else(|| rest.rfind('}').map(|at| at + 1))?;
                return Some((line_start..closing(source, end), start..end));
            }
        }
        line_start = next;
    }
    None
}

/// Behind the line of dashes that may follow the object which ends here.
fn closing(source: &str, end: usize) -> usize {
    let rest = source[end..].trim_start();
    let line = rest.lines().next().unwrap_or_default().trim_end();
    match line.len() >= 3 && line.bytes().all(|b| b == b'-') {
        true => source.len() - rest.len() + line.len(),
        false => end,
    }
}

/// Where the object that a text begins with ends.
fn matching_end(text: &str) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// Reads the body that stands at `span` of `source`.
pub(super) fn read(source: &str, span: Span, notes: &mut Vec<Note>) -> JsonBody {
    let text = &source[span.clone()];
    let broken = || JsonBody::Broken(text.to_owned());
    if depth(text) > DEEPEST {
        notes.push(Note::new(
            Code::BadJson,
            span.start..span.start + 1,
            format!("the JSON nests deeper than {DEEPEST} levels"),
        ));
        return broken();
    }
    let collect = CollectOptions {
        comments: CommentCollectionStrategy::Off,
        tokens: false,
    };
    let strict = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        ..ParseOptions::default()
    };
    match jsonc_parser::parse_to_ast(text, &collect, &strict) {
        Ok(parsed) => match parsed.value {
            Some(value) => JsonBody::Value(convert(&value, span.start, notes)),
            None => broken(),
        },
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
            broken()
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

fn convert(value: &ast::Value<'_>, base: usize, notes: &mut Vec<Note>) -> Json {
    match value {
        ast::Value::NullKeyword(_) => Json::Null,
        ast::Value::BooleanLit(literal) => Json::Bool(literal.value),
        ast::Value::NumberLit(literal) => Json::Number(literal.value.to_owned()),
        ast::Value::StringLit(literal) => Json::String(literal.value.to_string()),
        ast::Value::Array(array) => Json::Array(
            array
                .elements
                .iter()
                .map(|element| convert(element, base, notes))
                .collect(),
        ),
        ast::Value::Object(object) => {
            let mut entries: Vec<(String, Json)> = Vec::with_capacity(object.properties.len());
            for property in &object.properties {
                let key = property.name.as_str();
                if entries.iter().any(|(earlier, _)| earlier == key) {
                    let at = base + property.range.start;
                    let span = at..at + key.len() + 2;
                    notes.push(
                        Note::new(
                            Code::DuplicateKey,
                            span,
                            format!("key `{key}` stands twice in one object; both are shown"),
                        )
                        .help("remove one of them"),
                    );
                }
                entries.push((key.to_owned(), convert(&property.value, base, notes)));
            }
            Json::Object(entries)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_json_body_begins_below_a_line_of_dashes() {
        for (text, want) in [
            ("x\n---\n{\"a\": \"}\"}\n---\n", Some("{\"a\": \"}\"}")),
            ("---\n\n {} tail", Some("{}")),
            ("```\n---\n{}\n```\n", None),
            ("--- \n[]", None),
            ("--\n{}", None),
        ] {
            assert_eq!(find(text, 0).map(|(_, span)| &text[span]), want, "{text:?}");
        }
    }
}
