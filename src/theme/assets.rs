//! Assets under names that change with their content, so that hosts may let browsers keep them for ever.

use crate::path::{ContentPath, Segment, UrlPath, segment};
use std::collections::BTreeMap;

/// Assets by the name that the theme gives them: address and content.
pub(super) type Assets = BTreeMap<String, (UrlPath, Vec<u8>)>;

/// Gives every asset its address. Style sheets come last, since they name the others.
pub(super) fn fingerprint(files: BTreeMap<String, Vec<u8>>) -> Assets {
    let (sheets, others): (Vec<_>, Vec<_>) = files
        .into_iter()
        .partition(|(name, _)| name.ends_with(".css"));
    let mut assets: Assets = others
        .into_iter()
        .map(|(name, bytes)| (name.clone(), (address(&name, &bytes), bytes)))
        .collect();
    let sheets: Vec<_> = sheets
        .into_iter()
        .map(|(name, bytes)| {
            let bytes = match String::from_utf8(bytes) {
                Ok(css) => with_addresses(&name, &css, &assets).into_bytes(),
                Err(error) => error.into_bytes(),
            };
            (name.clone(), (address(&name, &bytes), bytes))
        })
        .collect();
    assets.extend(sheets);
    assets
}

fn address(name: &str, bytes: &[u8]) -> UrlPath {
    let (stem, end) = name.rsplit_once('.').unwrap_or((name, "bin"));
    let (stem, end) = (segment(stem, Segment::Stem), segment(end, Segment::Stem));
    UrlPath::new(&format!(
        "assets/{stem}.{:016x}.{end}",
        xxhash_rust::xxh3::xxh3_64(bytes)
    ))
}

/// A style sheet in which `url(NAME)` of an asset is its address; all assets lie in one folder.
fn with_addresses(sheet: &str, css: &str, assets: &Assets) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("url(") {
        out.push_str(before);
        out.push_str("url(");
        let Some((name, after)) = after.split_once(')') else {
            rest = after;
            continue;
        };
        let bare = name.trim().trim_matches(['"', '\'']);
        let target = ContentPath::new(sheet)
            .join(bare)
            .and_then(|path| assets.get(path.as_str()));
        match target.filter(|_| !bare.starts_with('/')) {
            Some((url, _)) => out.push_str(url.as_str().trim_start_matches("assets/")),
            None => out.push_str(name),
        }
        out.push(')');
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_sheet_names_the_addresses_of_other_assets() {
        let css = "a { b: url(\"img/x.svg\") } c { d: url(data:image/png) url(none.png) }";
        let files = BTreeMap::from([
            ("style.css".to_owned(), css.as_bytes().to_vec()),
            ("img/x.svg".to_owned(), b"x".to_vec()),
        ]);
        let assets = fingerprint(files);
        let (svg, _) = &assets["img/x.svg"];
        let (url, bytes) = &assets["style.css"];
        let css = String::from_utf8(bytes.clone()).unwrap();
        let name = svg.as_str().trim_start_matches("assets/");
        assert!(name.starts_with("img-x.") && url.as_str().starts_with("assets/style."));
        assert_eq!(
            css,
            format!("a {{ b: url({name}) }} c {{ d: url(data:image/png) url(none.png) }}")
        );
    }
}
