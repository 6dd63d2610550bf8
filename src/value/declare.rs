//! What `slots.yaml` declares of a slot.

use super::{Value, key};
use std::collections::BTreeMap;

/// What kind of value a slot takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// Any scalar, shown as it is.
    Text,
    /// A number, or a text that is one.
    Number,
    /// A date, or a date and a time, in ISO 8601; without an offset it is UTC.
    DateTime,
    /// One of the declared `values`.
    Enum,
    /// An identifier, shown as it is.
    Id,
    /// An address that begins with `https:`, `http:` or `mailto:`.
    Url,
    /// Scalars in order.
    List,
    /// Scalars by name.
    Record,
    /// Rows of scalars.
    Table,
}

impl Type {
    /// Every type.
    pub const ALL: [Type; 9] = [
        Self::Text,
        Self::Number,
        Self::DateTime,
        Self::Enum,
        Self::Id,
        Self::Url,
        Self::List,
        Self::Record,
        Self::Table,
    ];

    /// Its name in `slots.yaml`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::DateTime => "datetime",
            Self::Enum => "enum",
            Self::Id => "id",
            Self::Url => "url",
            Self::List => "list",
            Self::Record => "record",
            Self::Table => "table",
        }
    }

    /// The type of this name.
    pub fn find(name: &str) -> Option<Type> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// How a number or a time is written out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Numbers in groups of digits; times with their date, in UTC.
    #[default]
    Usual,
    /// `plain`: a number without groups.
    Plain,
    /// `date`: a time without its hours.
    Date,
    /// `time`: a time without its date.
    Time,
    /// `local`: a time in the reader's own zone; UTC where a page is filled before it has a reader.
    Local,
}

impl Format {
    /// Its name in `slots.yaml`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Usual => "",
            Self::Plain => "plain",
            Self::Date => "date",
            Self::Time => "time",
            Self::Local => "local",
        }
    }

    /// The format of this name for values of a type.
    pub fn find(name: &str, of: Option<Type>) -> Option<Format> {
        let known: &[Format] = match of {
            Some(Type::Number) => &[Self::Plain],
            Some(Type::DateTime) => &[Self::Date, Self::Time, Self::Local],
            _ => &[],
        };
        known.iter().copied().find(|format| format.as_str() == name)
    }
}

/// What is declared of one slot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Declaration {
    /// Its name as declared.
    pub name: String,
    /// What it takes; anything where it is not declared.
    pub kind: Option<Type>,
    /// What the panel calls it; the name where it is not declared.
    pub label: Option<String>,
    /// A value that it could have.
    pub example: Option<Value>,
    /// How its value is written out.
    pub format: Format,
    /// The values of an enum.
    pub options: Vec<String>,
    /// Whether a link must not set it.
    pub not_by_link: bool,
    /// Whether it is never stored, shared or posted.
    pub secret: bool,
    /// Other names of the same slot.
    pub aliases: Vec<String>,
    /// Where the declaration stands in its file.
    pub span: std::ops::Range<usize>,
}

/// What is declared of all slots.
#[derive(Clone, Debug, Default)]
pub struct Declarations {
    /// The declarations in the order of the file.
    pub all: Vec<Declaration>,
    /// Key of a name or an alias → its declaration.
    places: BTreeMap<String, usize>,
}

impl Declarations {
    /// Declarations and their aliases. A name that stands for two slots stays with the first; a declared name is never
    /// an alias of another.
    pub fn new(all: Vec<Declaration>) -> Self {
        let mut places = BTreeMap::new();
        for (at, declaration) in all.iter().enumerate() {
            places.entry(key(&declaration.name)).or_insert(at);
        }
        for (at, declaration) in all.iter().enumerate() {
            for alias in &declaration.aliases {
                places.entry(key(alias)).or_insert(at);
            }
        }
        Self { all, places }
    }

    /// What is declared of the slot of this name.
    pub fn get(&self, name: &str) -> Option<&Declaration> {
        self.all.get(*self.places.get(&key(name))?)
    }

    /// The key under which values of this name are kept: that of the declared name for an alias.
    pub fn key(&self, name: &str) -> String {
        key(self.get(name).map_or(name, |declaration| &declaration.name))
    }
}
