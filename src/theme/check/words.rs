//! Words that a language lacks, names in braces that differ from those in English, and forms that its numbers need.

use super::{Look, Report};
use crate::diagnostic::{Code, Note, Span};
use crate::theme::words as say;
use crate::theme::words::Translation;
use crate::words::{Word, Words, names};
use std::collections::BTreeSet;

/// Whole numbers up to this are asked for their plural category: more articles than that is rare in one sentence.
const NUMBERS: u64 = 1_000;

/// Holds the words of every language that the theme itself has a file for, and of the site's, to the English ones.
pub(super) fn report(look: &Look<'_>, report: &mut Report) {
    let own = look.own().words.iter().map(|words| words.language.as_str());
    let mut languages: BTreeSet<&str> = own.collect();
    languages.insert(look.language);
    for language in languages {
        language_report(look, language, report);
    }
}

fn language_report(look: &Look<'_>, language: &str, report: &mut Report) {
    let all = say::words(look.spoken, language);
    // Of a language that no theme speaks, the site shows English.
    let Some(file) = file(look, &all.language) else {
        return;
    };
    let spoken = spoken(look, &all.language);
    let needed = categories(&all);
    for (section, words) in &look.english.sections {
        let mut lacks: Vec<&str> = Vec::new();
        for (key, english) in words {
            let here = (section.as_str(), key.as_str());
            let word = all.sections.get(section).and_then(|words| words.get(key));
            let word = word.filter(|_| spoken.contains(&here));
            let Some(message) = word.map(|word| fault(here, word, english, &needed)) else {
                lacks.push(key);
                continue;
            };
            let span = place(&file.text, section, key);
            let note = message.map(|message| Note::new(Code::ThemeWords, span, message));
            note.into_iter()
                .for_each(|note| report.add(&file.path, &file.text, note));
        }
        if !lacks.is_empty() {
            let message = lacking(section, &lacks, &all.language);
            let note = Note::new(Code::ThemeWords, place(&file.text, section, ""), message);
            let help = "until they have words, English is shown";
            report.add(&file.path, &file.text, note.help(help));
        }
    }
}

/// What is said of the keys of a section that a language has no word for: the first of them by name.
fn lacking(section: &str, keys: &[&str], language: &str) -> String {
    let shown: Vec<String> = keys
        .iter()
        .take(5)
        .map(|key| format!("`{section}.{key}`"))
        .collect();
    let more = match keys.len() - shown.len() {
        0 => String::new(),
        more => format!(" and {more} more of the section"),
    };
    format!("`{language}` has no word for {}{more}", shown.join(", "))
}

/// The file of a language that is nearest to the theme itself.
fn file<'a>(look: &'a Look<'_>, language: &str) -> Option<&'a Translation> {
    let mut all = look.chain.iter().flat_map(|files| &files.words);
    all.find(|words| words.language == language)
}

/// Sections and keys that files of this language have; what else it says is English.
fn spoken<'a>(look: &'a Look<'_>, language: &str) -> BTreeSet<(&'a str, &'a str)> {
    let root = language.split('-').next().unwrap_or(language);
    let files = look.spoken.iter();
    let files = files.filter(|words| [language, root].contains(&words.file.language.as_str()));
    let sections = files.flat_map(|words| &words.sections);
    sections
        .flat_map(|(section, words)| words.keys().map(|key| (section.as_str(), key.as_str())))
        .collect()
}

/// The categories that whole numbers have in a language.
fn categories(words: &Words) -> BTreeSet<&'static str> {
    (0..=NUMBERS).map(|number| words.category(number)).collect()
}

/// What is wrong with a word, held to the English one.
fn fault(
    (section, key): (&str, &str),
    word: &Word,
    english: &Word,
    needed: &BTreeSet<&'static str>,
) -> Option<String> {
    if let Word::Plural(forms) = word {
        let lacks: Vec<String> = needed
            .iter()
            .filter(|category| !forms.contains_key(**category))
            .map(|category| format!("`{category}`"))
            .collect();
        if !lacks.is_empty() {
            return Some(format!(
                "`{section}.{key}` has no form for {}, which numbers of this language have",
                lacks.join(", ")
            ));
        }
    }
    let (own, theirs) = (braces(word), braces(english));
    let unknown: Vec<String> = own
        .difference(&theirs)
        .map(|name| format!("`{{{name}}}`"))
        .collect();
    if !unknown.is_empty() {
        return Some(format!(
            "`{section}.{key}` has {}, which the English word does not have",
            unknown.join(", ")
        ));
    }
    // A form for one thing may do without the number.
    let lost = theirs.difference(&own).filter(|name| *name != &"n");
    let lost: Vec<String> = lost.map(|name| format!("`{{{name}}}`")).collect();
    (!lost.is_empty()).then(|| {
        format!(
            "`{section}.{key}` lacks {}, which the English word has",
            lost.join(", ")
        )
    })
}

/// The names in braces of all forms of a word.
fn braces(word: &Word) -> BTreeSet<&str> {
    match word {
        Word::Text(text) => names(text).collect(),
        Word::Plural(forms) => forms.values().flat_map(|text| names(text)).collect(),
    }
}

/// Where a file of words has a key, or else its section, or else its beginning.
pub(super) fn place(text: &str, section: &str, key: &str) -> Span {
    let (mut at, mut inside, mut found) = (0, false, 0..0);
    for line in text.split_inclusive('\n') {
        let name = line.trim_start();
        let indent = line.len() - name.len();
        let is = |wanted: &str| {
            let rest = name.strip_prefix(wanted);
            rest.is_some_and(|rest| rest.trim_start().starts_with(':'))
        };
        if indent == 0 && !name.is_empty() && !name.starts_with('#') {
            inside = is(section);
            if inside {
                found = at..at + section.len();
            }
        } else if inside && is(key) {
            return at + indent..at + indent + key.len();
        }
        at += line.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_in_its_section() {
        let text = "a:\n  x: 1\nb:\n  # x: no\n  x: 2\n";
        assert_eq!(&text[place(text, "b", "x")], "x");
        assert_eq!(place(text, "b", "x").start, text.rfind('x').unwrap());
        assert_eq!(&text[place(text, "b", "y")], "b");
        assert_eq!(place(text, "c", "y"), 0..0);
    }

    #[test]
    fn a_word_is_held_to_the_english_one() {
        let text = |text: &str| Word::Text(text.to_owned());
        let needed = BTreeSet::from(["one", "other"]);
        let said = |word: &Word, english: &Word| fault(("a", "b"), word, english, &needed);
        assert_eq!(said(&text("{x} y"), &text("z {x}")), None);
        assert!(said(&text("{y}"), &text("{x}")).unwrap().contains("`{y}`"));
        assert!(
            said(&text("y"), &text("{x}"))
                .unwrap()
                .contains("lacks `{x}`")
        );
        assert_eq!(said(&text("y"), &text("{n}")), None);
        let forms = [("other".to_owned(), "y".to_owned())];
        let plural = Word::Plural(forms.into_iter().collect());
        assert!(said(&plural, &text("y")).unwrap().contains("`one`"));
    }
}
