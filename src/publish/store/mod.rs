//! Buckets and containers of storage services: files are put in place one by one, in an order in which none leads to one that is
//! not there yet, the pointer last.
//!
//! Beside the site are the records, which nobody is served: `lock`; `pending.json`, there while what is served is not sure;
//! `releases/ID.json`, what each kept release has; `files/SHA256`, the bytes that a kept release has and the site no more.

mod again;
mod client;
mod endpoint;
mod kept;
mod lock;
mod revoke;

use super::hash::Hash;
use super::offer::{Item, Offer};
use super::order::Phase;
use super::pending::Pending;
use super::plan::Plan;
use super::release::{File, POINTER, Pointer, Release};
use super::revoke::Revoked;
use super::target::{Bucket, Place, Service, Target};
use super::{Done, headers};
use crate::diagnostic::Error;
use crate::path::OutPath;
use crate::state::RECORDS;
use bytes::Bytes;
use client::{Client, Got};
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use lock::Lock;
use object_store::{Attribute, Attributes};
use std::time::SystemTime;
use tokio::runtime::Runtime;

/// How many requests are under way at a time where nothing else is said.
pub(super) const JOBS: usize = 16;
/// One file in so many is read back whole.
const SAMPLE: usize = 64;
/// The record of a publish that is not complete.
const PENDING: &str = "pending.json";
/// The record of what must not be published again.
const REVOKED: &str = "revoked.json";
/// The container that holds the records of a site in Azure Blob Storage: all of `$web` is served, and this is not.
const AZURE_RECORDS: &str = "inlaid";

/// A target at a storage service.
pub(super) struct Store {
    runtime: Runtime,
    site: Client,
    records: Client,
    name: String,
    keep: usize,
    jobs: usize,
}

/// What a target has.
#[derive(Default)]
pub(super) struct Served {
    pub(super) current: Option<Release>,
    pub(super) pending: Option<Pending>,
    pub(super) revoked: Revoked,
}

impl Store {
    /// Opens a bucket. No request is made.
    pub(super) fn open(bucket: &Bucket, target: &Target, jobs: usize) -> Result<Self, Error> {
        // Two crates speak TLS here; they are to do it with the same cryptography. An error says that it is set already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build();
        let runtime = runtime.map_err(|cause| {
            Error::refused(format!("cannot start threads: {cause}"), "try again")
        })?;
        let site = Client::open(bucket, target)?;
        let records = match &target.records {
            Some(Place::Bucket(records)) => Client::open(records, target)?,
            Some(_) => {
                let message = format!(
                    "the records of `{}` are to be in a bucket, too",
                    target.name
                );
                return Err(Error::refused(
                    message,
                    "give `records:` an address like that of `to:`",
                ));
            }
            None => usual_records(bucket, target, &site)?,
        };
        Ok(Self {
            runtime,
            site,
            records,
            name: target.name.clone(),
            keep: target.given.keep,
            jobs,
        })
    }

    /// What is served, and what is not sure of it.
    pub(super) fn served(&self) -> Result<Served, Error> {
        self.runtime.block_on(async {
            let pending = self.pending().await?;
            let current = match self.pointer().await? {
                Some((pointer, _)) => Some(self.served_record(&pointer).await?),
                None if pending.is_none()
                    && !self.site.is_empty().await?
                    && self.is_foreign().await? =>
                {
                    let message =
                        format!("`{}` holds files that inlaid did not publish", self.name);
                    return Err(Error::refused(
                        message,
                        "empty it, or give the address a folder of its own",
                    ));
                }
                None => None,
            };
            let revoked = self.revoked().await?;
            Ok(Served {
                current,
                pending,
                revoked,
            })
        })
    }

    /// What a publish that is not complete is about to do.
    async fn pending(&self) -> Result<Option<Pending>, Error> {
        let got = self.records.get(PENDING).await?;
        let read = |bytes: Bytes| Pending::parse(&bytes).ok_or_else(|| self.damaged(PENDING));
        got.map(|got| read(got.bytes)).transpose()
    }

    /// Whether the site has anything but records.
    async fn is_foreign(&self) -> Result<bool, Error> {
        let names = self.site.list("").await?;
        let own = format!("{RECORDS}/");
        Ok(names.iter().any(|name| !name.starts_with(&own)))
    }

    async fn pointer(&self) -> Result<Option<(Pointer, Got)>, Error> {
        match self.site.get(POINTER).await? {
            None => Ok(None),
            Some(got) => match Pointer::parse(&got.bytes) {
                Some(pointer) => Ok(Some((pointer, got))),
                None => Err(self.damaged(POINTER)),
            },
        }
    }

    fn damaged(&self, name: &str) -> Error {
        let message = format!(
            "`{name}` in `{}` is no record of this version of inlaid",
            self.name
        );
        Error::refused(message, "restore it, or publish into another place")
    }

    /// The record of the release that is served. It counts as the pointer does: the record of one that was gone back to is brought up
    /// to date after the pointer is.
    async fn served_record(&self, pointer: &Pointer) -> Result<Release, Error> {
        let record = self.record(&pointer.release).await?;
        let mut record = record.ok_or_else(|| self.damaged(POINTER))?;
        record.number = pointer.number;
        Ok(record)
    }

    /// The same, with the record brought up to date where that was cut short.
    async fn caught_up(&self, pointer: &Pointer) -> Result<Release, Error> {
        let release = self.served_record(pointer).await?;
        let known = self.record(&pointer.release).await?;
        if known.is_some_and(|known| known.number != release.number) {
            self.put_record(&release).await?;
        }
        Ok(release)
    }

    /// Puts the planned release in place.
    pub(super) fn publish(
        &self,
        plan: &Plan,
        offer: &Offer,
        progress: &(impl Fn(u64) + Sync),
    ) -> Result<Done, Error> {
        self.runtime.block_on(async {
            let lock = Lock::take(&self.records).await?;
            let done = self.under_lock(plan, offer, progress, &lock).await;
            // The fault of the publish is the one to tell.
            let released = lock.release().await;
            done.and_then(|done| released.map(|()| done))
        })
    }

    async fn under_lock(
        &self,
        plan: &Plan,
        offer: &Offer,
        progress: &(impl Fn(u64) + Sync),
        lock: &Lock,
    ) -> Result<Done, Error> {
        let pointer = self.pointer().await?;
        let base = pointer.as_ref().map(|(pointer, _)| &pointer.release);
        if base != plan.base.as_ref() || self.pending().await? != plan.pending {
            return Err(self.moved("since the plan was made"));
        }
        let old = match &pointer {
            Some((pointer, _)) => Some(self.caught_up(pointer).await?),
            None => None,
        };
        self.keep_old((plan, offer), old.as_ref(), lock).await?;
        lock.check()?;
        let pending = Pending::of(plan, offer).bytes();
        self.records
            .put(PENDING, pending.into(), Attributes::new())
            .await?;
        self.put_all(plan, offer, progress, lock).await?;
        self.refuse_revoked(offer).await?;
        lock.check()?;
        self.point(plan, offer, pointer.map(|(_, got)| got)).await?;
        let gone = plan.delete.iter();
        self.each(gone, lock, |path| self.site.delete(path.as_str()))
            .await?;
        self.prune(lock).await?;
        self.records.delete(PENDING).await?;
        Ok(Done {
            written: plan.add.len() + plan.change.len(),
            bytes: plan.bytes,
            removed: plan.delete.len(),
        })
    }

    fn moved(&self, when: &str) -> Error {
        let message = format!("`{}` has been published to {when}", self.name);
        Error::refused(message, "look at the plan again")
    }

    /// Has the offer served. Where that is so already, what is known of the release stays as it is.
    async fn point(&self, plan: &Plan, offer: &Offer, there: Option<Got>) -> Result<(), Error> {
        let release = Release::new(&plan.cloud, plan.next(), now(), offer.listing());
        let known = self.record(&release.id).await?;
        if known.is_none() {
            self.put_record(&release).await?;
        }
        let bytes = Bytes::from(release.pointer().bytes());
        if there.as_ref().is_none_or(|there| there.bytes != bytes) {
            let version = there.map(|there| there.version);
            let pointed = self
                .site
                .exchange(POINTER, bytes, version, headers::of_pointer())
                .await?;
            if pointed.is_none() {
                return Err(self.moved("at the same moment"));
            }
        }
        match known {
            Some(known) if known.number != release.number => self.put_record(&release).await,
            _ => Ok(()),
        }
    }

    async fn put_all(
        &self,
        plan: &Plan,
        offer: &Offer,
        progress: &(impl Fn(u64) + Sync),
        lock: &Lock,
    ) -> Result<(), Error> {
        let paths: Vec<(Phase, &OutPath)> = plan
            .add
            .iter()
            .chain(&plan.change)
            .map(|path| (Phase::of(path, offer), path))
            .collect();
        for phase in Phase::ALL {
            lock.check()?;
            let now = paths
                .iter()
                .filter(|(of, _)| *of == phase)
                .map(|(_, path)| *path);
            let put = |(at, path): (usize, &'_ OutPath)| {
                let (path, whole) = (path.clone(), at % SAMPLE == 0);
                async move {
                    let Some(item) = offer.files.get(&path) else {
                        return Ok(());
                    };
                    if !(plan.is_unsure(&path) && self.is_there(path.as_str(), &item.file).await?) {
                        self.put(&path, item, whole).await?;
                    }
                    progress(item.file.size);
                    Ok(())
                }
            };
            self.each(now.enumerate(), lock, put).await?;
        }
        Ok(())
    }

    /// Puts a file in place and reads back what the service says of it, or all of it.
    async fn put(&self, path: &OutPath, item: &Item, whole: bool) -> Result<(), Error> {
        let name = path.as_str();
        let bytes = match item.bytes()? {
            Some(bytes) => Bytes::from(bytes),
            None => self.of_kept(&item.file).await?.ok_or_else(|| {
                let message = format!("`{name}` of that release is not kept any more");
                Error::refused(message, "go back to another release")
            })?,
        };
        self.site.put(name, bytes, headers::of(path)).await?;
        let whole = match whole {
            true => self
                .site
                .get(name)
                .await?
                .is_some_and(|got| Hash::of(&got.bytes) == item.file.sha256),
            false => true,
        };
        match whole && self.is_there(name, &item.file).await? {
            true => Ok(()),
            false => Err(Error::refused(
                format!("`{name}` in `{}` is not what was written", self.name),
                "see who else writes there, and publish again",
            )),
        }
    }

    async fn is_there(&self, name: &str, file: &File) -> Result<bool, Error> {
        let head = self.site.head(name).await?;
        Ok(head.is_some_and(|head| head.size == file.size && head.sha256 == Some(file.sha256)))
    }

    /// Does something with each, so many at a time, until one fails or the lock is lost.
    async fn each<T, F: Future<Output = Result<(), Error>>>(
        &self,
        all: impl Iterator<Item = T>,
        lock: &Lock,
        act: impl Fn(T) -> F,
    ) -> Result<(), Error> {
        let act = |one| {
            let act = act(one);
            async move {
                lock.check()?;
                act.await
            }
        };
        let all = stream::iter(all.map(act)).buffer_unordered(self.jobs);
        all.try_collect::<()>().await
    }
}

/// Where records go that nothing is said of.
fn usual_records(bucket: &Bucket, target: &Target, site: &Client) -> Result<Client, Error> {
    match &bucket.service {
        service @ Service::Azure { .. } => {
            let own = Bucket {
                service: service.clone(),
                name: AZURE_RECORDS.to_owned(),
                // Several sites of an account keep apart, and so do sites within sites.
                prefix: [&*bucket.name, &*bucket.prefix, RECORDS]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<&str>>()
                    .join("/"),
            };
            Client::open(&own, target)
        }
        _ => Ok(site.below(RECORDS)),
    }
}

fn now() -> u64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    now.map_or(0, |now| now.as_secs())
}

/// What an object says of itself.
pub(super) fn attributes(content_type: &'static str, cache_control: &'static str) -> Attributes {
    Attributes::from_iter([
        (Attribute::ContentType, content_type),
        (Attribute::CacheControl, cache_control),
    ])
}
