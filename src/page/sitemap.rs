//! The sitemap and `robots.txt`: what search engines read.

use super::Pages;
use crate::path::UrlPath;
use crate::value::Time;

/// The most addresses that one sitemap may hold, by its protocol.
const SITEMAP_LIMIT: usize = 50_000;

impl Pages<'_> {
    /// The files of the sitemap, where the base URL is known: one, or several and an index.
    pub fn sitemap(&self) -> Vec<(String, Vec<u8>)> {
        let Some(base) = &self.cloud().base_url else {
            return Vec::new();
        };
        let lists = self.site.listing.lists.iter().map(|list| &list.url);
        let lists = std::iter::once(&self.site.listing.home).chain(lists);
        let entries = self.site.entries.iter();
        let urls: Vec<(&UrlPath, Option<&Time>)> = lists
            .map(|url| (url, None))
            .chain(entries.map(|entry| (&entry.url, self.site.history.of(&entry.article.path))))
            .collect();
        let locations = |urls: &[(&UrlPath, Option<&Time>)]| {
            let urls = urls.iter();
            sitemap(
                "urlset",
                "url",
                urls.map(|(url, changed)| (format!("{base}/{url}"), *changed)),
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
            files
                .iter()
                .map(|(name, _)| (format!("{base}/{name}"), None)),
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

/// The file of these addresses, each with when it changed, where that is known.
fn sitemap<'a>(
    root: &str,
    element: &str,
    locations: impl Iterator<Item = (String, Option<&'a Time>)>,
) -> Vec<u8> {
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
    );
    for (location, changed) in locations {
        xml.push_str(&format!("<{element}><loc>"));
        crate::html::text(&mut xml, &location);
        xml.push_str("</loc>");
        if let Some(time) = changed {
            xml.push_str(&format!("<lastmod>{}</lastmod>", time.iso()));
        }
        xml.push_str(&format!("</{element}>\n"));
    }
    xml.push_str(&format!("</{root}>\n"));
    xml.into_bytes()
}
