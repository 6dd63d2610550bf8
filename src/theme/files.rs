//! The files of a theme, from its folder or from the program.
#![allow(clippy::disallowed_methods, reason = "an edge: reads themes")]

use super::words::Translation;
use crate::diagnostic::Error;
use crate::memo::{Key, KeyOf};
use crate::source::entries;
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_128;

/// The theme that every other extends in the end.
const DEFAULT: &str = "default";

/// The themes that are in the program, by the name of their folder.
static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes");

/// The files of one theme.
pub(super) struct Files {
    pub(super) name: String,
    /// Where they lie; for a theme in the program, where they would.
    pub(super) folder: PathBuf,
    /// Name, place and text of each template.
    pub(super) templates: Vec<(String, PathBuf, String)>,
    /// Name and content of each asset.
    pub(super) assets: Vec<(String, Vec<u8>)>,
    /// `templates/404.css`: the style of the page that can link none.
    pub(super) missing_style: Option<String>,
    /// `i18n/*.yaml`: the words of the interface.
    pub(super) words: Vec<Translation>,
    pub(super) extends: Option<String>,
}

/// `theme.yaml`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Manifest {
    #[serde(rename = "title")]
    _title: Option<String>,
    extends: Option<String>,
}

impl Files {
    /// A theme without a file.
    pub(super) fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            folder: PathBuf::new(),
            templates: Vec::new(),
            assets: Vec::new(),
            missing_style: None,
            words: Vec::new(),
            extends: None,
        }
    }
}

/// A theme and those it extends, itself first and the default theme last.
pub(super) fn chain(themes: &Path, name: &str) -> Result<Vec<Files>, Error> {
    let mut chain: Vec<Files> = Vec::new();
    let mut next = Some(name.to_owned());
    while let Some(name) = next {
        if chain.iter().any(|files| files.name == name) {
            return Err(Error::refused(
                format!("theme `{name}` extends itself"),
                "let one theme of the circle extend `default`",
            ));
        }
        let files = load(themes, &name)?;
        next = match name.as_str() {
            DEFAULT => None,
            _ => Some(files.extends.clone().unwrap_or_else(|| DEFAULT.to_owned())),
        };
        chain.push(files);
    }
    Ok(chain)
}

/// The keys of a chain in these languages: of what is in it and where, as messages say where; and of what is in it alone.
pub(super) fn keys(chain: &[Files], languages: &[&str]) -> (Key, Key) {
    let mut content = KeyOf::new("theme").text(&languages.join(" "));
    let mut places = KeyOf::new("places");
    for files in chain {
        content = content.text(&files.name);
        content = content.number(files.templates.len() as u64);
        for (name, path, text) in &files.templates {
            content = content.text(name).text(text);
            places = places.text(&path.to_string_lossy());
        }
        content = content.number(files.assets.len() as u64);
        for (name, bytes) in &files.assets {
            content = content.text(name).number(xxh3_128(bytes));
        }
        content = content.text(files.missing_style.as_deref().unwrap_or_default());
        content = content.number(files.words.len() as u64);
        for words in &files.words {
            content = content.text(&words.language);
            content = content.number(xxh3_128(words.text.as_bytes()));
            places = places.text(&words.path.to_string_lossy());
        }
    }
    let content = content.key();
    (places.number(content).key(), content)
}

fn load(themes: &Path, name: &str) -> Result<Files, Error> {
    let folder = themes.join(name);
    if folder.is_dir() {
        return sort(name, &folder, read(&folder)?);
    }
    match EMBEDDED.get_dir(name) {
        Some(inner) => sort(name, &Path::new("themes").join(name), embedded(inner)),
        None => Err(Error::refused(
            format!("theme `{name}` is not in `{}`", themes.display()),
            format!(
                "make the folder `{}`, or use {}",
                folder.display(),
                built_in().join(" or ")
            ),
        )),
    }
}

/// The names of the themes in the program, in backticks.
pub(super) fn built_in() -> Vec<String> {
    let name = |folder: &Dir<'_>| format!("`{}`", folder.path().display());
    let mut names: Vec<String> = EMBEDDED.dirs().map(name).collect();
    names.sort();
    names
}

/// Whether a theme of this name is in the program.
pub(super) fn is_built_in(name: &str) -> bool {
    EMBEDDED.get_dir(name).is_some()
}

/// The files of a theme as they are, by their path below its folder, in order.
pub(super) fn raw(themes: &Path, name: &str) -> Result<Vec<(PathBuf, Vec<u8>)>, Error> {
    let folder = themes.join(name);
    let mut found = match EMBEDDED.get_dir(name) {
        Some(inner) if !folder.is_dir() => embedded(inner),
        _ => read(&folder)?,
    };
    found.sort();
    Ok(found)
}

fn embedded(theme: &Dir<'_>) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![theme];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        found.extend(folder.files().map(|file| {
            let below = file.path().strip_prefix(theme.path());
            let below = below.unwrap_or_else(|_| file.path()).to_owned();
            (below, file.contents().to_vec())
        }));
    }
    found
}

fn read(folder: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>, Error> {
    let mut found = Vec::new();
    for (file, _) in entries(folder)?.into_iter().filter(|(_, regular)| *regular) {
        let below = file.strip_prefix(folder).unwrap_or(&file).to_owned();
        found.push((below, fs::read(&file).map_err(Error::io("read", &file))?));
    }
    Ok(found)
}

fn sort(name: &str, folder: &Path, mut found: Vec<(PathBuf, Vec<u8>)>) -> Result<Files, Error> {
    found.sort();
    let mut files = Files::named(name);
    folder.clone_into(&mut files.folder);
    for (below, bytes) in found {
        let path = folder.join(&below);
        let segments: Vec<_> = below
            .components()
            .map(|part| part.as_os_str().to_string_lossy().into_owned())
            .collect();
        match segments.split_first() {
            Some((first, rest)) if first == "assets" && !rest.is_empty() => {
                files.assets.push((rest.join("/"), bytes))
            }
            Some((first, rest)) if first == "templates" && !rest.is_empty() => {
                let text = String::from_utf8(bytes)
                    .map_err(|_| Error::text(&path, "", (0, 0), "the template is not UTF-8"))?;
                match rest.join("/") {
                    style if style == "404.css" => files.missing_style = Some(text),
                    name => files.templates.push((name, path, text)),
                }
            }
            Some((first, [file])) if first == "i18n" && file.ends_with(".yaml") => {
                files.words.push(Translation {
                    language: file.trim_end_matches(".yaml").to_owned(),
                    path,
                    text: String::from_utf8_lossy(&bytes).into_owned(),
                });
            }
            Some((first, [])) if first == "theme.yaml" => {
                files.extends = manifest(&path, &bytes)?.extends
            }
            _ => {}
        }
    }
    Ok(files)
}

fn manifest(path: &Path, bytes: &[u8]) -> Result<Manifest, Error> {
    let text = String::from_utf8_lossy(bytes);
    if text.trim().is_empty() {
        return Ok(Manifest::default());
    }
    serde_yaml::from_str(&text).map_err(|error| {
        let place = error
            .location()
            .map_or((0, 0), |location| (location.line(), location.column()));
        Error::text(path, &text, place, error.to_string())
    })
}
