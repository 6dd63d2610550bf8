//! The reference for authors of themes says what the program has. `UPDATE=1` writes it anew.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads and writes its own files, and fails where it cannot"
)]

use std::fs;
use std::path::Path;

#[test]
fn the_reference_of_themes_is_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = root.join("content/inlaid.handbook/theme-reference.md");
    let wanted = inlaid::theme::reference::chapter(&root.join("themes")).unwrap();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, &wanted).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    let differs = wanted
        .lines()
        .find(|line| !kept.lines().any(|own| own == *line));
    assert!(
        kept == wanted,
        "UPDATE=1 writes the chapter anew; it lacks: {}",
        differs.unwrap_or("nothing")
    );
}

#[test]
fn every_part_says_what_it_is() {
    let themes = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes");
    let chapter = inlaid::theme::reference::chapter(&themes).unwrap();
    let silent: Vec<&str> = chapter
        .lines()
        .filter(|line| line.contains("|  |"))
        .collect();
    assert!(
        silent.is_empty(),
        "begin these templates with `{{#- … -#}}`: {silent:#?}"
    );
}
