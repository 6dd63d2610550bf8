//! The direction of imports: a room uses only what stands above it in the list.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads and writes its own files, and fails where it cannot"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms of the library, ground floor first. Rooms that are yet to come keep their place.
const ROOMS: [&str; 32] = [
    "path",
    "timing",
    "diagnostic",
    "cloud",
    "property",
    "value",
    "memo",
    "config",
    "source",
    "json",
    "kinds",
    "article",
    "words",
    "html",
    "slots",
    "site",
    "page",
    "theme",
    "output",
    "search",
    "check",
    "external",
    "content",
    "hosts",
    "state",
    "cache",
    "part",
    "emit",
    "watch",
    "serve",
    "publish",
    "lib",
];

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => rust_files(&path, found),
            false if path.extension().is_some_and(|end| end == "rs") => found.push(path),
            false => {}
        }
    }
}

/// The rooms that a text names behind `crate::`, in braces too.
fn used(text: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        let names = rest
            .strip_prefix('{')
            .map_or(rest, |inner| inner.split('}').next().unwrap_or(inner));
        let names: Vec<&str> = if rest.starts_with('{') {
            names.split(',').collect()
        } else {
            vec![names]
        };
        let name = |text: &str| {
            text.trim()
                .chars()
                .take_while(|c| c.is_ascii_lowercase() || *c == '_')
                .collect::<String>()
        };
        rooms.extend(names.into_iter().map(name).filter(|name| !name.is_empty()));
    }
    rooms
}

#[test]
fn imports_point_down_the_list() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&source, &mut files);
    let floor = |room: &str| ROOMS.iter().position(|name| *name == room);
    let mut wrong = Vec::new();
    for file in files {
        let below = file.strip_prefix(&source).unwrap();
        let first = below
            .components()
            .next()
            .unwrap()
            .as_os_str()
            .to_string_lossy()
            .into_owned();
        let room = first.trim_end_matches(".rs").to_owned();
        // The binary uses the library from outside; the compiler holds that border.
        if matches!(room.as_str(), "main" | "cli") {
            continue;
        }
        let Some(here) = floor(&room) else {
            wrong.push(format!("{}: no room is named `{room}`", below.display()));
            continue;
        };
        for other in used(&fs::read_to_string(&file).unwrap()) {
            match floor(&other) {
                Some(there) if there <= here => {}
                Some(_) => wrong.push(format!(
                    "{} uses `{other}`, which stands above it in the house",
                    below.display()
                )),
                None => wrong.push(format!(
                    "{} uses `{other}`, which is no room",
                    below.display()
                )),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_import_is_seen_in_every_form() {
    assert_eq!(
        used("use crate::path::X; crate::{site::Y, page}; f(crate::html::text)"),
        ["path", "site", "page", "html"]
    );
}
