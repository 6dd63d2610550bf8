//! JSON bodies as nested description lists.

use super::escape;
use crate::article::{Json, JsonBody, without_tokens};

/// Appends a JSON body: its values, or its source where it is no JSON.
pub(super) fn push(out: &mut String, body: &JsonBody) {
    match body {
        JsonBody::Value(value) => push_value(out, value),
        JsonBody::Broken(source) => {
            out.push_str("<pre><code class=\"language-json\">");
            escape::text(out, &without_tokens(source));
            out.push_str("</code></pre>\n");
        }
    }
}

fn push_value(out: &mut String, value: &Json) {
    match value {
        Json::Null => out.push_str("<span class=\"json-null\">null</span>"),
        Json::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Json::Number(number) => escape::text(out, number),
        Json::String(text) => push_text(out, text),
        Json::Array(list) if list.is_empty() => {
            out.push_str("<span class=\"json-null\">none</span>")
        }
        Json::Array(list) => {
            out.push_str("<ol>\n");
            for entry in list {
                out.push_str("<li>");
                push_value(out, entry);
                out.push_str("</li>\n");
            }
            out.push_str("</ol>");
        }
        Json::Object(entries) if entries.is_empty() => {
            out.push_str("<span class=\"json-null\">none</span>")
        }
        Json::Object(entries) => {
            out.push_str("<dl class=\"json\">\n");
            for (key, value) in entries {
                out.push_str("<dt>");
                escape::text(out, key);
                out.push_str("</dt><dd>");
                push_value(out, value);
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
