//! Taking an article back from a folder.

use super::super::hash::Hash;
use super::super::offer::Offer;
use super::super::plan::Plan;
use super::super::release::{File, Release};
use super::super::revoke::{Leak, Revoked, is_text};
use super::{Folder, optional, remove, replace};
use crate::diagnostic::Error;
use crate::path::OutPath;
use crate::state::RECORDS;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

impl Folder {
    /// Refuses an offer with a file that was revoked since the plan was made.
    pub(super) fn refuse_revoked(&self, plan: &Plan, offer: &Offer) -> Result<(), Error> {
        let revoked = self.revoked()?;
        match offer.files.keys().find(|path| revoked.has(path)) {
            None => Ok(()),
            Some(path) => Err(Error::refused(
                format!("`{}` was revoked from `{}`", path.as_str(), plan.target),
                "take the article out of the content, and build again",
            )),
        }
    }

    fn revoked_path(&self) -> PathBuf {
        self.root.join(RECORDS).join("revoked.json")
    }

    /// What must not be published again.
    pub(in super::super) fn revoked(&self) -> Result<Revoked, Error> {
        let path = self.revoked_path();
        let Some(bytes) = optional(&path)? else {
            return Ok(Revoked::default());
        };
        Revoked::parse(&bytes).ok_or_else(|| {
            let message = format!(
                "`{}` is no record of this version of inlaid",
                path.display()
            );
            Error::refused(message, "restore it")
        })
    }

    /// Takes the files of an article out of every release.
    pub(in super::super) fn take_away(&self, leak: &Leak, revoked: &Revoked) -> Result<(), Error> {
        let _lock = self.lock()?;
        // First what keeps it from coming back.
        replace(&self.revoked_path(), |beside| {
            fs::write(beside, revoked.bytes())
        })?;
        for release in self.records()? {
            self.withhold(release, &leak.paths, &BTreeSet::new())?;
        }
        Ok(())
    }

    /// Takes the files that name an article out of every release but the one that is served.
    pub(in super::super) fn forget(&self, leak: &Leak) -> Result<usize, Error> {
        let _lock = self.lock()?;
        let served = self.served()?;
        let mut count = 0;
        for release in self.records()? {
            if Some(&release.id) == served.as_ref() {
                continue;
            }
            let folder = self.release(&release.id);
            let texts: Vec<(&OutPath, &File)> = release
                .files
                .iter()
                .filter(|(path, _)| is_text(path))
                .collect();
            let named = texts.par_iter().filter_map(|(path, file)| {
                let bytes = optional(&folder.join(path.as_str())).ok()??;
                leak.is_named_in(&bytes).then_some(file.sha256)
            });
            let named: BTreeSet<Hash> = named.collect();
            let withheld = leak.withheld(&release, &named);
            count += withheld.len();
            self.withhold(release, &withheld, &withheld)?;
        }
        Ok(count)
    }

    /// Removes files from a release; those of `replaced` are as they are served when it is gone back to.
    fn withhold(
        &self,
        release: Release,
        gone: &BTreeSet<OutPath>,
        replaced: &BTreeSet<OutPath>,
    ) -> Result<(), Error> {
        let folder = self.release(&release.id);
        for path in gone {
            remove(&folder.join(path.as_str()))?;
        }
        let mut release = release.without(gone);
        release.withheld.extend(replaced.iter().cloned());
        self.write_record(&release)
    }
}
