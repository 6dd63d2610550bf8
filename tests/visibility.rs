//! The language of `visibility`: laws that hold for every condition, and the page's evaluator against the build's.
//!
//! `INLAID_CORPUS=FOLDER cargo test --test visibility -- --ignored` parses every condition of real articles.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test reads and writes its own files, and fails where it cannot"
)]

use inlaid::kinds::visibility::{Condition, Field, Problem, Test, check, fold, parse};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Every shape that the conditions of real articles have, and some that they do not. `UPDATE=1` rewrites it.
const TABLE: &str = include_str!("visibility.tsv");

/// Distinct conditions of the real articles that are none: both close a group that they do not open.
const BROKEN: [&str; 2] = [
    "service_type == disk||service_type == blob||service_type == table)",
    "service_type == disk||service_type == blob||service_type == table) ",
];

#[test]
fn the_table_is_parsed_as_it_says() {
    let mut table = String::new();
    for row in TABLE.lines() {
        let Some((text, _)) = row.split_once('\t') else {
            table.push_str(&format!("{row}\n"));
            continue;
        };
        let found = match parse(text) {
            Ok(condition) => condition.to_json(),
            Err(fault) => format!("{:?} {}", fault.span, fault.message),
        };
        table.push_str(&format!("{text}\t{found}\n"));
    }
    if std::env::var("UPDATE").is_ok() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/visibility.tsv");
        fs::write(file, table).unwrap();
        return;
    }
    for (found, expected) in table.lines().zip(TABLE.lines()) {
        assert_eq!(found, expected);
    }
}

fn field() -> impl Strategy<Value = String> {
    proptest::sample::select(vec!["a", "b", "A", "c d", "k", "\u{212a}", "ä", "Ä"])
        .prop_map(str::to_owned)
}

/// Values and answers, equal ones in many forms.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::sample::select(vec![
            "x", "X", "y", "k", "K", "\u{212a}", "ß", "İ", "i", "I", "null", "NULL", "true", "don't", "'q'", "\"q\"", "'t", "(", "a)", "p (q)",
            "x && y", "x || y == z", "= x", "a == b", "a and b", "\u{85}x", "[\"==\"]",
        ]).prop_map(str::to_owned),
        1 => "\\PC{1,4}",
    ]
}

/// An answer as a page may have it: with blanks, or nothing but them.
fn answer() -> impl Strategy<Value = String> {
    let blank = || {
        proptest::sample::select(vec![
            "", "", "", " ", "\t", "\u{a0}", "\u{feff}", "\u{85}", "\u{3000}",
        ])
    };
    (
        blank(),
        prop_oneof![5 => value(), 1 => Just(String::new())],
        blank(),
    )
        .prop_map(|(before, value, after)| format!("{before}{value}{after}"))
}

fn a_test(field: String, equal: bool, value: Option<String>) -> Condition {
    Condition::Test(Test {
        field,
        equal,
        value,
        field_span: 0..0,
        value_span: 0..0,
    })
}

fn condition() -> impl Strategy<Value = Condition> {
    let test = (
        field(),
        any::<bool>(),
        proptest::option::weighted(0.8, value()),
    )
        .prop_map(|(field, equal, value)| a_test(field, equal, value));
    let leaf = prop_oneof![
        8 => test,
        1 => Just(Condition::Always),
        1 => Just(Condition::Never),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let parts = proptest::collection::vec(inner, 2..4);
        (parts, any::<bool>()).prop_map(|(parts, all)| match all {
            true => Condition::All(parts),
            false => Condition::Any(parts),
        })
    })
}

fn answers() -> impl Strategy<Value = BTreeMap<String, Vec<String>>> {
    let folded = field().prop_map(|field| fold(&field));
    proptest::collection::btree_map(folded, proptest::collection::vec(answer(), 0..3), 0..6)
}

proptest! {
    #![proptest_config(Config { cases: 2000, ..Config::default() })]

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,40}", pieces in proptest::collection::vec(proptest::sample::select(vec![
        "a", "==", "!=", "=", "!", "&&", "||", "&", "|", "(", ")", "'", "\"", " ", "null", "true", " and ", "ä", "\u{a0}", "\u{feff}"]), 0..30)) {
        for text in [text, pieces.concat()] {
            match parse(&text) {
                Ok(condition) => for test in condition.tests() {
                    prop_assert_eq!(&text[test.field_span.clone()], test.field.as_str());
                    let shown = &text[test.value_span.clone()];
                    prop_assert!(test.value.as_deref().is_none_or(|value| value == shown));
                },
                Err(fault) => prop_assert!(text.get(fault.span).is_some() && !fault.message.is_empty()),
            }
        }
    }

    #[test]
    fn what_was_parsed_is_printed_and_parsed_to_the_same(text in condition().prop_map(|condition| condition.to_string())) {
        // A value that no quotes can hold is printed as another condition, or as none.
        if let Ok(condition) = parse(&text) {
            prop_assert_eq!(parse(&condition.to_string()).unwrap().to_json(), condition.to_json(), "{}", text);
        }
    }

    #[test]
    fn a_field_is_never_visible_if_and_only_if_no_answers_show_it(form in form()) {
        let fields = fields(&form);
        let said: Vec<usize> = check(&fields).into_iter().filter_map(|problem| match problem {
            Problem::NeverVisible { at } => Some(at),
            _ => None,
        }).collect();
        prop_assert_eq!(said, never_by_trying(&form), "{:?}", form);
    }
}

#[test]
fn printing_holds_for_nearly_every_condition() {
    let mut runner = TestRunner::deterministic();
    let same = (0..1000).filter(|_| {
        let condition = condition().new_tree(&mut runner).unwrap().current();
        parse(&condition.to_string()).is_ok_and(|parsed| parsed.to_json() == condition.to_json())
    });
    assert!(same.count() > 900);
}

/// A field of a small form: what it can have, whether that is all, whether several at once, and its condition, which names
/// only fields before it.
#[derive(Clone, Debug)]
struct Row {
    options: Vec<&'static str>,
    closed: bool,
    several: bool,
    condition: Condition,
}

const IDS: [&str; 4] = ["f0", "f1", "f2", "f3"];
const VALUES: [&str; 3] = ["x", "y", "z"];

fn form() -> impl Strategy<Value = Vec<Row>> {
    let row = |at: usize| {
        let options = proptest::sample::subsequence(VALUES.to_vec(), 0..=3);
        let kind = (any::<bool>(), proptest::bool::weighted(0.3));
        (options, kind, condition_on(at)).prop_map(|(options, (closed, several), condition)| Row {
            options,
            closed,
            several,
            condition,
        })
    };
    (row(0), row(1), row(2), row(3)).prop_map(|(a, b, c, d)| vec![a, b, c, d])
}

/// A condition on the fields before this one.
fn condition_on(at: usize) -> BoxedStrategy<Condition> {
    if at == 0 {
        return prop_oneof![9 => Just(Condition::Always), 1 => Just(Condition::Never)].boxed();
    }
    let value = proptest::option::weighted(0.8, proptest::sample::select(VALUES.to_vec()));
    let test = (0..at, any::<bool>(), value).prop_map(|(field, equal, value)| {
        a_test(IDS[field].to_owned(), equal, value.map(str::to_owned))
    });
    test.prop_recursive(3, 12, 3, |inner| {
        let parts = proptest::collection::vec(inner, 2..4);
        (parts, proptest::bool::weighted(0.7)).prop_map(|(parts, all)| match all {
            true => Condition::All(parts),
            false => Condition::Any(parts),
        })
    })
    .boxed()
}

fn fields(form: &[Row]) -> Vec<Field<'_>> {
    let fields = form.iter().zip(IDS).map(|(row, id)| Field {
        id,
        condition: &row.condition,
        options: row.closed.then(|| row.options.clone()),
        several: row.several,
    });
    fields.collect()
}

/// The same, by trying all answers: of every field its options, the values that conditions name, and one more if it is open.
fn never_by_trying(form: &[Row]) -> Vec<usize> {
    let mut named: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for test in form.iter().flat_map(|row| row.condition.tests()) {
        named
            .entry(test.field.clone())
            .or_default()
            .extend(test.value.clone());
    }
    let choices = form.iter().zip(IDS).map(|(row, id)| {
        let mut values: Vec<String> = named.get(id).cloned().unwrap_or_default();
        match row.closed {
            true => values.extend(row.options.iter().map(|option| (*option).to_owned())),
            false => values.push("another".to_owned()),
        }
        values.sort();
        values.dedup();
        let sets = (0..1_u32 << values.len()).filter(|set| row.several || set.count_ones() < 2);
        let set = |set: u32| {
            let chosen = values
                .iter()
                .enumerate()
                .filter(|(bit, _)| set & 1 << bit != 0);
            chosen.map(|(_, value)| value.clone()).collect::<Vec<_>>()
        };
        sets.map(set).collect::<Vec<_>>()
    });
    let choices: Vec<Vec<Vec<String>>> = choices.collect();
    let mut shown = vec![false; form.len()];
    let mut known = BTreeMap::new();
    try_all(form, &choices, &mut known, &mut shown);
    (0..form.len()).filter(|at| !shown[*at]).collect()
}

fn try_all(
    form: &[Row],
    choices: &[Vec<Vec<String>>],
    known: &mut BTreeMap<String, Vec<String>>,
    shown: &mut [bool],
) {
    let at = known.len();
    let Some(row) = form.get(at) else { return };
    let visible = row
        .condition
        .eval(&|id| known.get(id).cloned().unwrap_or_default());
    shown[at] |= visible;
    let hidden = [Vec::new()];
    for choice in if visible {
        &choices[at]
    } else {
        hidden.as_slice()
    } {
        known.insert(IDS[at].to_owned(), choice.clone());
        try_all(form, choices, known, shown);
    }
    known.remove(IDS[at]);
}

const DRIVER: &str = "
import { readFileSync } from 'node:fs';
import { fold, holds } from './form-condition.mjs';
const cases = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const one = ({ condition, answers }) => holds(condition, (id) => answers[id] ?? []);
process.stdout.write(JSON.stringify({ held: cases.map(one), folded: cases.map(({ text }) => fold(text)) }));
";

#[test]
fn a_page_evaluates_as_the_build_does() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("visibility");
    fs::create_dir_all(&folder).unwrap();
    let script =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/assets/form-condition.js");
    fs::copy(script, folder.join("form-condition.mjs")).unwrap();
    fs::write(folder.join("driver.mjs"), DRIVER).unwrap();

    let mut runner = TestRunner::deterministic();
    let (mut cases, mut held, mut folded) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..5000 {
        let (condition, answers, text) = (condition(), answers(), answer())
            .new_tree(&mut runner)
            .unwrap()
            .current();
        held.push(condition.eval(&|id| answers.get(id).cloned().unwrap_or_default()));
        folded.push(fold(&text));
        let condition: Value = serde_json::from_str(&condition.to_json()).unwrap();
        cases.push(json!({ "condition": condition, "answers": answers, "text": text }));
    }
    fs::write(
        folder.join("cases.json"),
        Value::from(cases.clone()).to_string(),
    )
    .unwrap();
    let output = Command::new("node")
        .current_dir(&folder)
        .args(["driver.mjs", "cases.json"])
        .output()
        .expect("node is there");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    for (at, case) in cases.iter().enumerate() {
        assert_eq!(found["held"][at], Value::from(held[at]), "{case}");
        assert_eq!(
            found["folded"][at],
            Value::from(folded[at].as_str()),
            "{case}"
        );
    }
    let yes = held.iter().filter(|held| **held).count();
    assert!((1000..4000).contains(&yes), "{yes} of 5000 hold");
}

/// The conditions of a file: every string that is the value of a key `visibility`, in any case.
fn conditions(text: &str) -> Vec<String> {
    const KEY: &str = "\"visibility\"";
    let lower = text.to_ascii_lowercase();
    let found = lower.match_indices(KEY).filter_map(|(at, _)| {
        let rest = text[at + KEY.len()..].trim_start().strip_prefix(':')?;
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<String>();
        values.next()?.ok()
    });
    found.collect()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files(&path, found),
            false => found.push(path),
        }
    }
}

#[test]
#[ignore = "needs the real articles, in the folder that INLAID_CORPUS names"]
fn every_condition_of_the_real_articles_is_parsed() {
    let mut found = Vec::new();
    files(
        Path::new(&std::env::var("INLAID_CORPUS").unwrap()),
        &mut found,
    );
    let mut distinct: BTreeMap<String, usize> = BTreeMap::new();
    for file in found {
        let text = String::from_utf8_lossy(&fs::read(file).unwrap()).into_owned();
        for condition in conditions(&text) {
            *distinct.entry(condition).or_default() += 1;
        }
    }
    let broken = distinct.keys().filter(|text| parse(text).is_err());
    let broken: Vec<&str> = broken.map(String::as_str).collect();
    let total: usize = distinct.values().sum();
    println!(
        "{total} conditions, {} distinct, {} broken",
        distinct.len(),
        broken.len()
    );
    assert!(total > 0, "no conditions are there");
    for text in distinct.keys() {
        if let Ok(condition) = parse(text) {
            let again = parse(&condition.to_string()).unwrap();
            assert_eq!(again.to_json(), condition.to_json(), "{text}");
        }
    }
    assert_eq!(broken, BROKEN);
}
