//! The words of a theme's interface: `i18n/LANGUAGE.yaml`, with what is inherited and what falls back to English.

use super::files::Files;
use crate::diagnostic::Error;
use crate::words::{CATEGORIES, ENGLISH, Sections, Word, Words};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A file of words.
#[derive(Clone, Debug)]
pub(super) struct Translation {
    /// The language, as the file is named.
    pub(super) language: String,
    /// Where it lies, and what it says.
    pub(super) path: PathBuf,
    pub(super) text: String,
}

/// The words of a file.
#[derive(Clone, Debug)]
pub(super) struct Spoken<'a> {
    pub(super) file: &'a Translation,
    /// Other tags that it speaks for.
    also: Vec<String>,
    pub(super) sections: Sections,
}

/// A file of words as written.
#[derive(Deserialize)]
struct Raw {
    #[serde(default, rename = "for")]
    also: Vec<String>,
    #[serde(flatten)]
    sections: BTreeMap<String, BTreeMap<String, RawWord>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawWord {
    Text(String),
    Plural(BTreeMap<String, String>),
}

/// The words of all files of a chain, those of the oldest ancestor first: what comes later stands over it.
///
/// # Errors
/// As those of [`Spoken::parse`].
pub(super) fn parse(chain: &[Files]) -> Result<Vec<Spoken<'_>>, Error> {
    let files = chain.iter().rev().flat_map(|files| &files.words);
    files.map(Spoken::parse).collect()
}

impl<'a> Spoken<'a> {
    /// Reads a file of words.
    ///
    /// # Errors
    /// When it is no YAML, or a word is neither a text nor a text for each plural category with `other` among them.
    fn parse(file: &'a Translation) -> Result<Self, Error> {
        let Translation { path, text, .. } = file;
        let fault = |message: String| Error::text(path, text, (1, 1), message);
        let raw: Raw = serde_yaml::from_str(text).map_err(|error| {
            let place = error.location();
            let place = place.map_or((1, 1), |place| (place.line(), place.column()));
            Error::text(path, text, place, error.to_string())
        })?;
        let mut sections = Sections::new();
        for (section, words) in raw.sections {
            for (key, word) in words {
                let word = match word {
                    RawWord::Text(text) => Word::Text(text),
                    RawWord::Plural(forms) => {
                        let known = forms.keys().all(|form| CATEGORIES.contains(&form.as_str()));
                        if !known || !forms.contains_key("other") {
                            let of = CATEGORIES.join(", ");
                            let message = format!(
                                "`{section}.{key}` needs a text for `other`, and has forms among {of}"
                            );
                            return Err(fault(message));
                        }
                        Word::Plural(forms)
                    }
                };
                sections
                    .entry(section.clone())
                    .or_default()
                    .insert(key, word);
            }
        }
        Ok(Self {
            file,
            also: raw.also,
            sections,
        })
    }

    /// How near it is to a language: the length of the part of the tag that it speaks for.
    fn speaks_for(&self, tag: &str) -> Option<usize> {
        let own = std::iter::once(&self.file.language).chain(&self.also);
        let covers = |own: &&String| {
            let start = tag.get(..own.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(own))
                && matches!(tag.as_bytes().get(own.len()), None | Some(b'-'))
        };
        own.filter(covers).map(String::len).max()
    }
}

/// The words for a language: of all themes of the chain, itself first, the nearest language over the farther ones and
/// English below all.
pub(super) fn words(all: &[Spoken<'_>], tag: &str) -> Words {
    let mut found: Vec<(usize, &Spoken<'_>)> = Vec::new();
    for spoken in all {
        if let Some(near) = spoken.speaks_for(tag) {
            found.push((near, spoken));
        } else if spoken.file.language == ENGLISH {
            found.push((0, spoken));
        }
    }
    // Stable: of equally near ones the descendant stays behind its ancestor, and so over it.
    found.sort_by_key(|(near, _)| *near);
    let mut sections = Sections::new();
    for (_, spoken) in &found {
        for (section, words) in &spoken.sections {
            let own = sections.entry(section.clone()).or_default();
            own.extend(words.iter().map(|(key, word)| (key.clone(), word.clone())));
        }
    }
    let nearest = found
        .last()
        .map_or(ENGLISH, |(_, last)| last.file.language.as_str());
    Words::new(nearest, sections)
}

/// A section as a module for scripts: what they import as `"./words-SECTION.js"`.
pub(super) fn module(words: &Words, section: &str) -> Option<Vec<u8>> {
    let own = words.sections.get(section)?;
    let json = |value: String| {
        value
            .replace('\u{2028}', "\\u2028")
            .replace('\u{2029}', "\\u2029")
    };
    let language = serde_json::to_string(&words.language).unwrap_or_default();
    let own = serde_json::to_string(own).unwrap_or_default();
    let text = format!(
        "export const lang = {language};\nexport default {};\n",
        json(own)
    );
    Some(text.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn translation(language: &str, text: &str) -> Translation {
        Translation {
            language: language.to_owned(),
            path: "x.yaml".into(),
            text: text.to_owned(),
        }
    }

    fn chain(themes: &[&[(&str, &str)]]) -> Vec<Files> {
        let theme = |files: &&[(&str, &str)]| Files {
            words: files
                .iter()
                .map(|(language, text)| translation(language, text))
                .collect(),
            ..Files::named("x")
        };
        themes.iter().map(theme).collect()
    }

    #[test]
    fn the_nearest_language_wins_and_english_fills_the_gaps() {
        let own: &[_] = &[("en", "a: {x: Own, z: Only}")];
        let old: &[_] = &[
            ("en", "a: {x: Old, y: Rest}"),
            ("de", "a: {x: Alt}"),
            ("zh-Hans", "for: [zh, zh-CN]\na: {x: 旧}"),
        ];
        let chain = chain(&[own, old]);
        let spoken = parse(&chain).unwrap();
        let all = |tag| {
            let words = words(&spoken, tag);
            let text = ["x", "y", "z"].map(|key| words.text("a", key).to_owned());
            (words.language, text)
        };
        let told = |language: &str, text: [&str; 3]| (language.to_owned(), text.map(str::to_owned));
        assert_eq!(all("en"), told("en", ["Own", "Rest", "Only"]));
        assert_eq!(all("de-AT"), told("de", ["Alt", "Rest", "Only"]));
        assert_eq!(all("zh-cn"), told("zh-Hans", ["旧", "Rest", "Only"]));
        assert_eq!(all("den"), told("en", ["Own", "Rest", "Only"]));
    }

    #[test]
    fn a_plural_without_other_is_refused_with_its_name() {
        for text in ["a: {x: {one: a}}", "a: {x: {other: a, some: b}}"] {
            let file = translation("de", text);
            let error = Spoken::parse(&file);
            assert!(
                error.expect_err("a fault").to_string().contains("`a.x`"),
                "{text}"
            );
        }
    }
}
