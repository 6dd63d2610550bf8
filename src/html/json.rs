//! JSON bodies as nested description lists.

use super::{code, escape};
use crate::article::without_tokens;
use crate::json::{Json, Value};

/// A value as nested lists.
pub(super) fn list(value: &Json) -> String {
    let mut out = String::new();
    push_value(&mut out, value);
    out
}

/// The source of what should be JSON and is not.
pub(super) fn source(text: &str) -> String {
    let mut out = String::from("<pre tabindex=\"0\"><code class=\"language-json\">");
    code::push(&mut out, &without_tokens(text), "json");
    out.push_str("</code></pre>\n");
    out
}

fn push_value(out: &mut String, value: &Json) {
    match &value.value {
        Value::Null => out.push_str("<span class=\"json-null\">null</span>"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => escape::text(out, number),
        Value::String(text) => push_text(out, text),
        Value::Array(list) if list.is_empty() => {
            out.push_str("<span class=\"json-null\">none</span>")
        }
        Value::Array(list) => {
            out.push_str("<ol>\n");
            for entry in list {
                out.push_str("<li>");
                push_value(out, entry);
                out.push_str("</li>\n");
            }
            out.push_str("</ol>");
        }
        Value::Object(entries) if entries.is_empty() => {
            out.push_str("<span class=\"json-null\">none</span>")
        }
        Value::Object(entries) => {
            out.push_str("<dl class=\"json\">\n");
            for member in entries {
                out.push_str("<dt>");
                escape::text(out, &without_tokens(&member.key));
                out.push_str("</dt><dd>");
                push_value(out, &member.value);
                out.push_str("</dd>\n");
            }
            out.push_str("</dl>\n");
        }
    }
}

/// A text without the author's comments, which are no more published here than elsewhere.
fn push_text(out: &mut String, text: &str) {
    let text = without_tokens(text);
    let mut rest = &*text;
    while let Some((before, comment)) = rest.split_once("<!--") {
        escape::text(out, before);
        rest = comment
            .split_once("-->")
            .map_or(comment, |(_, after)| after);
    }
    escape::text(out, rest);
}
