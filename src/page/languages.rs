//! A page in other languages: what the switcher, the head, the catalogue and the notice of a missing translation say.

use super::catalog::{Address, Translation};
use super::view::{AlternateView, LanguageView, PageView, UntranslatedView};
use super::{Pages, present};
use crate::config::LanguageId;
use crate::path::UrlPath;
use crate::property::Property;
use crate::site::Site;

/// What search engines call the page for readers of no listed language.
const DEFAULT: &str = "x-default";

/// What a page shows that all languages have, by its place in the site.
#[derive(Clone, Copy)]
pub(super) enum Shown {
    Article(usize),
    List(usize),
    Home,
}

impl Shown {
    /// Its address in the site of a language.
    pub(super) fn url(self, site: &Site) -> &UrlPath {
        match self {
            Self::Article(at) => &site.entries[at].url,
            Self::List(at) => &site.listing.lists[at].url,
            Self::Home => &site.listing.home,
        }
    }

    /// Whether the site of a language shows something in that language: the article, or one of the list.
    pub(super) fn is_translated(self, site: &Site) -> bool {
        match self {
            _ if site.language.is_default() => true,
            Self::Article(at) => site.is_translated(at),
            Self::Home => (0..site.entries.len()).any(|at| site.is_translated(at)),
            Self::List(at) => site.listing.lists[at]
                .entries
                .iter()
                .any(|at| site.is_translated(*at)),
        }
    }
}

impl<'a> Pages<'a> {
    /// The site in every language, the default one first.
    pub(super) fn all(&self) -> impl Iterator<Item = &'a Site> + Clone + use<'a> {
        self.main.in_all_languages()
    }

    /// The site in the languages that something is translated into, the default one first; empty where that is all.
    pub(super) fn translated(&self, shown: Shown) -> Vec<&'a Site> {
        let all = self.all().filter(|site| shown.is_translated(site));
        let all: Vec<&Site> = all.collect();
        if all.len() > 1 { all } else { Vec::new() }
    }

    /// Says of a page in which languages there is one.
    pub(super) fn tell_languages(&self, view: &mut PageView<'a>, shown: Shown) {
        if self.main.translations.is_empty() {
            return;
        }
        let here = shown.url(self.site);
        let config = self.config;
        let language = |site: &'a Site| LanguageView {
            tag: config.tag(site.language),
            title: config.language_title(site.language),
            url: shown.url(site).relative_from(here),
            current: site.language == self.site.language,
            missing: !shown.is_translated(site),
        };
        view.languages = self.all().map(language).collect();
        if shown.is_translated(self.site) {
            view.alternates = self.alternates(shown, here);
            return;
        }
        let original = shown.url(self.main);
        // It is the same page in another frame: without a base URL, too, it says of which.
        let canonical = self.absolute(original);
        view.canonical = canonical.or_else(|| Some(original.relative_from(here)));
        let is_article = matches!(shown, Shown::Article(_));
        view.untranslated = is_article.then(|| UntranslatedView {
            language: config.language_title(self.site.language),
            tag: config.tag(LanguageId::DEFAULT),
            title: config.language_title(LanguageId::DEFAULT),
            url: original.relative_from(here),
        });
    }

    /// The page in each language that it is translated into, and for everybody else.
    fn alternates(&self, shown: Shown, here: &UrlPath) -> Vec<AlternateView<'a>> {
        let url = |site: &Site| {
            let url = shown.url(site);
            let absolute = self.absolute(url);
            absolute.unwrap_or_else(|| url.relative_from(here))
        };
        let sites = self.translated(shown);
        let first = sites.first().map(|site| (DEFAULT, *site));
        let tagged = sites
            .iter()
            .map(|site| (self.config.tag(site.language), *site));
        let alternates = tagged.chain(first).map(|(tag, site)| AlternateView {
            tag,
            url: url(site),
        });
        alternates.collect()
    }

    /// The translations of an article, for the catalogue; `None` where the site has one language.
    pub(super) fn translations(&self, at: usize) -> Option<Vec<Translation<'a>>> {
        if self.main.translations.is_empty() {
            return None;
        }
        let sites = self.main.translations.iter();
        let sites = sites.filter(|site| site.is_translated(at));
        let translations = sites.map(|site| {
            let entry = &site.entries[at];
            Translation {
                language: self.config.tag(site.language),
                url: Address(&entry.url),
                source: entry.article.path.as_str(),
                title: &entry.article.title,
                description: present(entry.article.get(Property::Description)).unwrap_or_default(),
            }
        });
        Some(translations.collect())
    }
}
