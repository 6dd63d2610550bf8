//! The difference between what a target serves and what it is to serve.

use super::offer::Offer;
use super::pending::Pending;
use super::release::Release;
use crate::diagnostic::Error;
use crate::path::OutPath;
use serde::Serialize;
use std::collections::BTreeSet;

/// What a publish would do, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// The target, as it was named.
    pub target: String,
    /// The cloud whose tree it is.
    pub cloud: String,
    /// The release that is served now; `None` where nothing was published yet.
    pub base: Option<String>,
    /// How many publishes the target has seen; 0 for none.
    #[serde(skip)]
    pub number: u64,
    /// The release that will be.
    pub release: String,
    /// Files that are new.
    pub add: Vec<OutPath>,
    /// Files that become different.
    pub change: Vec<OutPath>,
    /// Files that go.
    pub delete: Vec<OutPath>,
    /// How many files stay.
    pub same: usize,
    /// What is to be written, in bytes.
    pub bytes: u64,
    /// The cloud that the target remembers.
    #[serde(skip)]
    marked: Option<String>,
    /// What an earlier publish was about to do when it was cut short.
    #[serde(skip)]
    pub(super) pending: Option<Pending>,
}

/// What a plan may do without being told so.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bounds {
    /// Publish a tree that was made with findings of level error.
    pub allow_errors: bool,
    /// How many files may go; `None` for 10 % of what there is, and at most 256.
    pub max_delete: Option<usize>,
}

/// The most files that go without being told so.
const MOST_DELETED: usize = 256;

impl Plan {
    /// The way from what there is to what is offered.
    pub(super) fn between(current: Option<&Release>, offer: &Offer, target: &str) -> Self {
        let mut plan = Self {
            target: target.to_owned(),
            cloud: offer.cloud.clone(),
            base: current.map(|release| release.id.clone()),
            number: current.map_or(0, |release| release.number),
            release: offer.release(),
            add: Vec::new(),
            change: Vec::new(),
            delete: Vec::new(),
            same: 0,
            bytes: 0,
            marked: current.map(|release| release.cloud.clone()),
            pending: None,
        };
        let old = |path: &OutPath| current.and_then(|release| release.files.get(path));
        for (path, item) in &offer.files {
            match old(path) {
                Some(file) if *file == item.file => {
                    plan.same += 1;
                    continue;
                }
                Some(_) => plan.change.push(path.clone()),
                None => plan.add.push(path.clone()),
            }
            plan.bytes += item.file.size;
        }
        let gone = current.into_iter().flat_map(|release| release.files.keys());
        let gone = gone.filter(|path| !offer.files.contains_key(*path));
        plan.delete = gone.cloned().collect();
        plan
    }

    /// The same after a publish that was cut short: of what that one was about to do nothing is sure.
    pub(super) fn after(mut self, pending: &Pending, offer: &Offer) -> Self {
        let known: BTreeSet<OutPath> = [&self.add, &self.change, &self.delete]
            .into_iter()
            .flatten()
            .cloned()
            .collect();
        for path in pending.unsure.difference(&known) {
            match offer.files.get(path) {
                Some(item) => {
                    self.change.push(path.clone());
                    self.same -= 1;
                    self.bytes += item.file.size;
                }
                None => self.delete.push(path.clone()),
            }
        }
        self.change.sort();
        self.delete.sort();
        self.marked.get_or_insert_with(|| pending.cloud.clone());
        self.pending = Some(pending.clone());
        self
    }

    /// Whether a publish that was cut short may have put the file there already.
    pub(super) fn is_unsure(&self, path: &OutPath) -> bool {
        let pending = self.pending.as_ref();
        pending.is_some_and(|pending| pending.unsure.contains(path))
    }

    /// How many publishes the target will have seen. One that goes on counts once.
    pub(super) fn next(&self) -> u64 {
        match self.base.as_ref() == Some(&self.release) {
            true => self.number,
            false => self.number + 1,
        }
    }

    /// Whether the target has everything already, and nothing else of ours.
    pub fn is_empty(&self) -> bool {
        self.base.as_ref() == Some(&self.release)
            && self.pending.is_none()
            && self.change.is_empty()
            && self.delete.is_empty()
    }

    /// Holds the plan against what it may do.
    ///
    /// # Errors
    /// When the tree was made with errors, the target belongs to another cloud, or too much would go.
    pub fn check(&self, offer: &Offer, bounds: Bounds) -> Result<(), Error> {
        if let Some(cloud) = self.marked.as_ref().filter(|cloud| **cloud != self.cloud) {
            let message = format!(
                "`{}` holds `{cloud}`; the tree of `{}` never goes there",
                self.target, self.cloud
            );
            return Err(Error::refused(message, "publish it to a target of its own"));
        }
        if offer.errors > 0 && !bounds.allow_errors {
            let message = format!(
                "the tree of `{}` was made with {} findings of level error",
                self.cloud, offer.errors
            );
            let help = "mend them (`inlaid check` lists them), or publish with `--allow`";
            return Err(Error::refused(message, help));
        }
        let there = self.same + self.change.len() + self.delete.len();
        let most = bounds.max_delete.unwrap_or((there / 10).min(MOST_DELETED));
        if self.delete.len() > most {
            let message = format!(
                "{} of {there} files would be deleted from `{}`; at most {most} are without being told so",
                self.delete.len(),
                self.target
            );
            let help = format!(
                "look at `--plan`, and allow it with `--max-delete {}`",
                self.delete.len()
            );
            return Err(Error::refused(message, help));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::Release;

    fn offer(cloud: &str, names: &[&str]) -> Offer {
        let mut offer = Offer {
            cloud: cloud.to_owned(),
            ..Offer::default()
        };
        let file = |name: &&str| (OutPath::parse(name).unwrap(), name.as_bytes().to_vec());
        offer.add(names.iter().map(file).collect());
        offer
    }

    #[test]
    fn a_plan_is_refused_with_numbers() {
        let old = offer("public", &["a", "b", "c"]);
        let release = Release::new("public", 4, 0, old.listing());
        let new = offer("public", &["b", "d"]);
        let plan = Plan::between(Some(&release), &new, "there");
        assert_eq!(
            (plan.add.len(), plan.delete.len(), plan.same, plan.bytes),
            (1, 2, 1, 1)
        );
        let said = |bounds| plan.check(&new, bounds).map_err(|error| error.to_string());
        assert!(
            said(Bounds::default())
                .unwrap_err()
                .contains("2 of 3 files")
        );
        let two = Bounds {
            max_delete: Some(2),
            ..Bounds::default()
        };
        assert_eq!(said(two), Ok(()));
        let other = offer("fairfax", &["a", "b", "c"]);
        let plan = Plan::between(Some(&release), &other, "there");
        let error = plan.check(&other, two).unwrap_err().to_string();
        assert!(error.contains("`there` holds `public`"), "{error}");
        let same = Plan::between(Some(&release), &old, "there");
        assert!(same.is_empty());
    }
}
