//! Content types and lifetimes, by path.

use crate::path::OutPath;

/// The lifetime of a file whose name is made from what is in it.
pub(super) const FOREVER: &str = "public, max-age=31536000, immutable";

/// What is nothing in particular.
const BYTES: &str = "application/octet-stream";

/// Endings and what they are, as `Content-Type`.
pub(super) const TYPES: [(&str, &str); 28] = [
    ("html", "text/html; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("json", "application/json; charset=utf-8"),
    ("md", "text/markdown; charset=utf-8"),
    ("txt", "text/plain; charset=utf-8"),
    ("xml", "application/xml; charset=utf-8"),
    ("webmanifest", "application/manifest+json; charset=utf-8"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("ico", "image/vnd.microsoft.icon"),
    ("woff", "font/woff"),
    ("woff2", "font/woff2"),
    ("wasm", "application/wasm"),
    ("pdf", "application/pdf"),
    ("mp4", "video/mp4"),
    ("webm", "video/webm"),
    // Parts of the search index; some hosts say nothing at all of what they do not know.
    ("pagefind", BYTES),
    ("pf_filter", BYTES),
    ("pf_fragment", BYTES),
    ("pf_index", BYTES),
    ("pf_meta", BYTES),
];

/// Files that are something else than their ending says.
pub(super) const NAMED: [(&str, &str); 2] = [
    ("feed.xml", "application/atom+xml; charset=utf-8"),
    (
        "opensearch.xml",
        "application/opensearchdescription+xml; charset=utf-8",
    ),
];

/// What the file is, as `Content-Type`. Text is UTF-8. What is not known is bytes.
pub fn content_type(path: &OutPath) -> &'static str {
    let name = path.as_str().rsplit('/').next().unwrap_or_default();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let by_name = NAMED.iter().find(|(known, _)| *known == name);
    let found = by_name.or_else(|| {
        let by_ending = |(known, _): &&(&str, &str)| known.eq_ignore_ascii_case(ending);
        TYPES.iter().find(by_ending)
    });
    found.map_or(BYTES, |(_, kind)| kind)
}

/// How long the file may be kept, as `Cache-Control`: for ever where its name is made from what is in it, else until the next
/// publish may have changed it.
pub fn cache_control(path: &OutPath) -> &'static str {
    match is_fingerprinted(path) {
        true => FOREVER,
        false => "public, max-age=300",
    }
}

/// Whether the name is made from what is in the file, so that other bytes would have another name.
fn is_fingerprinted(path: &OutPath) -> bool {
    let within = |folder: &&str| {
        let rest = path.as_str().strip_prefix(*folder);
        rest.is_some_and(|rest| rest.starts_with('/'))
    };
    super::FINGERPRINTED.iter().any(within)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_name_says() {
        for (name, kind, forever) in [
            ("index.html", "text/html; charset=utf-8", false),
            (
                "assets/style.692020b8c5cf0dfb.css",
                "text/css; charset=utf-8",
                true,
            ),
            ("lists/index.json", "application/json; charset=utf-8", false),
            ("feed.xml", "application/atom+xml; charset=utf-8", false),
            ("sitemap.xml", "application/xml; charset=utf-8", false),
            ("a/PICTURE.PNG", "image/png", false),
            (
                "pagefind/fragment/en_1.pf_fragment",
                "application/octet-stream",
                true,
            ),
            (
                "pagefind/pagefind-entry.json",
                "application/json; charset=utf-8",
                false,
            ),
            ("x", "application/octet-stream", false),
        ] {
            let path = OutPath::parse(name).unwrap();
            assert_eq!(content_type(&path), kind, "{name}");
            assert_eq!(cache_control(&path) == FOREVER, forever, "{name}");
        }
    }
}
