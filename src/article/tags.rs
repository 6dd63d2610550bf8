//! Raw HTML tags: which are HTML, which are an author's text in angle brackets, and which are dangerous.

use crate::diagnostic::Span;

/// A tag as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawTag<'a> {
    /// The name in ASCII lower case.
    pub name: String,
    /// Whether it is an end tag.
    pub closes: bool,
    /// The attributes: name in ASCII lower case, value as written, if it has one.
    pub attributes: Vec<(String, Option<&'a str>)>,
    /// From `<` to behind `>`.
    pub span: Span,
}

/// What a tag is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// HTML: the name and every attribute are on the allow-list.
    Html,
    /// HTML, but with attributes that could run code; they are dropped.
    Defused,
    /// An element that is dropped with its content.
    Unsafe,
    /// The author's text.
    Text,
}

/// Elements that may stand in an article. `button`, `center` and `font` are known, but leave only their content.
const ELEMENTS: [&str; 73] = [
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "button",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
    "data",
    "hgroup",
    "menu",
    "nobr",
    "big",
    "address",
];

/// Elements that are dropped with what they hold.
const UNSAFE: [&str; 5] = ["script", "style", "iframe", "object", "embed"];

/// Attributes that are kept, by element; `*` for all.
const KEPT: [(&str, &[&str]); 14] = [
    ("*", &["title", "lang", "dir"]),
    ("a", &["href", "name"]),
    ("img", &["src", "alt", "width", "height"]),
    ("td", &["colspan", "rowspan", "align", "valign"]),
    ("th", &["colspan", "rowspan", "align", "valign", "scope"]),
    ("tr", &["align", "valign"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("ol", &["start", "type", "reversed"]),
    ("li", &["value"]),
    ("details", &["open"]),
    ("time", &["datetime"]),
    ("q", &["cite"]),
    ("blockquote", &["cite"]),
];

/// Attributes that HTML knows and a page does not keep.
const DROPPED: [&str; 26] = [
    "class",
    "id",
    "style",
    "align",
    "valign",
    "width",
    "height",
    "border",
    "cellpadding",
    "cellspacing",
    "bgcolor",
    "color",
    "face",
    "size",
    "target",
    "rel",
    "role",
    "tabindex",
    "type",
    "name",
    "clear",
    "summary",
    "nowrap",
    "scope",
    "loading",
    "referrerpolicy",
];

/// Attributes that mean something without a value.
const BOOLEAN: [&str; 3] = ["open", "reversed", "nowrap"];

/// The elements that a page keeps.
pub fn kept_elements() -> impl Iterator<Item = &'static str> {
    ELEMENTS.into_iter().filter(|name| !is_transparent(name))
}

/// The attributes that a page keeps, by element; `*` for all.
pub fn kept_attributes() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    KEPT.into_iter()
}

/// Whether only the content of an element stays.
fn is_transparent(name: &str) -> bool {
    matches!(name, "button" | "center" | "font" | "nobr" | "big")
}

impl RawTag<'_> {
    /// What the tag is.
    pub fn verdict(&self) -> Verdict {
        if UNSAFE.contains(&self.name.as_str()) {
            return Verdict::Unsafe;
        }
        if !ELEMENTS.contains(&self.name.as_str()) || self.closes && !self.attributes.is_empty() {
            return Verdict::Text;
        }
        let mut verdict = Verdict::Html;
        for (name, value) in &self.attributes {
            let handler = name.starts_with("on") && value.is_some();
            let known = self.keeps(name)
                || DROPPED.contains(&name.as_str())
                || name.starts_with("data-")
                || name.starts_with("aria-");
            match value {
                _ if handler => verdict = Verdict::Defused,
                None if !BOOLEAN.contains(&name.as_str()) => return Verdict::Text,
                _ if !known => return Verdict::Text,
                _ => {}
            }
        }
        verdict
    }

    /// Whether the page keeps this attribute.
    pub fn keeps(&self, attribute: &str) -> bool {
        KEPT.iter().any(|(element, kept)| {
            (*element == "*" || *element == self.name) && kept.contains(&attribute)
        })
    }

    /// Whether only the content of the element stays.
    pub fn is_transparent(&self) -> bool {
        is_transparent(&self.name)
    }

    /// Whether it opens or closes an element of code.
    pub fn is_code(&self) -> bool {
        matches!(self.name.as_str(), "code" | "pre" | "kbd" | "samp")
    }

    /// The attribute that holds an address, and its value.
    pub fn address(&self) -> Option<&str> {
        let wanted = match self.name.as_str() {
            "a" if !self.closes => "href",
            "img" => "src",
            _ => return None,
        };
        self.attribute(wanted)
    }

    /// The value of an attribute as written; the first counts.
    pub fn attribute(&self, wanted: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.unwrap_or_default())
    }
}

/// Every tag of a stretch of HTML, in order. What only looks like one is passed over.
pub fn scan(html: &str) -> impl Iterator<Item = RawTag<'_>> {
    let mut at = 0;
    // A tag has an end; where no `>` follows there is none, and nothing is searched twice.
    let last = html.rfind('>').unwrap_or(0);
    std::iter::from_fn(move || {
        while let Some(found) = html
            .get(at..last)
            .and_then(|rest| memchr::memchr(b'<', rest.as_bytes()))
        {
            let start = at + found;
            if let Some(tag) = read(html, start) {
                at = tag.span.end;
                return Some(tag);
            }
            at = start + 1;
        }
        None
    })
}

fn read(html: &str, start: usize) -> Option<RawTag<'_>> {
    let rest = &html[start + 1..];
    let (closes, rest) = rest
        .strip_prefix('/')
        .map_or((false, rest), |rest| (true, rest));
    let length = rest
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
        .filter(|_| rest.starts_with(|c: char| c.is_ascii_alphabetic()))?;
    let (name, mut rest) = rest.split_at(length);
    let mut attributes = Vec::new();
    loop {
        let before = rest;
        rest = rest.trim_start().trim_start_matches('/').trim_start();
        if let Some(after) = rest.strip_prefix('>') {
            let span = start..html.len() - after.len();
            return Some(RawTag {
                name: name.to_ascii_lowercase(),
                closes,
                attributes,
                span,
            });
        }
        let length = rest
            .find(|c: char| c.is_whitespace() || "\"'<>/=`".contains(c))
            .filter(|length| *length > 0)?;
        if before.len() == rest.len()
            && before.starts_with(|c: char| !c.is_whitespace())
            && attributes.is_empty()
        {
            return None;
        }
        let attribute = rest[..length].to_ascii_lowercase();
        let (value, after) = value(&rest[length..])?;
        attributes.push((attribute, value));
        rest = after;
    }
}

fn value(rest: &str) -> Option<(Option<&str>, &str)> {
    let Some(after) = rest.trim_start().strip_prefix('=') else {
        return Some((None, rest));
    };
    let after = after.trim_start();
    if let Some(quote) = after.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let (value, rest) = after[1..].split_once(quote)?;
        return Some((Some(value), rest));
    }
    let end = after
        .find(|c: char| c.is_whitespace() || "\"'=<>`".contains(c))
        .filter(|end| *end > 0)?;
    Some((Some(&after[..end]), &after[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn angle_text_is_told_from_html() {
        for (text, want) in [
            ("<br>", Verdict::Html),
            ("<BR/>", Verdict::Html),
            ("<a href='x' target=_blank>", Verdict::Html),
            ("<div class=\"x\" data-slot=\"y\">", Verdict::Html),
            ("<storage-account-name>", Verdict::Text),
            ("<Sub GUID that was used>", Verdict::Text),
            ("<Time range of the issue>", Verdict::Text),
            ("<a name>", Verdict::Text),
            ("<img src=x onerror=alert(1)>", Verdict::Defused),
            ("<script src=x>", Verdict::Unsafe),
            ("</IFRAME>", Verdict::Unsafe),
            ("<svg onload=x>", Verdict::Text),
        ] {
            assert_eq!(
                scan(text).next().map(|tag| tag.verdict()),
                Some(want),
                "{text}"
            );
        }
        for text in ["<", "< b>", "<1>", "<b", "a < b > c", "<a href=\"x>"] {
            assert_eq!(scan(text).next(), None, "{text}");
        }
    }
}
