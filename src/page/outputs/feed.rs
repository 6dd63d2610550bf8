//! `feed.xml`: the articles that changed last, as Atom (RFC 4287).

use crate::html;
use crate::page::{Pages, present};
use crate::path::UrlPath;
use crate::property::Property;
use crate::site::Entry;
use std::cmp::Reverse;

/// How many articles the feed holds.
const MOST: usize = 50;

impl Pages<'_> {
    /// Where the feed stands, if there is one: where the base URL is known, and when articles changed.
    pub fn feed_url(&self) -> Option<UrlPath> {
        let wanted = self.config.outputs.feed && self.dated && self.cloud().base_url.is_some();
        wanted.then(|| UrlPath::new("feed.xml"))
    }

    /// The feed: the articles that changed last, newest first. Empty where there is none.
    pub fn feed(&self) -> Vec<u8> {
        self.atom().unwrap_or_default().into_bytes()
    }

    fn atom(&self) -> Option<String> {
        let file = self.absolute(&self.feed_url()?)?;
        let base = self.cloud().base_url.as_ref()?;
        let dated = self.site.entries.iter().filter_map(|entry| {
            let time = self.site.history.of(&entry.article.path)?;
            Some((time.iso(), entry))
        });
        let mut dated: Vec<(String, &Entry)> = dated.collect();
        // Of a moment all in UTC, the later one is the greater text.
        dated.sort_by(|(a, one), (b, other)| (Reverse(a), &one.url).cmp(&(Reverse(b), &other.url)));
        dated.truncate(MOST);
        let (newest, _) = dated.first()?;
        let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
        xml.push_str("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"");
        html::attribute(&mut xml, &self.config.language);
        xml.push_str("\">\n");
        element(
            &mut xml,
            "title",
            &format!("{} · {}", self.config.title, self.cloud().title),
        );
        element(&mut xml, "id", &file);
        link(&mut xml, "self", &file);
        link(
            &mut xml,
            "alternate",
            &format!("{base}/{}", self.site.listing.home),
        );
        element(&mut xml, "updated", newest);
        xml.push_str("<author>\n");
        element(&mut xml, "name", &self.config.title);
        xml.push_str("</author>\n");
        for (time, entry) in &dated {
            push_entry(&mut xml, base, time, entry);
        }
        xml.push_str("</feed>\n");
        Some(xml)
    }
}

fn push_entry(xml: &mut String, base: &str, time: &str, entry: &Entry) {
    let address = format!("{base}/{}", entry.url);
    xml.push_str("<entry>\n");
    element(xml, "title", &entry.article.title);
    element(xml, "id", &address);
    link(xml, "alternate", &address);
    element(xml, "updated", time);
    if let Some(description) = present(entry.article.get(Property::Description)) {
        element(xml, "summary", description);
    }
    xml.push_str("</entry>\n");
}

/// XML takes no control characters, and an author's text may hold some.
fn element(xml: &mut String, name: &str, text: &str) {
    let text: String = text
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect();
    xml.push_str(&format!("<{name}>"));
    html::text(xml, &text);
    xml.push_str(&format!("</{name}>\n"));
}

fn link(xml: &mut String, rel: &str, address: &str) {
    xml.push_str(&format!("<link rel=\"{rel}\" href=\""));
    html::attribute(xml, address);
    xml.push_str("\"/>\n");
}
