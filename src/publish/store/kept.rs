//! What a storage service keeps for the way back: a record of each release, and the bytes that the site has no more.

use super::super::hash::Hash;
use super::super::headers;
use super::super::offer::Offer;
use super::super::plan::Plan;
use super::super::release::{File, Release};
use super::Store;
use super::lock::Lock;
use crate::diagnostic::Error;
use crate::path::OutPath;
use bytes::Bytes;
use std::collections::BTreeSet;

impl Store {
    /// The releases that can be gone back to, the newest first; the first one is served now.
    pub(in super::super) fn releases(&self) -> Result<Vec<Release>, Error> {
        self.runtime.block_on(self.kept())
    }

    /// The releases that are kept, the one that is served first. A record that the pointer never came to is none: the publish that
    /// wrote it was cut short.
    pub(super) async fn kept(&self) -> Result<Vec<Release>, Error> {
        let Some((pointer, _)) = self.pointer().await? else {
            return Ok(Vec::new());
        };
        let mut kept = vec![self.served_record(&pointer).await?];
        for name in &self.records.list("releases").await? {
            if let Some(id) = name
                .strip_suffix(".json")
                .filter(|id| *id != pointer.release)
            {
                kept.extend(self.record(id).await?);
            }
        }
        kept.retain(|release| release.id == pointer.release || release.number < pointer.number);
        kept.sort_by_key(|release| std::cmp::Reverse(release.number));
        kept.truncate(self.keep);
        Ok(kept)
    }

    /// A record; `None` where there is none.
    pub(super) async fn record(&self, id: &str) -> Result<Option<Release>, Error> {
        let name = record_name(id);
        let got = self.records.get(&name).await?;
        let read = |bytes: Bytes| Release::parse(&bytes).ok_or_else(|| self.damaged(&name));
        got.map(|got| read(got.bytes)).transpose()
    }

    pub(super) async fn put_record(&self, release: &Release) -> Result<(), Error> {
        let (name, bytes) = (record_name(&release.id), release.bytes());
        self.records
            .put(&name, bytes.into(), headers::of_record())
            .await
    }

    /// Keeps the bytes that will be served no more.
    pub(super) async fn keep_old(
        &self,
        (plan, offer): (&Plan, &Offer),
        old: Option<&Release>,
        lock: &Lock,
    ) -> Result<(), Error> {
        let Some(old) = old else { return Ok(()) };
        let paths = plan.change.iter().chain(&plan.delete);
        let files = paths.filter_map(|path| Some((path, old.files.get(path)?)));
        let stays = |path, file: &File| offer.files.get(path).map(|item| item.file) == Some(*file);
        let files = files.filter(|(path, file)| !stays(*path, file));
        self.each(files, lock, |(path, file)| self.keep_one(path, file))
            .await
    }

    async fn keep_one(&self, path: &OutPath, file: &File) -> Result<(), Error> {
        let name = kept_name(file.sha256);
        if self.records.head(&name).await?.is_some() {
            return Ok(());
        }
        match self.site.get(path.as_str()).await? {
            Some(got) if Hash::of(&got.bytes) == file.sha256 => {
                self.records
                    .put(&name, got.bytes, headers::of_record())
                    .await
            }
            // Somebody else changed or removed it: there is nothing to keep.
            _ => Ok(()),
        }
    }

    /// The bytes of a file that was served once; `None` where they are not kept.
    pub(super) async fn of_kept(&self, file: &File) -> Result<Option<Bytes>, Error> {
        let got = self.records.get(&kept_name(file.sha256)).await?;
        let got = got.filter(|got| Hash::of(&got.bytes) == file.sha256);
        Ok(got.map(|got| got.bytes))
    }

    /// Takes away the releases that are too many or were never served, and the bytes that no other has.
    pub(super) async fn prune(&self, lock: &Lock) -> Result<(), Error> {
        let kept = self.kept().await?;
        let names = self.records.list("releases").await?;
        let old = names.iter().filter(|name| {
            let id = name.strip_suffix(".json");
            id.is_some_and(|id| kept.iter().all(|release| release.id != id))
        });
        self.each(old, lock, |name| async move {
            self.records.delete(&format!("releases/{name}")).await
        })
        .await?;
        let files = kept.iter().flat_map(|release| release.files.values());
        let needed: BTreeSet<Hash> = files.map(|file| file.sha256).collect();
        let names = self.records.list("files").await?;
        let spare = names.iter().filter(|name| {
            Hash::try_from((*name).clone()).is_ok_and(|hash| !needed.contains(&hash))
        });
        self.each(spare, lock, |name| async move {
            self.records.delete(&format!("files/{name}")).await
        })
        .await
    }
}

fn record_name(id: &str) -> String {
    format!("releases/{id}.json")
}

pub(super) fn kept_name(hash: Hash) -> String {
    format!("files/{hash}")
}
