//! Which clouds an article is published to: `cloudEnvironments` less `disableClouds`.

use crate::article::{Article, Entry, list, opener};
use crate::cloud::{CloudSet, Clouds, Named, select};
use crate::diagnostic::{Code, Note, Span};
use crate::property::{Property, nearest};

/// The clouds of an article, and what is wrong with how it names them.
pub(super) fn clouds<'a>(article: &'a Article, known: &Clouds) -> (CloudSet, Vec<Note>) {
    let named = |property| -> Vec<(&'a Entry, Named<'a>)> {
        article
            .header
            .all(property)
            .map(|entry| {
                (
                    entry,
                    list(article.value(entry))
                        .map(|name| (name, known.find(name)))
                        .collect(),
                )
            })
            .collect()
    };
    let (wanted, disabled) = (
        named(Property::CloudEnvironments),
        named(Property::DisableClouds),
    );
    let names = |of: &[(&Entry, Named<'a>)]| -> Vec<Named<'a>> {
        of.iter().map(|(_, names)| names.clone()).collect()
    };
    let selection = select(&names(&wanted), &names(&disabled));

    let mut notes = Vec::new();
    if wanted.iter().all(|(_, names)| names.is_empty()) {
        notes.push(no_cloud(
            article,
            wanted.first().map(|(entry, _)| *entry),
            known,
        ));
    }
    for (entry, name) in unknown(&wanted) {
        let so = "it is not published there";
        notes.push(unknown_cloud(article, entry, name, (known, so)));
    }
    for (entry, name) in unknown(&disabled) {
        let so = "what it was to keep out is not known, so the article is published nowhere";
        notes.push(unknown_cloud(article, entry, name, (known, so)));
    }
    if !selection.contradicted.is_empty() {
        let span = disabled
            .first()
            .map_or_else(|| opener(&article.header), |(entry, _)| entry.span.clone());
        let names = known.names(selection.contradicted);
        let message =
            format!("{names} is wanted by `cloudEnvironments` and disabled; it is disabled");
        let note = Note::new(Code::CloudContradiction, span, message);
        notes.push(note.help("remove it from one of the two"));
    }
    (selection.clouds, notes)
}

/// What of an article's header decides about a cloud: the entry that keeps it out, or else the one that says where it
/// is; `None` where none says so.
pub fn decider<'a>(article: &'a Article, cloud: &str) -> Option<&'a Entry> {
    let names =
        |entry: &Entry| list(article.value(entry)).any(|name| name.eq_ignore_ascii_case(cloud));
    let all = |property| article.header.all(property);
    let disabled = all(Property::DisableClouds).find(|entry| names(entry));
    let wanted = || all(Property::CloudEnvironments).find(|entry| names(entry));
    disabled
        .or_else(wanted)
        .or_else(|| all(Property::CloudEnvironments).next())
}

fn no_cloud(article: &Article, entry: Option<&Entry>, known: &Clouds) -> Note {
    let span = entry.map_or_else(|| opener(&article.header), |entry| entry.name.clone());
    let names: Vec<&str> = known.iter().map(|(_, cloud)| cloud.name.as_str()).collect();
    let note = Note::new(
        Code::NoCloud,
        span,
        "the article names no cloud and is published nowhere",
    );
    note.help(format!(
        "write `cloudEnvironments=\"public\"` (the clouds are {})",
        names.join(", ")
    ))
}

fn unknown<'a>(lists: &'a [(&'a Entry, Named<'a>)]) -> impl Iterator<Item = (&'a Entry, &'a str)> {
    lists.iter().flat_map(|(entry, names)| {
        names
            .iter()
            .filter(|(_, id)| id.is_none())
            .map(|(name, _)| (*entry, *name))
    })
}

fn unknown_cloud(
    article: &Article,
    entry: &Entry,
    name: &str,
    (known, so): (&Clouds, &str),
) -> Note {
    let span = place(article, entry, name);
    let note = Note::new(
        Code::UnknownCloud,
        span.clone(),
        format!("no cloud is named `{name}`; {so}"),
    );
    match nearest(name, known.iter().map(|(_, cloud)| cloud.name.as_str())) {
        Some(near) if &article.text[span.clone()] == name => {
            note.help(format!("did you mean `{near}`?")).fix(span, near)
        }
        Some(near) => note.help(format!("did you mean `{near}`?")),
        None => note,
    }
}

/// Where a name of a list stands; the whole value where entities or a default hide it.
fn place(article: &Article, entry: &Entry, name: &str) -> Span {
    let raw = article.text.get(entry.span.clone()).unwrap_or_default();
    raw.find(name).map_or(entry.span.clone(), |at| {
        entry.span.start + at..entry.span.start + at + name.len()
    })
}
