//! Takes a built tree to where it is served from, and back to an earlier release.
//!
//! A tree is read and hashed again, held against what the target has, and the difference is a plan. Only what was planned
//! is applied: new files first, what leads to them later, the pointer last, and nothing is taken away before that. A cut
//! at any point leaves a site in which every address answers wholly; the next publish goes on from there.
//!
//! ```text
//! Offer::of_tree ──┐
//!                  ├─→ Plan ──→ folder | store | git ──→ Done
//! Release (target) ┘
//! ```
#![allow(
    clippy::disallowed_methods,
    reason = "an edge: reads a tree and writes to hosts"
)]

mod folder;
mod git;
mod hash;
mod headers;
mod offer;
mod order;
mod pending;
mod plan;
mod release;
mod revoke;
mod serving;
mod store;
mod target;

use crate::config::Config;
use crate::diagnostic::Error;
use crate::state::RECORDS;
use folder::Folder;
use git::Branch;
use pending::Pending;
use revoke::Revoked;
use std::path::Path;
use store::Store;

pub use hash::Hash;
pub use offer::{Content, Item, Offer};
pub use order::Phase;
pub use plan::{Bounds, Plan};
pub use release::{File, POINTER, Pointer, Release};
pub use revoke::Leak;
pub use serving::Served;
pub use target::{Bucket, Place, Service, Target};

/// What became of a publish.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Files that were written.
    pub written: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Files that were taken away.
    pub removed: usize,
}

/// A target, opened.
pub struct Opened<'a> {
    target: &'a Target,
    place: At,
    /// The release that is served now; `None` where nothing was published yet.
    pub current: Option<Release>,
    /// What an earlier publish was about to do when it was cut short.
    pending: Option<Pending>,
    /// What must not be published again.
    revoked: Revoked,
}

/// The target as its kind is worked with.
enum At {
    Folder(Folder),
    Store(Box<Store>),
    Branch(Branch),
}

impl<'a> Opened<'a> {
    /// Opens a target. Nothing is changed there. `jobs` is how many requests may be under way at a time; `None` for as many as is
    /// usual. `out` is the folder of trees, whose records hold copies of branches.
    ///
    /// # Errors
    /// When it cannot be reached or read, holds records that are none, or files of somebody else's.
    pub fn open(target: &'a Target, out: &Path, jobs: Option<usize>) -> Result<Self, Error> {
        let jobs = jobs.unwrap_or(store::JOBS);
        let (place, current, pending, revoked) = match &target.place {
            Place::Folder(path) => {
                let folder = Folder::new(path, target.given.keep);
                let (current, revoked) = (folder.current()?, folder.revoked()?);
                let pending = match &current {
                    Some(_) => None,
                    None => folder.cut()?,
                };
                (At::Folder(folder), current, pending, revoked)
            }
            Place::Bucket(bucket) => {
                let store = Store::open(bucket, target, jobs)?;
                let served = store.served()?;
                let place = At::Store(Box::new(store));
                (place, served.current, served.pending, served.revoked)
            }
            Place::Branch { remote, branch } => {
                let records = out.join(RECORDS);
                let branch = Branch::open(&records, (remote, branch), target.given.keep)?;
                let (current, revoked) = (branch.current()?, branch.revoked());
                (At::Branch(branch), current, None, revoked)
            }
        };
        Ok(Self {
            target,
            place,
            current,
            pending,
            revoked,
        })
    }

    /// What a publish of this offer would do.
    pub fn plan(&self, offer: &Offer) -> Plan {
        let plan = Plan::between(self.current.as_ref(), offer, &self.target.name);
        match &self.pending {
            Some(pending) => plan.after(pending, offer),
            None => plan,
        }
    }

    /// Holds a plan against what it may do, and against what was revoked.
    ///
    /// # Errors
    /// As [`Plan::check`], and when the offer has an article that was revoked.
    pub fn check(&self, plan: &Plan, offer: &Offer, bounds: Bounds) -> Result<(), Error> {
        plan.check(offer, bounds)?;
        match offer.files.keys().find(|path| self.revoked.has(path)) {
            None => Ok(()),
            Some(path) => {
                let (name, path) = (&self.target.name, path.as_str());
                let message = format!("`{path}` was revoked from `{name}`");
                Err(Error::refused(
                    message,
                    "take the article out of the content, and build again",
                ))
            }
        }
    }

    /// Does what was planned, and nothing else. `progress` is told of the bytes of each file that is in place.
    ///
    /// # Errors
    /// When somebody else is publishing or has published since the plan was made, or the target refuses something. What is
    /// served then is the old release, or a mixture of which every file is whole; the next publish completes it.
    pub fn apply(
        &self,
        plan: &Plan,
        offer: &Offer,
        progress: &(impl Fn(u64) + Sync),
    ) -> Result<Done, Error> {
        match &self.place {
            At::Folder(folder) => folder.publish(plan, offer, progress),
            At::Store(store) => store.publish(plan, offer, progress),
            At::Branch(branch) => branch.publish(plan, offer, progress),
        }
    }

    /// The releases that can be gone back to, the newest first; the first one is served now.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub fn releases(&self) -> Result<Vec<Release>, Error> {
        match &self.place {
            At::Folder(folder) => folder.releases(),
            At::Store(store) => store.releases(),
            At::Branch(branch) => branch.releases(),
        }
    }

    /// What it takes to go back to a release: everything in it, from what the target kept.
    ///
    /// # Errors
    /// When the release is not kept.
    pub fn rollback(&self, id: Option<&str>) -> Result<Offer, Error> {
        let releases = self.releases()?;
        let under_way = self.pending.as_ref().filter(|pending| pending.back);
        let found = match (id, under_way) {
            (Some(id), _) => releases.iter().find(|release| release.id == id),
            // It came as far as the pointer when it was cut short.
            (None, Some(pending)) if self.served() == Some(&pending.release) => releases.first(),
            _ => releases.get(1),
        };
        let known: Vec<&str> = releases.iter().skip(1).map(|old| old.id.as_str()).collect();
        let help = match known.is_empty() {
            true => "no other release is kept".to_owned(),
            false => format!("kept are {}", known.join(", ")),
        };
        let offer = found.map(|release| {
            let mut offer = Offer::of_release(release, self.current.as_ref());
            offer.files.retain(|path, _| !self.revoked.has(path));
            offer
        });
        offer.ok_or_else(|| {
            let what = id.map_or("an earlier release".to_owned(), |id| {
                format!("the release `{id}`")
            });
            Error::refused(format!("`{}` does not keep {what}", self.target.name), help)
        })
    }

    /// The name of the release that is served.
    fn served(&self) -> Option<&String> {
        self.current.as_ref().map(|release| &release.id)
    }

    /// What an article that must not be there is in every release that is kept. It is named by its id, its source or its address.
    ///
    /// # Errors
    /// When no release has it.
    pub fn find(&self, article: &str) -> Result<Leak, Error> {
        let mut leak = Leak::default();
        for release in self.releases()? {
            if let Some(catalog) = self.read(&release, "catalog.json")? {
                leak.look(article, &release.files.keys().collect(), &catalog);
            }
        }
        // What a publish put there that was cut short is in no release.
        if let (Some(pending), At::Store(store)) = (&self.pending, &self.place)
            && let Some(catalog) = store.stands("catalog.json")?
        {
            leak.look(article, &pending.unsure.iter().collect(), &catalog);
        }
        match leak.paths.is_empty() {
            false => Ok(leak),
            true => Err(Error::refused(
                format!(
                    "no release that `{}` keeps has the article `{article}`",
                    self.target.name
                ),
                "name its `articleId`, its file below the content root, or its address",
            )),
        }
    }

    fn read(&self, release: &Release, name: &str) -> Result<Option<Vec<u8>>, Error> {
        match &self.place {
            At::Folder(folder) => folder.read(release, name),
            At::Store(store) => store.read(release, self.current.as_ref(), name),
            At::Branch(branch) => branch.read(release, name),
        }
    }

    /// Takes an article out of what is served, at once, and sees to it that it is not published again. Lists and indexes still
    /// name it until a tree without it is published.
    ///
    /// # Errors
    /// When somebody else is publishing, or the target still has it afterwards.
    pub fn take_away(&self, leak: &Leak) -> Result<(), Error> {
        let revoked = self.revoked.clone().with(leak);
        match &self.place {
            At::Folder(folder) => folder.take_away(leak, &revoked),
            At::Store(store) => store.take_away(leak, &revoked),
            At::Branch(branch) => branch.take_away(leak, &revoked),
        }
    }

    /// Takes an article out of what is kept for rollbacks, with every file there that names it. To be called when what is served
    /// does not name it any more. Gives back how many files are kept no more.
    ///
    /// # Errors
    /// When somebody else is publishing, or the target refuses something.
    pub fn forget(&self, leak: &Leak) -> Result<usize, Error> {
        match &self.place {
            At::Folder(folder) => folder.forget(leak),
            At::Store(store) => store.forget(leak, self.current.as_ref()),
            At::Branch(branch) => branch.forget(),
        }
    }
}

/// The target of that name or address, for the cloud of that name; `None` for the target's own.
///
/// # Errors
/// When no target has the name and it is no address of a known kind, or the target is for another cloud.
pub fn target(to: &str, cloud: Option<&str>, config: &Config) -> Result<Target, Error> {
    Target::find(to, cloud, config)
}
