//! The schemas of JSON bodies against the articles that show what becomes of every key.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads its own files, and fails where it cannot"
)]

use inlaid::article::Kind;
use inlaid::kinds::schema;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// Every key and every value that a schema names.
fn names(schema: &Value, keys: &mut BTreeSet<String>) {
    for (keyword, value) in schema.as_object().into_iter().flatten() {
        match keyword.as_str() {
            "properties" => {
                for (key, inner) in value.as_object().unwrap() {
                    keys.insert(key.clone());
                    names(inner, keys);
                }
            }
            "$defs" => value
                .as_object()
                .unwrap()
                .values()
                .for_each(|inner| names(inner, keys)),
            "items" => names(value, keys),
            "enum" => keys.extend(
                value
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|option| option.as_str().unwrap().to_owned()),
            ),
            _ => {}
        }
    }
}

#[test]
fn every_key_and_every_value_of_a_schema_is_in_a_fixture() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/kinds/content");
    let files = walkdir::WalkDir::new(folder).into_iter().flatten();
    let files = files.filter(|entry| entry.path().extension().is_some_and(|end| end == "md"));
    let shown: Vec<String> = files
        .map(|entry| std::fs::read_to_string(entry.path()).unwrap())
        .collect();
    let mut missing = BTreeSet::new();
    for kind in Kind::ALL {
        let Some((_, text)) = schema::file(*kind) else {
            continue;
        };
        let mut keys = BTreeSet::new();
        names(&serde_json::from_str(text).unwrap(), &mut keys);
        let of_kind = shown.iter().filter(|text| {
            let text = text.to_lowercase();
            text.contains(&format!("selfhelptype=\"{}\"", kind.as_str()))
        });
        let all: String = of_kind.cloned().collect();
        // Both kinds of form have one schema.
        if *kind != Kind::TsgQuestions {
            missing.extend(
                keys.into_iter()
                    .filter(|key| !all.contains(&format!("\"{key}\""))),
            );
        }
    }
    assert!(missing.is_empty(), "no fixture has {missing:?}");
}
