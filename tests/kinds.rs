//! The schemas of JSON bodies against the articles that show what becomes of every key.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads its own files, and fails where it cannot"
)]

use inlaid::article::{Kind, Parsed, parse};
use inlaid::config::Config;
use inlaid::kinds::schema;
use inlaid::memo::Memo;
use inlaid::output::{Bodies, Output, Recipes};
use inlaid::path::{ContentPath, OutPath, UrlPath};
use inlaid::site::assemble;
use inlaid::source::decode;
use inlaid::theme::Theme;
use proptest::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

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

/// What is the address of a link, or a part of one: it goes where the link does, which may be nowhere.
const ADDRESSES: [&str; 10] = [
    "commonSolutionArticleId",
    "bladeLink",
    "extensionName",
    "bladeName",
    "metadata",
    "documentLink",
    "learnMoreLink",
    "productLink1",
    "productLink2",
    "productLink3",
];

/// A word that stands nowhere else.
fn word(words: &mut Vec<String>) -> Value {
    words.push(format!("word{}x", words.len()));
    Value::String(words[words.len() - 1].clone())
}

/// A value for a schema, or for none: texts are words of their own, counted in `words`.
fn value(
    schema: &Value,
    root: &Value,
    choice: &mut impl FnMut(usize) -> usize,
    words: &mut Vec<String>,
) -> Value {
    let reference = schema["$ref"]
        .as_str()
        .and_then(|name| name.strip_prefix("#/$defs/"));
    let schema = reference.map_or(schema, |name| &root["$defs"][name]);
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => vec!["string"],
    };
    // Now and then something else than what is wanted.
    let wanted = match choice(12) {
        0 => ["string", "array", "object", "number"][choice(4)],
        _ => types[choice(types.len())],
    };
    match wanted {
        "array" => (0..choice(3))
            .map(|_| value(&schema["items"], root, choice, words))
            .collect(),
        "object" => {
            let mut object = serde_json::Map::new();
            for (key, inner) in schema["properties"].as_object().into_iter().flatten() {
                let is_address = ADDRESSES.contains(&key.as_str());
                if choice(3) > 0 && inner["x-private"].is_null() && !is_address {
                    object.insert(key.clone(), value(inner, root, choice, words));
                }
            }
            if choice(4) == 0 {
                object.insert("unheard of here".to_owned(), word(words));
            }
            Value::Object(object)
        }
        "number" => choice(99).into(),
        "boolean" => (choice(2) == 0).into(),
        "null" => Value::Null,
        _ => match schema["enum"].as_array().filter(|_| choice(5) > 0) {
            Some(options) => options[choice(options.len())].clone(),
            None => word(words),
        },
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn every_text_of_a_body_is_on_its_page(picks in proptest::collection::vec(any::<u16>(), 400), kind in 0..5_usize) {
        let kind = [
            Kind::ProblemScopingQuestions,
            Kind::TsgQuestions,
            Kind::SupportTopicDescription,
            Kind::DiagnoseAndSolve,
            Kind::AdvisorRecommendation,
        ][kind];
        let mut picks = picks.into_iter().cycle();
        let mut choice = |of: usize| usize::from(picks.next().unwrap_or_default()) % of.max(1);
        let (_, text) = schema::file(kind).unwrap();
        let root: Value = serde_json::from_str(text).unwrap();
        let (mut words, mut object) = (Vec::new(), serde_json::Map::new());
        for (key, inner) in root["properties"].as_object().unwrap() {
            let is_address = ADDRESSES.contains(&key.as_str());
            if choice(5) > 0 && key != "$schema" && inner["x-private"].is_null() && !is_address {
                object.insert(key.clone(), value(inner, &root, &mut choice, &mut words));
            }
        }
        let body = serde_json::to_string_pretty(&object).unwrap();
        let page = page(kind, &body);
        let lost: Vec<&String> = words.iter().filter(|word| !page.contains(*word)).collect();
        prop_assert!(lost.is_empty(), "{lost:?} of {body}\n{page}");
    }
}

/// The page of an article with this body.
fn page(kind: Kind, body: &str) -> String {
    let header = format!(
        "<properties pageTitle=\"T\" articleId=\"t\" selfHelpType=\"{}\" cloudEnvironments=\"public\" />",
        kind.as_str()
    );
    let text = format!("{header}\n\n# T\n\n---\n{body}\n---\n");
    let Parsed::Article(article) = parse(decode(&ContentPath::new("a.md"), text.into_bytes()), &[])
    else {
        unreachable!("it has a header");
    };
    let config = Config::default();
    let assembly = assemble(
        &[article].into(),
        &BTreeMap::new(),
        (&Arc::default(), &config),
        None,
        &mut Memo::default(),
    );
    let theme = Theme::load(&config, &mut Memo::default()).unwrap();
    let site = &assembly.sites[0];
    let recipes = Recipes::new(site, &config, &theme, None);
    let bodies = Bodies::default();
    let output = Output::new(site, &config, &theme, &bodies, &recipes);
    let bytes = output
        .bytes(&OutPath::from(&UrlPath::new("t.html")))
        .unwrap();
    String::from_utf8(bytes.into_owned()).unwrap()
}

/// What grows with the square of its length would not end here.
#[test]
fn a_hundred_thousand_of_a_thing_come_to_an_end() {
    let many = |one: &dyn Fn(usize) -> String| (0..100_000).map(one).collect::<Vec<_>>().join(",");
    let keys = format!("{{{}}}", many(&|at| format!("\"k{at}\": {at}")));
    let categories = many(&|at| format!("{{\"title\": \"t\", \"category\": \"c{at}\"}}"));
    let fields = many(&|at| {
        let before = at.saturating_sub(1);
        format!(
            "{{\"id\": \"f{at}\", \"controlType\": \"textbox\", \"visibility\": \"f{before} != x\"}}"
        )
    });
    for (kind, body) in [
        (Kind::ProblemScopingQuestions, keys),
        (
            Kind::DiagnoseAndSolve,
            format!("{{\"commonProblems\": [{categories}]}}"),
        ),
        (
            Kind::ProblemScopingQuestions,
            format!("{{\"formElements\": [{fields}]}}"),
        ),
    ] {
        assert!(page(kind, &body).contains("</article>"));
    }
}
