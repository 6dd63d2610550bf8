//! What hosts are told of a tree: content types, lifetimes, policies and redirects, in the files that each host reads, and the
//! limits that each host has.
//!
//! Pages carry their policy themselves. A host sends it as a header, too, where it can also say who may frame a page. The
//! header is one for the whole tree, as wide as its widest page; what a page says of itself narrows it.

mod kinds;
mod limits;
mod packed;
mod pages;
mod servers;

use crate::cloud::CloudId;
use crate::config::{Config, Search};
use crate::page::policy;
use crate::path::OutPath;

pub use kinds::{cache_control, content_type};
pub use limits::check as check_limits;
pub use packed::packed;

/// A host with rules of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// Azure Static Web Apps: `staticwebapp.config.json`.
    AzureSwa,
    /// Netlify: `_headers`, `_redirects`.
    Netlify,
    /// Cloudflare Pages: `_headers`, `_redirects`.
    Cloudflare,
    /// GitHub Pages: `.nojekyll`; it sends no headers of ours.
    GithubPages,
    /// nginx: `inlaid.nginx.conf`, to be included in a `server` block.
    Nginx,
    /// Caddy: `inlaid.Caddyfile`, to be imported in a site block.
    Caddy,
}

impl Host {
    /// All of them, with their names.
    pub const ALL: [(&'static str, Self); 6] = [
        ("azure-swa", Self::AzureSwa),
        ("netlify", Self::Netlify),
        ("cloudflare", Self::Cloudflare),
        ("github-pages", Self::GithubPages),
        ("nginx", Self::Nginx),
        ("caddy", Self::Caddy),
    ];

    /// The host of that name.
    pub fn find(name: &str) -> Option<Self> {
        let found = Self::ALL.into_iter().find(|(own, _)| *own == name);
        found.map(|(_, host)| host)
    }

    /// Its name.
    pub fn as_str(self) -> &'static str {
        let found = Self::ALL.iter().find(|(_, host)| *host == self);
        found.map_or("", |(name, _)| name)
    }

    /// The files that the host reads, in order of path. None of them is served.
    pub fn files(self, serving: &Serving) -> Vec<(OutPath, Vec<u8>)> {
        let files = match self {
            Self::AzureSwa => vec![("staticwebapp.config.json", pages::azure(serving))],
            Self::Netlify => vec![
                ("_headers", pages::headers(serving)),
                ("_redirects", pages::redirects(serving, "301!")),
            ],
            Self::Cloudflare => vec![
                ("_headers", pages::headers(serving)),
                ("_redirects", pages::redirects(serving, "301")),
            ],
            Self::GithubPages => vec![(".nojekyll", String::new())],
            Self::Nginx => vec![("inlaid.nginx.conf", servers::nginx(serving))],
            Self::Caddy => vec![("inlaid.Caddyfile", servers::caddy(serving))],
        };
        let files = files.into_iter();
        files
            .filter_map(|(name, text)| Some((OutPath::parse(name)?, text.into_bytes())))
            .collect()
    }
}

/// How a tree is served.
#[derive(Clone, Debug)]
pub struct Serving {
    /// The value of `Content-Security-Policy`.
    pub policy: String,
    /// Old addresses and what they lead to, each with a `/` before it.
    pub redirects: Vec<(String, String)>,
    /// Whether text files have packed forms beside them.
    pub packed: bool,
}

impl Serving {
    /// How the tree of a cloud is served. `missing` is the text of its `404.html`, `address` gives the address of an article by its
    /// id or path.
    pub fn of(
        config: &Config,
        cloud: CloudId,
        missing: &str,
        address: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let cloud = config.clouds.get(cloud);
        // In an air-gapped cloud there are none.
        let players: String = cloud
            .videos
            .iter()
            .map(|host| format!(" https://{host}"))
            .collect();
        let mut policy = policy(cloud, &players);
        if config.search == Search::Full {
            policy = policy.replacen(
                "script-src 'self'",
                "script-src 'self' 'wasm-unsafe-eval'",
                1,
            );
        }
        // The page for what is missing carries its style inside where the base URL is not known, and names it in its policy.
        if let Some((_, rest)) = missing.split_once("style-src 'sha256-")
            && let Some((hash, _)) = rest.split_once('\'')
        {
            let styles = format!("style-src 'self' 'sha256-{hash}'");
            policy = policy.replacen("style-src 'self'", &styles, 1);
        }
        policy += "; frame-ancestors 'self'";
        for origin in cloud.embed.iter().flatten() {
            policy += &format!(" {origin}");
        }
        let redirects = config.redirects.iter().filter_map(|redirect| {
            let from = format!("/{}", OutPath::from(&redirect.from).as_str());
            Some((from, address(&redirect.target)?))
        });
        Self {
            policy,
            redirects: redirects.collect(),
            packed: false,
        }
    }

    /// The headers of every page.
    fn headers(&self) -> [(&'static str, &str); 3] {
        [
            ("Content-Security-Policy", &self.policy),
            ("X-Content-Type-Options", "nosniff"),
            // Addresses say what somebody has trouble with; other hosts learn no more than where from.
            ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ]
    }
}

/// The folders of which every file is named by what is in it.
const FINGERPRINTED: [&str; 3] = ["assets", "pagefind/fragment", "pagefind/index"];
