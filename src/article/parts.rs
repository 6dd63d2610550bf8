//! The texts and addresses of a JSON body, read as the body of an article is: markup found once, links with spans.

use super::marks::without_tokens;
use super::outline::{Link, Role};
use super::{Body, settle};
use crate::diagnostic::{Note, Span};
use crate::json::place;
use crate::kinds::{self, Part};

/// A part of a JSON body.
#[derive(Clone, Debug, PartialEq)]
pub struct PartText {
    /// Its text: what the spans of its body count in.
    pub text: String,
    /// Its markup; `None` where it is nothing but text.
    pub body: Option<Box<Body>>,
    /// The place of its links among those of the article.
    pub links: std::ops::Range<usize>,
}

/// Reads the parts of a body; their links are appended to `links`.
pub(super) fn read(
    source: &str,
    parts: &[Part],
    links: &mut Vec<Link>,
    notes: &mut Vec<Note>,
) -> Vec<PartText> {
    let read = parts.iter().map(|part| {
        let first = links.len();
        let (text, body) = match part.role {
            kinds::Role::Rich => (visible(&part.text), true),
            kinds::Role::Template => (with_slots(&visible(&part.text)), true),
            _ => (part.text.clone(), false),
        };
        let mut read = PartText {
            body: None,
            links: first..first,
            text,
        };
        if !body {
            links.push(link(part));
        } else if !is_plain(&read.text) {
            let (body, found) = markup(&read.text, &origin(source, part));
            links.extend(body.outline.links.iter().map(|link| Link {
                role: if link.role == Role::Link {
                    Role::Address
                } else {
                    link.role
                },
                at: usize::MAX,
                span: origin(source, part)(link.span.clone()),
                address: link.address.clone(),
            }));
            notes.extend(found);
            read.body = Some(Box::new(body));
        }
        read.links.end = links.len();
        read
    });
    let read = read.collect();
    // As those of the outline, they are held as long as the article is.
    links.shrink_to_fit();
    read
}

/// Something that leads somewhere as a whole.
fn link(part: &Part) -> Link {
    Link {
        address: part.text.clone(),
        role: match part.role {
            kinds::Role::Article => Role::Article,
            kinds::Role::Step => Role::Step,
            kinds::Role::Topic => Role::Topic,
            _ => Role::Address,
        },
        at: usize::MAX,
        span: part.span.clone(),
    }
}

/// The way from a part's text to the source; to the whole part where its text is not the written one.
fn origin<'a>(source: &'a str, part: &'a Part) -> impl Fn(Span) -> Span + 'a {
    move |span| {
        let whole = part.span.clone();
        let written = source.get(whole.start + 1..whole.end.saturating_sub(1));
        let Some(written) = written.filter(|_| part.role == kinds::Role::Rich) else {
            return whole;
        };
        let blank = written.len() - written.trim_start().len();
        let start = whole.start + 1 + blank + place(&written[blank..], span.start);
        let end = whole.start + 1 + blank + place(&written[blank..], span.end);
        start..end.max(start)
    }
}

fn markup(text: &str, origin: &dyn Fn(Span) -> Span) -> (Body, Vec<Note>) {
    let mut notes = Vec::new();
    let marked = super::Marked::find(text, 0..0, None, false, &mut notes);
    let (mut marked, outline) = settle(text, marked, &mut notes);
    for slot in &mut marked.slots {
        // A text of a form stands in a paragraph or a heading of its template.
        slot.block = false;
    }
    for note in &mut notes {
        note.span = origin(note.span.clone());
        note.fix.clear();
    }
    let body = Body {
        marked,
        outline,
        json: None,
    };
    (body, notes)
}

/// The text without the author's comments, which are no more published here than elsewhere, and without headings: a text
/// of a form is no section.
fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest: &str = &without_tokens(text);
    while let Some((before, comment)) = rest.split_once("<!--") {
        out.push_str(before);
        rest = comment
            .split_once("-->")
            .map_or(comment, |(_, after)| after);
    }
    out.push_str(rest);
    if out.starts_with('#') {
        out.insert(0, '\\');
    }
    out
}

/// The text with each `{name}` as a slot.
fn with_slots(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        out.push_str(before);
        let is_name = |name: &&str| {
            let mut letters = name.chars();
            letters.next().is_some_and(|c| c.is_ascii_alphabetic())
                && letters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
        };
        match behind.split_once('}').filter(|(name, _)| is_name(name)) {
            Some((name, after)) => {
                out.push_str(&format!("<!--${name}-->{name}<!--/${name}-->"));
                rest = after;
            }
            None => {
                out.push('{');
                rest = behind;
            }
        }
    }
    out.push_str(rest);
    out
}

/// Whether Markdown reads the text as one paragraph of nothing but text.
fn is_plain(text: &str) -> bool {
    let first = text.bytes().next();
    first.is_some_and(|b| b.is_ascii_alphabetic() || b >= 0x80 || b == b'(')
        && text
            .bytes()
            .all(|b| !b.is_ascii_control() && !b"<>*_[]`&\\~{}|".contains(&b))
}
