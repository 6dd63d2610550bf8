//! Articles that state the findings they want: `tests/findings/*.md`, whose last line is
//! `<!-- expect: CODE LINE:COLUMN, … -->` or `<!-- expect: none -->`. `UPDATE=1` rewrites that line.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads and writes its own files, and fails where it cannot"
)]

use inlaid::article::{Parsed, parse};
use inlaid::check;
use inlaid::config::Config;
use inlaid::diagnostic::{Code, Finding};
use inlaid::memo::Memo;
use inlaid::path::ContentPath;
use inlaid::site::assemble;
use inlaid::source::decode;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Codes that one article by itself cannot show; their explanations and other tests do.
const NEED_MORE: [Code; 16] = [
    Code::TranslationOrphan,
    Code::TranslationSlots,
    Code::TranslationRegions,
    Code::StepUntied,
    Code::NotMd,
    Code::DuplicateId,
    Code::DuplicateUrl,
    Code::SlotUnknown,
    Code::SlotType,
    Code::SlotAlias,
    Code::SlotValue,
    Code::LinkLeavesCloud,
    Code::RedirectBroken,
    Code::RedirectTaken,
    Code::StaleTree,
    Code::CacheDamaged,
];

fn findings(name: &str, bytes: &[u8]) -> Vec<Finding> {
    let mut findings = match parse(decode(&ContentPath::new(name), bytes.to_vec()), &[]) {
        Parsed::Skipped(finding) => return vec![*finding],
        Parsed::Article(article) => {
            let mut findings = article.findings.clone();
            let assembly = assemble(
                &[article].into(),
                &BTreeMap::new(),
                (&Arc::default(), &Config::default()),
                None,
                &mut Memo::default(),
            );
            findings.extend(assembly.findings);
            findings
        }
    };
    findings.sort_by_key(|finding| (finding.place.start, finding.place.end, finding.code));
    findings
}

fn said(findings: &[Finding]) -> String {
    let one = |finding: &Finding| {
        format!(
            "{} {}:{}",
            finding.code, finding.place.start.line, finding.place.start.column
        )
    };
    match findings {
        [] => "none".to_owned(),
        some => some.iter().map(one).collect::<Vec<_>>().join(", "),
    }
}

#[test]
fn every_article_has_the_findings_it_states() {
    let seen = hold("tests/findings", findings);
    let missing: Vec<&Code> = Code::ALL
        .iter()
        .filter(|code| {
            !seen.contains(code)
                && !code.is_of_theme()
                && !NEED_MORE.contains(code)
                && !check::codes().any(|own| own == **code)
        })
        .collect();
    assert!(missing.is_empty(), "no article shows {missing:?}");
}

/// What `inlaid check` says of an article by itself, besides what a build says.
fn checked(name: &str, bytes: &[u8]) -> Vec<Finding> {
    let Parsed::Article(article) = parse(decode(&ContentPath::new(name), bytes.to_vec()), &[])
    else {
        unreachable!("{name} is no article")
    };
    let (articles, config) = ([Arc::clone(&article)], Config::default());
    let mut all = article.findings.clone();
    all.extend(check::check(&articles, &config));
    check::settle(all, &articles, &config)
}

#[test]
fn every_rule_finds_what_it_should_and_nothing_else() {
    let seen = hold("tests/checks", checked);
    // Those need another article, folders, a file beside them or hosts; explanations and other tests show them.
    let elsewhere = [
        Code::TranslationStale,
        Code::OrderTwice,
        Code::Spelling,
        Code::FileService,
        Code::TokenUndeclared,
        Code::DeepFolder,
        Code::LinkDead,
        Code::LinkMoved,
        Code::LinkUnanswered,
    ];
    let missing = check::codes().filter(|code| !seen.contains(code) && !elsewhere.contains(code));
    let missing: Vec<Code> = missing.collect();
    assert!(missing.is_empty(), "no article shows {missing:?}");
}

/// Holds every article of a folder to what it states, and gives the codes that were found.
fn hold(folder: &str, findings: impl Fn(&str, &[u8]) -> Vec<Finding>) -> BTreeSet<Code> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let (mut wrong, mut seen) = (Vec::new(), BTreeSet::new());
    for file in &files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let whole = fs::read(file).unwrap();
        let mark = b"<!-- expect: ";
        let at = whole.windows(mark.len()).rposition(|window| window == mark);
        let at = at.unwrap_or_else(|| unreachable!("{name} states no finding"));
        let stated = String::from_utf8_lossy(&whole[at + mark.len()..])
            .trim()
            .trim_end_matches("-->")
            .trim()
            .to_owned();
        let findings = findings(&name, &whole[..at]);
        seen.extend(findings.iter().map(|finding| finding.code));
        let said = said(&findings);
        if std::env::var_os("UPDATE").is_some() {
            let mut bytes = whole[..at].to_vec();
            bytes.extend(format!("<!-- expect: {said} -->\n").into_bytes());
            fs::write(file, bytes).unwrap();
        } else if said != stated {
            wrong.push(format!("{name}: states `{stated}`, has `{said}`"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    seen
}
