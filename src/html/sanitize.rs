//! Raw HTML: what a page keeps of it.
//!
//! Two layers. Each raw tag is written anew from the allow-list, so that authors' classes, ids and handlers are gone
//! before our own markup stands beside them. Then ammonia parses the whole as a browser would and closes what is open,
//! so that no stray tag reaches out of the article.

use super::{escape, nesting};
use crate::article::{RawTag, Verdict, kept_attributes, kept_elements, scan_tags};
use ammonia::{Builder, UrlRelative};

/// Attributes that only the program writes, on any element.
const OURS: [&str; 10] = [
    "class",
    "id",
    "role",
    "tabindex",
    "hidden",
    "aria-disabled",
    "aria-label",
    "data-slot-href",
    "data-slot-needs",
    "data-slot-state",
];

/// How deep raw elements may nest; a tag beyond is shown as text.
const DEEPEST: usize = 100;

/// Appends the stretch of raw HTML; `link` writes what becomes of a tag that bears an address. `depth` counts the
/// elements that are open.
pub(super) fn push(
    out: &mut String,
    html: &str,
    depth: &mut usize,
    mut link: impl FnMut(&mut String, &RawTag<'_>),
) {
    let mut from = 0;
    for tag in scan_tags(html) {
        push_text(out, &html[from..tag.span.start]);
        from = tag.span.end;
        let is_void = matches!(tag.name.as_str(), "br" | "hr" | "img" | "wbr" | "col");
        match tag.verdict() {
            Verdict::Text => escape::text(out, &html[tag.span.clone()]),
            Verdict::Unsafe => {}
            _ if tag.is_transparent() => {}
            // As browsers read it.
            _ if is_void && tag.closes => out.push_str(if tag.name == "br" { "<br>" } else { "" }),
            _ if !is_void && !tag.closes && *depth >= DEEPEST => {
                escape::text(out, &html[tag.span.clone()])
            }
            _ => {
                if !is_void {
                    *depth = if tag.closes {
                        depth.saturating_sub(1)
                    } else {
                        *depth + 1
                    };
                }
                match tag.address().is_some() || tag.name == "a" {
                    true => link(out, &tag),
                    false => push_tag(out, &tag),
                }
            }
        }
    }
    push_text(out, &html[from..]);
}

/// Text of raw HTML: entities are the author's, angle brackets are none of a tag.
fn push_text(out: &mut String, html: &str) {
    for c in html.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c => out.push(c),
        }
    }
}

/// Appends a tag with the attributes that a page keeps.
pub(super) fn push_tag(out: &mut String, tag: &RawTag<'_>) {
    out.push_str(if tag.closes { "</" } else { "<" });
    out.push_str(&tag.name);
    push_attributes(out, tag);
    if tag.name == "pre" && !tag.closes {
        out.push_str(" tabindex=\"0\"");
    }
    out.push('>');
}

/// Appends the kept attributes that are no addresses.
pub(super) fn push_attributes(out: &mut String, tag: &RawTag<'_>) {
    for (name, value) in &tag.attributes {
        if matches!(name.as_str(), "href" | "src" | "cite") || !tag.keeps(name) {
            continue;
        }
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        escape::attribute(out, &htmlize::unescape(value.unwrap_or_default()));
        out.push('"');
    }
}

/// A rendered stretch of a body, parsed and closed. What authors may not write is gone by now, so that what is ours,
/// classes and ids among it, may stay.
pub(super) fn clean(html: &str) -> String {
    let mut builder = Builder::empty();
    builder
        .tags(kept_elements().chain(["input"]).collect())
        .generic_attributes(OURS.into())
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None);
    for (element, attributes) in kept_attributes() {
        match element {
            "*" => builder.add_generic_attributes(attributes),
            element => builder.add_tag_attributes(element, attributes),
        };
    }
    builder.add_tag_attributes("input", &["type", "disabled", "checked"]);
    builder.add_tag_attributes("img", &["loading", "decoding"]);
    nesting::settle(builder.clean(html).to_string())
}
