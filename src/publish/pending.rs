//! What a publish to a storage service is about to do, written down there before it does it.

use super::offer::Offer;
use super::plan::Plan;
use super::release::Release;
use crate::path::OutPath;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The paths of which nobody knows what stands there until the publish is complete.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pending {
    format: u32,
    /// The cloud whose tree it is: known before the first pointer is written.
    pub(super) cloud: String,
    /// The release that is to be served.
    pub(super) release: String,
    /// Whether that is one that is gone back to.
    pub(super) back: bool,
    /// Paths that are written or taken away.
    pub(super) unsure: BTreeSet<OutPath>,
}

impl Pending {
    pub(super) fn of(plan: &Plan, offer: &Offer) -> Self {
        let all = plan.add.iter().chain(&plan.change).chain(&plan.delete);
        Self {
            format: 1,
            cloud: offer.cloud.clone(),
            release: plan.release.clone(),
            back: offer.is_kept(),
            unsure: all.cloned().collect(),
        }
    }

    /// Of a publish that was cut short when only the last step was to be done.
    pub(super) fn before(release: &Release) -> Self {
        Self {
            format: 1,
            cloud: release.cloud.clone(),
            release: release.id.clone(),
            ..Self::default()
        }
    }

    pub(super) fn parse(text: &[u8]) -> Option<Self> {
        let pending: Self = serde_json::from_slice(text).ok()?;
        (pending.format == 1).then_some(pending)
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        // Text and numbers: there is nothing that could not be written.
        serde_json::to_vec(self).unwrap_or_default()
    }
}
