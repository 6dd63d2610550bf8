//! The words of the interface in one language: what `i18n/LANGUAGE.yaml` of a theme says.
//!
//! A word may hold names in braces, which are filled in where it is used, and may depend on a number, named `n`.

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules, PluralRulesOptions};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// The language that every theme has words for.
pub const ENGLISH: &str = "en";

/// The categories that a word can have a form for, by the names of Unicode.
pub const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// A word: one text, or one for each plural category that the language has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Word {
    /// The same for every number.
    Text(String),
    /// Category → text; `other` is always there.
    Plural(BTreeMap<String, String>),
}

/// Words by section and key.
pub type Sections = BTreeMap<String, BTreeMap<String, Word>>;

/// The words of one language.
#[derive(Debug)]
pub struct Words {
    /// The language that they are in, BCP 47: the nearest that the theme has to the one that was asked for.
    pub language: String,
    /// All of them.
    pub sections: Sections,
    locale: Locale,
}

impl Words {
    /// The words of a language.
    pub fn new(language: &str, sections: Sections) -> Self {
        Self {
            language: language.to_owned(),
            sections,
            locale: Locale::try_from_str(language).unwrap_or(Locale::UNKNOWN),
        }
    }

    /// The text of a word that depends on no number, or its form for `other`; empty where there is no such word.
    pub fn text(&self, section: &str, key: &str) -> &str {
        let word = self.sections.get(section).and_then(|words| words.get(key));
        match word {
            Some(Word::Text(text)) => text,
            Some(Word::Plural(forms)) => forms.get("other").map_or("", String::as_str),
            None => "",
        }
    }

    /// The plural category of a number: one of [`CATEGORIES`].
    pub fn category(&self, number: u64) -> &'static str {
        let rules = PluralRules::try_new((&self.locale).into(), PluralRulesOptions::default());
        match rules.map(|rules| rules.category_for(number)) {
            Ok(PluralCategory::Zero) => "zero",
            Ok(PluralCategory::One) => "one",
            Ok(PluralCategory::Two) => "two",
            Ok(PluralCategory::Few) => "few",
            Ok(PluralCategory::Many) => "many",
            Ok(PluralCategory::Other) | Err(_) => "other",
        }
    }
}

/// As templates see it: the sections, and the language beside them.
impl Serialize for Words {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct View<'a> {
            language: &'a str,
            #[serde(flatten)]
            sections: &'a Sections,
        }
        let view = View {
            language: &self.language,
            sections: &self.sections,
        };
        view.serialize(serializer)
    }
}

/// A text with what stands in braces filled in. What is filled in is not looked at again; a name without a value stays.
pub fn fill<'v>(text: &str, value: impl Fn(&str) -> Option<&'v str>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let found = after
            .split_once('}')
            .and_then(|(name, behind)| Some((value(name)?, behind)));
        match found {
            Some((value, behind)) => {
                out.push_str(value);
                rest = behind;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The names in braces of a text, in order.
pub fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('}')?.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_not_looked_at_again() {
        let value = |name: &str| (name == "a").then_some("{b}");
        assert_eq!(fill("x {a} {b} {", value), "x {b} {b} {");
    }

    #[test]
    fn a_number_has_the_category_of_its_language() {
        let category = |language, number| Words::new(language, Sections::new()).category(number);
        assert_eq!((category("en", 1), category("en", 2)), ("one", "other"));
        assert_eq!((category("ja", 1), category("pl", 2)), ("other", "few"));
        assert_eq!(category("no language", 1), "other");
    }
}
