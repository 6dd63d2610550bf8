//! Buckets and containers of storage services: files are put in place one by one, in an order in which none leads to one that is
//! not there yet, the pointer last.
//!
//! Beside the site are the records, which nobody is served: `lock`; `pending.json`, there while what is served is not sure;
//! `releases/ID.json`, what each kept release has; `files/SHA256`, the bytes that a kept release has and the site no more.

mod again;
mod client;
mod endpoint;
mod lock;
mod revoke;

use super::hash::Hash;
use super::offer::Offer;
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
use std::collections::BTreeSet;
use std::time::SystemTime;
use tokio::runtime::Runtime;

/// How many requests are under way at a time where nothing else is said.
pub(super) const JOBS: usize = 16;
/// One file in so many is read back whole.
const SAMPLE: usize = 64;
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
            let pending = match self.records.get("pending.json").await? {
                Some(got) => {
                    Some(Pending::parse(&got.bytes).ok_or_else(|| self.damaged("pending.json"))?)
                }
                None => None,
            };
            let current = match self.pointer().await? {
                Some((pointer, _)) => Some(self.record(&pointer.release).await?),
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

    async fn revoked(&self) -> Result<Revoked, Error> {
        match self.records.get(REVOKED).await? {
            Some(got) => Revoked::parse(&got.bytes).ok_or_else(|| self.damaged(REVOKED)),
            None => Ok(Revoked::default()),
        }
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

    async fn record(&self, id: &str) -> Result<Release, Error> {
        let name = record_name(id);
        let got = self.records.get(&name).await?;
        let release = got.and_then(|got| Release::parse(&got.bytes));
        release.ok_or_else(|| self.damaged(&name))
    }

    /// The releases that are kept, the newest first.
    pub(super) fn releases(&self) -> Result<Vec<Release>, Error> {
        self.runtime.block_on(self.kept())
    }

    async fn kept(&self) -> Result<Vec<Release>, Error> {
        let names = self.records.list("releases").await?;
        let mut releases = Vec::new();
        for name in &names {
            if let Some(id) = name.strip_suffix(".json") {
                releases.push(self.record(id).await?);
            }
        }
        releases.sort_by_key(|release| std::cmp::Reverse(release.number));
        Ok(releases)
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
        if pointer.as_ref().map(|(pointer, _)| &pointer.release) != plan.base.as_ref() {
            let message = format!(
                "`{}` has been published to since the plan was made",
                self.name
            );
            return Err(Error::refused(message, "look at the plan again"));
        }
        let old = match &plan.base {
            Some(base) => Some(self.record(base).await?),
            None => None,
        };
        self.keep_old(plan, old.as_ref()).await?;
        let pending = Pending::of(plan, offer).bytes();
        self.records
            .put("pending.json", pending.into(), Attributes::new())
            .await?;
        self.put_all(plan, offer, progress, lock).await?;
        lock.check()?;
        let revoked = self.revoked().await?;
        if let Some(path) = offer.files.keys().find(|path| revoked.has(path)) {
            // It was revoked while this publish was under way.
            self.site.delete(path.as_str()).await?;
            let message = format!("`{}` was revoked from `{}`", path.as_str(), self.name);
            return Err(Error::refused(
                message,
                "take the article out of the content, and build again",
            ));
        }
        let release = Release::new(&plan.cloud, plan.number + 1, now(), offer.listing());
        let record = record_name(&release.id);
        self.records
            .put(&record, release.bytes().into(), headers::of_record())
            .await?;
        let known = pointer.map(|(_, got)| got.version);
        let bytes = Bytes::from(release.pointer().bytes());
        let pointed = self
            .site
            .exchange(POINTER, bytes, known, headers::of_pointer())
            .await?;
        if pointed.is_none() {
            let message = format!("`{}` was published to at the same moment", self.name);
            return Err(Error::refused(message, "look at the plan again"));
        }
        self.each(plan.delete.iter(), |path| self.site.delete(path.as_str()))
            .await?;
        self.prune().await?;
        self.records.delete("pending.json").await?;
        Ok(Done {
            written: plan.add.len() + plan.change.len(),
            bytes: plan.bytes,
            removed: plan.delete.len(),
        })
    }

    /// Keeps the bytes that will be served no more.
    async fn keep_old(&self, plan: &Plan, old: Option<&Release>) -> Result<(), Error> {
        let Some(old) = old else { return Ok(()) };
        let paths = plan.change.iter().chain(&plan.delete);
        let files = paths.filter_map(|path| Some((path, old.files.get(path)?)));
        self.each(files, |(path, file)| self.keep_one(path, file))
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
                let path = path.clone();
                async move {
                    self.put(&path, offer, at % SAMPLE == 0).await?;
                    progress(offer.files.get(&path).map_or(0, |item| item.file.size));
                    Ok(())
                }
            };
            self.each(now.enumerate(), put).await?;
        }
        Ok(())
    }

    /// Puts a file in place and reads back what the service says of it, or all of it. One that is there already, from a publish that
    /// was cut short, stays.
    async fn put(&self, path: &OutPath, offer: &Offer, whole: bool) -> Result<(), Error> {
        let Some(item) = offer.files.get(path) else {
            return Ok(());
        };
        let name = path.as_str();
        if self.is_there(name, &item.file).await? {
            return Ok(());
        }
        let bytes = match item.bytes()? {
            Some(bytes) => Bytes::from(bytes),
            None => self.of_kept(path, &item.file).await?,
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

    /// The bytes of a file that was served once.
    async fn of_kept(&self, path: &OutPath, file: &File) -> Result<Bytes, Error> {
        let got = self.records.get(&kept_name(file.sha256)).await?;
        let got = got.filter(|got| Hash::of(&got.bytes) == file.sha256);
        got.map(|got| got.bytes).ok_or_else(|| {
            let message = format!("`{}` of that release is not kept any more", path.as_str());
            Error::refused(message, "go back to another release")
        })
    }

    /// Takes away the releases that are too many, and the bytes that only they had.
    async fn prune(&self) -> Result<(), Error> {
        let releases = self.kept().await?;
        let (kept, old) = releases.split_at(self.keep.min(releases.len()));
        if old.is_empty() {
            return Ok(());
        }
        let needed: BTreeSet<Hash> = kept
            .iter()
            .flat_map(|release| release.files.values().map(|file| file.sha256))
            .collect();
        self.each(old.iter(), |release| async {
            self.records.delete(&record_name(&release.id)).await
        })
        .await?;
        let names = self.records.list("files").await?;
        let spare = names.iter().filter(|name| {
            Hash::try_from((*name).clone()).is_ok_and(|hash| !needed.contains(&hash))
        });
        self.each(spare, |name| async move {
            self.records.delete(&format!("files/{name}")).await
        })
        .await
    }

    /// Does something with each, so many at a time, until one fails.
    async fn each<T, F: Future<Output = Result<(), Error>>>(
        &self,
        all: impl Iterator<Item = T>,
        act: impl Fn(T) -> F,
    ) -> Result<(), Error> {
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
                // Several sites of an account keep apart.
                prefix: format!("{}/{}", bucket.name.trim_start_matches('$'), bucket.prefix)
                    .trim_end_matches('/')
                    .to_owned(),
            };
            Client::open(&own, target)
        }
        _ => Ok(site.below(RECORDS)),
    }
}

fn record_name(id: &str) -> String {
    format!("releases/{id}.json")
}

fn kept_name(hash: Hash) -> String {
    format!("files/{hash}")
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
