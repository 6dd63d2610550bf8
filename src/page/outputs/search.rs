//! `opensearch.xml`: how a browser searches the site. See the OpenSearch 1.1 specification.

use crate::config::Search;
use crate::html;
use crate::page::Pages;
use crate::path::UrlPath;

/// The page that searches; what is searched for stands in its fragment, so that no host learns of it.
const PAGE: &str = "search.html#?q=";

impl Pages<'_> {
    /// Where the description of the search stands, if there is one: it needs the base URL.
    pub fn search_url(&self) -> Option<UrlPath> {
        let searched = self.config.search != Search::Off;
        let wanted = self.config.outputs.open_search && searched && self.cloud().base_url.is_some();
        wanted.then(|| UrlPath::new("opensearch.xml"))
    }

    /// What describes the search.
    pub fn search_description(&self) -> Option<Vec<u8>> {
        let base = self.cloud().base_url.as_ref()?;
        let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
            <OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n"
            .to_owned();
        let title = format!("{} · {}", self.config.title, self.cloud().title);
        // The specification allows so many characters.
        for (name, most, value) in [
            ("ShortName", 16, &self.config.title),
            ("LongName", 48, &title),
            ("Description", 1024, &title),
        ] {
            xml.push_str(&format!("<{name}>"));
            html::text(
                &mut xml,
                value.chars().take(most).collect::<String>().trim(),
            );
            xml.push_str(&format!("</{name}>\n"));
        }
        xml.push_str("<Url type=\"text/html\" method=\"get\" template=\"");
        html::attribute(&mut xml, &format!("{base}/{PAGE}{{searchTerms}}"));
        xml.push_str("\"/>\n<InputEncoding>UTF-8</InputEncoding>\n</OpenSearchDescription>\n");
        Some(xml.into_bytes())
    }
}
