//! The sitemap and `robots.txt`: what search engines read.

use super::Pages;
use crate::path::UrlPath;

/// The most addresses that one sitemap may hold, by its protocol.
const SITEMAP_LIMIT: usize = 50_000;

impl Pages<'_> {
    /// The files of the sitemap, where the base URL is known: one, or several and an index.
    pub fn sitemap(&self) -> Vec<(String, Vec<u8>)> {
        let Some(base) = &self.cloud().base_url else {
            return Vec::new();
        };
        let lists = self.site.listing.lists.iter().map(|list| &list.url);
        let urls: Vec<&UrlPath> = std::iter::once(&self.site.listing.home)
            .chain(lists)
            .chain(self.site.entries.iter().map(|entry| &entry.url))
            .collect();
        let locations = |urls: &[&UrlPath]| {
            sitemap(
                "urlset",
                "url",
                urls.iter().map(|url| format!("{base}/{url}")),
            )
        };
        if urls.len() <= SITEMAP_LIMIT {
            return vec![("sitemap.xml".to_owned(), locations(&urls))];
        }
        let mut files: Vec<(String, Vec<u8>)> = urls
            .chunks(SITEMAP_LIMIT)
            .enumerate()
            .map(|(at, urls)| (format!("sitemap-{}.xml", at + 1), locations(urls)))
            .collect();
        let index = sitemap(
            "sitemapindex",
            "sitemap",
            files.iter().map(|(name, _)| format!("{base}/{name}")),
        );
        files.push(("sitemap.xml".to_owned(), index));
        files
    }

    /// `robots.txt`, where the base URL is known.
    pub fn robots(&self) -> Option<Vec<u8>> {
        let base = self.cloud().base_url.as_ref()?;
        Some(format!("User-agent: *\nAllow: /\nSitemap: {base}/sitemap.xml\n").into_bytes())
    }
}

fn sitemap(root: &str, element: &str, locations: impl Iterator<Item = String>) -> Vec<u8> {
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
    );
    for location in locations {
        xml.push_str(&format!("<{element}><loc>"));
        crate::html::text(&mut xml, &location);
        xml.push_str(&format!("</loc></{element}>\n"));
    }
    xml.push_str(&format!("</{root}>\n"));
    xml.into_bytes()
}
