//! Body and resolved links → HTML: the only code that writes HTML by hand.
//!
//! Knows nothing of a cloud but where the links lead, so clouds whose links resolve alike share a body. Tokens of slots
//! pass through as words; they become elements last, after raw HTML was cleaned, so that no author can forge one.

pub mod blade;
mod blocks;
mod code;
mod escape;
mod fill;
mod headings;
mod json;
mod links;
mod markdown;
mod nesting;
mod quote;
mod sanitize;
mod sections;
mod slots;
mod tools;

pub use escape::{attribute, text};

use crate::article::{Article, Body, JsonBody, Kind, PartText};
use crate::json::Json;
use crate::source::Size;
use crate::value::Filling;
use crate::words::Words;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Where a link leads in one cloud; one for each link of an article's outline, in that order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Target {
    /// An address, complete.
    Url(String),
    /// An address in the portal, complete.
    Portal {
        /// The address.
        url: String,
        /// Whether the author asked for a button.
        button: bool,
    },
    /// A plain link shown as a button.
    Button(String),
    /// An address with variables in braces (`https://…/{resourceId}`); without a link until they are filled.
    Template {
        /// The address; braces of its own are encoded.
        template: String,
        /// The class of the element, if it has one.
        class: Cow<'static, str>,
    },
    /// A video of another host that may be played on the page.
    Video {
        /// The address of its page.
        url: String,
        /// The address of its player.
        player: String,
    },
    /// An image of the site whose size is known.
    Image {
        /// The address.
        url: String,
        /// Its size.
        size: Size,
    },
    /// An image of another host, shown as a link to it.
    External(String),
    /// The articles that name a support topic, best first: title and address.
    Articles(Vec<(String, String)>),
    /// Nowhere: the text stays, the link does not.
    Nowhere,
}

/// A text to write.
#[derive(Clone, Copy)]
struct Text<'a> {
    /// What the spans of the body count in.
    source: &'a str,
    /// What its Markdown is read from.
    marked: &'a str,
    body: &'a Body,
    /// Where its links lead.
    targets: &'a [Target],
    /// What stands for the JSON body in it.
    shown: &'a str,
    /// Whether it is a list of tools, each of which has a card.
    tools: bool,
    /// Whether its slots are fields of a recommendation, which are filled alike and listed nowhere.
    fields: bool,
}

/// What a body is written with.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// What slots are filled with.
    pub filling: &'a Filling,
    /// The words of the interface, for what the program itself says in a body.
    pub words: &'a Words,
}

impl<'a> Setting<'a> {
    /// A word of the section `body`.
    fn word(self, key: &str) -> &'a str {
        self.words.text("body", key)
    }
}

/// The HTML of an article's body, with its slots filled as far as there are values. `shown` is the HTML of its JSON body.
pub fn render(article: &Article, targets: &[Target], shown: &str, setting: Setting<'_>) -> String {
    let body = article.body();
    let text = Text {
        source: &article.text,
        marked: &body.marked.text(&article.text),
        body,
        targets,
        shown,
        tools: article.kind == Kind::Tools,
        fields: false,
    };
    markdown::Writer::new(text, setting).write()
}

/// The HTML of a text in a JSON body; without a paragraph around it where it is only one. `targets` are those of the
/// article.
pub fn part(part: &PartText, targets: &[Target], setting: Setting<'_>) -> String {
    let mut html = match &part.body {
        Some(body) => {
            let text = Text {
                source: &part.text,
                marked: &body.marked.text(&part.text),
                body,
                targets: targets.get(part.links.clone()).unwrap_or_default(),
                shown: "",
                tools: false,
                fields: true,
            };
            markdown::Writer::new(text, setting).write()
        }
        None => {
            let mut html = String::with_capacity(part.text.len());
            escape::text(&mut html, &part.text);
            html
        }
    };
    html.truncate(html.trim_end().len());
    let inner = html
        .strip_prefix("<p>")
        .and_then(|html| html.strip_suffix("</p>"));
    match inner.filter(|inner| !inner.contains("<p>")) {
        Some(inner) => inner.to_owned(),
        None => html,
    }
}

/// The HTML of a link around HTML; the HTML alone where it leads nowhere.
pub fn link(target: &Target, inner: &str, filling: &Filling) -> String {
    let mut out = String::new();
    let close = links::anchor(&mut out, target, "", filling);
    out.push_str(inner);
    out.push_str(close);
    out
}

/// The HTML of JSON that nothing is known of: nested lists.
pub fn json(value: &Json) -> String {
    json::list(value)
}

/// The HTML of a body that should be JSON and is not: its source.
pub fn broken(body: &JsonBody) -> Option<String> {
    match body {
        JsonBody::Broken(source) => Some(json::source(source)),
        JsonBody::Shaped(..) => None,
    }
}
