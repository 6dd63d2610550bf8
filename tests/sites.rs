//! Whole sites: `tests/sites/NAME/{site.yaml,content,expected}`, built in memory with the bare theme of `tests/themes`.
//!
//! A file that is expected and not made fails, and so does one that is made and not expected. `UPDATE=1` rewrites.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads and writes its own files, and fails where it cannot"
)]

use inlaid::config::{Config, Overrides};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn made(site: &Path) -> BTreeMap<String, Vec<u8>> {
    let overrides = Overrides {
        content: Some(site.join("content")),
        themes: Some(site.join("../../themes")),
        config: Some(site.join("site.yaml")),
        out: Some(Path::new(env!("CARGO_TARGET_TMPDIR")).join("sites")),
        clouds: Vec::new(),
        values: None,
    };
    let config = Config::load(&overrides).unwrap_or_else(|error| unreachable!("{error}"));
    let build = inlaid::build(&config, &mut inlaid::memo::Memo::default())
        .unwrap_or_else(|error| unreachable!("{error}"));
    let mut files = BTreeMap::new();
    for output in build.outputs(&config) {
        // A cloud without articles has nothing that others do not show.
        if output.pages() == 0 {
            continue;
        }
        for path in output.paths().filter(|path| !is_theme(path.as_str())) {
            let bytes = output
                .bytes(path)
                .unwrap_or_else(|error| unreachable!("{error}"));
            files.insert(
                format!("{}/{}", output.cloud(), path.as_str()),
                bytes.into_owned(),
            );
        }
    }
    let line = |finding: &inlaid::diagnostic::Finding| {
        let place = &finding.place;
        // The configuration is named as it was given.
        let source = Path::new(place.source.as_str());
        let source = source.strip_prefix(site).unwrap_or(source).display();
        format!(
            "{}:{}:{} {}: {}\n",
            source, place.start.line, place.start.column, finding.code, finding.message
        )
    };
    let findings: String = build.content.findings.iter().map(line).collect();
    files.insert("findings.txt".to_owned(), findings.into_bytes());
    files
}

/// Whether a file is the theme's own, or named by what is in it, as the lists for scripts are.
fn is_theme(path: &str) -> bool {
    let own = ["assets/style.", "assets/card."];
    own.iter().any(|start| path.starts_with(start))
        || path.starts_with("lists/")
        || path.ends_with(".js")
}

fn expected(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file());
    entries
        .map(|entry| {
            (
                entry
                    .path()
                    .strip_prefix(folder)
                    .unwrap()
                    .display()
                    .to_string(),
                fs::read(entry.path()).unwrap(),
            )
        })
        .collect()
}

#[test]
fn every_site_is_what_is_expected() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites");
    let mut sites: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    sites.sort();
    let mut wrong = Vec::new();
    for site in sites {
        let (made, folder) = (made(&site), site.join("expected"));
        if std::env::var_os("UPDATE").is_some() {
            let _ = fs::remove_dir_all(&folder);
            for (path, bytes) in &made {
                fs::create_dir_all(folder.join(path).parent().unwrap()).unwrap();
                fs::write(folder.join(path), bytes).unwrap();
            }
        }
        let expected = expected(&folder);
        let name = site.file_name().unwrap().to_string_lossy().into_owned();
        for path in made.keys().filter(|path| !expected.contains_key(*path)) {
            wrong.push(format!("{name}: `{path}` is made and not expected"));
        }
        for (path, bytes) in &expected {
            match made.get(path) {
                None => wrong.push(format!("{name}: `{path}` is expected and not made")),
                Some(other) if other != bytes => {
                    let (want, have) = (
                        String::from_utf8_lossy(bytes),
                        String::from_utf8_lossy(other),
                    );
                    let line = want
                        .lines()
                        .zip(have.lines())
                        .find(|(want, have)| want != have);
                    let (want, have) = line.unwrap_or(("the end", "another end"));
                    wrong.push(format!(
                        "{name}: `{path}` differs\n  expected {want}\n  made     {have}"
                    ));
                }
                Some(_) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
