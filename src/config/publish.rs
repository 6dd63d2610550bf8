//! `publish:` of `site.yaml`: targets by name.

use super::clouds::named;
use super::yaml::{RawConfig, Reader};
use crate::cloud::{CloudId, Clouds};
use crate::diagnostic::Error;
use crate::property::nearest;
use serde::Deserialize;

/// How many releases a target keeps that says nothing else.
const KEPT: usize = 5;

/// Where trees are published to, by a name.
#[derive(Clone, Debug)]
pub struct PublishTarget {
    /// The name that the command line uses.
    pub name: String,
    /// The address: `file:`, `az:`, `s3:`, `gs:`, `git+file:`, `git+ssh:` or `git+https:`.
    pub to: String,
    /// The cloud that is published there, where the command line does not name one.
    pub cloud: Option<CloudId>,
    /// The host that serves it; `None` for none in particular.
    pub host: Option<Host>,
    /// Whether text files have packed forms beside them.
    pub packed: bool,
    /// The address of the storage service where it is not the usual one: a sovereign cloud, or an emulator.
    pub endpoint: Option<String>,
    /// Where the records and what is kept for rollbacks go, where that is not beside the site.
    pub records: Option<String>,
    /// The region of an S3 bucket.
    pub region: Option<String>,
    /// How many releases are kept, the one that is served included.
    pub keep: usize,
}

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
    ///
    /// # Errors
    /// When no host has it.
    pub fn parse(name: &str) -> Result<Self, Error> {
        let found = Self::ALL.into_iter().find(|(own, _)| *own == name);
        found.map(|(_, host)| host).ok_or_else(|| {
            let names = Self::ALL.map(|(name, _)| name);
            let help = match nearest(name, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the hosts are {}", names.join(", ")),
            };
            Error::refused(format!("no host is named `{name}`"), help)
        })
    }

    /// Its name.
    pub fn as_str(self) -> &'static str {
        let found = Self::ALL.iter().find(|(_, host)| *host == self);
        found.map_or("", |(name, _)| name)
    }
}

/// A target as written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
pub(super) struct RawTarget {
    to: String,
    cloud: Option<String>,
    host: Option<String>,
    packed: bool,
    endpoint: Option<String>,
    records: Option<String>,
    region: Option<String>,
    keep: Option<usize>,
}

pub(super) fn targets(
    reader: &Reader<'_>,
    raw: &RawConfig,
    clouds: &Clouds,
) -> Result<Vec<PublishTarget>, Error> {
    let mut targets: Vec<PublishTarget> = Vec::new();
    for (name, given) in &raw.publish {
        let fault =
            |key: &str, message: String| Err(reader.fault(&["publish", name, key], message));
        if name.contains(':') {
            return fault(
                "",
                format!("`{name}` reads like an address; a name has no `:`"),
            );
        }
        if given.to.is_empty() {
            return fault("to", format!("the target `{name}` needs `to:`, an address"));
        }
        if given.keep == Some(0) {
            return fault(
                "keep",
                "a target keeps at least the release that is served: 1".to_owned(),
            );
        }
        let host = match given.host.as_deref().map(Host::parse).transpose() {
            Ok(host) => host,
            Err(error) => return fault("host", error.to_string()),
        };
        let cloud = given.cloud.as_deref().map(|name| named(clouds, name));
        let cloud = match cloud.transpose() {
            Ok(cloud) => cloud,
            Err(error) => return fault("cloud", error.to_string()),
        };
        targets.push(PublishTarget {
            name: name.clone(),
            to: given.to.clone(),
            cloud,
            host,
            packed: given.packed,
            endpoint: given.endpoint.clone(),
            records: given.records.clone(),
            region: given.region.clone(),
            keep: given.keep.unwrap_or(KEPT),
        });
    }
    Ok(targets)
}

impl PublishTarget {
    /// A target that only has an address.
    pub fn at(to: &str) -> Self {
        Self {
            name: to.to_owned(),
            to: to.to_owned(),
            cloud: None,
            host: None,
            packed: false,
            endpoint: None,
            records: None,
            region: None,
            keep: KEPT,
        }
    }
}
