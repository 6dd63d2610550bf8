//! What a tree holds for programs that read it: what pages say of themselves in their head, and the files beside them.
//!
//! All of it is said in words of this cloud: of its articles, its lists and its address.

mod card;
mod feed;
mod linked;
mod llms;
mod prose;
mod search;
mod twin;

pub use prose::markdown;

use super::{Content, PageView, Pages};
use crate::path::UrlPath;
use schemars::JsonSchema;
use serde::Serialize;

/// What a page says to programs.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct MachineView {
    /// The article in Markdown, relative.
    pub markdown: Option<String>,
    /// The feed of changes, relative.
    pub feed: Option<String>,
    /// The description of the search, relative.
    pub search: Option<String>,
    /// JSON-LD for a `script` element: it holds no `<`.
    pub linked: Option<String>,
    /// What whoever shows a link to the page reads.
    pub graph: Option<GraphView>,
}

/// The Open Graph properties of a page that it has not said otherwise.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GraphView {
    /// `article`, or `website` for all other pages.
    pub kind: &'static str,
    /// The language of the page, as `en_US`; `None` where the territory is not known.
    pub locale: Option<String>,
    /// The absolute address of the card.
    pub image: String,
    /// The width of the card in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// What the card says.
    pub alt: String,
}

impl Pages<'_> {
    /// What a page says to programs; nothing on pages that only lead elsewhere.
    pub(super) fn machine(
        &self,
        url: &UrlPath,
        view: &PageView<'_>,
        content: &Content<'_>,
    ) -> MachineView {
        if matches!(content, Content::Missing {} | Content::Redirect { .. }) {
            return MachineView::default();
        }
        let root = url.to_root();
        MachineView {
            markdown: None,
            feed: self.feed_url().map(|feed| format!("{root}{feed}")),
            search: self.search_url().map(|search| format!("{root}{search}")),
            linked: None,
            graph: self.graph(view),
        }
    }

    /// What the page of an article says to programs besides.
    pub(super) fn article_machine(
        &self,
        at: usize,
        body: &str,
        machine: MachineView,
    ) -> MachineView {
        MachineView {
            markdown: self
                .twin_url(at)
                .map(|twin| twin.relative_from(&self.entry(at).url)),
            linked: self.linked(at, body),
            ..machine
        }
    }

    fn graph(&self, view: &PageView<'_>) -> Option<GraphView> {
        let card = self.card_url()?;
        Some(GraphView {
            kind: match view.kind {
                "article" => "article",
                _ => "website",
            },
            locale: locale(&self.config.language),
            image: self.absolute(&card)?,
            width: card::WIDTH,
            height: card::HEIGHT,
            alt: format!("{} · {}", self.config.title, self.cloud().title),
        })
    }

    /// Where the card of the tree stands, if it has one.
    pub fn card_url(&self) -> Option<UrlPath> {
        let wanted = self.config.outputs.open_graph && self.cloud().base_url.is_some();
        wanted.then(|| card::url(&self.config.title, &self.cloud().title))
    }

    /// The card of the tree: a picture for whoever shows a link to one of its pages, as PNG.
    pub fn card(&self) -> Vec<u8> {
        card::draw(&self.config.title, &self.cloud().title)
    }
}

/// A language with its territory, as Open Graph writes it.
fn locale(tag: &str) -> Option<String> {
    let mut parts = tag.split('-');
    let language = parts.next()?.to_ascii_lowercase();
    let is_territory =
        |part: &&str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic());
    let territory = parts.find(is_territory)?.to_ascii_uppercase();
    Some(format!("{language}_{territory}"))
}

/// A value as JSON that may stand in a `script` element: `<` is escaped, so nothing in it ends the element.
fn script_json(value: &impl Serialize) -> String {
    let json = serde_json::to_string(value)
        .unwrap_or_else(|error| unreachable!("plain data is JSON: {error}"));
    json.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}
