//! Block elements: what they say is on the page without a script; what a script needs stands in data attributes.

use super::slots::Expander;
use super::{Target, escape};
use crate::article::{Block, Shows, Value, Video};
use crate::words::fill;

/// Appends the block element of this index.
pub(super) fn push(page: &Expander<'_>, out: &mut String, index: usize) {
    let Some(block) = page.text.body.marked.blocks.get(index) else {
        return;
    };
    let mut writer = Writer { page, out };
    match &block.shows {
        Shows::Insight { .. } => writer.insight(&block.shows),
        Shows::Metric { .. } => writer.metric(&block.shows),
        Shows::Video(_) | Shows::VideoGroup(_) => writer.videos(block),
        Shows::Kb { client } => writer.kb(client),
    }
    for text in &block.rest {
        writer.element("p", text);
    }
}

struct Writer<'a, 'p> {
    page: &'a Expander<'p>,
    out: &'a mut String,
}

impl Writer<'_, '_> {
    fn attribute(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.out.push_str(&format!(" {name}=\""));
            escape::attribute(self.out, value);
            self.out.push('"');
        }
    }

    /// A text of the author; its line ends are breaks.
    fn text(&mut self, text: &str) {
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.out.push_str("<br>\n");
            }
            self.page.text(self.out, line);
        }
    }

    fn element(&mut self, name: &str, text: &str) {
        self.out.push_str(&format!("<{name}>"));
        self.text(text);
        self.out.push_str(&format!("</{name}>\n"));
    }

    fn insight(&mut self, shows: &Shows) {
        let Shows::Insight {
            checks,
            texts,
            most,
            asks,
        } = shows
        else {
            return;
        };
        self.out.push_str("<div class=\"card insight\"");
        self.attribute("data-insight", &checks.join(","));
        self.attribute("data-insight-most", most);
        self.attribute("data-insight-asks", asks);
        self.out.push_str(">\n<dl class=\"states\">\n");
        for (state, text) in texts {
            self.out
                .push_str(&format!("<div data-state=\"{}\">", state.as_str()));
            self.label(state.as_str());
            self.element("dd", text);
            self.out.push_str("</div>\n");
        }
        self.out.push_str("</dl>\n");
        let facts = checks.iter().map(|check| ("check", check.as_str()));
        self.facts(facts.chain([("most", most.as_str()), ("asks", asks)]));
        self.out.push_str("</div>\n");
    }

    /// A term in the words of the interface, by their key.
    fn label(&mut self, key: &str) {
        let setting = self.page.setting;
        self.out
            .push_str(&format!("<dt lang=\"{}\">", setting.words.language));
        escape::text(self.out, setting.word(key));
        self.out.push_str("</dt>");
    }

    /// What only hosts need, in a line, by keys of words; without what is empty.
    fn facts<'f>(&mut self, facts: impl Iterator<Item = (&'static str, &'f str)>) {
        let setting = self.page.setting;
        let opener = format!("<p class=\"facts\" lang=\"{}\">", setting.words.language);
        let mut between = opener.as_str();
        for (key, value) in facts.filter(|(_, value)| !value.is_empty()) {
            self.out.push_str(between);
            escape::text(self.out, setting.word(key));
            self.out.push_str(": <code>");
            escape::text(self.out, value);
            self.out.push_str("</code>");
            between = ", ";
        }
        if between == ", " {
            self.out.push_str("</p>\n");
        }
    }

    fn metric(&mut self, shows: &Shows) {
        let Shows::Metric {
            title,
            name,
            aggregation,
            span,
        } = shows
        else {
            return;
        };
        let words = |value: &Option<Value>| {
            let words = value.as_ref().and_then(|value| value.words.clone());
            words.unwrap_or_default()
        };
        self.out.push_str("<figure class=\"card metric\"");
        self.attribute("data-metric", name);
        self.attribute("data-metric-aggregation", &words(aggregation));
        self.attribute("data-metric-span", &words(span));
        self.out.push_str(">\n");
        if !title.is_empty() {
            self.element("figcaption", title);
        }
        self.out.push_str("<dl class=\"facts\">\n");
        let value = |value: &Option<Value>| {
            value.as_ref().map(|value| match &value.words {
                Some(words) => format!("{words} ({})", value.written),
                None => value.written.clone(),
            })
        };
        let facts = [
            ("metric", Some(name.clone()).filter(|name| !name.is_empty())),
            ("aggregation", value(aggregation)),
            ("span", value(span)),
        ];
        for (label, value) in facts {
            if let Some(value) = value {
                self.out.push_str("<div>");
                self.label(label);
                self.element("dd", &value);
                self.out.push_str("</div>\n");
            }
        }
        self.out.push_str("</dl>\n</figure>\n");
    }

    fn videos(&mut self, block: &Block) {
        let links = &self.page.text.body.outline.videos;
        let group = matches!(block.shows, Shows::VideoGroup(_));
        self.out
            .push_str(if group { "<ul class=\"videos\">\n" } else { "" });
        for video in block.videos() {
            let link = video.number.and_then(|number| links.get(number));
            let target = link.and_then(|link| self.page.text.targets.get(*link));
            let name = if group { "li" } else { "div" };
            self.out.push_str(&format!("<{name} class=\"card video\""));
            self.video(video, target.unwrap_or(&Target::Nowhere));
            self.out.push_str(&format!("</{name}>\n"));
        }
        self.out.push_str(if group { "</ul>\n" } else { "" });
    }

    /// The rest of a video's element, from its attributes on.
    fn video(&mut self, video: &Video, target: &Target) {
        let (url, player) = match target {
            Target::Video { url, player } => (url.as_str(), player.as_str()),
            Target::Url(url) => (url.as_str(), ""),
            _ => ("", ""),
        };
        self.attribute("data-player", player);
        self.out.push_str(">\n");
        // The address is the author's word too; where the cloud has another, that one is shown.
        let address = if url.is_empty() { &video.address } else { url };
        let title = if video.title.is_empty() {
            address
        } else {
            &video.title
        };
        match url.is_empty() {
            true => self.element("span", title),
            false => {
                self.out.push_str("<a");
                self.attribute("href", url);
                self.out.push('>');
                self.text(title);
                self.out.push_str("</a>\n");
            }
        }
        if !video.title.is_empty() && !address.is_empty() {
            self.out.push_str("<p class=\"facts\">");
            escape::text(self.out, address);
            self.out.push_str("</p>\n");
        }
    }

    fn kb(&mut self, client: &str) {
        self.out.push_str("<div class=\"card kb\"");
        self.attribute("data-kb", client);
        let setting = self.page.setting;
        let word = setting.word(if client.is_empty() { "kb" } else { "kb_in" });
        self.out
            .push_str(&format!(">\n<p lang=\"{}\">", setting.words.language));
        escape::text(self.out, &fill(word, |_| Some(client)));
        self.out.push_str("</p>\n</div>\n");
    }
}
