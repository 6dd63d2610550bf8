//! `outputs:` of `site.yaml`: what trees hold for programs that read them.

use serde::Deserialize;

/// What a tree holds for programs, besides its pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outputs {
    /// A Markdown file beside the page of each article.
    pub markdown: bool,
    /// `llms.txt`.
    pub llms: bool,
    /// What the page of an article says of it as JSON-LD.
    pub json_ld: bool,
    /// What a page says of itself to whoever shows a link to it; only where the base URL is known.
    pub open_graph: bool,
    /// The description of the search for browsers; only where the base URL is known.
    pub open_search: bool,
    /// The feed of changes; only where the base URL is known, and the days of changes are.
    pub feed: bool,
}

/// The key as written; what is not named is as usual.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
pub(super) struct RawOutputs {
    markdown: Option<bool>,
    llms: Option<bool>,
    json_ld: Option<bool>,
    open_graph: Option<bool>,
    open_search: Option<bool>,
    feed: Option<bool>,
}

impl From<&RawOutputs> for Outputs {
    fn from(raw: &RawOutputs) -> Self {
        // What adds files for every article is asked for; what costs a few bytes is there.
        Self {
            markdown: raw.markdown.unwrap_or(false),
            llms: raw.llms.unwrap_or(false),
            json_ld: raw.json_ld.unwrap_or(true),
            open_graph: raw.open_graph.unwrap_or(true),
            open_search: raw.open_search.unwrap_or(true),
            feed: raw.feed.unwrap_or(true),
        }
    }
}
