//! `llms.txt`: the articles of a tree, service by service, for programs that read text.
//! See <https://llmstxt.org/>: a title, a summary, and a section of links for each part.

use super::prose;
use crate::page::{Pages, present};
use crate::path::UrlPath;
use crate::property::Property;
use crate::site::List;

impl Pages<'_> {
    /// Where `llms.txt` stands, if the tree has one.
    pub fn llms_url(&self) -> Option<UrlPath> {
        self.config.outputs.llms.then(|| UrlPath::new("llms.txt"))
    }

    /// `llms.txt`. It links to the Markdown of articles, or to their pages where there is none;
    /// absolutely where the base URL is known. An article stands in the section of its first service.
    pub fn llms(&self) -> Vec<u8> {
        let listing = &self.site.listing;
        let mut text = format!(
            "# {}\n\n> {} · {}\n",
            prose::text(&self.config.title),
            prose::text(&self.config.title),
            prose::text(&self.cloud().title)
        );
        for (at, list) in listing.lists.iter().enumerate() {
            if list.service.is_some() {
                continue;
            }
            let is_home = |home: usize| home == at || listing.lists[home].service == Some(at);
            let own = |entry: &&usize| listing.homes[**entry].is_some_and(is_home);
            let mut own = list.entries.iter().filter(own).peekable();
            if own.peek().is_none() {
                continue;
            }
            text.push_str(&section(list));
            for entry in own {
                self.push_entry(&mut text, *entry);
            }
        }
        text.into_bytes()
    }

    fn push_entry(&self, text: &mut String, at: usize) {
        let article = &self.entry(at).article;
        let url = self
            .twin_url(at)
            .unwrap_or_else(|| self.entry(at).url.clone());
        let address = self.absolute(&url).unwrap_or_else(|| url.to_string());
        let title = prose::link_text(&article.title);
        text.push_str(&format!("- [{title}]({address})"));
        if let Some(description) = present(article.get(Property::Description)) {
            text.push_str(&format!(": {}", prose::text(description)));
        }
        text.push('\n');
    }
}

fn section(list: &List) -> String {
    format!("\n## {}\n\n", prose::text(&list.title))
}
