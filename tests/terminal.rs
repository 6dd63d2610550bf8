//! What people read on a terminal, held against `tests/terminal/*.txt`. `UPDATE=1` rewrites.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads and writes its own files, and fails where it cannot"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// What a build of these articles says, without how long it took.
fn said(name: &str, articles: &[(&str, String)]) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("terminal")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("content")).unwrap();
    for (name, text) in articles {
        fs::write(folder.join("content").join(name), text).unwrap();
    }
    let output = Command::new(env!("CARGO_BIN_EXE_inlaid"))
        .args(["build", "--cloud", "public"])
        .current_dir(&folder)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if let Some(last) = lines.last_mut() {
        let (before, after) = (
            last.find(" in ").and_then(|_| last.rfind(" in ")).unwrap(),
            last.rfind(" s ").unwrap(),
        );
        last.replace_range(before..after + 2, " in … s");
    }
    lines.join("\n") + "\n"
}

fn compare(name: &str, said: &str) {
    let file = root().join("terminal").join(format!("{name}.txt"));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, said).unwrap();
    }
    let expected = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        said == expected,
        "{name}\n--- expected\n{expected}\n--- said\n{said}"
    );
}

fn article(body: &str) -> String {
    format!(
        "<properties\n    pageTitle=\"T\"\n    articleId=\"t\"\n    selfHelpType=\"generic\"\n    cloudEnvironments=\"public\"\n/>\n\n# T\n\n{body}\n"
    )
}

#[test]
fn a_finding_shows_its_line_with_the_span_underlined() {
    let body = "A role <!--$RoleName-->[RoleName]<!--/$rolename--> is.\n\n\tÄ tab and 汉字 before [a link](gone.md).";
    compare("excerpt", &said("excerpt", &[("t.md", article(body))]));
}

#[test]
fn a_long_line_is_cut_around_the_span() {
    let body = format!(
        "{}[a link](gone.md){}",
        "word ".repeat(400),
        " word".repeat(400)
    );
    compare("long-line", &said("long-line", &[("t.md", article(&body))]));
}

#[test]
fn many_findings_are_counted() {
    let body = "[x](gone.md)\n\n".repeat(30) + "<!--$x-->[x]";
    compare(
        "many",
        &said(
            "many",
            &[
                ("t.md", article(&body)),
                ("readme.md", "# Read me\n".to_owned()),
            ],
        ),
    );
}

#[test]
fn a_tree_without_a_cloud_says_the_way_out() {
    compare(
        "no-cloud",
        &said(
            "no-cloud",
            &[("t.md", article("Text.").replace("\"public\"", "\"\""))],
        ),
    );
}

#[test]
fn a_tree_without_articles_says_so() {
    compare(
        "empty",
        &said("empty", &[("readme.md", "# Read me\n".to_owned())]),
    );
}
