//! Servers that are run by whoever publishes: text for their configuration.

use super::kinds::{FOREVER, NAMED, TYPES};
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
    for (name, kind) in NAMED {
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
    text += "}\n";
    // The order of these lines is Caddy's own, so no file may match two that say the same header.
    let folders = FINGERPRINTED.map(|folder| format!("/{folder}/*")).join(" ");
    text += &format!("@kept path {folders}\nheader @kept Cache-Control \"{FOREVER}\"\n");
    text += &format!(
        "@briefly not path {folders} /inlaid-release.json\nheader @briefly Cache-Control \"{}\"\n",
        briefly()
    );
    text += "header /inlaid-release.json Cache-Control no-store\n";
    let named = NAMED.map(|(name, _)| format!("/{name}")).join(" ");
    for (ending, kind) in TYPES {
        text += &format!(
            "@{ending} {{\n\tpath *.{ending}\n\tnot path {named}\n}}\nheader @{ending} Content-Type \"{kind}\"\n"
        );
    }
    for (name, kind) in NAMED {
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
    // What is missing is told by its status alone, so that versions that cannot name one in the first line take it, too.
    text += "handle_errors {\n\t@missing expression `{err.status_code} == 404`\n\thandle @missing {\n\t\theader Cache-Control no-store\n\
             \t\theader Content-Type \"text/html; charset=utf-8\"\n\t\trewrite * /404.html\n\t\tfile_server\n\t}\n}\n";
    text
}

/// A content type without its charset, which the server adds itself.
fn bare(kind: &str) -> &str {
    kind.split(';').next().unwrap_or(kind)
}
