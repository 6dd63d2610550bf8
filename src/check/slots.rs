//! Slots that were probably meant otherwise.

use super::Placed;
use super::text::Text;
use crate::article::{Article, Link, Token, split};
use crate::config::Config;
use crate::diagnostic::{Code, Note};
use crate::property::nearest;
use crate::slots::Inventory;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use strsim::damerau_levenshtein;

/// How often a name is used that others are held to be misspellings of.
const COMMON: usize = 5;
/// Shorter names differ by a letter because they mean something else.
const SHORTEST: usize = 6;

pub(super) fn in_title(text: &Text<'_>, notes: &mut Vec<Note>) {
    let body = text.article.body();
    for heading in body
        .outline
        .headings
        .iter()
        .filter(|heading| heading.level == 1)
    {
        let rest = &text.marked[heading.at..];
        let line = rest.lines().next().unwrap_or_default();
        split(line, |part| {
            if let Ok(Token::Slot(at)) = part
                && let Some(slot) = body.marked.slots.get(at)
            {
                let message = format!("the title holds the slot `{}`", slot.name);
                let note = Note::new(Code::SlotInTitle, slot.span.clone(), message);
                notes.push(note.help("lists and search show it unfilled; move it into the text"));
            }
        });
    }
}

/// Families such as `Link1`, `Link2` in which a number is missing.
pub(super) fn gap(text: &Text<'_>, notes: &mut Vec<Note>) {
    let mut families: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
    let slots = &text.article.body().marked.slots;
    for (at, slot) in slots.iter().enumerate() {
        let stem = slot.name.trim_end_matches(|c: char| c.is_ascii_digit());
        if let Ok(number) = slot.name[stem.len()..].parse()
            && !stem.is_empty()
        {
            families
                .entry(stem.to_ascii_lowercase())
                .or_default()
                .push((number, at));
        }
    }
    for family in families.values_mut() {
        family.sort_unstable();
        for pair in family.windows(2) {
            let [(before, _), (after, at)] = pair else {
                continue;
            };
            if *before > 0 && *after == before + 2 {
                let slot = &slots[*at];
                let message = format!(
                    "`{}` follows, and number {} is missing",
                    slot.name,
                    before + 1
                );
                let note = Note::new(Code::SlotGap, slot.span.clone(), message);
                notes.push(note.help("number the slots of a family without gaps"));
            }
        }
    }
}

/// Variables of links into the portal that `slots.yaml`, where there is one, does not declare: no host knows of them.
pub(super) fn undeclared(articles: &[Arc<Article>], config: &Config) -> Placed {
    let declarations = &config.filling.declarations;
    if declarations.all.is_empty() {
        return Vec::new();
    }
    let inventory = Inventory::of(articles, declarations);
    let known = declarations
        .all
        .iter()
        .map(|declared| declared.name.as_str());
    let known: Vec<&str> = known.collect();
    let mut notes = Vec::new();
    for entry in inventory
        .slots
        .iter()
        .filter(|entry| entry.declared.is_none())
    {
        for here in entry.uses.iter().filter(|here| here.slot.is_none()) {
            let names = |link: &&Link| link.address.contains(&*here.name);
            let link = here.article.body().outline.links.iter().find(names);
            let at = articles.binary_search_by(|other| other.path.cmp(&here.article.path));
            if let (Some(link), Ok(at)) = (link, at) {
                let message = format!("`{}` is not declared, so no host fills it", here.name);
                let note = Note::new(Code::TokenUndeclared, link.span.clone(), message);
                let help = match nearest(&here.name, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "declare it in slots.yaml".to_owned(),
                };
                notes.push((at, note.help(help)));
            }
        }
    }
    notes
}

/// Names that one article uses once, and that differ by a letter from one that many use.
pub(super) fn twin(articles: &[Arc<Article>], _: &Config) -> Placed {
    let mut uses: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
    for (article, value) in articles.iter().enumerate() {
        for (slot, value) in value.body().marked.slots.iter().enumerate() {
            uses.entry(value.name.to_lowercase())
                .or_default()
                .push((article, slot));
        }
    }
    let mut common: Vec<&String> = uses
        .iter()
        .filter(|(_, uses)| uses.len() >= COMMON)
        .map(|(name, _)| name)
        .collect();
    common.sort();
    let mut rare: Vec<(&String, (usize, usize))> = uses
        .iter()
        .filter_map(|(name, uses)| match uses[..] {
            [once] => Some((name, once)),
            _ => None,
        })
        .collect();
    rare.sort();
    let stem = |name: &str| name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let mut notes = Vec::new();
    for (name, (at, slot)) in rare {
        let near = common.iter().find(|other| {
            // A number at the end makes another of the family.
            let [a, b] = [&name[..stem(name)], &other[..stem(other)]];
            name.chars().count() >= SHORTEST && a != b && damerau_levenshtein(name, other) == 1
        });
        if let Some(near) = near {
            let slot = &articles[at].body().marked.slots[slot];
            let known = uses[*near]
                .first()
                .map(|(at, slot)| articles[*at].body().marked.slots[*slot].name.as_str());
            let known = known.unwrap_or(near);
            let message = format!(
                "`{}` is used here alone; `{known}` is used {} times",
                slot.name,
                uses[*near].len()
            );
            let note = Note::new(Code::SlotTwin, slot.span.clone(), message);
            notes.push((at, note.help(format!("did you mean `{known}`?"))));
        }
    }
    notes
}
