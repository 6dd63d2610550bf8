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
use crate::path::ContentPath;
use crate::value::{Declaration, Declarations, Place};
use serde::Serialize;
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
#[derive(Clone, Copy)]
pub struct Use<'a> {
    /// The article.
    pub article: &'a Article,
    /// The slot in it.
    pub slot: &'a Slot,
}

impl<'a> Inventory<'a> {
    /// The slots that the pages of these articles show. Variables of links into the portal are not among them.
    pub fn of(articles: &'a [Arc<Article>], declarations: &'a Declarations) -> Self {
        let mut found: BTreeMap<String, Vec<Use<'a>>> = BTreeMap::new();
        for article in articles {
            for slot in article.body.marked.slots.iter().filter(|slot| slot.shown) {
                let uses = found.entry(declarations.key(&slot.name)).or_default();
                uses.push(Use { article, slot });
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

impl Use<'_> {
    /// Where its value is to stand.
    pub fn place(&self) -> Place {
        self.slot.place(&self.article.text[self.slot.span.end..])
    }
}

impl<'a> Entry<'a> {
    /// Its name: as declared, or as most articles spell it.
    pub fn name(&self) -> &'a str {
        match self.declared {
            Some(declared) => &declared.name,
            None => self.spellings().first().map_or("", |(name, _)| name),
        }
    }

    /// How articles spell it, and how often; the most frequent first. Aliases are spellings too.
    pub fn spellings(&self) -> Vec<(&'a str, usize)> {
        counted(self.uses.iter().map(|here| here.slot.name.as_str()))
    }

    /// How its defaults read (`label`, `prose`, `optional`), and how often; the most frequent first.
    pub fn kinds(&self) -> Vec<(&'static str, usize)> {
        counted(self.uses.iter().map(|here| here.slot.kind.as_str()))
    }

    /// The most frequent default; may be empty.
    pub fn default(&self) -> &'a str {
        let defaults = counted(self.uses.iter().map(|here| here.slot.default.as_str()));
        defaults.first().map_or("", |(text, _)| text)
    }

    /// How often it is a paragraph of its own.
    pub fn blocks(&self) -> usize {
        self.uses.iter().filter(|here| here.slot.block).count()
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
