//! Regions and sections: what holds blocks of Markdown without being one.

use super::markdown::Writer;
use crate::article::{Op, Region};

/// A region or a section that is open.
pub(super) enum Open {
    Region { id: usize, closed: bool },
    Section,
}

impl Open {
    /// Whether it is a region that no mark closes.
    pub(super) fn is_unclosed(&self) -> bool {
        matches!(self, Self::Region { closed: false, .. })
    }
}

impl Writer<'_> {
    /// Does what the region mark of this index does.
    pub(super) fn region(&mut self, index: usize) {
        self.end_tool();
        self.flush();
        let body = self.text.body;
        for op in body.marked.regions.get(index).into_iter().flatten() {
            match *op {
                Op::Open { id, region, closed } => self.open_region(id, region, closed),
                Op::Close(id) => {
                    let is_it =
                        |open: &Open| matches!(open, Open::Region { id: own, .. } if *own == id);
                    if let Some(at) = self.open.iter().position(is_it) {
                        self.close_to(at);
                    }
                }
            }
        }
    }

    fn open_region(&mut self, id: usize, region: Region, closed: bool) {
        self.done.push_str("<div class=\"region\" data-region=\"");
        self.done.push_str(region.as_str());
        self.done.push_str("\">\n");
        self.open.push(Open::Region { id, closed });
    }

    /// Begins the section of this index, and ends the one before it. The first is open, so that nobody meets a page of
    /// titles alone.
    pub(super) fn section(&mut self, index: usize) {
        self.flush();
        let before = |open: &Open| matches!(open, Open::Section);
        match self.open.iter().position(before) {
            Some(at) => self.close_to(at),
            None => self.end_unclosed(),
        }
        let open = if index == 0 { " open" } else { "" };
        self.done
            .push_str(&format!("<details class=\"section\"{open}>\n<summary>"));
        self.open.push(Open::Section);
        self.titles = true;
    }

    /// Behind a heading: ends the summary that it stands in, if it is a section's title.
    pub(super) fn end_title(&mut self) {
        if std::mem::take(&mut self.titles) {
            let length = self.out.trim_end().len();
            self.out.truncate(length);
            self.flush();
            self.done.push_str("</summary>\n");
        }
    }

    /// Ends the innermost regions that no mark closes.
    pub(super) fn end_unclosed(&mut self) {
        let unclosed = self.open.iter().rev().take_while(|open| open.is_unclosed());
        self.close_to(self.open.len() - unclosed.count());
    }

    /// Ends what is open, from the innermost to the one at this place.
    pub(super) fn close_to(&mut self, at: usize) {
        for open in self.open.drain(at..).rev() {
            self.done.push_str(match open {
                Open::Region { .. } => "</div>\n",
                Open::Section => "</details>\n",
            });
        }
    }
}
