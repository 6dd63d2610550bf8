//! Tokens of slots and block elements → elements, after everything else is written.

use super::blocks;
use super::escape;
use super::fill;
use super::{Setting, Text};
use crate::article::{Slot, SlotKind, Token, plain, split};
use crate::value::{Place, Refusal, Shown};

/// Writes the slots and the block elements of a text.
#[derive(Clone, Copy)]
pub(super) struct Expander<'a> {
    pub(super) text: Text<'a>,
    /// Slots that stood in an attribute: the element holds the value for the script and is not shown.
    pub(super) hidden: &'a [usize],
    pub(super) setting: Setting<'a>,
}

impl Expander<'_> {
    /// Appends `html` with each token turned into its element.
    pub(super) fn push(&self, out: &mut String, html: &str) {
        split(html, |part| match part {
            Err(html) => out.push_str(html),
            Ok(Token::Block(index)) => blocks::push(self, out, index),
            Ok(token) => self.slot(out, token),
        });
    }

    /// Appends a text with each token of a slot turned into its element.
    pub(super) fn text(&self, out: &mut String, text: &str) {
        split(text, |part| match part {
            Err(text) => escape::text(out, text),
            Ok(token) => self.slot(out, token),
        });
    }

    fn slot(&self, out: &mut String, token: Token) {
        if let Token::Slot(index) = token
            && let Some(slot) = self.text.body.marked.slots.get(index)
        {
            self.element(out, index, slot);
        }
    }

    fn element(&self, out: &mut String, index: usize, slot: &Slot) {
        let hidden = self.hidden.contains(&index);
        let place = slot.place(&self.text.source[slot.span.end..]);
        let shown = self.setting.filling.show(&slot.name, place);
        let tag = if slot.block { "div" } else { "span" };
        out.push('<');
        out.push_str(tag);
        out.push_str(if hidden { " hidden" } else { " class=\"slot\"" });
        let mut attribute = |name: &str, value: &str| {
            out.push_str(&format!(" {name}=\""));
            escape::attribute(out, value);
            out.push('"');
        };
        attribute(
            if self.text.fields {
                "data-field"
            } else {
                "data-slot"
            },
            &slot.name,
        );
        if !hidden {
            attribute("data-slot-kind", slot.kind.as_str());
        }
        if !hidden || shown.is_some() {
            attribute("data-slot-state", state(slot.kind, shown.as_ref()));
        }
        match place {
            Place::Code(quotes) => attribute("data-slot-code", quotes.as_str()),
            Place::Inline { zone_follows: true } => attribute("data-slot-zone", "follows"),
            _ => {}
        }
        if shown.is_some() {
            attribute("data-slot-source", "site");
            attribute("data-slot-default", &slot.default);
        }
        out.push('>');
        match shown {
            Some(Ok(shown)) => fill::push(out, &shown),
            Some(Err(_)) | None => escape::text(out, &slot.default),
        }
        out.push_str("</");
        out.push_str(tag);
        out.push('>');
    }
}

fn state(kind: SlotKind, shown: Option<&Result<Shown, Refusal>>) -> &'static str {
    match (shown, kind) {
        (Some(Ok(Shown::Empty(_))), _) => "empty",
        (Some(Ok(_)), _) => "filled",
        (Some(Err(_)), _) => "invalid",
        (None, SlotKind::Label) => "unfilled",
        (None, SlotKind::Prose) => "default",
        (None, SlotKind::Optional) => "empty",
    }
}

/// A text for an attribute: slots by their default, and which they are.
pub(super) fn in_attribute(text: &str, slots: &[Slot]) -> (String, Vec<usize>) {
    let mut found = Vec::new();
    split(text, |part| {
        if let Ok(Token::Slot(index)) = part {
            found.push(index);
        }
    });
    (plain(text, slots), found)
}
