//! What the script of a page is told of its slots.

use crate::article::{Article, JsonBody};
use crate::html::Target;
use crate::value::{Declaration, Filling, Value, key, variables};
use serde::Serialize;
use std::collections::BTreeMap;

/// Told as JSON; what is empty is left out.
#[derive(Serialize)]
struct Told<'a> {
    /// Declarations by key.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    slots: BTreeMap<String, ToldSlot<'a>>,
    /// Key of another name → key of the slot.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    aliases: BTreeMap<String, String>,
    /// Values of the site by key.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    values: BTreeMap<String, &'a Value>,
}

#[derive(Serialize)]
struct ToldSlot<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    r#type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    example: Option<&'a Value>,
    #[serde(skip_serializing_if = "str::is_empty")]
    format: &'static str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    values: &'a [String],
    /// Present and `false` where a link must not set it.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<bool>,
}

/// The names of everything that a page can be filled with: its slots, the fields of its JSON body, and the variables of its links.
pub(super) fn names<'a>(
    article: &'a Article,
    targets: &'a [Target],
) -> impl Iterator<Item = &'a str> {
    let slots = article.body().marked.slots.iter().filter(|slot| slot.shown);
    let parts = match &article.body().json {
        Some(JsonBody::Shaped(_, parts)) => parts.as_slice(),
        _ => &[],
    };
    let bodies = parts.iter().filter_map(|part| part.body.as_ref());
    let fields = bodies.flat_map(|body| &body.marked.slots);
    let links = targets.iter().filter_map(|target| match target {
        Target::Template { template, .. } => Some(variables(template)),
        _ => None,
    });
    slots
        .chain(fields)
        .map(|slot| slot.name.as_str())
        .chain(links.flatten())
}

/// What the script is told of these names, as JSON that may stand in a `script` element; `None` where that is nothing.
pub(super) fn told<'a>(names: impl Iterator<Item = &'a str>, filling: &Filling) -> Option<String> {
    if filling.declarations.all.is_empty() && filling.values.is_empty() {
        return None;
    }
    let mut told = Told {
        slots: BTreeMap::new(),
        aliases: BTreeMap::new(),
        values: BTreeMap::new(),
    };
    for name in names {
        let slot = filling.declarations.key(name);
        if let Some(declared) = filling.declarations.get(name) {
            let aliases = declared.aliases.iter().map(|alias| key(alias));
            told.aliases.extend(
                aliases
                    .filter(|alias| filling.declarations.key(alias) == slot && *alias != slot)
                    .map(|alias| (alias, slot.clone())),
            );
            told.slots.insert(slot.clone(), of(declared));
        }
        if let Some(value) = filling.get(name) {
            told.values.insert(slot, value);
        }
    }
    if told.slots.is_empty() && told.values.is_empty() {
        return None;
    }
    let json = serde_json::to_string(&told)
        .unwrap_or_else(|error| unreachable!("plain data is JSON: {error}"));
    // `</script>` and `<!--` would end or change the element.
    Some(json.replace('<', "\\u003c"))
}

fn of(declared: &Declaration) -> ToldSlot<'_> {
    ToldSlot {
        r#type: declared.kind.map(|kind| kind.as_str()),
        label: declared.label.as_deref(),
        example: declared.example.as_ref(),
        format: declared.format.as_str(),
        values: &declared.options,
        url: declared.not_by_link.then_some(false),
        secret: declared.secret.then_some(true),
    }
}
