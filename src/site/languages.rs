//! Translations: what they take from their originals, and how they differ from them.

use super::plan::Plan;
use crate::article::{Article, Entry, PLACING, Slot, opener};
use crate::config::Config;
use crate::diagnostic::{Code, Finding, Note};
use crate::memo::{Key, KeyOf, Memo};
use crate::property::{Property, nearest};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Translation and original, by their places among all articles → the translation as it is published.
pub(super) type Adopted = BTreeMap<(usize, usize), Arc<Article>>;

/// Every translation that a page shows, as it is published.
pub(super) fn adopt(articles: &[Arc<Article>], plan: &Plan, memo: &mut Memo) -> Adopted {
    let mut adopted = Adopted::new();
    for tree in plan.trees.iter().filter(|tree| !tree.language.is_default()) {
        for original in tree.members.iter() {
            let pair = (tree.shown(*original), *original);
            if pair.0 != pair.1 {
                adopted
                    .entry(pair)
                    .or_insert_with(|| place(&articles[pair.0], &articles[pair.1], memo));
            }
        }
    }
    adopted
}

/// The translation where its original stands.
fn place(article: &Article, original: &Article, memo: &mut Memo) -> Arc<Article> {
    let key: Key = KeyOf::new("translation")
        .number(article.key)
        .number(original.facts)
        .key();
    if let Some(known) = memo.get(key) {
        return known;
    }
    let at = opener(&article.header);
    // It is read as what it says of itself, before it is told otherwise.
    article.body();
    let mut placed = article.clone();
    placed.key = key;
    placed.told = KeyOf::new("told of a translation")
        .number(article.told)
        .number(original.facts)
        .key();
    placed.id.clone_from(&original.id);
    placed.kind = original.kind;
    let is_placing = |entry: &Entry| entry.property.is_some_and(|own| PLACING.contains(&own));
    let properties = &mut placed.header.properties;
    properties.retain(|entry| !is_placing(entry));
    let theirs = original.header.properties.iter();
    let theirs = theirs.filter(|entry| is_placing(entry)).map(|entry| {
        // The place in another text would be none in this one.
        let place = (at.clone(), at.clone());
        Entry::given(entry.property, original.value(entry), place)
    });
    properties.extend(theirs);
    let placed = Arc::new(placed);
    memo.keep(key, Arc::clone(&placed));
    placed
}

/// Each translation with its original: the first article of the default language that has its id. A translation without
/// one is left out.
pub fn translations<'a>(
    articles: &'a [Arc<Article>],
    config: &Config,
) -> Vec<(&'a Arc<Article>, &'a Arc<Article>)> {
    let (originals, translations): (Vec<_>, Vec<_>) = articles
        .iter()
        .partition(|article| config.language_of(&article.path).is_default());
    let mut by_id = BTreeMap::new();
    for original in originals {
        by_id.entry(original.id.to_lowercase()).or_insert(original);
    }
    let pairs = translations.into_iter().filter_map(|translation| {
        let original = by_id.get(&translation.id.to_lowercase())?;
        Some((translation, *original))
    });
    pairs.collect()
}

/// How the translations differ from their originals, and those that have none.
pub(super) fn compare(articles: &[Arc<Article>], plan: &Plan, config: &Config) -> Vec<Finding> {
    if config.languages.is_empty() {
        return Vec::new();
    }
    let translations = (0..articles.len()).into_par_iter();
    let translations = translations.filter(|at| !plan.languages[*at].is_default());
    let findings = translations.flat_map_iter(|at| {
        let article = &articles[at];
        let notes = match plan.original(articles, at) {
            Some(original) => {
                let is_nowhere = plan.clouds_of(articles, at).is_empty();
                let apart = is_nowhere && !plan.clouds[at].is_empty();
                let mut notes = slots(article, &articles[original], config);
                notes.extend(regions(article, &articles[original]));
                notes.extend(apart.then(|| no_cloud_in_common(article, &articles[original])));
                notes
            }
            None => vec![orphan(article, articles, plan)],
        };
        article.locate(notes)
    });
    findings.collect()
}

/// Where a translation says which article it is one of.
fn identity(article: &Article) -> std::ops::Range<usize> {
    let entry = article.header.entry(Property::ArticleId);
    entry.map_or_else(|| opener(&article.header), |entry| entry.span.clone())
}

fn orphan(article: &Article, articles: &[Arc<Article>], plan: &Plan) -> Note {
    let message = format!(
        "no article of the default language has the id `{}`; the translation is published nowhere",
        article.id
    );
    let note = Note::new(Code::TranslationOrphan, identity(article), message);
    let originals = articles.iter().zip(&*plan.languages);
    let originals = originals.filter(|(_, language)| language.is_default());
    match nearest(&article.id, originals.map(|(other, _)| other.id.as_str())) {
        Some(near) => note.help(format!("did you mean `{near}`?")),
        None => note.help("give it the `articleId` of the article that it translates"),
    }
}

fn no_cloud_in_common(article: &Article, original: &Article) -> Note {
    let message = format!(
        "the translation has no cloud in common with `{}` and is published nowhere",
        original.path
    );
    let entry = article.header.entry(Property::CloudEnvironments);
    let span = entry.map_or_else(|| identity(article), |entry| entry.span.clone());
    Note::new(Code::TranslationOrphan, span, message)
        .help("a translation is published to those of its clouds that the original has, too")
}

/// Slots that the translation lacks, has of its own, or spells in another way.
fn slots(article: &Article, original: &Article, config: &Config) -> Vec<Note> {
    let key = |slot: &Slot| config.filling.declarations.key(&slot.name);
    let shown = |article| -> Vec<&Slot> {
        let article: &Article = article;
        let slots = article.body().marked.slots.iter();
        slots.filter(|slot| slot.shown).collect()
    };
    let (own, theirs) = (shown(article), shown(original));
    let mut spelled: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for slot in &theirs {
        let spellings = spelled.entry(key(slot)).or_default();
        spellings.insert(slot.name.trim());
    }
    let mut notes = Vec::new();
    let mut seen = BTreeSet::new();
    for slot in own {
        let name = slot.name.trim();
        let note = |message| Note::new(Code::TranslationSlots, slot.span.clone(), message);
        match spelled.get(&key(slot)) {
            None => {
                let message = format!("`{}` has no slot `${name}`", original.path);
                let names = spelled.values().flatten().copied();
                notes.push(match nearest(name, names) {
                    Some(near) => note(message).help(format!("did you mean `${near}`?")),
                    None => note(message).help("a translation has the slots of its original"),
                });
            }
            Some(spellings) if !spellings.contains(name) => {
                let first = spellings.first().copied().unwrap_or_default();
                let message = format!("`{}` spells this slot `${first}`", original.path);
                notes.push(note(message).help(format!("write `<!--${first}-->`")));
            }
            Some(_) => {}
        }
        seen.insert(key(slot));
    }
    let missing = spelled.iter().filter(|(key, _)| !seen.contains(*key));
    let missing = missing.filter_map(|(_, spellings)| spellings.first());
    let missing: Vec<String> = missing.map(|name| format!("`${name}`")).collect();
    if !missing.is_empty() {
        let message = format!(
            "the translation lacks {} of `{}`",
            missing.join(", "),
            original.path
        );
        let note = Note::new(Code::TranslationSlots, opener(&article.header), message);
        notes.push(note.help("values that hosts fill in are not shown in this language"));
    }
    notes
}

/// Regions that the translation has not, or has in another order.
fn regions(article: &Article, original: &Article) -> Option<Note> {
    let names = |article: &Article| -> Vec<&'static str> {
        let opened = article.body().marked.opened.iter();
        opened.map(|region| region.as_str()).collect()
    };
    let (own, theirs) = (names(article), names(original));
    if own == theirs {
        return None;
    }
    let row = |names: &[&str]| match names {
        [] => "none".to_owned(),
        some => some.join(", "),
    };
    let message = format!(
        "the regions are {}, and those of `{}` are {}",
        row(&own),
        original.path,
        row(&theirs)
    );
    let note = Note::new(Code::TranslationRegions, opener(&article.header), message);
    Some(note.help("open the regions that the original has, in its order"))
}
