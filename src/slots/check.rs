//! What is declared and given, held against the articles.

use super::{Entry, Inventory};
use crate::article::{Article, SlotKind};
use crate::config::{Config, SlotFile};
use crate::diagnostic::{Code, Encoding, Finding, Note, locate};
use crate::path::ContentPath;
use crate::property::nearest;
use crate::value::{Declaration, Declarations, Filling, Type, Value, key, show};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What does not go together in `slots.yaml`, the values and the articles. Those of `slots.yaml` are named by that name,
/// those of other files by their path as it was given.
pub fn check(articles: &[Arc<Article>], config: &Config) -> Vec<Finding> {
    let filling = &config.filling;
    if filling.declarations.all.is_empty() && filling.values.is_empty() {
        return Vec::new();
    }
    let checker = Checker {
        inventory: Inventory::of(articles, &filling.declarations),
        filling,
    };
    let mut findings = match config.slot_files.first() {
        Some(declared) => checker.defaults(&declared.text),
        None => Vec::new(),
    };
    // A later file stands over an earlier one, whose values are then shown nowhere.
    let mut shown = BTreeSet::new();
    for (at, file) in config.slot_files.iter().enumerate().rev() {
        let mut notes = checker.given(file, &mut shown);
        if at == 0 {
            notes.extend(checker.unused());
            notes.extend(aliases(&filling.declarations));
        }
        let path = ContentPath::new(&file.path.display().to_string());
        findings.extend(locate(&path, &file.text, Encoding::Utf8, notes));
    }
    findings
}

struct Checker<'a> {
    inventory: Inventory<'a>,
    filling: &'a Filling,
}

impl Checker<'_> {
    /// Whether a name, or another of the same slot, is in an article.
    fn is_used(&self, name: &str) -> bool {
        let key = self.filling.declarations.key(name);
        self.inventory.get(&key).is_some()
    }

    fn unknown(&self, span: std::ops::Range<usize>, name: &str, message: String) -> Note {
        let note = Note::new(Code::SlotUnknown, span, message);
        let slots = self.inventory.slots.iter().flat_map(Entry::spellings);
        let names = slots.map(|(name, _)| name);
        match nearest(name, names) {
            Some(near) => note.help(format!("did you mean `{near}`?")),
            None => note.help("`inlaid slots` lists the slots of all articles"),
        }
    }

    /// Declarations of nothing.
    fn unused(&self) -> Vec<Note> {
        let declared = self.filling.declarations.all.iter();
        let unused = declared.filter(|declared| !self.is_used(&declared.name));
        unused
            .map(|Declaration { name, span, .. }| {
                let message =
                    format!("`{name}` is declared and no article has a slot of this name");
                self.unknown(span.clone(), name, message)
            })
            .collect()
    }

    /// Values that a file gives in vain. `shown` holds the keys of those that have one already.
    fn given(&self, file: &SlotFile, shown: &mut BTreeSet<String>) -> Vec<Note> {
        let mut notes = Vec::new();
        for (name, span) in &file.names {
            let declarations = &self.filling.declarations;
            if !self.is_used(name) && declarations.get(name).is_none() {
                let message =
                    format!("`{name}` has a value and no article has a slot of this name");
                notes.push(self.unknown(span.clone(), name, message));
            }
            if shown.insert(declarations.key(name))
                && let Some(entry) = self.inventory.get(&declarations.key(name))
            {
                notes.extend(self.refused(name, entry).map(|message| {
                    Note::new(Code::SlotValue, span.clone(), message)
                        .help("the slot keeps its default; give it another value")
                }));
            }
        }
        notes
    }

    /// Where the value of a slot is not shown, and why.
    fn refused(&self, name: &str, entry: &Entry<'_>) -> Option<String> {
        entry.uses.iter().find_map(|here| {
            let shown = self.filling.show(&here.name, here.place())?;
            let reason = shown.err()?.reason();
            let path = &here.article.path;
            Some(format!(
                "the value of `{name}` is not shown in `{path}`: {reason}"
            ))
        })
    }

    /// Defaults that read as values of another type than is declared. `text` is that of `slots.yaml`.
    fn defaults(&self, text: &str) -> Vec<Finding> {
        let mut notes: BTreeMap<&ContentPath, (&Article, Vec<Note>)> = BTreeMap::new();
        for entry in &self.inventory.slots {
            let Some((declared, kind)) = held(entry.declared) else {
                continue;
            };
            let line = 1 + text
                .get(..declared.span.start)
                .map_or(0, |before| before.matches('\n').count());
            for here in &entry.uses {
                let Some(slot) = here.slot.filter(|slot| slot.kind == SlotKind::Prose) else {
                    continue;
                };
                let default = Value::Text(slot.default.clone());
                let language = self.filling.language;
                if show(&default, here.place(), Some(declared), language).is_ok() {
                    continue;
                }
                let message = format!(
                    "the default `{}` of slot `${}` is not of its type, {kind}",
                    slot.default, slot.name
                );
                let help = format!(
                    "line {line} of `slots.yaml` declares `{}` as `{kind}`; write a label in brackets, or such a value",
                    declared.name
                );
                let note = Note::new(Code::SlotType, slot.span.clone(), message).help(help);
                let path = &here.article.path;
                let of_article = notes.entry(path).or_insert((here.article, Vec::new()));
                of_article.1.push(note);
            }
        }
        let articles = notes.into_values();
        articles
            .flat_map(|(article, notes)| article.locate(notes))
            .collect()
    }
}

/// A declaration of a type that a text can contradict, and the type's name.
fn held(declared: Option<&Declaration>) -> Option<(&Declaration, &'static str)> {
    let declared = declared?;
    let kind = declared.kind?;
    let held = matches!(kind, Type::Number | Type::DateTime | Type::Enum | Type::Url);
    held.then_some((declared, kind.as_str()))
}

/// Aliases that stand for another slot as well. A circle is told once, at its first declaration.
fn aliases(declarations: &Declarations) -> Vec<Note> {
    let mut notes = Vec::new();
    for declared in &declarations.all {
        for alias in &declared.aliases {
            let name = &declared.name;
            let Some(other) = declarations
                .get(alias)
                .filter(|other| key(&other.name) != key(name))
            else {
                continue;
            };
            let note = |message: String| Note::new(Code::SlotAlias, declared.span.clone(), message);
            if key(alias) != key(&other.name) {
                let message = format!("`{alias}` is an alias of `{name}` and of `{}`", other.name);
                notes.push(note(message).help("keep it with one of the two"));
                continue;
            }
            match circle(declarations, declared, other) {
                None => {
                    let message = format!("`{alias}` is an alias of `{name}` and declared itself");
                    notes.push(note(message).help("remove one of the two"));
                }
                Some(way) if way.iter().all(|at| declared.span.start <= at.span.start) => {
                    let names = way.iter().map(|at| format!("`{}`", at.name));
                    let way = names.collect::<Vec<_>>().join(" → ");
                    let message = format!("the aliases of `{name}` go in a circle: {way}");
                    notes.push(
                        note(message).help("keep one declaration, with the others as its aliases"),
                    );
                }
                Some(_) => {}
            }
        }
    }
    notes
}

/// The way along aliases from a declaration over the next one back to the first, if there is one.
fn circle<'a>(
    declarations: &'a Declarations,
    first: &'a Declaration,
    next: &'a Declaration,
) -> Option<Vec<&'a Declaration>> {
    let mut ways = vec![vec![first, next]];
    let mut seen = BTreeSet::from([key(&next.name)]);
    while let Some(way) = ways.pop() {
        for alias in &way.last()?.aliases {
            let to = declarations.get(alias);
            let Some(to) = to.filter(|to| key(&to.name) == key(alias)) else {
                continue;
            };
            let longer = way.iter().copied().chain([to]).collect();
            if key(alias) == key(&first.name) {
                return Some(longer);
            }
            if seen.insert(key(alias)) {
                ways.push(longer);
            }
        }
    }
    None
}
