//! Content types and lifetimes, by path.

use crate::path::OutPath;

/// What the file is, as `Content-Type`. Text is UTF-8. What is not known is bytes.
pub fn content_type(path: &OutPath) -> &'static str {
    let name = path.as_str().rsplit('/').next().unwrap_or_default();
    if name.starts_with("feed") && name.ends_with(".xml") {
        return "application/atom+xml; charset=utf-8";
    }
    if name == "opensearch.xml" {
        return "application/opensearchdescription+xml; charset=utf-8";
    }
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "webmanifest" => "application/manifest+json; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/vnd.microsoft.icon",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "pdf" => "application/pdf",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        _ => "application/octet-stream",
    }
}

/// How long the file may be kept, as `Cache-Control`: for ever where its name is made from what is in it, else until the next
/// publish may have changed it.
pub fn cache_control(path: &OutPath) -> &'static str {
    match is_fingerprinted(path) {
        true => "public, max-age=31536000, immutable",
        false => "public, max-age=300",
    }
}

/// Whether the name is made from what is in the file, so that other bytes would have another name.
pub(super) fn is_fingerprinted(path: &OutPath) -> bool {
    let text = path.as_str();
    let name = text.rsplit('/').next().unwrap_or_default();
    let parts: Vec<&str> = name.split('.').collect();
    let hashed = parts.len() > 2 && is_hash(parts[parts.len() - 2]);
    let index = ["pf_fragment", "pf_index", "pf_meta", "pf_filter", "pf_sort"];
    let of_index = text.contains("pagefind/") && index.iter().any(|ending| name.ends_with(ending));
    (text.starts_with("assets/") || text.starts_with("lists/")) && hashed || of_index
}

fn is_hash(text: &str) -> bool {
    text.len() >= 8 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
