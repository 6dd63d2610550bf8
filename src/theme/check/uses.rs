//! Which names are used where, and which pages have them.

use super::walk::Walk;
use super::{Look, Report};
use crate::diagnostic::{Code, Note, Span};
use crate::page::fields::Shape;
use crate::property::nearest;
use crate::theme::reading::Read;
use crate::words::Word;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Where a name is used.
pub(super) struct Place<'a> {
    read: &'a Read<'a>,
    span: Span,
    /// The way that was gone, with dots: `article.toc`.
    way: String,
}

impl<'a> Place<'a> {
    pub(super) fn new(read: &'a Read<'a>, span: &Span, name: &str) -> Self {
        Self {
            read,
            span: span.clone(),
            way: name.to_owned(),
        }
    }

    /// One step on.
    pub(super) fn step(&mut self, span: &Span, key: &str) {
        self.span = span.clone();
        self.way.push('.');
        self.way.push_str(key);
    }
}

/// What is known of one place.
#[derive(Default)]
struct Use {
    text: String,
    way: String,
    span: Span,
    /// The templates of pages that have the name here, and of those that have not.
    with: BTreeSet<String>,
    without: BTreeSet<String>,
    /// Whether its value is needed where it is missing.
    is_needed: bool,
    known: Vec<String>,
}

/// All uses, by file and start of the last step.
#[derive(Default)]
pub(super) struct Uses(BTreeMap<(PathBuf, usize), Use>);

impl Uses {
    fn at(&mut self, place: &Place<'_>) -> &mut Use {
        let key = (place.read.path.to_owned(), place.span.start);
        self.0.entry(key).or_insert_with(|| Use {
            text: place.read.text.to_owned(),
            way: place.way.clone(),
            span: place.span.clone(),
            ..Use::default()
        })
    }

    pub(super) fn found(&mut self, place: &Place<'_>, entry: &str) {
        self.at(place).with.insert(entry.to_owned());
    }

    pub(super) fn tested(&mut self, place: &Place<'_>, known: Vec<String>, entry: &str) {
        let one = self.at(place);
        one.without.insert(entry.to_owned());
        one.known = known;
    }

    pub(super) fn needed(&mut self, place: &Place<'_>, known: Vec<String>, entry: &str) {
        self.at(place).is_needed = true;
        self.tested(place, known, entry);
    }
}

impl Walk<'_> {
    /// Says which names no page has, and which not every page has that needs them.
    pub(super) fn report(&self, report: &mut Report) {
        for ((path, _), one) in &self.uses.0 {
            if !one.without.is_empty() && (one.is_needed || one.with.is_empty()) {
                report.add(path, &one.text, one.note());
            }
        }
    }
}

impl Use {
    fn note(&self) -> Note {
        let name = self.way.rsplit('.').next().unwrap_or(&self.way);
        if let Some(asset) = self.way.strip_prefix("assets.") {
            let message = format!("the theme has no asset `{asset}`");
            let note = Note::new(Code::ThemeAsset, self.span.clone(), message);
            return match nearest(asset, self.known.iter().map(String::as_str)) {
                Some(near) => note.help(format!("did you mean `{near}`?")),
                None => note.help("put the file into `assets`, or take the name out"),
            };
        }
        let without = listed(&self.without);
        let message = match self.with.is_empty() {
            true => format!("`{}` is nothing that {without} has", self.way),
            false => format!(
                "`{}` is missing on {without}, which shows this, too",
                self.way
            ),
        };
        let note = Note::new(Code::ThemeVariable, self.span.clone(), message);
        match nearest(name, self.known.iter().map(String::as_str)) {
            Some(near) if self.with.is_empty() => note.help(format!("did you mean `{near}`?")),
            None if self.with.is_empty() => {
                note.help("the handbook lists what templates see, under \"Theme reference\"")
            }
            _ => note.help(format!("ask first: `{{% if {} is defined %}}`", self.way)),
        }
    }
}

/// `a`, `b` and 2 more.
fn listed(names: &BTreeSet<String>) -> String {
    let shown: Vec<String> = names
        .iter()
        .take(2)
        .map(|name| format!("`{name}`"))
        .collect();
    match names.len() - shown.len() {
        0 => shown.join(" or "),
        more => format!("{} or {more} more", shown.join(", ")),
    }
}

impl Look<'_> {
    /// What every page has besides what its type says.
    pub(super) fn globals(&self, template: &str) -> BTreeMap<String, Shape> {
        let assets = self.assets.keys().map(|name| (name.clone(), Shape::Text));
        let mut names = BTreeMap::from([
            self.told(),
            ("assets".to_owned(), Shape::Open(assets.collect())),
        ]);
        if template == "404.html" {
            names.insert("style".to_owned(), Shape::Text);
        }
        names
    }

    /// The words.
    pub(super) fn told(&self) -> (String, Shape) {
        let word = |(key, word): (&String, &Word)| {
            let shape = match word {
                Word::Text(_) => Shape::Text,
                Word::Plural(_) => Shape::Any,
            };
            (key.clone(), shape)
        };
        let sections = self.english.sections.iter();
        let mut told: BTreeMap<String, Shape> = sections
            .map(|(name, words)| (name.clone(), Shape::Open(words.iter().map(word).collect())))
            .collect();
        told.insert("language".to_owned(), Shape::Text);
        ("t".to_owned(), Shape::Open(told))
    }
}
