//! Every explanation is true: its wrong example gives the finding, its right one does not.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test reads and writes its own files, and fails where it cannot"
)]

use base64::Engine as _;
use inlaid::config::{Config, Overrides};
use inlaid::diagnostic::Code;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Writes the files of a section into a folder: fences of four backticks, headed by language and path.
fn unpack(section: &str, folder: &Path) -> usize {
    let mut count = 0;
    let mut lines = section.lines();
    while let Some(line) = lines.next() {
        let Some((language, path)) = line
            .strip_prefix("````")
            .and_then(|info| info.split_once(' '))
        else {
            continue;
        };
        let text: String = lines
            .by_ref()
            .take_while(|line| *line != "````")
            .map(|line| format!("{line}\n"))
            .collect();
        let place = match path {
            "site.yaml" | "words.txt" => folder.join(path),
            path if path.starts_with("themes/") => folder.join(path),
            path => folder.join("content").join(path),
        };
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        let bytes = match language {
            "base64" => base64::engine::general_purpose::STANDARD
                .decode(text.replace('\n', ""))
                .unwrap(),
            _ => text.into_bytes(),
        };
        fs::write(place, bytes).unwrap();
        count += 1;
    }
    count
}

fn codes(section: &str, name: &str) -> BTreeSet<Code> {
    let folder: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("explain")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("content")).unwrap();
    assert!(
        unpack(section, &folder) > 0,
        "{name}: the section has no file"
    );
    let site = folder.join("site.yaml");
    let overrides = Overrides {
        content: Some(folder.join("content")),
        themes: Some(folder.join("themes")),
        out: Some(folder.join("public")),
        config: site.exists().then_some(site),
        ..Overrides::default()
    };
    let config = Config::load(&overrides).unwrap();
    if folder.join("themes").exists() {
        let findings = inlaid::theme::check::check(&config).unwrap();
        return findings.iter().map(|finding| finding.code).collect();
    }
    let build = inlaid::build(&config, &mut inlaid::memo::Memo::default()).unwrap();
    let findings = build.content.check(&config);
    findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn every_example_does_what_it_says() {
    let mut wrong = Vec::new();
    for code in Code::ALL {
        // These depend on the output folder, on git or on other hosts, and are tested with them.
        let elsewhere = [
            Code::TranslationStale,
            Code::StaleTree,
            Code::CacheDamaged,
            Code::LinkDead,
            Code::LinkMoved,
            Code::LinkUnanswered,
        ];
        if elsewhere.contains(code) {
            continue;
        }
        let Some((_, examples)) = code.explanation().split_once("## Wrong") else {
            wrong.push(format!("{code}: no section `## Wrong`"));
            continue;
        };
        let Some((bad, good)) = examples.split_once("## Right") else {
            wrong.push(format!("{code}: no section `## Right`"));
            continue;
        };
        let (bad, good) = (
            codes(bad, &format!("{code}-wrong")),
            codes(good, &format!("{code}-right")),
        );
        if !bad.contains(code) {
            wrong.push(format!("{code}: the wrong example gives {bad:?}"));
        }
        if !good.is_empty() {
            wrong.push(format!("{code}: the right example gives {good:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_handbook_lists_every_code() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/inlaid.handbook/checking.md");
    let text = fs::read_to_string(&file).unwrap();
    let mark = "<!-- This table is made by a test";
    let (before, _) = text.split_once(mark).unwrap();
    let rules: BTreeSet<Code> = inlaid::check::codes().collect();
    let row = |code: &&Code| {
        let off = if code.is_off() { ", off" } else { "" };
        let whose = match rules.contains(code) {
            true => "check",
            false if code.is_of_theme() => "theme check",
            false => "build",
        };
        // A bar would end the cell.
        let summary = code.summary().replace('|', "\\|");
        format!(
            "| `{code}` | {}{off} | {whose} | {summary} |\n",
            code.level().as_str()
        )
    };
    let rows: String = Code::ALL.iter().map(|code| row(&code)).collect();
    let wanted = format!(
        "{before}{mark}: UPDATE=1 cargo test --test explain -->\n\n\
         | Code | Level | Found by | What it means |\n|---|---|---|---|\n{rows}"
    );
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, &wanted).unwrap();
    }
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        wanted,
        "UPDATE=1 writes the table anew"
    );
}
