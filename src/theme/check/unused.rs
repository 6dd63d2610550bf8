//! Files of the theme itself, and words that only it has, which nothing uses.

use super::walk::Walk;
use super::words::place;
use super::{Look, Report};
use crate::diagnostic::{Code, Note};
use crate::theme::assets::named;
use std::collections::BTreeSet;

/// Assets that the program uses by itself.
const BY_PROGRAM: [&str; 1] = ["find.js"];

pub(super) fn report(look: &Look<'_>, walk: &Walk<'_>, report: &mut Report) {
    templates(look, walk, report);
    let used = used_assets(look, walk);
    for (name, _) in &look.own().assets {
        if !used.contains(name) {
            let path = look.own().folder.join("assets").join(name);
            let note = Note::new(
                Code::ThemeUnused,
                0..0,
                format!("nothing names the asset `{name}`"),
            );
            report.add(&path, "", note.help("name it in a template, or remove it"));
        }
    }
    words(look, walk, &used, report);
}

fn templates(look: &Look<'_>, walk: &Walk<'_>, report: &mut Report) {
    for (full, read) in &look.reading.templates {
        // One that defines components may be there for them alone.
        if read.theme == 0 && !walk.templates.contains(full) && read.template.components.is_empty()
        {
            let message = format!("no page is made with the template `{}`", read.name);
            let note = Note::new(Code::ThemeUnused, 0..0, message);
            report.add(read.path, read.text, note.help("include it, or remove it"));
        }
    }
}

/// The assets that templates name, and those that these name.
fn used_assets(look: &Look<'_>, walk: &Walk<'_>) -> BTreeSet<String> {
    if walk.assets.iter().any(|name| name == "*") {
        return look.assets.keys().cloned().collect();
    }
    let mut used = BTreeSet::new();
    let mut next: Vec<String> = walk.assets.clone();
    next.extend(BY_PROGRAM.map(str::to_owned));
    while let Some(name) = next.pop() {
        if let Some(bytes) = look.assets.get(&name)
            && used.insert(name.clone())
        {
            next.extend(named(&name, bytes));
        }
    }
    used
}

/// Words that no theme below has. Those of the default theme may be used by the program.
fn words(look: &Look<'_>, walk: &Walk<'_>, used: &BTreeSet<String>, report: &mut Report) {
    let ancestors = look.spoken.len() - look.own().words.len();
    let (ancestors, own) = look.spoken.split_at(ancestors);
    if ancestors.is_empty() {
        return;
    }
    for spoken in own {
        for (section, words) in &spoken.sections {
            if used.contains(&format!("words-{section}.js")) {
                continue;
            }
            for key in words.keys() {
                let is_inherited = ancestors.iter().any(|other| {
                    other
                        .sections
                        .get(section)
                        .is_some_and(|words| words.contains_key(key))
                });
                let of = |key: &str| (section.clone(), key.to_owned());
                let is_used = [of(key), of("*"), ("*".to_owned(), "*".to_owned())]
                    .iter()
                    .any(|used| walk.words.contains(used));
                if !is_inherited && !is_used {
                    let message = format!("nothing says the word `{section}.{key}`");
                    let span = place(&spoken.file.text, section, key);
                    let note = Note::new(Code::ThemeUnused, span, message);
                    report.add(&spoken.file.path, &spoken.file.text, note);
                }
            }
        }
    }
}
