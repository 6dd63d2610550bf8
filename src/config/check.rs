//! `check:` of `site.yaml`: how much findings matter, and which properties the content team asks for.

use super::yaml::{Ordered, RawConfig, Reader};
use crate::diagnostic::{Code, Error, Level};
use crate::path::ContentPath;
use crate::property::{Property, nearest};
use globset::{Glob, GlobMatcher};
use serde_yaml::Value;
use std::collections::BTreeSet;

/// What `inlaid check` goes by.
#[derive(Clone, Debug, Default)]
pub struct Check {
    /// In order; of several for one article, the last counts.
    levels: Vec<Setting>,
    /// Properties that every article needs.
    pub required: Vec<Property>,
    /// The words that are spelled well; `None` where spelling is not looked at.
    pub dictionary: Option<Dictionary>,
}

/// Words in lower case.
#[derive(Clone, Debug)]
pub struct Dictionary(BTreeSet<String>);

impl Dictionary {
    /// Reads a list: a word a line. What follows a `/` is for other programs, and an empty line is nothing.
    pub(super) fn parse(text: &str) -> Self {
        let words = text
            .lines()
            .map(|line| line.split('/').next().unwrap_or_default().trim());
        Self(
            words
                .filter(|word| !word.is_empty())
                .map(str::to_lowercase)
                .collect(),
        )
    }

    /// Whether it has a word, which is in lower case.
    pub fn has(&self, word: &str) -> bool {
        self.0.contains(word)
    }

    /// The word that comes nearest, of those with the same first letter.
    pub fn nearest(&self, word: &str) -> Option<&str> {
        let first = word.chars().next()?.to_string();
        let alike = self
            .0
            .range(first.clone()..)
            .take_while(|other| other.starts_with(&first));
        nearest(word, alike.map(String::as_str))
    }
}

#[derive(Clone, Debug)]
struct Setting {
    /// The articles it is for; all where there is none.
    folder: Option<GlobMatcher>,
    code: Code,
    /// `None` switches the finding off.
    level: Option<Level>,
}

impl Check {
    /// How much a finding matters in an article; `None` where it is switched off.
    pub fn level(&self, path: &ContentPath, code: Code) -> Option<Level> {
        let is_meant = |setting: &&Setting| {
            let folder = setting.folder.as_ref();
            setting.code == code && folder.is_none_or(|folder| folder.is_match(path.as_str()))
        };
        let setting = self.levels.iter().rev().find(is_meant);
        let usual = (!code.is_off()).then_some(code.level());
        setting.map_or(usual, |setting| setting.level)
    }
}

pub(super) fn check(reader: &Reader<'_>, raw: &RawConfig) -> Result<Check, Error> {
    let mut check = Check::default();
    levels(
        reader,
        &["check", "levels"],
        &raw.check.levels,
        None,
        &mut check,
    )?;
    for (pattern, given) in raw.check.folders.iter() {
        let key = ["check", "folders", pattern.as_str()];
        let glob = Glob::new(pattern).map_err(|error| {
            reader.fault(&key, format!("`{pattern}` is no glob: {}", error.kind()))
        })?;
        levels(
            reader,
            &key,
            given,
            Some(&glob.compile_matcher()),
            &mut check,
        )?;
    }
    for name in &raw.check.required {
        let property = Property::find(name).ok_or_else(|| {
            let help = Property::nearest(name).map(|near| format!("did you mean `{near}`?"));
            reader
                .fault(
                    &["check", "required"],
                    format!("no property is named `{name}`"),
                )
                .with_help(help)
        })?;
        check.required.push(property);
    }
    Ok(check)
}

fn levels(
    reader: &Reader<'_>,
    key: &[&str],
    given: &Ordered<Value>,
    folder: Option<&GlobMatcher>,
    check: &mut Check,
) -> Result<(), Error> {
    for (name, level) in given.iter() {
        let key = [key, &[name.as_str()]].concat();
        let code = Code::find(name).ok_or_else(|| {
            let near = nearest(name, Code::ALL.iter().map(|code| code.as_str()));
            reader
                .fault(&key, format!("no finding has the code `{name}`"))
                .with_help(near.map(|near| format!("did you mean `{near}`?")))
        })?;
        let level = match level {
            // YAML reads a bare `off` as a word, and some write `false`.
            Value::Bool(false) => None,
            Value::String(word) if word == "off" => None,
            Value::String(word) if word == "error" => Some(Level::Error),
            Value::String(word) if word == "warning" => Some(Level::Warning),
            Value::String(word) if word == "info" => Some(Level::Info),
            _ => {
                let message =
                    format!("the level of `{name}` is `error`, `warning`, `info` or `off`");
                return Err(reader.fault(&key, message));
            }
        };
        check.levels.push(Setting {
            folder: folder.cloned(),
            code,
            level,
        });
    }
    Ok(())
}
