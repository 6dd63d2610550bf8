//! Headings, each of which is a link to itself where it can be one.

use super::escape;
use super::markdown::Writer;
use super::sections::Open;

/// The heading that is open.
#[derive(Default)]
pub(super) struct OpenHeading {
    /// Where its text begins.
    at: usize,
    /// Its level in the outline of the page.
    shown: u8,
    /// Its id, where it may become a link.
    id: Option<String>,
}

/// Headings that are open around a place, outermost first: the author's level, and the level in the outline of the page.
#[derive(Default)]
pub(super) struct Levels(Vec<(u8, u8)>);

impl Levels {
    /// The level of a heading in the outline of the page, below a title of level 1. Authors skip levels, and who listens
    /// to a page then looks for what is not there.
    fn enter(&mut self, level: u8) -> u8 {
        while self.0.pop_if(|(open, _)| *open >= level).is_some() {}
        let above = self.0.last().map_or(1, |(_, shown)| *shown);
        let shown = if level == 1 { 1 } else { above + 1 };
        self.0.push((level, shown));
        shown
    }
}

impl Writer<'_> {
    pub(super) fn start_heading(&mut self, level: u8) {
        if level <= 2 && self.depth == 0 && self.open.last().is_some_and(Open::is_unclosed) {
            self.flush();
            self.end_unclosed();
        }
        let shown = match self.text.fields {
            true => level,
            false => self.levels.enter(level),
        };
        self.out.push_str(&format!("<h{shown} id=\""));
        let heading = self.text.body.outline.headings.get(self.heading);
        let id = heading.map_or("", |heading| &heading.id);
        escape::attribute(&mut self.out, id);
        self.heading += 1;
        self.out.push_str("\">");
        // The title of the page needs none, and that of a section opens it.
        let links = (2..=4).contains(&level) && !self.titles && self.links.is_empty();
        self.open_heading = OpenHeading {
            at: self.out.len(),
            shown,
            id: links.then(|| id.to_owned()),
        };
    }

    /// Ends the heading, and makes a link of what it holds, unless a link is in it. So the name of the link is the heading's, and the
    /// heading has no other text than its own.
    pub(super) fn end_heading(&mut self) {
        let OpenHeading { at, shown, id } = std::mem::take(&mut self.open_heading);
        let text = self.out.get(at..).unwrap_or_default();
        let plain = !text.trim().is_empty() && !text.contains("<a");
        if let Some(id) = id.filter(|id| plain && !id.is_empty()) {
            let mut link = String::from("<a class=\"anchor\" href=\"#");
            escape::attribute(&mut link, &id);
            link.push_str("\">");
            self.out.insert_str(at, &link);
            self.out.push_str("</a>");
        }
        self.out.push_str(&format!("</h{shown}>\n"));
    }
}
