//! A list of tools: a card for each.
//!
//! A tool is a paragraph that begins with a link into the portal. What it says of the tool stands behind the link, or,
//! where the link is alone on its line and ends in `<br>`, in the paragraph below.

use super::blade;
use super::markdown::Writer;
use crate::diagnostic::Span;
use pulldown_cmark::Tag;

/// The card of a tool that is open.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tool {
    /// None is.
    None,
    /// It ends with the paragraph.
    Ends,
    /// It may go on with the next paragraph.
    GoesOn,
}

impl Writer<'_> {
    /// Before a block that stands in no other.
    pub(super) fn before_block(&mut self, tag: &Tag<'_>, span: &Span) {
        if !self.text.tools || is_inline(tag) {
            return;
        }
        let begins = matches!(tag, Tag::Paragraph) && self.begins_tool(span.start);
        if !begins && matches!(tag, Tag::Paragraph) && self.tool == Tool::GoesOn {
            self.tool = Tool::Ends;
            return;
        }
        self.end_tool();
        if begins {
            self.out.push_str("<div class=\"card tool\">\n");
            let text = &self.text.marked[span.clone()];
            let bare = text.trim_end().trim_end_matches(['/', '>', ' ']);
            let alone = !text.trim().contains('\n') && bare.to_ascii_lowercase().ends_with(")<br");
            self.tool = if alone { Tool::GoesOn } else { Tool::Ends };
        }
    }

    /// Behind a paragraph.
    pub(super) fn after_paragraph(&mut self) {
        if self.tool == Tool::Ends && self.depth == 0 {
            self.end_tool();
        }
    }

    /// Ends the card of a tool, if one is open.
    pub(super) fn end_tool(&mut self) {
        if std::mem::replace(&mut self.tool, Tool::None) != Tool::None {
            self.out.push_str("</div>\n");
        }
    }

    /// Whether a link into the portal begins at this place.
    fn begins_tool(&self, at: usize) -> bool {
        let links = &self.text.body.outline.links;
        let found = links.binary_search_by_key(&at, |link| link.at);
        found.is_ok_and(|index| blade::scheme(&links[index].address).is_some())
    }
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
    )
}
