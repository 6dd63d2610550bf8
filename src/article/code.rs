//! Slots in code, and the quotes they stand in: a reader copies a command, and a shell runs it.

use super::marks::{Token, split};
use super::slot::Slot;
use super::tags::{self, Verdict};
use crate::value::{Quotes, Quoting};
use pulldown_cmark::{Event, Tag, TagEnd};

/// The code of a body, read along with it.
#[derive(Default)]
pub(super) struct Code {
    /// How many elements of code are open, one in another.
    depth: usize,
    quoting: Quoting,
    /// Whether the outermost element holds anything but slots.
    text: bool,
    /// The slots of the outermost element.
    inside: Vec<usize>,
}

impl Code {
    /// Reads on, and says of each slot in code what surrounds it.
    pub(super) fn read(&mut self, event: &Event<'_>, slots: &mut [Slot]) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => self.depth += 1,
            Event::End(TagEnd::CodeBlock) => self.close(slots),
            Event::Code(words) => {
                self.depth += 1;
                self.words(words, slots);
                self.close(slots);
            }
            Event::Text(words) => self.words(words, slots),
            Event::SoftBreak | Event::HardBreak => self.words("\n", slots),
            Event::Html(html) | Event::InlineHtml(html) => self.html(html, slots),
            _ => {}
        }
    }

    fn html(&mut self, html: &str, slots: &mut [Slot]) {
        let mut from = 0;
        for tag in tags::scan(html) {
            self.words(&htmlize::unescape(&html[from..tag.span.start]), slots);
            from = tag.span.end;
            match tag.is_code() && tag.verdict() == Verdict::Html {
                true if tag.closes => self.close(slots),
                true => self.depth += 1,
                false => {}
            }
        }
        self.words(&htmlize::unescape(&html[from..]), slots);
    }

    fn words(&mut self, words: &str, slots: &mut [Slot]) {
        if self.depth == 0 {
            return;
        }
        split(words, |part| match part {
            Ok(Token::Slot(index)) => {
                if let Some(slot) = slots.get_mut(index) {
                    slot.code = Some(self.quoting.quotes());
                }
                self.inside.push(index);
            }
            // What is open ends where a region begins or ends.
            Ok(Token::Region(_)) => self.depth = 0,
            Ok(_) => {}
            Err(text) => {
                self.quoting.read(text);
                self.text |= !text.trim().is_empty();
            }
        });
        if self.depth == 0 {
            self.end(slots);
        }
    }

    fn close(&mut self, slots: &mut [Slot]) {
        self.depth = self.depth.saturating_sub(1);
        if self.depth == 0 {
            self.end(slots);
        }
    }

    fn end(&mut self, slots: &mut [Slot]) {
        if let (false, [only]) = (self.text, self.inside.as_slice())
            && let Some(slot) = slots.get_mut(*only)
        {
            slot.code = Some(Quotes::Alone);
        }
        *self = Self::default();
    }
}
