//! Servers that are run by whoever publishes: text for their configuration.

use super::kinds::{FOREVER, TYPES};
use super::{FINGERPRINTED, Serving, cache_control};
use crate::path::OutPath;

/// What pages may be kept for.
fn briefly() -> &'static str {
    OutPath::parse("index.html").map_or("", |page| cache_control(&page))
}

/// For a `server` block of nginx that names the `root`.
pub(super) fn nginx(serving: &Serving) -> String {
    let mut text = "index index.html;\nabsolute_redirect off;\nserver_tokens off;\nerror_page 404 /404.html;\n\
                    charset utf-8;\ncharset_types text/css text/javascript application/json text/markdown text/plain application/xml \
                    application/atom+xml application/opensearchdescription+xml application/manifest+json;\n"
        .to_owned();
    if serving.packed {
        text += "gzip_static on;\ngzip_vary on;\n";
    }
    text += "default_type application/octet-stream;\ntypes {\n";
    for (ending, kind) in TYPES {
        text += &format!("  {} {ending};\n", bare(kind));
    }
    text += "}\n";
    let block = |place: &str, lifetime: &str, more: &str| {
        let mut block = format!("location {place} {{\n");
        for (name, value) in serving.headers() {
            block += &format!("  add_header {name} \"{value}\" always;\n");
        }
        block + &format!("  add_header Cache-Control \"{lifetime}\" always;\n{more}}}\n")
    };
    text += &block("/", briefly(), "");
    for folder in FINGERPRINTED {
        text += &block(&format!("/{folder}/"), FOREVER, "");
    }
    // A file that is missing now may be there after the next publish.
    text += &block("= /404.html", "no-store", "  internal;\n");
    text += &block("= /inlaid-release.json", "no-store", "");
    for name in ["feed.xml", "opensearch.xml"] {
        let path = OutPath::parse(name);
        let kind = path.map_or("", |path| super::content_type(&path));
        let own = format!("  types {{ }}\n  default_type {};\n", bare(kind));
        text += &block(&format!("= /{name}"), briefly(), &own);
    }
    text +=
        "location ~ /\\. {\n  return 404;\n}\nlocation = /inlaid.nginx.conf {\n  return 404;\n}\n";
    for (from, to) in &serving.redirects {
        text += &format!("location = \"{from}\" {{\n  return 301 {to};\n}}\n");
    }
    text
}

/// For a site block of Caddy that names the `root`.
pub(super) fn caddy(serving: &Serving) -> String {
    let mut text = "header {\n".to_owned();
    for (name, value) in serving.headers() {
        text += &format!("\t{name} \"{value}\"\n");
    }
    text += &format!("\tCache-Control \"{}\"\n}}\n", briefly());
    let folders = FINGERPRINTED.map(|folder| format!("/{folder}/*")).join(" ");
    text += &format!("@kept path {folders}\nheader @kept Cache-Control \"{FOREVER}\"\n");
    text += "header /inlaid-release.json Cache-Control no-store\n";
    for (ending, kind) in TYPES {
        text += &format!("@{ending} path *.{ending}\nheader @{ending} Content-Type \"{kind}\"\n");
    }
    for name in ["feed.xml", "opensearch.xml"] {
        let path = OutPath::parse(name);
        let kind = path.map_or("", |path| super::content_type(&path));
        text += &format!("header /{name} Content-Type \"{kind}\"\n");
    }
    for (from, to) in &serving.redirects {
        text += &format!("redir \"{from}\" {to} 301\n");
    }
    text += "@hidden path_regexp /\\.\nerror @hidden 404\nerror /inlaid.Caddyfile 404\nfile_server";
    text += if serving.packed {
        " {\n\tprecompressed br gzip\n}\n"
    } else {
        "\n"
    };
    text += "handle_errors 404 {\n\theader Cache-Control no-store\n\theader Content-Type \"text/html; charset=utf-8\"\n\trewrite * /404.html\n\tfile_server\n}\n";
    text
}

/// A content type without its charset, which the server adds itself.
fn bare(kind: &str) -> &str {
    kind.split(';').next().unwrap_or(kind)
}
