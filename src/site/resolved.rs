//! What became of the links of an article, in every tree; kept from one build to the next.

use super::Guide;
use crate::diagnostic::Finding;
use crate::html::Target;
use crate::memo::{Key, KeyOf};
use crate::path::ContentPath;
use serde::{Deserialize, Serialize, Serializer};
use std::ops::Deref;
use std::sync::Arc;

/// The links of one article.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolved {
    /// By place of the tree in the plan: where each link leads; `None` where no page shows the article.
    #[serde(with = "shared")]
    pub(super) targets: Vec<Option<Arc<Targets>>>,
    /// By place of the tree in the plan: what it leads to as a part of a troubleshooter.
    #[serde(with = "shared")]
    pub(super) guides: Vec<Option<Arc<Guide>>>,
    /// The assets that it needs, as a translation of an original.
    pub(super) assets: Vec<(Option<usize>, ContentPath)>,
    /// What is wrong with them, with its clouds, its id and its addresses.
    pub(super) findings: Vec<Finding>,
}

/// Where each link of an article leads in a tree, and a hash of that, for the keys of its page in every tree.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "Vec<Target>")]
pub struct Targets {
    /// A hash of all of them.
    pub key: Key,
    of: Vec<Target>,
}

impl From<Vec<Target>> for Targets {
    fn from(of: Vec<Target>) -> Self {
        let key = KeyOf::new("targets").value(&of).key();
        Self { key, of }
    }
}

/// The hash is not written: it is made anew.
impl Serialize for Targets {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.of.serialize(serializer)
    }
}

impl Default for Targets {
    fn default() -> Self {
        Self::from(Vec::new())
    }
}

impl Deref for Targets {
    type Target = [Target];

    fn deref(&self) -> &[Target] {
        &self.of
    }
}

impl Resolved {
    /// Adds the targets in the next tree; those that are like an earlier tree's are shared.
    pub(super) fn add_targets(&mut self, targets: Option<Vec<Target>>) {
        let shared = targets.as_ref().and_then(|targets| {
            let mut earlier = self.targets.iter().rev().flatten();
            earlier.find(|shared| shared.of == **targets).cloned()
        });
        let targets = || targets.map(|targets| Arc::new(Targets::from(targets)));
        self.targets.push(shared.or_else(targets));
    }

    /// Adds the guide of the next tree; one like that of the tree before is shared.
    pub(super) fn add_guide(&mut self, guide: Option<Guide>) {
        let shared = self.guides.last().and_then(Option::as_ref);
        let shared = shared.filter(|shared| Some(&***shared) == guide.as_ref());
        let guide = shared.cloned().or_else(|| guide.map(Arc::new));
        self.guides.push(guide);
    }

    /// Whether the link is an image that some cloud shows as a link.
    pub(super) fn is_external(&self, index: usize) -> bool {
        let mut clouds = self.targets.iter().flatten();
        clouds.any(|targets| matches!(targets[index], Target::External(_)))
    }
}

/// What several trees share is written once, and shared again when it is read: a body is rendered once for all of them.
mod shared {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::sync::Arc;

    pub(super) fn serialize<T: ?Sized + Serialize, S: Serializer>(
        all: &[Option<Arc<T>>],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let mut distinct: Vec<&Arc<T>> = Vec::new();
        let mut place = |one| {
            let known = distinct.iter().position(|known| Arc::ptr_eq(known, one));
            known.unwrap_or_else(|| {
                distinct.push(one);
                distinct.len() - 1
            })
        };
        let places: Vec<Option<usize>> = all.iter().map(|one| Some(place(one.as_ref()?))).collect();
        let distinct: Vec<&T> = distinct.into_iter().map(|one| &**one).collect();
        (distinct, places).serialize(serializer)
    }

    pub(super) fn deserialize<'de, T, D>(deserializer: D) -> Result<Vec<Option<Arc<T>>>, D::Error>
    where
        T: ?Sized + ToOwned,
        T::Owned: Deserialize<'de> + Into<Arc<T>>,
        D: Deserializer<'de>,
    {
        let (distinct, places): (Vec<T::Owned>, Vec<Option<usize>>) =
            Deserialize::deserialize(deserializer)?;
        let distinct: Vec<Arc<T>> = distinct.into_iter().map(Into::into).collect();
        let find = |at: usize| distinct.get(at).cloned();
        let found = places.into_iter().map(|place| match place {
            Some(at) => find(at)
                .map(Some)
                .ok_or_else(|| D::Error::custom("a place that is none")),
            None => Ok(None),
        });
        found.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_trees_share_is_shared_when_it_is_read_again() {
        let mut resolved = Resolved::default();
        let url = |to: &str| vec![Target::Url(to.to_owned()), Target::Nowhere];
        for targets in [Some(url("a")), None, Some(url("b")), Some(url("a"))] {
            resolved.add_targets(targets);
            resolved.add_guide(Some(Guide::default()));
        }
        let text = serde_json::to_string(&resolved).unwrap();
        let again: Resolved = serde_json::from_str(&text).unwrap();
        assert_eq!(again, resolved);
        let targets: Vec<_> = again.targets.iter().flatten().collect();
        assert!(Arc::ptr_eq(targets[0], targets[2]));
        let wrong = text.replace("[0,null,1,0]", "[0,null,2,0]");
        assert_ne!(wrong, text);
        assert!(serde_json::from_str::<Resolved>(&wrong).is_err());
    }
}
