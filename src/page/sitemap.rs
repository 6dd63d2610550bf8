//! The sitemap and `robots.txt`: what search engines read.

use super::Pages;
use super::languages::Shown;
use crate::path::UrlPath;
use crate::site::Site;
use crate::value::Time;

/// The most addresses that one sitemap may hold, by its protocol.
const SITEMAP_LIMIT: usize = 50_000;

/// What lets a sitemap name a page in other languages.
const XHTML: &str = " xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"";

/// A page that search engines are told of.
struct Listed<'a> {
    url: &'a UrlPath,
    /// When it changed, where that is known.
    changed: Option<&'a Time>,
    /// The tag and the address in each language, where it is translated.
    alternates: Vec<(&'a str, &'a UrlPath)>,
}

impl Pages<'_> {
    /// The files of the sitemap, where the base URL is known: one, or several and an index.
    pub fn sitemap(&self) -> Vec<(String, Vec<u8>)> {
        let Some(base) = &self.cloud().base_url else {
            return Vec::new();
        };
        let pages: Vec<Listed<'_>> = self.all().flat_map(|site| self.listed(site)).collect();
        let own = match self.main.translations.is_empty() {
            true => "",
            false => XHTML,
        };
        let locations = |pages: &[Listed<'_>]| {
            let mut xml = open("urlset", own);
            for page in pages {
                locate(&mut xml, base, page);
            }
            xml.push_str("</urlset>\n");
            xml.into_bytes()
        };
        if pages.len() <= SITEMAP_LIMIT {
            return vec![("sitemap.xml".to_owned(), locations(&pages))];
        }
        let mut files: Vec<(String, Vec<u8>)> = pages
            .chunks(SITEMAP_LIMIT)
            .enumerate()
            .map(|(at, pages)| (format!("sitemap-{}.xml", at + 1), locations(pages)))
            .collect();
        let mut index = open("sitemapindex", "");
        for (name, _) in &files {
            index.push_str("<sitemap>");
            element(&mut index, "loc", &format!("{base}/{name}"));
            index.push_str("</sitemap>\n");
        }
        index.push_str("</sitemapindex>\n");
        files.push(("sitemap.xml".to_owned(), index.into_bytes()));
        files
    }

    /// The pages of the site in a language that show something in that language.
    fn listed<'a>(&'a self, site: &'a Site) -> impl Iterator<Item = Listed<'a>> {
        let lists = (0..site.listing.lists.len()).map(Shown::List);
        let articles = (0..site.entries.len()).map(Shown::Article);
        let all = std::iter::once(Shown::Home).chain(lists).chain(articles);
        let shown = all.filter(|shown| shown.is_translated(site));
        shown.map(|shown| Listed {
            url: shown.url(site),
            changed: match shown {
                Shown::Article(at) => site.history.of(&site.entries[at].article.path),
                _ => None,
            },
            alternates: match self.main.translations.is_empty() {
                true => Vec::new(),
                false => self
                    .translated(shown)
                    .into_iter()
                    .map(|site| (self.config.tag(site.language), shown.url(site)))
                    .collect(),
            },
        })
    }

    /// `robots.txt`, where the base URL is known.
    pub fn robots(&self) -> Option<Vec<u8>> {
        let base = self.cloud().base_url.as_ref()?;
        Some(format!("User-agent: *\nAllow: /\nSitemap: {base}/sitemap.xml\n").into_bytes())
    }
}

fn open(root: &str, own: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"{own}>\n"
    )
}

/// An address, and those of the page in all languages, its own among them.
fn locate(xml: &mut String, base: &str, page: &Listed<'_>) {
    xml.push_str("<url>");
    element(xml, "loc", &format!("{base}/{}", page.url));
    for (tag, url) in &page.alternates {
        xml.push_str(&format!(
            "<xhtml:link rel=\"alternate\" hreflang=\"{tag}\" href=\""
        ));
        crate::html::text(xml, &format!("{base}/{url}"));
        xml.push_str("\"/>");
    }
    if let Some(time) = page.changed {
        element(xml, "lastmod", &time.iso());
    }
    xml.push_str("</url>\n");
}

fn element(xml: &mut String, name: &str, text: &str) {
    xml.push_str(&format!("<{name}>"));
    crate::html::text(xml, text);
    xml.push_str(&format!("</{name}>"));
}
