//! `search:` of `site.yaml`: what readers search in.

use super::yaml::{RawConfig, Reader};
use crate::diagnostic::Error;
use serde_yaml::Value;

/// What readers search in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Search {
    /// Every word of every article, by an index of many files.
    Full,
    /// Titles, descriptions, ids and headings, by one file.
    #[default]
    Titles,
    /// Nothing: there is no search.
    Off,
}

impl Search {
    /// Its name in the configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Titles => "titles",
            Self::Off => "off",
        }
    }

    /// What a preview has: an index of all words would have to be made again at every save.
    #[must_use]
    pub fn in_preview(self) -> Self {
        match self {
            Self::Full => Self::Titles,
            other => other,
        }
    }
}

pub(super) fn search(reader: &Reader<'_>, raw: &RawConfig) -> Result<Search, Error> {
    match &raw.search {
        None | Some(Value::Null) => Ok(Search::default()),
        Some(Value::String(word)) if word == "full" => Ok(Search::Full),
        Some(Value::String(word)) if word == "titles" => Ok(Search::Titles),
        // YAML reads a bare `off` as a word, and some write `false`.
        Some(Value::Bool(false)) => Ok(Search::Off),
        Some(Value::String(word)) if word == "off" => Ok(Search::Off),
        Some(_) => {
            let message = "`search` is `full`, `titles` or `off`".to_owned();
            Err(reader.fault(&["search"], message))
        }
    }
}
