//! The article in Markdown, beside its page.

use super::prose;
use crate::article::Article;
use crate::config::Urls;
use crate::page::Pages;
use crate::path::UrlPath;
use crate::property::Property;
use crate::site::Entry;

impl Pages<'_> {
    /// Where the Markdown of an article stands, if there is one: where the page does, with another ending.
    pub fn twin_url(&self, at: usize) -> Option<UrlPath> {
        if !self.config.outputs.markdown {
            return None;
        }
        let url = self.entry(at).url.as_str();
        Some(match self.config.urls {
            Urls::File => UrlPath::new(&format!("{}.md", url.strip_suffix(".html").unwrap_or(url))),
            Urls::Folder => UrlPath::new(&format!("{url}index.md")),
        })
    }

    /// The article in Markdown: what is known of it, and what its page shows. `body` is the body of the page.
    pub fn twin(&self, at: usize, body: &str) -> Vec<u8> {
        let Entry { article, url, .. } = self.entry(at);
        let mut text = String::with_capacity(body.len() + 512);
        text.push_str("---\n");
        let kind = article.kind.as_str();
        let updated = self.site.history.of(&article.path).map(|time| time.iso());
        let fields = [
            ("title", article.title.as_str()),
            ("description", article.get(Property::Description)),
            ("url", &self.absolute(url).unwrap_or_default()),
            ("kind", kind),
            ("service", article.get(Property::Service)),
            ("resource", article.get(Property::Resource)),
            ("updated", &updated.unwrap_or_default()),
        ];
        for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
            // A JSON string is a YAML string.
            let value = serde_json::Value::from(value);
            text.push_str(&format!("{name}: {value}\n"));
        }
        text.push_str("---\n\n");
        text.push_str(&heading(article));
        text.push_str(&prose::markdown(body, self.config.urls));
        text.into_bytes()
    }
}

/// The heading that the page shows above a body that has none.
fn heading(article: &Article) -> String {
    match article.has_heading() {
        true => String::new(),
        false => format!("# {}\n\n", prose::text(&article.title)),
    }
}
