//! Hosts of pages, which read their rules from files of the tree.

use super::kinds::{FOREVER, TYPES};
use super::{FINGERPRINTED, Serving};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Map, Value, json};

/// What cannot stand in an address as it is.
const ENCODED: &AsciiSet = &CONTROLS.add(b' ').add(b'%');

/// `_headers`, as Netlify and Cloudflare Pages read it. Nothing is said twice of a path, since both would send both.
pub(super) fn headers(serving: &Serving) -> String {
    let mut text = "/*\n".to_owned();
    for (name, value) in serving.headers() {
        text += &format!("  {name}: {value}\n");
    }
    for folder in FINGERPRINTED {
        text += &format!("/{folder}/*\n  Cache-Control: {FOREVER}\n");
    }
    text
}

/// `_redirects`: from, to, status.
pub(super) fn redirects(serving: &Serving, status: &str) -> String {
    let lines = serving.redirects.iter();
    lines
        .map(|(from, to)| format!("{} {to} {status}\n", encode(from)))
        .collect()
}

/// `staticwebapp.config.json` of Azure Static Web Apps.
pub(super) fn azure(serving: &Serving) -> String {
    let headers: Map<String, Value> = serving
        .headers()
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect();
    let kept = FINGERPRINTED.map(|folder| {
        json!({ "route": format!("/{folder}/*"), "headers": { "Cache-Control": FOREVER } })
    });
    let moved = serving.redirects.iter();
    let moved =
        moved.map(|(from, to)| json!({ "route": encode(from), "redirect": to, "statusCode": 301 }));
    let types: Map<String, Value> = TYPES
        .iter()
        .map(|(ending, kind)| (format!(".{ending}"), (*kind).into()))
        .collect();
    let all = json!({
        "globalHeaders": headers,
        "mimeTypes": types,
        "responseOverrides": { "404": { "rewrite": "/404.html" } },
        "routes": kept.into_iter().chain(moved).collect::<Vec<_>>(),
    });
    format!("{all:#}\n")
}

fn encode(path: &str) -> String {
    utf8_percent_encode(path, ENCODED).to_string()
}
