//! A value for every slot, to see pages filled.

use super::guess::guess;
use super::{Entry, Inventory, Use, flow, yaml_key};
use crate::value::{Language, Type, Value, show};

/// A file of values in YAML that fills every slot: with its declared example where all its places take that, else with
/// something made of its type and name.
pub fn sample(inventory: &Inventory<'_>) -> String {
    let mut out = String::from(
        "# Made-up values, one for every slot: `inlaid build --values FILE` shows them.\n",
    );
    for entry in &inventory.slots {
        let value = flow(&value(entry));
        out.push_str(&format!("{}: {value}\n", yaml_key(entry.name())));
    }
    out
}

/// The first of several values that all places of a slot take.
fn value(entry: &Entry<'_>) -> Value {
    let word = word(entry.name());
    let kind = entry.declared.and_then(|declared| declared.kind);
    let example = entry.declared.and_then(|declared| declared.example.clone());
    let options = entry.declared.map_or(&[][..], |declared| &declared.options);
    let made = made(kind.or_else(|| guess(entry)), &word);
    let mut values = example
        .into_iter()
        .chain(options.iter().cloned().map(Value::Text))
        .chain([made, Value::Text(format!("sample-{word}"))]);
    let fits = |value: &Value| {
        // Whether a value is shown depends on no language.
        let shown = |here: &Use<'_>| show(value, here.place(), entry.declared, Language::Other);
        entry.uses.iter().all(|here| shown(here).is_ok())
    };
    values.find(fits).unwrap_or(Value::Null)
}

/// A value of a type.
fn made(kind: Option<Type>, word: &str) -> Value {
    let text = |text: &str| Value::Text(text.to_owned());
    let sample = |end: &str| Value::Text(format!("sample-{word}{end}"));
    match kind {
        None | Some(Type::Text | Type::Id | Type::Enum) => sample(""),
        Some(Type::Number) => Value::Number(42.0),
        Some(Type::DateTime) => text("2026-01-15T09:30:00Z"),
        Some(Type::Url) => Value::Text(format!("https://example.com/{word}")),
        Some(Type::List) => Value::List(vec![sample("-1"), sample("-2")]),
        Some(Type::Record) => Value::Record(vec![
            ("Name".to_owned(), sample("")),
            ("Count".to_owned(), Value::Number(42.0)),
        ]),
        Some(Type::Table) => {
            let row = |end: &str| Value::List(vec![sample(end), Value::Number(42.0)]);
            Value::Record(vec![
                (
                    "columns".to_owned(),
                    Value::List(vec![text("Name"), text("Count")]),
                ),
                ("rows".to_owned(), Value::List(vec![row("-1"), row("-2")])),
            ])
        }
    }
}

/// A name as one word that may stand anywhere.
fn word(name: &str) -> String {
    let letters = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' });
    letters.take(100).collect()
}
