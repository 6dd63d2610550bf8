//! A rendered body → Markdown: what the page shows, and nothing else.
//!
//! It is read from the HTML of the page and not from the author's file, so that it can say no more than the page does:
//! links lead where they lead in this cloud, comments and unpublished properties are gone, slots are filled, and JSON
//! bodies are as readable as they are there. White space is folded, and what Markdown would take for a mark is escaped.

mod blocks;
mod inline;
mod table;
pub(super) mod tree;

use crate::config::Urls;
use std::borrow::Cow;

/// The Markdown of a rendered body; it ends with a line end unless it is empty. Links to articles lead to their twins,
/// which stand beside pages of this shape. A slot without a value is its default, a label in brackets.
pub fn markdown(html: &str, urls: Urls) -> String {
    let mut text = blocks::blocks(&tree::parse(html), urls);
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// A text as Markdown that shows it.
pub(super) fn text(text: &str) -> String {
    inline::text(text, 0)
}

/// A text as Markdown that shows it in a link.
pub(super) fn link_text(text: &str) -> String {
    inline::text(text, 1)
}

/// Where a link of a page leads from the twin of that page. Only articles have relative addresses that end as pages do.
fn twin_of(address: &str, urls: Urls) -> Cow<'_, str> {
    let (path, fragment) = match address.find('#') {
        Some(at) => address.split_at(at),
        None => (address, ""),
    };
    if path.contains(':') || path.starts_with('/') {
        return address.into();
    }
    match urls {
        Urls::File => match path.strip_suffix(".html") {
            Some(stem) => format!("{stem}.md{fragment}").into(),
            None => address.into(),
        },
        Urls::Folder if path.ends_with('/') => format!("{path}index.md{fragment}").into(),
        Urls::Folder => address.into(),
    }
}

/// Whether an element is no part of a line.
fn is_block(name: &str) -> bool {
    const BLOCKS: [&str; 36] = [
        "article",
        "aside",
        "blockquote",
        "caption",
        "center",
        "dd",
        "details",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "label",
        "legend",
        "li",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "select",
        "summary",
        "table",
        "textarea",
        "ul",
    ];
    matches!(name, "tr" | "thead" | "tbody" | "tfoot") || BLOCKS.contains(&name)
}
