//! Tokens of slots → elements, after everything else is written.

use super::escape;
use crate::article::{Slot, SlotKind, Token, plain, split};
use std::collections::BTreeMap;

/// Appends `html` with each slot token turned into its element.
///
/// A slot of `hidden` stood in an attribute: its element holds the value for the script and is not shown.
pub(super) fn expand(
    out: &mut String,
    html: &str,
    slots: &[Slot],
    hidden: &[usize],
    values: &BTreeMap<String, String>,
) {
    split(html, |part| match part {
        Err(html) => out.push_str(html),
        Ok(Token::Slot(index)) => {
            if let Some(slot) = slots.get(index) {
                element(out, slot, hidden.contains(&index), values);
            }
        }
        Ok(_) => {}
    });
}

fn element(out: &mut String, slot: &Slot, hidden: bool, values: &BTreeMap<String, String>) {
    let name = |out: &mut String| {
        out.push_str("data-slot=\"");
        escape::attribute(out, &slot.name);
        out.push('"');
    };
    if hidden {
        out.push_str("<span hidden ");
        name(out);
        out.push('>');
        escape::text(out, &slot.default);
        return out.push_str("</span>");
    }
    let value = values.get(&slot.name.to_ascii_lowercase());
    let state = match (value, slot.kind) {
        (Some(_), _) => "filled",
        (None, SlotKind::Label) => "unfilled",
        (None, SlotKind::Prose) => "default",
        (None, SlotKind::Optional) => "empty",
    };
    let tag = if slot.block { "div" } else { "span" };
    out.push('<');
    out.push_str(tag);
    out.push_str(" class=\"slot\" ");
    name(out);
    for (key, word) in [
        (" data-slot-kind=\"", slot.kind.as_str()),
        ("\" data-slot-state=\"", state),
    ] {
        out.push_str(key);
        out.push_str(word);
    }
    out.push_str(if value.is_some() {
        "\" data-slot-source=\"site\">"
    } else {
        "\">"
    });
    escape::text(out, value.unwrap_or(&slot.default));
    out.push_str("</");
    out.push_str(tag);
    out.push('>');
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
