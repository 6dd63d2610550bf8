//! The YAML of `site.yaml`: its shape as written, and faults with their place.

use super::outputs::RawOutputs;
use super::publish::RawTarget;
use crate::diagnostic::{Error, Span};
use crate::property::nearest;
use crate::value::Value as SlotValue;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde_yaml::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::path::Path;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
pub(super) struct RawConfig {
    pub(super) title: Option<String>,
    pub(super) language: Option<String>,
    pub(super) languages: Value,
    pub(super) base_url: Option<String>,
    pub(super) theme: Option<String>,
    pub(super) urls: Option<String>,
    pub(super) published_properties: Vec<String>,
    pub(super) values: Ordered<SlotValue>,
    pub(super) data: Option<String>,
    pub(super) embed: Option<RawEmbed>,
    pub(super) repo: Option<String>,
    pub(super) dates: Option<String>,
    pub(super) search: Option<Value>,
    pub(super) outputs: RawOutputs,
    pub(super) clouds: Ordered<Option<RawCloud>>,
    pub(super) defaults: Ordered<Ordered<Value>>,
    pub(super) redirects: BTreeMap<String, String>,
    pub(super) check: RawCheck,
    pub(super) publish: Ordered<RawTarget>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
pub(super) struct RawCloud {
    pub(super) name: Option<String>,
    pub(super) title: Option<String>,
    pub(super) base_url: Option<String>,
    pub(super) portal: Option<String>,
    pub(super) rewrites: BTreeMap<String, String>,
    pub(super) air_gapped: Option<bool>,
    pub(super) images: Vec<String>,
    pub(super) videos: Vec<String>,
    pub(super) embed: Option<RawEmbed>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
pub(super) struct RawEmbed {
    pub(super) origins: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
pub(super) struct RawCheck {
    pub(super) levels: Ordered<Value>,
    pub(super) folders: Ordered<Ordered<Value>>,
    pub(super) required: Vec<String>,
    pub(super) dictionary: Option<String>,
}

/// A map in the order of the file.
#[derive(Debug)]
pub struct Ordered<T>(Vec<(String, T)>);

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Ordered<T> {
    /// The entries, keys that stand twice included.
    pub fn iter(&self) -> impl Iterator<Item = &(String, T)> {
        self.0.iter()
    }
}

impl<'a, T> IntoIterator for &'a Ordered<T> {
    type Item = &'a (String, T);
    type IntoIter = std::slice::Iter<'a, (String, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Ordered<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
            type Value = Ordered<T>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Ordered(entries))
            }
        }
        deserializer.deserialize_map(Entries(PhantomData))
    }
}

/// A scalar as text; `None` for a list or a map. Null is empty text.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        _ => None,
    }
}

/// A configuration text, to read and to point into.
pub(super) struct Reader<'a> {
    pub(super) path: &'a Path,
    pub(super) text: &'a str,
}

impl Reader<'_> {
    /// Reads the text. Typed maps keep the last of two equal keys in silence, so it is read as a plain value first.
    pub(super) fn read<T: Default + DeserializeOwned>(&self) -> Result<T, Error> {
        if self
            .text
            .lines()
            .all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
        {
            return Ok(T::default());
        }
        serde_yaml::from_str::<Value>(self.text).map_err(|error| self.explain(&error))?;
        serde_yaml::from_str(self.text).map_err(|error| self.explain(&error))
    }

    /// A fault of the value of a key, given by its path.
    pub(super) fn fault(&self, key: &[&str], message: String) -> Error {
        Error::text(
            self.path,
            self.text,
            self.position(self.span(key).start),
            message,
        )
    }

    /// Where a key stands: block style is found exactly, flow style by its line.
    pub(super) fn span(&self, key: &[&str]) -> Span {
        key.iter().fold(0..0, |outer, name| {
            self.find_key(outer.end, name).unwrap_or(outer)
        })
    }

    fn find_key(&self, from: usize, name: &str) -> Option<Span> {
        let mut at = from;
        while let Some(found) = self.text.get(at..)?.find(name) {
            let start = at + found;
            let (before, after) = (&self.text[..start], &self.text[start + name.len()..]);
            let opens = before
                .trim_end_matches([' ', '"', '\''])
                .ends_with(['\n', '{', ','])
                || before.trim_matches([' ', '"', '\'']).is_empty();
            if opens && after.trim_start_matches(['"', '\'', ' ']).starts_with(':') {
                return Some(start..start + name.len());
            }
            at = start + name.len().max(1);
        }
        None
    }

    fn position(&self, offset: usize) -> (usize, usize) {
        let before = &self.text[..offset];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (
            before.matches('\n').count() + 1,
            before[line_start..].chars().count() + 1,
        )
    }

    fn explain(&self, error: &serde_yaml::Error) -> Error {
        let whole = error.to_string();
        let place = error
            .location()
            .map_or((0, 0), |location| (location.line(), location.column()));
        let message = whole
            .rsplit_once(" at line ")
            .map_or(whole.as_str(), |(message, _)| message);
        let quoted = |open: &str| {
            message
                .split_once(open)
                .and_then(|(_, rest)| rest.split(['`', '"']).next())
        };
        if let Some(key) = quoted("duplicate entry with key \"") {
            let from = error.location().map_or(0, |location| location.index());
            let first = self.find_key(from, key).map_or(from, |span| span.end);
            let second = self.find_key(first, key).map_or(from, |span| span.start);
            return Error::text(
                self.path,
                self.text,
                self.position(second),
                format!("`{key}` is given twice"),
            );
        }
        if let Some(key) = quoted("unknown field `") {
            let known = message.split('`').skip(3).step_by(2);
            let help = match nearest(key, known.clone()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the keys here are {}", known.collect::<Vec<_>>().join(", ")),
            };
            let start = error
                .location()
                .map_or(0, |location| location.index().min(self.text.len()));
            let at = self
                .find_key(start, key)
                .map_or(place, |span| self.position(span.start));
            return Error::text(self.path, self.text, at, format!("no key is named `{key}`"))
                .with_help(Some(help));
        }
        Error::text(self.path, self.text, place, message)
    }
}
