//! What pages may ask for, as `Content-Security-Policy` says it.

use crate::cloud::Cloud;
use crate::config::{Config, Search};

/// What a page may ask for besides what every page may.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Besides<'a> {
    /// Origins whose players it may frame, with a blank before each.
    pub(super) players: &'a str,
    /// Whether it runs WebAssembly.
    pub(super) assembly: bool,
    /// The style that it carries inside, by the Base64 of its SHA-256; empty for none.
    pub(super) style: &'a str,
}

/// The policy of a page: nothing but the tree itself, the image hosts that the cloud names, and what is said besides.
pub(super) fn policy(cloud: &Cloud, besides: Besides<'_>) -> String {
    let images: String = cloud
        .images
        .iter()
        .map(|host| format!(" https://{host}"))
        .collect();
    let Besides { players, style, .. } = besides;
    let assembly = match besides.assembly {
        true => " 'wasm-unsafe-eval'",
        false => "",
    };
    let style = match style {
        "" => String::new(),
        hash => format!(" 'sha256-{hash}'"),
    };
    format!(
        "default-src 'none'; script-src 'self'{assembly}; style-src 'self'{style}; img-src 'self' data:{images}; connect-src 'self'; \
         frame-src 'self'{players}; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
}

/// The policy that a host sends with every file of a cloud's tree: as wide as its widest page, since what a page says itself
/// narrows it, and with the origins that may frame pages, which only a header can say. `missing` is the text of the page for
/// missing addresses, which may carry its style inside.
pub fn header(config: &Config, cloud: &Cloud, missing: &str) -> String {
    // In an air-gapped cloud there are none.
    let players = cloud.videos.iter().map(|host| format!(" https://{host}"));
    let besides = Besides {
        players: &players.collect::<String>(),
        assembly: config.search == Search::Full,
        style: own_style(missing).unwrap_or_default(),
    };
    let mut text = policy(cloud, besides);
    text += "; frame-ancestors 'self'";
    for origin in cloud.embed.iter().flatten() {
        text += &format!(" {origin}");
    }
    text
}

/// The hash of the style that a page carries inside. Whoever has a tree may not have the theme it was made with, so the page
/// itself is asked.
fn own_style(page: &str) -> Option<&str> {
    let (_, rest) = page.split_once("sha256-")?;
    let is_base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    rest.split(|c| !is_base64(c)).next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn config(text: &str) -> Config {
        Config::parse(Path::new("site.yaml"), text.to_owned()).unwrap()
    }

    #[test]
    fn a_header_allows_what_some_page_may() {
        let text = "search: full\nembed: { origins: [\"https://portal.example\"] }\n\
                    clouds: { public: { images: [i.example], videos: [v.example] } }\n";
        let config = config(text);
        let cloud = |name| config.clouds.get(config.clouds.find(name).unwrap());
        let missing = "<meta content=\"style-src &#39;sha256-ab+/==&#39;; img-src data:\">";
        assert_eq!(
            header(&config, cloud("public"), missing),
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'sha256-ab+/=='; \
             img-src 'self' data: https://i.example; connect-src 'self'; frame-src 'self' https://v.example; base-uri 'none'; \
             form-action 'self'; require-trusted-types-for 'script'; trusted-types 'none'; \
             frame-ancestors 'self' https://portal.example"
        );
        let narrow = header(&config, cloud("usnat"), "");
        assert!(
            narrow.contains("style-src 'self'; img-src 'self' data:; "),
            "{narrow}"
        );
    }

    #[test]
    fn a_page_may_what_every_page_may() {
        let config = config("");
        let (_, cloud) = config.clouds.iter().next().unwrap();
        assert_eq!(
            policy(cloud, Besides::default()),
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; \
             base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
        );
    }
}
