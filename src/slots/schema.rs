//! A JSON Schema of the values that a host may send.

use super::{Entry, Inventory, Use};
use crate::value::{Declaration, Type};
use serde_json::{Value, json};

/// What [`crate::value::Time`] reads.
const TIME: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)? ?([Zz]|UTC|[-+][0-9]{2}:?[0-9]{2})?)?$";
/// A text that is a decimal number.
const NUMERAL: &str = "^-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?$";

/// A schema of draft 2020-12 for an object of values by slot. `null`, which says that there is none, is always allowed;
/// a slot in code keeps its default for it.
pub fn schema(inventory: &Inventory<'_>, title: &str) -> Value {
    let slots = inventory.slots.iter();
    let properties = slots.map(|entry| (entry.name().to_owned(), property(entry)));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "description": "Values of slots, by name; the program compares names without case.",
        "type": "object",
        "properties": properties.collect::<serde_json::Map<String, Value>>(),
        "additionalProperties": false,
        "$defs": {
            "scalar": { "type": ["string", "number", "boolean", "null"] },
            "list": { "type": "array", "items": reference("scalar") },
            "cell": any_of(&["scalar", "list"]),
            "record": {
                "type": "object",
                "additionalProperties": reference("cell"),
                "maxProperties": 50,
            },
            "table": { "anyOf": [
                { "type": "array", "items": reference("record"), "minItems": 1 },
                {
                    "type": "object",
                    "properties": {
                        "columns": { "type": "array", "items": { "type": "string" }, "minItems": 1, "maxItems": 50 },
                        "rows": { "type": "array", "items": { "anyOf": [
                            { "type": "array", "items": reference("cell") },
                            reference("record"),
                        ] } },
                    },
                    "required": ["columns", "rows"],
                    "additionalProperties": false,
                },
            ] },
        },
    })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn any_of(names: &[&str]) -> Value {
    json!({ "anyOf": names.iter().map(|name| reference(name)).collect::<Vec<_>>() })
}

fn property(entry: &Entry<'_>) -> Value {
    let mut schema = match entry
        .declared
        .and_then(|declared| Some((declared, declared.kind?)))
    {
        Some((declared, kind)) => of_type(kind, declared),
        None => undeclared(entry),
    };
    let label = entry
        .declared
        .and_then(|declared| declared.label.as_deref());
    schema["title"] = json!(label.unwrap_or(entry.name()));
    if !entry.default().is_empty() {
        schema["description"] = json!(format!(
            "Until it is known, articles say: {}",
            entry.default()
        ));
    }
    if let Some(example) = entry
        .declared
        .and_then(|declared| declared.example.as_ref())
    {
        schema["examples"] = json!([example]);
    }
    if entry.declared.is_some_and(|declared| declared.secret) {
        schema["writeOnly"] = json!(true);
    }
    schema
}

fn of_type(kind: Type, declared: &Declaration) -> Value {
    match kind {
        Type::Text | Type::Id => json!({ "type": ["string", "null"] }),
        Type::Number => json!({ "type": ["number", "string", "null"], "pattern": NUMERAL }),
        Type::DateTime => json!({ "type": ["string", "null"], "pattern": TIME }),
        Type::Url => {
            json!({ "type": ["string", "null"], "format": "uri", "pattern": "^(https?|mailto):" })
        }
        Type::Enum => {
            let options = declared.options.iter().map(|option| json!(option));
            json!({ "enum": options.chain([Value::Null]).collect::<Vec<_>>() })
        }
        Type::List => json!({ "type": ["array", "null"], "items": reference("scalar") }),
        Type::Record => json!({ "anyOf": [reference("record"), { "type": "null" }] }),
        Type::Table => json!({ "anyOf": [reference("table"), { "type": "null" }] }),
    }
}

/// What all places of a slot can show.
fn undeclared(entry: &Entry<'_>) -> Value {
    let is_scalar = |here: &Use<'_>| here.slot.is_none_or(|slot| slot.code.is_some());
    if entry.uses.iter().any(is_scalar) {
        json!({ "type": ["string", "number", "boolean", "null"] })
    } else if entry.blocks() == entry.uses.len() {
        any_of(&["scalar", "list", "record", "table"])
    } else {
        json!({ "type": ["string", "number", "boolean", "null", "array"], "items": reference("scalar") })
    }
}
