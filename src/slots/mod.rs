//! What all articles together say of slots: which there are, what of the declarations and values does not go with them,
//! and what is written down of them for authors and hosts.

mod check;
mod draft;
mod guess;
mod sample;
mod schema;

pub use check::check;
pub use draft::draft;
pub use sample::sample;
pub use schema::schema;

use crate::article::{Article, Slot};
use crate::html::blade;
use crate::path::ContentPath;
use crate::value::{Declaration, Declarations, Place, variables};
use serde::Serialize;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The slots of some articles.
pub struct Inventory<'a> {
    /// Each once, in order of key.
    pub slots: Vec<Entry<'a>>,
}

/// A slot, and all that stands for it.
pub struct Entry<'a> {
    /// The key of its values: that of the declared name where it is declared.
    pub key: String,
    /// What is declared of it.
    pub declared: Option<&'a Declaration>,
    /// Where it stands, in order of the articles; at least once.
    pub uses: Vec<Use<'a>>,
    /// Names of other slots that are the same but for signs, blanks and case: `Vm Name` of `vm_name`.
    pub also: Vec<String>,
}

/// A place where a slot stands.
pub struct Use<'a> {
    /// The article.
    pub article: &'a Article,
    /// Its name there.
    pub name: Cow<'a, str>,
    /// The slot in the article; `None` for a variable of a link into the portal.
    pub slot: Option<&'a Slot>,
}

impl<'a> Inventory<'a> {
    /// The slots that the pages of these articles show, and the variables of their links into the portal.
    pub fn of(articles: &'a [Arc<Article>], declarations: &'a Declarations) -> Self {
        let mut found: BTreeMap<String, Vec<Use<'a>>> = BTreeMap::new();
        for article in articles {
            for here in uses(article) {
                let places = found.entry(declarations.key(&here.name)).or_default();
                places.push(here);
            }
        }
        let entries = found.into_iter().map(|(key, uses)| Entry {
            declared: declarations.get(&key),
            key,
            uses,
            also: Vec::new(),
        });
        let mut slots: Vec<Entry<'a>> = entries.collect();
        point_out_lookalikes(&mut slots);
        Self { slots }
    }

    /// The slot of this key.
    pub fn get(&self, key: &str) -> Option<&Entry<'a>> {
        let at = self.slots.binary_search_by(|slot| (*slot.key).cmp(key));
        self.slots.get(at.ok()?)
    }
}

fn uses(article: &Article) -> impl Iterator<Item = Use<'_>> {
    let slots = article.body().marked.slots.iter().filter(|slot| slot.shown);
    let slots = slots.map(|slot| (Cow::from(&slot.name), Some(slot)));
    let links = article.body().outline.links.iter();
    let addresses = links.filter_map(|link| {
        let (_, rest) = blade::scheme(&link.address)?;
        // Names do not depend on the portal.
        blade::address(rest, "portal")
    });
    let names = addresses.flat_map(|address| {
        let names = variables(&address).into_iter();
        names
            .map(|name| (Cow::from(name.to_owned()), None))
            .collect::<Vec<_>>()
    });
    slots.chain(names).map(|(name, slot)| Use {
        article,
        name,
        slot,
    })
}

fn point_out_lookalikes(slots: &mut [Entry<'_>]) {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, slot) in slots.iter().enumerate() {
        let bare: String = slot.key.chars().filter(|c| c.is_alphanumeric()).collect();
        if !bare.is_empty() {
            groups.entry(bare).or_default().push(at);
        }
    }
    for group in groups.values().filter(|group| group.len() > 1) {
        for at in group {
            let others = group.iter().filter(|other| *other != at);
            slots[*at].also = others.map(|at| slots[*at].name().to_owned()).collect();
        }
    }
}

impl<'a> Use<'a> {
    /// `label`, `prose`, `optional`, or `address` for a variable of a link.
    pub fn kind(&self) -> &'static str {
        self.slot.map_or("address", |slot| slot.kind.as_str())
    }

    /// What stands there until it is filled; empty for a variable.
    pub fn default(&self) -> &'a str {
        self.slot.map_or("", |slot| &slot.default)
    }

    /// Whether it is a paragraph of its own.
    pub fn is_block(&self) -> bool {
        self.slot.is_some_and(|slot| slot.block)
    }

    /// Where its value is to stand.
    pub fn place(&self) -> Place {
        match self.slot {
            Some(slot) => slot.place(&self.article.text[slot.span.end..]),
            None => Place::Inline {
                zone_follows: false,
            },
        }
    }
}

impl<'a> Entry<'a> {
    /// Its name: as declared, or as most articles spell it.
    pub fn name(&self) -> &str {
        match self.declared {
            Some(declared) => &declared.name,
            None => self.spellings().first().map_or("", |(name, _)| name),
        }
    }

    /// How articles spell it, and how often; the most frequent first. Aliases are spellings too.
    pub fn spellings(&self) -> Vec<(&str, usize)> {
        counted(self.uses.iter().map(|here| &*here.name))
    }

    /// How it stands there (`label`, `prose`, `optional`, `address`), and how often; the most frequent first.
    pub fn kinds(&self) -> Vec<(&'static str, usize)> {
        counted(self.uses.iter().map(|here| here.kind()))
    }

    /// The most frequent default; may be empty.
    pub fn default(&self) -> &'a str {
        let defaults = counted(self.uses.iter().map(|here| here.default()));
        defaults.first().map_or("", |(text, _)| text)
    }

    /// How often it is a paragraph of its own.
    pub fn blocks(&self) -> usize {
        self.uses.iter().filter(|here| here.is_block()).count()
    }

    /// The articles it stands in, in order and each once.
    pub fn articles(&self) -> Vec<&'a ContentPath> {
        let mut paths: Vec<_> = self.uses.iter().map(|here| &here.article.path).collect();
        paths.sort();
        paths.dedup();
        paths
    }
}

/// How often each item comes up, the most frequent first; equal counts in the order of the items.
fn counted<T: Ord>(items: impl Iterator<Item = T>) -> Vec<(T, usize)> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for item in items {
        *counts.entry(item).or_default() += 1;
    }
    let mut counts: Vec<(T, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    counts
}

/// A value as YAML in one line, which is JSON.
fn flow(value: &impl Serialize) -> String {
    let json = serde_json::to_string(value)
        .unwrap_or_else(|error| unreachable!("plain data is JSON: {error}"));
    json.chars()
        .map(|c| match is_printable(c) {
            true => c.to_string(),
            false => format!("\\u{:04x}", u32::from(c)),
        })
        .collect()
}

/// A name as a key of YAML: in quotes where it could be read as anything else.
fn yaml_key(name: &str) -> String {
    let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
        && !words.iter().any(|word| name.eq_ignore_ascii_case(word));
    match plain {
        true => name.to_owned(),
        false => flow(&name),
    }
}

/// Whether YAML takes a character as it is.
fn is_printable(c: char) -> bool {
    !c.is_control()
        && !matches!(
            c,
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_keys_of_yaml() {
        for (name, want) in [
            ("userName", "userName"),
            ("match.Reason", "match.Reason"),
            ("List of Public IPs", "\"List of Public IPs\""),
            ("No", "\"No\""),
            ("1", "\"1\""),
            ("a: #\u{85}", "\"a: #\\u0085\""),
        ] {
            assert_eq!(yaml_key(name), want);
        }
    }

    #[test]
    fn what_is_frequent_comes_first() {
        let counts = counted(["b", "a", "c", "b", "c"].into_iter());
        assert_eq!(counts, [("b", 2), ("c", 2), ("a", 1)]);
    }
}
