//! In which order files are put in place: first what others lead to.

use super::offer::Offer;
use crate::path::OutPath;

/// A step of a publish. A file of one step leads only to files of its own or an earlier step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Styles, scripts, images: named by what is in them, or shown by pages.
    Assets,
    /// What scripts and programs read.
    Data,
    /// The pages of articles.
    Articles,
    /// The pages that list articles.
    Lists,
    /// The pages that readers come in by.
    Entries,
    /// What hosts and crawlers read.
    Control,
}

impl Phase {
    /// All of them, in order.
    pub const ALL: [Self; 6] = [
        Self::Assets,
        Self::Data,
        Self::Articles,
        Self::Lists,
        Self::Entries,
        Self::Control,
    ];

    /// The step of a file.
    pub fn of(path: &OutPath, offer: &Offer) -> Self {
        let text = path.as_str();
        let packed = text.strip_suffix(".gz").or(text.strip_suffix(".br"));
        if let Some(plain) = packed.and_then(OutPath::parse) {
            return Self::of(&plain, offer);
        }
        let depth = text.matches('/').count();
        if offer.articles.contains(path) {
            return Self::Articles;
        }
        match text.rsplit_once('.').map_or("", |(_, ending)| ending) {
            "html" if depth == 0 => Self::Entries,
            "html" if text.ends_with("/index.html") => Self::Lists,
            // A redirect, or the page of a translation.
            "html" => Self::Articles,
            // What only an index of its folder leads to, by names that the index has to know.
            _ if is_led_to(text) => Self::Assets,
            // What scripts of pages and hosts read; the rest of the root is for crawlers and the rules of hosts.
            _ if depth == 0 && !matches!(text, "catalog.json" | "search.json") => Self::Control,
            "json" | "md" | "xml" | "txt" => Self::Data,
            _ => Self::Assets,
        }
    }
}

fn is_led_to(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let within = |wanted: &&str| folder.split('/').any(|part| part == *wanted);
    ["lists", "routes", "pagefind"].iter().any(within)
        && !matches!(name, "index.json" | "pagefind-entry.json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn what_others_lead_to_comes_first() {
        let path = |text: &str| OutPath::parse(text).unwrap();
        let offer = Offer {
            articles: BTreeSet::from([path("a/b/c/index.html"), path("lone.html")]),
            ..Offer::default()
        };
        for (text, want) in [
            ("assets/style.0123.css", Phase::Assets),
            ("a/picture.png", Phase::Assets),
            ("catalog.json", Phase::Data),
            ("search.json", Phase::Data),
            ("routes/index.json", Phase::Data),
            ("routes/article/0.json", Phase::Assets),
            ("lists/index.json", Phase::Data),
            ("lists/a.0123.json", Phase::Assets),
            ("pagefind/pagefind-entry.json", Phase::Data),
            ("pagefind/fragment/en_0.pf_fragment", Phase::Assets),
            ("a/b/c/index.html", Phase::Articles),
            ("lone.html", Phase::Articles),
            ("lone.html.gz", Phase::Articles),
            ("index.html.br", Phase::Entries),
            ("de/a/x.html", Phase::Articles),
            ("a/b/index.html", Phase::Lists),
            ("index.html", Phase::Entries),
            ("404.html", Phase::Entries),
            ("sitemap.xml", Phase::Control),
            ("robots.txt", Phase::Control),
            ("_headers", Phase::Control),
        ] {
            assert_eq!(Phase::of(&path(text), &offer), want, "{text}");
        }
    }
}
