//! Where a path of the preview leads: `/CLOUD/…`.

use super::Shown;
use crate::Build;
use crate::article::Article;
use crate::config::Config;
use crate::output::Output;
use crate::path::{OutPath, UrlPath};
use crate::site::Entry;

/// A file of a tree, whether it is there or not.
pub(super) struct Place<'a> {
    pub(super) config: &'a Config,
    pub(super) build: &'a Build,
    /// The place of its cloud among those that are built.
    pub(super) at: usize,
    pub(super) file: OutPath,
}

/// What a path leads to.
pub(super) enum Way<'a> {
    /// A file of a tree.
    Place(Place<'a>),
    /// Another address.
    Moved(String),
    /// No cloud that is built.
    Nowhere,
    /// There is no build yet.
    NotYet,
}

/// Follows a path, decoded. No path leads out of a tree: what is asked for is looked up, never opened.
pub(super) fn follow<'a>(path: &str, shown: &'a Shown) -> Way<'a> {
    let Some((config, build)) = shown.built.as_deref() else {
        return Way::NotYet;
    };
    let inner = path.trim_start_matches('/');
    let (cloud, below) = inner.split_once('/').unwrap_or((inner, ""));
    let Some(at) = names(config).position(|name| name == cloud) else {
        return match (inner, names(config).next()) {
            ("", Some(first)) => Way::Moved(format!("/{first}/")),
            _ => Way::Nowhere,
        };
    };
    if below.is_empty() && !path.ends_with('/') {
        return Way::Moved(format!("/{cloud}/"));
    }
    let below = match below.is_empty() || below.ends_with('/') {
        true => format!("{below}index.html"),
        false => below.to_owned(),
    };
    let file = OutPath::from(&UrlPath::new(&below));
    Way::Place(Place {
        config,
        build,
        at,
        file,
    })
}

/// The names of the clouds that are built.
pub(super) fn names(config: &Config) -> impl Iterator<Item = &str> {
    let clouds = config.build.iter();
    clouds.map(|id| config.clouds.get(*id).name.as_str())
}

impl<'a> Place<'a> {
    /// The name of its cloud.
    pub(super) fn cloud(&self) -> &'a str {
        names(self.config).nth(self.at).unwrap_or_default()
    }

    /// The tree that it is in.
    pub(super) fn output(&self) -> Output<'a> {
        self.build.output(self.at, self.config)
    }

    /// The article whose page it is, in whatever cloud there is one.
    pub(super) fn article(&self) -> Option<&'a Article> {
        let own = std::iter::once(self.at);
        let clouds = own.chain(0..self.build.content.sites.len());
        clouds.into_iter().find_map(|at| {
            let entry = self.build.output(at, self.config).entry(&self.file)?;
            // As it is written: a site has a translation with the header of its original.
            self.build.content.article(entry.article.path.as_str())
        })
    }

    /// The page of an article in a cloud.
    pub(super) fn entry(&self, at: usize, article: &Article) -> Option<&'a Entry> {
        let (site, at) = self.build.content.sites[at].find(&article.path)?;
        Some(&site.entries[at])
    }
}
