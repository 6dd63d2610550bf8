//! The content as a whole: what can be known of it without a theme.

use crate::article::Article;
use crate::check;
use crate::config::Config;
use crate::diagnostic::{Finding, Level};
use crate::path::ContentPath;
use crate::site::{Links, Site};
use crate::timing::Clock;
use std::cmp::Ordering;
use std::sync::Arc;

/// The articles, the sites that they make, and what is wrong with them.
pub struct Content {
    /// The sites, one for each cloud that is built.
    pub sites: Vec<Site>,
    /// What authors should know, in order of file and place.
    pub findings: Vec<Finding>,
    /// Every article, whatever clouds it is for, in order of path.
    pub articles: Arc<[Arc<Article>]>,
    /// The links of each of them.
    pub links: Links,
    /// How many articles are in no cloud.
    pub homeless: usize,
    /// How long each stage took, up to now.
    pub clock: Clock,
}

/// What became of articles from one build to the next, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Those that were not there before.
    pub added: Vec<ContentPath>,
    /// Those that are not the same as before.
    pub changed: Vec<ContentPath>,
    /// Those that are not there any more.
    pub removed: Vec<ContentPath>,
}

impl Content {
    /// The article of a path below the content root.
    pub fn article(&self, path: &str) -> Option<&Article> {
        let by_path = |article: &Arc<Article>| article.path.as_str().cmp(path);
        let found = self.articles.binary_search_by(by_path);
        found.ok().map(|at| &*self.articles[at])
    }

    /// What became of the articles since an earlier build.
    pub fn changes(&self, earlier: &Self) -> Changes {
        let mut changes = Changes::default();
        let (mut old, mut new) = (earlier.articles.iter(), self.articles.iter());
        let (mut before, mut after) = (old.next(), new.next());
        loop {
            let order = match (before, after) {
                // Most are as they were, and need not be looked at.
                (Some(before), Some(after)) if Arc::ptr_eq(before, after) => Ordering::Equal,
                (Some(before), Some(after)) => before.path.cmp(&after.path),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => return changes,
            };
            match (order, before, after) {
                (Ordering::Less, Some(article), _) => changes.removed.push(article.path.clone()),
                (Ordering::Greater, _, Some(article)) => changes.added.push(article.path.clone()),
                (_, Some(one), Some(other)) if !Arc::ptr_eq(one, other) && one.key != other.key => {
                    changes.changed.push(other.path.clone());
                }
                _ => {}
            }
            if order.is_le() {
                before = old.next();
            }
            if order.is_ge() {
                after = new.next();
            }
        }
    }

    /// What was found, and what the rules of [`check`] find besides, as the site and its articles want it.
    /// `config` is the one it was built with.
    pub fn check(&self, config: &Config) -> Vec<Finding> {
        self.check_with(config, Vec::new())
    }

    /// The same, with what `external` found.
    pub fn check_with(&self, config: &Config, mut findings: Vec<Finding>) -> Vec<Finding> {
        findings.extend(self.findings.iter().cloned());
        findings.extend(check::check(&self.articles, config));
        check::settle(findings, &self.articles, config)
    }

    /// How many findings have this level.
    pub fn count(&self, level: Level) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.level == level)
            .count()
    }
}
