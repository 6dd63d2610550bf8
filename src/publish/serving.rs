//! What a host needs beside the files of a tree: the files that it reads, and packed forms of others.

use super::offer::{Content, Item, Offer};
use crate::cloud::Cloud;
use crate::config::{Config, Host};
use crate::diagnostic::Error;
use crate::hosts::{self, Serving};
use crate::path::OutPath;
use rayon::prelude::*;
use std::fs;

/// How a target serves a tree.
#[derive(Clone, Copy, Debug, Default)]
pub struct Served {
    /// The host; `None` for none in particular.
    pub host: Option<Host>,
    /// Whether text files have packed forms beside them.
    pub packed: bool,
}

impl Offer {
    /// The tree of a cloud with what its host needs, held against what the host takes.
    ///
    /// # Errors
    /// As [`Offer::of_tree`]; when the host would not take it all, or a file of the tree has the name of one that the host reads.
    pub fn served(config: &Config, cloud: &Cloud, how: Served) -> Result<Self, Error> {
        let mut offer = Self::of_tree(&config.out, &cloud.name)?;
        if how.packed {
            offer.pack()?;
        }
        let Some(host) = how.host else {
            return Ok(offer);
        };
        let missing = match offer.text("404.html") {
            Some(text) => text?,
            None => String::new(),
        };
        let mut serving = Serving::of(config, cloud, &missing, |name| offer.address(name));
        serving.packed = how.packed;
        let files = hosts::files(host, &serving);
        if let Some((path, _)) = files
            .iter()
            .find(|(path, _)| offer.files.contains_key(path))
        {
            let (name, path) = (host.as_str(), path.as_str());
            let message = format!(
                "the tree of `{}` has a file `{path}`, which `{name}` would read",
                cloud.name
            );
            return Err(Error::refused(message, "give the file another name"));
        }
        let own = files.iter().map(|(path, bytes)| (path, bytes.len() as u64));
        let all = offer
            .files
            .iter()
            .map(|(path, item)| (path, item.file.size));
        hosts::check_limits(host, all.chain(own), &files)?;
        offer.add(files);
        Ok(offer)
    }

    /// Adds the packed forms of its files.
    fn pack(&mut self) -> Result<(), Error> {
        let files = self.files.par_iter().map(|(path, item)| {
            let bytes = item.bytes()?.unwrap_or_default();
            Ok(hosts::packed(path, &bytes))
        });
        let packed = files.collect::<Result<Vec<_>, Error>>()?;
        self.add(packed.into_iter().flatten().collect());
        Ok(())
    }

    /// A text file of the tree; `None` where it has none of the name.
    fn text(&self, name: &str) -> Option<Result<String, Error>> {
        let item: &Item = self.files.get(&OutPath::parse(name)?)?;
        let Content::OnDisk(path) = &item.content else {
            return None;
        };
        Some(fs::read_to_string(path).map_err(Error::io("read", path)))
    }
}
