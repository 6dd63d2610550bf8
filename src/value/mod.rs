//! Values of slots: what fills a placeholder, what is declared of it, and how it reads in a language.
//!
//! A page can be filled twice over: here, when it is built, and by the theme's script in the browser. Both follow the
//! same rules, and a test holds one against the other, so a rule that changes here changes in `slots.js` too.

mod code;
mod declare;
mod language;
mod link;
mod show;
mod time;

pub use code::{Quotes, Quoting};
pub use declare::{Declaration, Declarations, Format, Type};
pub use language::Language;
pub use link::{address, is_origin, variables};
pub use show::{Place, Refusal, Shown, show};
pub use time::Time;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::collections::BTreeMap;
use std::fmt;

/// The largest whole number that a double holds exactly with all its neighbours: 2⁵³.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// What fills a slot.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Known to be none; not the same as absent.
    Null,
    /// True or false.
    Bool(bool),
    /// A number as JSON and the browser know it; always finite.
    Number(f64),
    /// A text; may be empty.
    Text(String),
    /// Several values.
    List(Vec<Value>),
    /// Values by name, in the order they were written.
    Record(Vec<(String, Value)>),
}

/// What a build fills slots with.
#[derive(Clone, Debug)]
pub struct Filling {
    /// Values by the [`key`] of their slot's declared name.
    pub values: BTreeMap<String, Value>,
    /// What is declared of slots.
    pub declarations: Declarations,
    /// The language of the pages.
    pub language: Language,
}

impl Filling {
    /// The value of the slot of this name, if it has one.
    pub fn get(&self, name: &str) -> Option<&Value> {
        match self.values.is_empty() {
            true => None,
            false => self.values.get(&self.declarations.key(name)),
        }
    }

    /// What the slot of this name shows in a place; `None` where it has no value.
    pub fn show(&self, name: &str, place: Place) -> Option<Result<Shown, Refusal>> {
        let declared = self.declarations.get(name);
        Some(show(self.get(name)?, place, declared, self.language))
    }
}

/// The key of a slot's name: names compare without case and without blanks at their ends.
pub fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

impl Value {
    /// A scalar as plain text, as it stands in code and addresses; `None` for a list, a record and nothing.
    pub fn plain(&self) -> Option<String> {
        match self {
            Self::Bool(value) => Some(value.to_string()),
            Self::Number(number) => Some(language::plain(*number)),
            Self::Text(text) => Some(text.clone()),
            Self::Null | Self::List(_) | Self::Record(_) => None,
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

/// The number that a name is, if it is written as numbers are.
fn index(name: &str) -> Option<u32> {
    let number: u32 = name.parse().ok()?;
    (number < u32::MAX && number.to_string() == name).then_some(number)
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        match value.is_finite() {
            true => Ok(Value::Number(value)),
            false => Err(E::custom("a value is a finite number")),
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry::<String, Value>()? {
            entries.push(entry);
        }
        // An object in the browser has the names that are numbers first.
        entries.sort_by_key(|(name, _)| index(name).map_or((true, 0), |number| (false, number)));
        Ok(Value::Record(entries))
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(number) if number.fract() == 0.0 && number.abs() < EXACT => {
                serializer.serialize_i64(*number as i64)
            }
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Record(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (name, value) in entries {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}
