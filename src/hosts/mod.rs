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

use crate::cloud::Cloud;
use crate::config::{Config, Host};
use crate::page::policy;
use crate::path::OutPath;

pub use kinds::{cache_control, content_type};
pub use limits::check as check_limits;
pub use packed::packed;

/// The files that a host reads, in order of path. None of them is served.
pub fn files(host: Host, serving: &Serving) -> Vec<(OutPath, Vec<u8>)> {
    let files = match host {
        Host::AzureSwa => vec![("staticwebapp.config.json", pages::azure(serving))],
        Host::Netlify => vec![
            ("_headers", pages::headers(serving)),
            ("_redirects", pages::redirects(serving, "301!")),
        ],
        Host::Cloudflare => vec![
            ("_headers", pages::headers(serving)),
            ("_redirects", pages::redirects(serving, "301")),
        ],
        Host::GithubPages => vec![(".nojekyll", String::new())],
        Host::Nginx => vec![("inlaid.nginx.conf", servers::nginx(serving))],
        Host::Caddy => vec![("inlaid.Caddyfile", servers::caddy(serving))],
    };
    let files = files.into_iter();
    files
        .filter_map(|(name, text)| Some((OutPath::parse(name)?, text.into_bytes())))
        .collect()
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
    /// How the tree of a cloud is served. `missing` is the text of its page for missing addresses; `address` gives the address
    /// of an article by its id or path.
    pub fn of(
        config: &Config,
        cloud: &Cloud,
        missing: &str,
        address: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let redirects = config.redirects.iter().filter_map(|redirect| {
            let from = format!("/{}", redirect.from);
            Some((from, address(&redirect.target)?))
        });
        Self {
            policy: policy::header(config, cloud, missing),
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
