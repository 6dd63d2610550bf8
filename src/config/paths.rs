//! `defaults:` and `redirects:` of `site.yaml`: what it says by path.

use super::yaml::{self, RawConfig, Reader};
use crate::diagnostic::{Error, Span};
use crate::path::UrlPath;
use crate::property::Property;
use globset::{Glob, GlobMatcher};

/// Properties for all articles whose path matches.
#[derive(Clone, Debug)]
pub struct Default {
    pub(super) glob: GlobMatcher,
    pub(super) properties: Vec<(Property, String)>,
}

/// An old address and the article it leads to.
#[derive(Clone, Debug)]
pub struct Redirect {
    /// The old address in the tree.
    pub from: UrlPath,
    /// The article's id or its content path.
    pub target: String,
    /// Where `site.yaml` says so.
    pub span: Span,
}

pub(super) fn defaults(reader: &Reader<'_>, raw: &RawConfig) -> Result<Vec<Default>, Error> {
    let mut defaults = Vec::new();
    for (pattern, given) in raw.defaults.iter() {
        let glob = Glob::new(pattern).map_err(|error| {
            reader.fault(
                &["defaults", pattern],
                format!("`{pattern}` is no glob: {}", error.kind()),
            )
        })?;
        let mut properties = Vec::new();
        for (name, value) in given.iter() {
            let key = ["defaults", pattern.as_str(), name.as_str()];
            let property = Property::find(name).ok_or_else(|| {
                let help = Property::nearest(name).map(|near| format!("did you mean `{near}`?"));
                reader
                    .fault(&key, format!("no property is named `{name}`"))
                    .with_help(help)
            })?;
            let value = yaml::scalar(value)
                .ok_or_else(|| reader.fault(&key, format!("the value of `{name}` is text")))?;
            properties.push((property, value));
        }
        defaults.push(Default {
            glob: glob.compile_matcher(),
            properties,
        });
    }
    Ok(defaults)
}

pub(super) fn redirects(reader: &Reader<'_>, raw: &RawConfig) -> Result<Vec<Redirect>, Error> {
    let mut redirects: Vec<Redirect> = Vec::new();
    for (old, target) in &raw.redirects {
        let key = ["redirects", old.as_str()];
        let path = old.trim_start_matches('/');
        let sound = |part: &str| {
            !matches!(part, "" | "." | "..")
                && !part.starts_with('.')
                && part
                    .chars()
                    .all(|c| c.is_alphanumeric() || "._- ~+".contains(c))
        };
        if !path.trim_end_matches('/').split('/').all(sound) {
            return Err(reader.fault(
                &key,
                format!("`{old}` is no path inside the tree, such as `old/page.html`"),
            ));
        }
        // A host serves a file without an ending as no particular type, so an old address without one is a folder.
        let from = match path.ends_with(".html") || path.ends_with('/') {
            true => path.to_owned(),
            false => format!("{path}/"),
        };
        let from = UrlPath::new(&from);
        if redirects.iter().any(|other| other.from == from) {
            return Err(reader.fault(&key, format!("`{old}` is redirected already")));
        }
        redirects.push(Redirect {
            from,
            target: target.clone(),
            span: reader.span(&key),
        });
    }
    Ok(redirects)
}
