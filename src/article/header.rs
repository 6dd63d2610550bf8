//! The header of an article: `<properties … />`, or YAML front matter, with every recovery of the format.

use super::attribute::{Attribute, attribute, is_name_start, name_length};
use super::front;
use super::opener::{OPENER, SPACE, find_opener, text_before};
use crate::diagnostic::{Code, Note, Span};
use crate::property::Property;
use std::borrow::Cow;

/// What an article says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// The properties in the order of the file, each known one once except those that select clouds.
    pub properties: Vec<Entry>,
    /// The header in the text, with its marks.
    pub span: Span,
}

/// One property as the author gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is; `None` for a name that the format does not know.
    pub property: Option<Property>,
    /// The value, where it is not what is written: most are, and an article of ten properties would hold ten texts twice.
    value: Option<Box<str>>,
    /// Where the name stands.
    pub name: Span,
    /// Where the value stands, without its quotes.
    pub span: Span,
}

impl Entry {
    /// A property of a text: its value is what stands there with entities decoded and white space folded.
    pub(super) fn written(
        property: Option<Property>,
        text: &str,
        (name, span): (Span, Span),
    ) -> Self {
        let value = htmlize::unescape(&text[span.clone()]);
        let is_written = matches!(value, Cow::Borrowed(_)) && is_folded(&value);
        Self {
            property,
            value: (!is_written).then(|| fold(&value).into()),
            name,
            span,
        }
    }

    /// A property that has its value from elsewhere than the place where it stands.
    pub fn given(property: Option<Property>, value: &str, (name, span): (Span, Span)) -> Self {
        Self {
            property,
            value: Some(fold(value).into()),
            name,
            span,
        }
    }

    /// The value; `text` is that of the article which has the entry. May be empty.
    pub(super) fn value<'a>(&'a self, text: &'a str) -> &'a str {
        let written = || text.get(self.span.clone()).unwrap_or_default();
        self.value.as_deref().unwrap_or_else(written)
    }
}

impl Header {
    /// The entry of a property, if the author gave it, were it empty.
    pub fn entry(&self, property: Property) -> Option<&Entry> {
        self.properties
            .iter()
            .find(|entry| entry.property == Some(property))
    }

    /// The value of a property in a text that has this header; empty where there is none.
    pub(super) fn get<'a>(&'a self, property: Property, text: &'a str) -> &'a str {
        self.entry(property).map_or("", |entry| entry.value(text))
    }

    /// Every entry of a property that may count several times.
    pub fn all(&self, property: Property) -> impl Iterator<Item = &Entry> + Clone {
        self.properties
            .iter()
            .filter(move |entry| entry.property == Some(property))
    }
}

/// The entries of a list value: split at `,` and `;`, trimmed, empty ones dropped.
pub fn list(value: &str) -> impl Iterator<Item = &str> {
    value
        .split([',', ';'])
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
}

/// Reads the header of a text; `None` where there is none. Faults become notes, never a failure.
pub(super) fn read(text: &str, notes: &mut Vec<Note>) -> Option<Header> {
    let front = front::read(text);
    let Some(start) = find_opener(text) else {
        let front = front?;
        return Some(finish(front.into_header(notes), notes));
    };
    if let Some(front) = front.filter(|front| front.is_header()) {
        let message = "front matter and a `<properties` header; the header counts";
        notes.push(Note::new(Code::TwoHeaders, front.span, message).help("keep one of the two"));
    } else if let Some(span) = text_before(text, start) {
        let message = "text before the header is the beginning of the body";
        notes.push(
            Note::new(Code::TextBeforeHeader, span, message).help("move it below the header"),
        );
    }
    let header = Reader {
        text,
        at: start + OPENER.len(),
        properties: Vec::new(),
        notes,
    }
    .read(start);
    Some(finish(header, notes))
}

/// Notes what is given twice or unknown, and keeps the first of equal names.
fn finish(mut header: Header, notes: &mut Vec<Note>) -> Header {
    let mut seen: Vec<Property> = Vec::new();
    header.properties.retain(|entry| {
        let Some(property) = entry.property else {
            return true;
        };
        if !seen.contains(&property) {
            seen.push(property);
            return true;
        }
        let (kept, rule) = match property {
            Property::CloudEnvironments => {
                (true, "the article is in the clouds that all of them name")
            }
            Property::DisableClouds => (true, "every cloud that one of them names is disabled"),
            _ => (false, "the first one counts"),
        };
        let message = format!("`{}` is given twice; {rule}", property.as_str());
        notes.push(
            Note::new(Code::DuplicateProperty, entry.name.clone(), message)
                .help("keep one of them"),
        );
        kept
    });
    // It is held as long as the article is.
    header.properties.shrink_to_fit();
    header
}

struct Reader<'a, 'n> {
    text: &'a str,
    at: usize,
    properties: Vec<Entry>,
    notes: &'n mut Vec<Note>,
}

impl Reader<'_, '_> {
    fn read(mut self, start: usize) -> Header {
        let mut last = self.at;
        let end = loop {
            let rest = &self.text[self.at..];
            let skipped = rest.len() - rest.trim_start_matches(SPACE).len();
            let (blank, rest) = rest.split_at(skipped);
            self.stray_spaces(blank);
            self.at += skipped;
            if rest.starts_with("<!--") {
                match rest.find("-->") {
                    Some(end) => self.at += end + 3,
                    None => break self.unclosed(start, last),
                }
            } else if rest.starts_with("/>") {
                break self.at + 2;
            } else if rest.starts_with('>') {
                let note = Note::new(
                    Code::HeaderStray,
                    self.at..self.at + 1,
                    "the header ends with `>`",
                );
                self.notes
                    .push(note.help("write `/>`").fix(self.at..self.at, "/"));
                break self.at + 1;
            } else if let Some(attribute) = attribute(self.text, self.at) {
                self.at = attribute.next;
                last = attribute.next;
                self.take(attribute);
            } else {
                let Some(next) = self.next_sense() else {
                    break self.unclosed(start, last);
                };
                self.stray(self.at..next);
                self.at = next;
            }
        };
        Header {
            properties: self.properties,
            span: start..end,
        }
    }

    fn take(&mut self, attribute: Attribute) {
        let name = &self.text[attribute.name.clone()];
        let property = Property::find(name);
        if property.is_none() {
            self.notes.push(unknown(name, attribute.name.clone()));
        }
        if attribute.lost_quote {
            let end = attribute.value.end;
            let message = format!("the value of `{name}` has no closing quote");
            self.notes.push(
                Note::new(Code::HeaderStray, attribute.name.clone(), message)
                    .help("close it on its own line")
                    .fix(end..end, "\""),
            );
        }
        let place = (attribute.name, attribute.value);
        self.properties
            .push(Entry::written(property, self.text, place));
    }

    /// A zero-width space between attributes is white space that nobody meant to write.
    fn stray_spaces(&mut self, blank: &str) {
        for (offset, c) in blank
            .char_indices()
            .filter(|(_, c)| matches!(c, '\u{200b}' | '\u{feff}'))
        {
            let span = self.at + offset..self.at + offset + c.len_utf8();
            let note = Note::new(
                Code::HeaderStray,
                span.clone(),
                format!("an invisible character (U+{:04X}) in the header", c as u32),
            );
            self.notes.push(note.help("remove it").fix(span, ""));
        }
    }

    fn stray(&mut self, span: Span) {
        let text = self.text[span.clone()].trim_end_matches(SPACE);
        let shown: String = text.chars().take(40).collect();
        let message = format!("`{}` is no property", fold(&shown));
        self.notes.push(
            Note::new(
                Code::HeaderStray,
                span.start..span.start + text.len(),
                message,
            )
            .help("a property is written `name=\"value\"`"),
        );
    }

    fn unclosed(&mut self, start: usize, last: usize) -> usize {
        let span = start..start + OPENER.len();
        self.notes.push(
            Note::new(Code::HeaderUnclosed, span, "the header never ends")
                .help("write `/>` after the last property"),
        );
        last
    }

    /// The next place where an attribute or the end of the header can be read.
    fn next_sense(&self) -> Option<usize> {
        let mut at = self.at;
        while let Some(c) = self.text[at..].chars().next() {
            let rest = &self.text[at..];
            if rest.starts_with("/>") || c == '>' {
                return Some(at);
            }
            if !is_name_start(c) {
                at += c.len_utf8();
                continue;
            }
            if at > self.at && attribute(self.text, at).is_some() {
                return Some(at);
            }
            // What follows the whole name follows every part of it, so no part of it begins an attribute either.
            at += name_length(rest);
        }
        None
    }
}

/// The note on a name that is no property.
pub(super) fn unknown(name: &str, span: Span) -> Note {
    let note = Note::new(
        Code::UnknownProperty,
        span.clone(),
        format!("no property is named `{name}`"),
    );
    match Property::nearest(name) {
        Some(near) => note.help(format!("did you mean `{near}`?")).fix(span, near),
        None => note,
    }
}

/// Whether folding a text changes nothing; `false` where that takes a closer look than most texts need.
fn is_folded(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
        && !text.contains("  ")
        && !text.starts_with(' ')
        && !text.ends_with(' ')
}

/// Trimmed, with every run of white space one blank.
pub fn fold(text: &str) -> String {
    let text = text.trim();
    if is_folded(text) {
        return text.to_owned();
    }
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(text: &str) -> (Vec<(String, String)>, Vec<&'static str>, usize) {
        let mut notes = Vec::new();
        let header = read(text, &mut notes).expect("a header");
        let pairs = header
            .properties
            .iter()
            .map(|entry| {
                let name = text[entry.name.clone()].to_owned();
                (name, entry.value(text).to_owned())
            })
            .collect();
        (
            pairs,
            notes.iter().map(|note| note.code.as_str()).collect(),
            header.span.end,
        )
    }

    fn pairs(want: &[(&str, &str)]) -> Vec<(String, String)> {
        want.iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[allow(clippy::too_many_lines, reason = "a table of cases")]
    #[test]
    fn every_recovery_keeps_the_rest_of_the_header() {
        for (text, want, codes) in [
            (
                "<properties a.b='x' pageTitle = \"A &amp; B\"/>",
                &[("a.b", "x"), ("pageTitle", "A & B")][..],
                &["unknown-property"][..],
            ),
            (
                "<properties service=\"x\"\" resource=\"y\"/>",
                &[("service", "x"), ("resource", "y")],
                &["header-stray"],
            ),
            (
                "<properties service=\"x\", resource=\"y\" >",
                &[("service", "x"), ("resource", "y")],
                &["header-stray", "header-stray"],
            ),
            (
                "<properties service=\"x\n resource=\"y\"/>",
                &[("service", "x"), ("resource", "y")],
                &["header-stray"],
            ),
            (
                "<properties service=\"x\n/>\n\"quoted\" text",
                &[("service", "x")],
                &["header-stray"],
            ),
            (
                "<properties service=\"a/>b\"\u{200b}/>",
                &[("service", "a/>b")],
                &["header-stray"],
            ),
            (
                "<properties <!-- c=\"d\" --> service=\" a \n b \"/>",
                &[("service", "a b")],
                &[],
            ),
            (
                "<properties service=\"a\" Service=\"b\"/>",
                &[("service", "a")],
                &["duplicate-property"],
            ),
            (
                "<properties service=\"a\"\n# Title\n",
                &[("service", "a")],
                &["header-unclosed"],
            ),
            (
                "<!-- c -->\n<PROPERTIES service=\"a\"/>",
                &[("service", "a")],
                &[],
            ),
            (
                "# T\n<properties service=\"a\"/>",
                &[("service", "a")],
                &["text-before-header"],
            ),
            (
                "```\n<properties service=\"b\"/>\n```\n<properties service=\"a\"/>",
                &[("service", "a")],
                &["text-before-header"],
            ),
        ] {
            let (found, said, _) = header(text);
            assert_eq!((found, said), (pairs(want), codes.to_vec()), "{text:?}");
        }
    }

    #[test]
    fn a_header_that_is_only_mentioned_is_none() {
        for text in [
            "about <properties a=\"b\"/>",
            "<propertiesx a=\"b\"/>",
            "<!--\n<properties a=\"b\"/>\n-->",
            "",
        ] {
            assert_eq!(read(text, &mut Vec::new()), None, "{text:?}");
        }
    }

    #[test]
    fn a_hostile_header_takes_linear_time() {
        for text in [
            format!("<properties {}", "a".repeat(1 << 20)),
            format!("<properties {}", "a= ".repeat(1 << 18)),
            "<properties a=\"\n".repeat(1 << 14),
        ] {
            read(&text, &mut Vec::new());
        }
    }
}
