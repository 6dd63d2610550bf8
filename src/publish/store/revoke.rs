//! Taking an article back from a storage service.

use super::super::hash::Hash;
use super::super::headers;
use super::super::offer::Offer;
use super::super::release::{File, Release};
use super::super::revoke::{Leak, Revoked, is_text};
use super::kept::kept_name;
use super::lock::Lock;
use super::{REVOKED, Store};
use crate::diagnostic::Error;
use crate::path::OutPath;
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

impl Store {
    /// What must not be published again.
    pub(super) async fn revoked(&self) -> Result<Revoked, Error> {
        match self.records.get(REVOKED).await? {
            Some(got) => Revoked::parse(&got.bytes).ok_or_else(|| self.damaged(REVOKED)),
            None => Ok(Revoked::default()),
        }
    }

    /// Refuses an offer with a file that was revoked while it was put in place, and takes that away.
    pub(super) async fn refuse_revoked(&self, offer: &Offer) -> Result<(), Error> {
        let revoked = self.revoked().await?;
        let Some(path) = offer.files.keys().find(|path| revoked.has(path)) else {
            return Ok(());
        };
        for path in offer.files.keys().filter(|path| revoked.has(path)) {
            self.site.delete(path.as_str()).await?;
        }
        Err(Error::refused(
            format!("`{}` was revoked from `{}`", path.as_str(), self.name),
            "take the article out of the content, and build again",
        ))
    }

    /// A file of a release; `None` where the release has none of the name, or it is not kept.
    pub(in super::super) fn read(
        &self,
        release: &Release,
        current: Option<&Release>,
        name: &str,
    ) -> Result<Option<Vec<u8>>, Error> {
        let found = release.files.iter().find(|(path, _)| path.as_str() == name);
        let Some((path, file)) = found else {
            return Ok(None);
        };
        self.runtime.block_on(self.bytes(path, file, current))
    }

    /// The bytes of a file of a release: at the site where that is what is served, else as they are kept.
    async fn bytes(
        &self,
        path: &OutPath,
        file: &File,
        current: Option<&Release>,
    ) -> Result<Option<Vec<u8>>, Error> {
        let served = current.and_then(|release| release.files.get(path)) == Some(file);
        if served && let Some(got) = self.site.get(path.as_str()).await? {
            // A publish that was cut short may have replaced it.
            if Hash::of(&got.bytes) == file.sha256 {
                return Ok(Some(got.bytes.to_vec()));
            }
        }
        let kept = self.of_kept(file).await?;
        Ok(kept.map(|bytes| bytes.to_vec()))
    }

    /// What stands at the site, whichever publish put it there.
    pub(in super::super) fn stands(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let got = self.runtime.block_on(self.site.get(name))?;
        Ok(got.map(|got| got.bytes.to_vec()))
    }

    /// Deletes the files of an article from the site and from what is kept, and asks whether they are gone.
    pub(in super::super) fn take_away(&self, leak: &Leak, revoked: &Revoked) -> Result<(), Error> {
        self.runtime.block_on(async {
            // The leak comes first: nobody is waited for. Whoever publishes now is kept from finishing by what is recorded, and
            // what he put there before he could see that goes, too.
            self.delete_all(leak).await?;
            let record = revoked.bytes().into();
            self.records
                .put(REVOKED, record, headers::of_record())
                .await?;
            self.delete_all(leak).await?;
            for path in &leak.paths {
                if self.site.head(path.as_str()).await?.is_some() {
                    let message = format!("`{}` is still in `{}`", path.as_str(), self.name);
                    return Err(Error::refused(
                        message,
                        "see who else writes there, and revoke it again",
                    ));
                }
            }
            let lock = Lock::take(&self.records).await?;
            let done = async {
                for release in self.kept().await? {
                    let files = leak.paths.iter().filter_map(|path| release.files.get(path));
                    let hashes: Vec<Hash> = files.map(|file| file.sha256).collect();
                    self.withhold(release, &leak.paths, &BTreeSet::new())
                        .await?;
                    self.each(hashes.iter(), &lock, |hash| async move {
                        self.records.delete(&kept_name(*hash)).await
                    })
                    .await?;
                }
                Ok(())
            };
            let done = done.await;
            let released = lock.release().await;
            done.and(released)
        })
    }

    /// Deletes what names an article from all that is kept.
    pub(in super::super) fn forget(
        &self,
        leak: &Leak,
        current: Option<&Release>,
    ) -> Result<usize, Error> {
        self.runtime.block_on(async {
            let lock = Lock::take(&self.records).await?;
            let done = self.forget_under_lock(leak, current, &lock).await;
            let released = lock.release().await;
            done.and_then(|count| released.map(|()| count))
        })
    }

    async fn forget_under_lock(
        &self,
        leak: &Leak,
        current: Option<&Release>,
        lock: &Lock,
    ) -> Result<usize, Error> {
        let mut releases = self.kept().await?;
        releases.retain(|release| current.is_none_or(|current| current.id != release.id));
        let mut texts: BTreeMap<Hash, (OutPath, File)> = BTreeMap::new();
        for release in &releases {
            let files = release.files.iter().filter(|(path, _)| is_text(path));
            texts.extend(files.map(|(path, file)| (file.sha256, (path.clone(), *file))));
        }
        let named = Mutex::new(BTreeSet::new());
        self.each(texts.values(), lock, |(path, file)| {
            let named = &named;
            async move {
                let bytes = self.bytes(path, file, current).await?;
                if bytes.is_some_and(|bytes| leak.is_named_in(&bytes))
                    && let Ok(mut named) = named.lock()
                {
                    named.insert(file.sha256);
                }
                Ok(())
            }
        })
        .await?;
        let named = named.into_inner().unwrap_or_default();
        let mut count = 0;
        for release in releases {
            let withheld = leak.withheld(&release, &named);
            count += withheld.len();
            self.withhold(release, &withheld, &withheld).await?;
        }
        self.prune(lock).await?;
        Ok(count)
    }

    async fn delete_all(&self, leak: &Leak) -> Result<(), Error> {
        let gone = leak
            .paths
            .iter()
            .map(|path| self.site.delete(path.as_str()));
        stream::iter(gone)
            .buffer_unordered(self.jobs)
            .try_collect::<()>()
            .await
    }

    /// Takes files out of a release's record.
    async fn withhold(
        &self,
        release: Release,
        gone: &BTreeSet<OutPath>,
        replaced: &BTreeSet<OutPath>,
    ) -> Result<(), Error> {
        if !release.files.keys().any(|path| gone.contains(path)) {
            return Ok(());
        }
        let mut release = release.without(gone);
        release.withheld.extend(replaced.iter().cloned());
        self.put_record(&release).await
    }
}
