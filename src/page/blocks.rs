//! What a page needs for its block elements.

use crate::article::{Article, Shows};
use crate::html::Target;
use std::collections::BTreeSet;

/// Whether a script has something to do.
pub(super) fn any(article: &Article, targets: &[Target]) -> bool {
    let marked = &article.body().marked;
    let moves = |shows: &Shows| matches!(shows, Shows::Insight { .. } | Shows::Metric { .. });
    marked.sections > 0
        || marked.blocks.iter().any(|block| moves(&block.shows))
        || targets
            .iter()
            .any(|target| matches!(target, Target::Video { .. }))
}

/// The origins of the players, each with a blank before it.
pub(super) fn players(targets: &[Target]) -> String {
    let origins = targets.iter().filter_map(|target| match target {
        Target::Video { player, .. } => {
            let host = player.strip_prefix("https://")?;
            let host = host.split(['/', '?', '#']).next()?;
            Some(format!(" https://{}", host.to_ascii_lowercase()))
        }
        _ => None,
    });
    let origins: BTreeSet<String> = origins.collect();
    origins.into_iter().collect()
}
