//! Clouds, sets of clouds, and the filter that fails closed.
//!
//! Some clouds are sovereign or air-gapped: an article in the wrong tree is a security incident. So whatever is not
//! certain adds no cloud.

/// The most clouds a configuration can have: a [`CloudSet`] is a bit set.
pub const MOST_CLOUDS: usize = 64;

/// One cloud that sites are built for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cloud {
    /// The name authors write and the folder of the tree: lower case ASCII.
    pub name: String,
    /// The name readers see.
    pub title: String,
    /// Where the tree will be hosted, without a trailing `/`; `None` where that is not known.
    pub base_url: Option<String>,
    /// The domain of the portal that blade links lead to; `None` where the cloud has none.
    pub portal: Option<String>,
    /// Prefixes of external links and what they become, longest first.
    pub rewrites: Vec<(String, String)>,
    /// No request may leave the tree, whatever else is configured.
    pub air_gapped: bool,
    /// Hosts whose images may be shown; always empty for an air-gapped cloud.
    pub images: Vec<String>,
    /// Hosts whose videos may be played on a page; always empty for an air-gapped cloud.
    pub videos: Vec<String>,
    /// Origins of the hosts that may embed pages and fill their slots; `None` where pages are not made to be embedded.
    pub embed: Option<Vec<String>>,
}

impl Cloud {
    /// An external address as it reads in this cloud: the longest prefix that matches is replaced.
    pub fn rewrite(&self, url: &str) -> Option<String> {
        let (from, to) = self.rewrites.iter().find(|(from, _)| {
            // A prefix ends at a border of the address: `…/azure` is no prefix of `…/azurestack`.
            url.strip_prefix(from.as_str()).is_some_and(|rest| {
                rest.is_empty() || from.ends_with('/') || rest.starts_with(['/', '?', '#'])
            })
        })?;
        Some(format!("{to}{}", &url[from.len()..]))
    }
}

/// Every cloud of the configuration, in the order in which they are built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clouds(Vec<Cloud>);

impl Clouds {
    /// The clouds of a configuration. Names are lower case and differ; there are at most [`MOST_CLOUDS`].
    pub fn new(clouds: Vec<Cloud>) -> Self {
        debug_assert!(clouds.len() <= MOST_CLOUDS);
        Self(clouds)
    }

    /// The clouds with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (CloudId, &Cloud)> {
        self.0
            .iter()
            .enumerate()
            .map(|(index, cloud)| (CloudId(index as u8), cloud))
    }

    /// The cloud of this id.
    pub fn get(&self, id: CloudId) -> &Cloud {
        &self.0[id.0 as usize]
    }

    /// The cloud an author means: trimmed, without ASCII case. Look-alike letters and inner blanks are not forgiven.
    pub fn find(&self, name: &str) -> Option<CloudId> {
        let at = self
            .0
            .iter()
            .position(|cloud| cloud.name.eq_ignore_ascii_case(name.trim()))?;
        Some(CloudId(at as u8))
    }

    /// The names of a set, for a message: `public, fairfax`.
    pub fn names(&self, set: CloudSet) -> String {
        let names: Vec<&str> = self
            .iter()
            .filter(|(id, _)| set.contains(*id))
            .map(|(_, cloud)| cloud.name.as_str())
            .collect();
        names.join(", ")
    }
}

/// One cloud of a [`Clouds`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CloudId(u8);

/// A set of clouds of one [`Clouds`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct CloudSet(u64);

impl CloudSet {
    /// No cloud.
    pub const EMPTY: Self = Self(0);

    /// The set with one more cloud.
    #[must_use]
    pub fn with(self, id: CloudId) -> Self {
        Self(self.0 | 1 << id.0)
    }

    /// What is in one of the two, or in both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in both.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What is in this and not in the other.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether the cloud is in the set.
    pub fn contains(self, id: CloudId) -> bool {
        self.0 >> id.0 & 1 == 1
    }

    /// Whether no cloud is in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// The names of one list of clouds: each as the author wrote it, and the cloud it means, if any.
pub type Named<'a> = Vec<(&'a str, Option<CloudId>)>;

/// What an article's cloud properties come to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Where the article is published.
    pub clouds: CloudSet,
    /// Clouds that are named as wanted and as disabled.
    pub contradicted: CloudSet,
}

/// The clouds an article is published to: what all `wanted` lists have in common, less every list of `disabled`.
///
/// Fails closed: a name that is no cloud adds nothing; no list, or an unknown name among the disabled, is no cloud.
pub fn select(wanted: &[Named<'_>], disabled: &[Named<'_>]) -> Selection {
    let set = |list: &Named<'_>| {
        list.iter()
            .filter_map(|(_, id)| *id)
            .fold(CloudSet::EMPTY, CloudSet::with)
    };
    let common = wanted
        .iter()
        .map(set)
        .reduce(CloudSet::intersection)
        .unwrap_or_default();
    let off = disabled
        .iter()
        .flatten()
        .filter_map(|(_, id)| *id)
        .fold(CloudSet::EMPTY, CloudSet::with);
    let doubtful = disabled.iter().flatten().any(|(_, id)| id.is_none());
    Selection {
        clouds: if doubtful {
            CloudSet::EMPTY
        } else {
            common.without(off)
        },
        contradicted: common.intersection(off),
    }
}

/// The six clouds that are there without configuration.
pub fn built_in() -> Vec<Cloud> {
    let cloud = |name: &str, title: &str, portal: Option<&str>| Cloud {
        name: name.to_owned(),
        title: title.to_owned(),
        base_url: None,
        portal: portal.map(str::to_owned),
        rewrites: Vec::new(),
        // A cloud without a portal is one that is cut off from every other network.
        air_gapped: portal.is_none(),
        images: Vec::new(),
        videos: Vec::new(),
        embed: None,
    };
    vec![
        cloud("public", "Azure", Some("portal.azure.com")),
        cloud("fairfax", "Azure Government", Some("portal.azure.us")),
        cloud("mooncake", "Azure China", Some("portal.azure.cn")),
        cloud(
            "blackforest",
            "Azure Germany",
            Some("portal.microsoftazure.de"),
        ),
        cloud("usnat", "Azure US National", None),
        cloud("ussec", "Azure US Secret", None),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(ids: &[u8]) -> CloudSet {
        ids.iter()
            .fold(CloudSet::EMPTY, |set, id| set.with(CloudId(*id)))
    }

    fn list(ids: &[Option<u8>]) -> Named<'static> {
        ids.iter().map(|id| ("x", id.map(CloudId))).collect()
    }

    #[test]
    fn the_filter_fails_closed() {
        let (a, b, ab) = (
            list(&[Some(0)]),
            list(&[Some(1)]),
            list(&[Some(0), Some(1)]),
        );
        assert_eq!(select(&[], &[]).clouds, set(&[]));
        assert_eq!(select(&[list(&[])], &[]).clouds, set(&[]));
        assert_eq!(select(std::slice::from_ref(&ab), &[]).clouds, set(&[0, 1]));
        assert_eq!(select(&[ab.clone(), a.clone()], &[]).clouds, set(&[0]));
        assert_eq!(select(&[a.clone(), b.clone()], &[]).clouds, set(&[]));
        assert_eq!(
            select(std::slice::from_ref(&ab), std::slice::from_ref(&b)).contradicted,
            set(&[1])
        );
        assert_eq!(select(std::slice::from_ref(&ab), &[a, b]).clouds, set(&[]));
        assert_eq!(
            select(std::slice::from_ref(&ab), &[list(&[None])]).clouds,
            set(&[])
        );
        assert_eq!(select(&[list(&[Some(0), None])], &[]).clouds, set(&[0]));
    }

    #[test]
    fn a_look_alike_is_no_cloud() {
        let clouds = Clouds::new(built_in());
        assert!(clouds.find(" MoonCake ").is_some());
        for name in [
            "moonca\u{212a}e",
            "Мooncake",
            "moon cake",
            "pub\u{200b}lic",
            "",
        ] {
            assert_eq!(clouds.find(name), None, "{name:?}");
        }
    }
}
