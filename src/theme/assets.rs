//! Assets under names that change with their content, so that hosts may let browsers keep them for ever.
//!
//! A style sheet names others as `url(NAME)`, a module as `"./NAME"`; both become addresses here, so a file is
//! addressed only after all that it names.

use super::words::module;
use crate::diagnostic::Error;
use crate::path::{ContentPath, Segment, UrlPath, segment};
use crate::words::Words;
use std::collections::BTreeMap;

/// Assets by the name that the theme gives them: address and content.
pub(super) type Assets = BTreeMap<String, (UrlPath, Vec<u8>)>;

/// The assets, and the sections of words that scripts among them import as `"./words-SECTION.js"`.
pub(super) fn with_words(
    mut files: BTreeMap<String, Vec<u8>>,
    words: &Words,
) -> BTreeMap<String, Vec<u8>> {
    for section in words.sections.keys() {
        let name = format!("words-{section}.js");
        let is_named = files
            .iter()
            .any(|(other, bytes)| named(other, bytes).contains(&name));
        if let Some(module) = module(words, section).filter(|_| is_named) {
            files.entry(name).or_insert(module);
        }
    }
    files
}

/// Gives every asset its address.
///
/// # Errors
/// When modules or style sheets name each other in a circle: none of them could be addressed first.
pub(super) fn fingerprint(mut files: BTreeMap<String, Vec<u8>>) -> Result<Assets, Error> {
    let mut assets = Assets::new();
    while !files.is_empty() {
        let ready: Vec<String> = files
            .iter()
            .filter(|(name, bytes)| {
                named(name, bytes)
                    .iter()
                    .all(|other| !files.contains_key(other))
            })
            .map(|(name, _)| name.clone())
            .collect();
        if ready.is_empty() {
            let circle: Vec<&str> = files.keys().map(String::as_str).collect();
            return Err(Error::refused(
                format!(
                    "assets of the theme name each other in a circle, or lead to one: {}",
                    circle.join(", ")
                ),
                "let one of them be handed what it needs",
            ));
        }
        for name in ready {
            let bytes = files.remove(&name).unwrap_or_default();
            let bytes = with_addresses(&name, bytes, &assets);
            assets.insert(name.clone(), (address(&name, &bytes), bytes));
        }
    }
    Ok(assets)
}

fn address(name: &str, bytes: &[u8]) -> UrlPath {
    let (stem, end) = name.rsplit_once('.').unwrap_or((name, "bin"));
    let (stem, end) = (segment(stem, Segment::Stem), segment(end, Segment::Stem));
    UrlPath::new(&format!(
        "assets/{stem}.{:016x}.{end}",
        xxhash_rust::xxh3::xxh3_64(bytes)
    ))
}

/// What surrounds the name of another asset in a file of this name.
fn marks(name: &str) -> Option<(&'static str, char)> {
    match name.rsplit_once('.')?.1 {
        "css" => Some(("url(", ')')),
        "js" => Some(("\"./", '"')),
        _ => None,
    }
}

/// The assets that a file may name, whether they are there or not.
pub(super) fn named(name: &str, bytes: &[u8]) -> Vec<String> {
    let (Some((open, close)), Ok(text)) = (marks(name), std::str::from_utf8(bytes)) else {
        return Vec::new();
    };
    let inner = text
        .split(open)
        .skip(1)
        .filter_map(|rest| rest.split(close).next());
    inner.filter_map(|inner| target(name, inner)).collect()
}

/// The asset that a file means by a name; one file of assets lies beside another.
fn target(name: &str, inner: &str) -> Option<String> {
    let bare = inner.trim().trim_matches(['"', '\'']);
    let path = ContentPath::new(name)
        .join(bare)
        .filter(|_| !bare.starts_with('/'))?;
    Some(path.as_str().to_owned())
}

/// A file in which the name of an asset is its address; all assets lie in one folder.
fn with_addresses(name: &str, bytes: Vec<u8>, assets: &Assets) -> Vec<u8> {
    let (Some((open, close)), Ok(text)) = (marks(name), std::str::from_utf8(&bytes)) else {
        return bytes;
    };
    let mut parts = text.split(open);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(open);
        let found = part.split_once(close).and_then(|(inner, rest)| {
            let (url, _) = assets.get(&target(name, inner)?)?;
            Some((url.as_str().trim_start_matches("assets/"), rest))
        });
        match found {
            Some((url, rest)) => {
                out.push_str(url);
                out.push(close);
                out.push_str(rest);
            }
            None => out.push_str(part),
        }
    }
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(files: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
        let bytes = |(name, text): &(&str, &str)| ((*name).to_owned(), text.as_bytes().to_vec());
        files.iter().map(bytes).collect()
    }

    fn text(assets: &Assets, name: &str) -> String {
        String::from_utf8(assets[name].1.clone()).unwrap()
    }

    fn short<'a>(assets: &'a Assets, name: &str) -> &'a str {
        assets[name].0.as_str().trim_start_matches("assets/")
    }

    #[test]
    fn a_style_sheet_names_the_addresses_of_other_assets() {
        let css = "a { b: url(\"img/x.svg\") } c { d: url(data:image/png) url(none.png) }";
        let assets = fingerprint(files(&[("style.css", css), ("img/x.svg", "x")])).unwrap();
        let name = short(&assets, "img/x.svg");
        assert!(name.starts_with("img-x.") && short(&assets, "style.css").starts_with("style."));
        assert_eq!(
            text(&assets, "style.css"),
            format!("a {{ b: url({name}) }} c {{ d: url(data:image/png) url(none.png) }}")
        );
    }

    #[test]
    fn a_module_names_the_addresses_of_those_it_loads() {
        let assets = fingerprint(files(&[
            (
                "a.js",
                "import { b } from \"./b.js\"; await import(\"./c.js\"); f(\"./none.js\");",
            ),
            ("b.js", "import \"./c.js\";"),
            ("c.js", "1"),
        ]))
        .unwrap();
        let (b, c) = (short(&assets, "b.js"), short(&assets, "c.js"));
        assert_eq!(
            text(&assets, "a.js"),
            format!("import {{ b }} from \"./{b}\"; await import(\"./{c}\"); f(\"./none.js\");")
        );
        assert_eq!(text(&assets, "b.js"), format!("import \"./{c}\";"));
    }

    #[test]
    fn a_circle_is_refused() {
        let circle = files(&[("a.js", "import \"./b.js\""), ("b.js", "import \"./a.js\"")]);
        let error = fingerprint(circle).expect_err("a circle").to_string();
        assert!(error.contains("a.js, b.js"), "{error}");
    }
}
