//! Finds block elements and their children, before Markdown is read.
//!
//! An element begins a line, and its tags have no attributes: `<video class="…">` is raw HTML, and no element. What
//! stands in a fence or a comment is none.

use super::fence::Fence;
use super::marks::without_tokens;
use crate::diagnostic::{Code, Note, Span};
use crate::property::nearest;

/// The elements and what may stand in them, by the names that authors are told.
const ELEMENTS: [(&str, &[&str]); 5] = [
    (
        "insight",
        &[
            "symptomId",
            "executionText",
            "noResultText",
            "timeoutText",
            "failedText",
            "maxInsightCount",
            "additionalInputsReq",
        ],
    ),
    (
        "metric",
        &["name", "title", "aggregationType", "timeSpanDuration"],
    ),
    ("video", &["src", "title"]),
    ("videoGroup", &["video"]),
    ("azureKB", &["client"]),
];

/// How far from its opening tag a child is closed at most, in bytes.
const LONGEST: usize = 8192;

/// An element as written.
#[derive(Debug)]
pub(super) struct Element {
    /// Its name as authors are told to write it.
    pub(super) name: &'static str,
    /// The whole of it.
    pub(super) span: Span,
    /// Its opening tag.
    pub(super) opener: Span,
    /// Its children, each name once.
    pub(super) children: Vec<Child>,
    /// The elements in it.
    pub(super) inner: Vec<Element>,
    /// What else stands in it, as text.
    pub(super) rest: Vec<String>,
}

/// A child of an element.
#[derive(Debug)]
pub(super) struct Child {
    /// Its name as authors are told to write it.
    pub(super) name: &'static str,
    /// Its text, slots as tokens.
    pub(super) text: String,
    /// Its text, slots by their default.
    pub(super) plain: String,
    /// Where its text is written.
    pub(super) span: Span,
}

impl Element {
    /// The child of this name.
    pub(super) fn child(&self, name: &str) -> Option<&Child> {
        self.children.iter().find(|child| child.name == name)
    }
}

/// A comment or a slot of the source, and what stands for it in a text and in a value.
pub(super) struct Piece {
    pub(super) span: Span,
    pub(super) text: String,
    pub(super) plain: String,
}

/// A tag without attributes.
struct Tag<'a> {
    name: &'a str,
    closes: bool,
    /// `<name/>`: an element without children.
    whole: bool,
    span: Span,
}

impl Tag<'_> {
    fn breaks(&self) -> bool {
        !self.closes && self.name.eq_ignore_ascii_case("br")
    }
}

/// Every element of the source, in order. `pieces`, in order of place, are what was found before.
pub(super) fn scan(source: &str, pieces: &[Piece], notes: &mut Vec<Note>) -> Vec<Element> {
    let (mut at, mut found, mut fence) = (0, Vec::<Element>::new(), Fence::default());
    let mut reader = Reader {
        source,
        pieces,
        notes,
    };
    for line in source.split_inclusive('\n') {
        let start = at + line.len() - line.trim_start().len();
        at += line.len();
        let taken = found.last().is_some_and(|last| start < last.span.end);
        if taken || fence.holds(line) || reader.piece(start).is_some() {
            continue;
        }
        let Some(tag) = tag(source, start).filter(|tag| !tag.closes) else {
            continue;
        };
        if let Some((name, _)) = known(tag.name) {
            found.extend(reader.element(name, &tag, source.len()));
        }
    }
    found
}

fn known(name: &str) -> Option<(&'static str, &'static [&'static str])> {
    ELEMENTS
        .into_iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
}

/// The tag at this place.
fn tag(source: &str, start: usize) -> Option<Tag<'_>> {
    let rest = source.get(start..)?.strip_prefix('<')?;
    let closes = rest.starts_with('/');
    let rest = &rest[usize::from(closes)..];
    let length = rest
        .find(|c: char| !c.is_ascii_alphanumeric())
        .filter(|length| *length > 0)?;
    let (name, rest) = rest.split_at(length);
    let bare = rest.trim_start_matches([' ', '\t']);
    let after = bare.strip_prefix('/').unwrap_or(bare).strip_prefix('>')?;
    Some(Tag {
        name,
        closes,
        whole: bare.starts_with('/'),
        span: start..source.len() - after.len(),
    })
}

/// Every tag from a place on.
fn tags(source: &str, from: usize, end: usize) -> impl Iterator<Item = Tag<'_>> {
    memchr::memchr_iter(b'<', &source.as_bytes()[from..end])
        .filter_map(move |at| tag(source, from + at))
        .take_while(move |tag| tag.span.end <= end)
}

struct Reader<'a, 'n> {
    source: &'a str,
    pieces: &'a [Piece],
    notes: &'n mut Vec<Note>,
}

impl<'a> Reader<'a, '_> {
    /// The piece that holds this place.
    fn piece(&self, at: usize) -> Option<&'a Piece> {
        let after = self.pieces.partition_point(|piece| piece.span.start <= at);
        let piece = &self.pieces[after.checked_sub(1)?];
        Some(piece).filter(|piece| at < piece.span.end)
    }

    /// Every tag of a stretch outside pieces.
    fn tags(&self, from: usize, end: usize) -> impl Iterator<Item = Tag<'a>> {
        tags(self.source, from, end).filter(|tag| self.piece(tag.span.start).is_none())
    }

    /// The tag that closes what a tag opens, if none of its name opens before that.
    fn closer(&self, opener: &Tag<'_>, end: usize) -> Option<Tag<'a>> {
        self.tags(opener.span.end, end)
            .find(|tag| tag.name.eq_ignore_ascii_case(opener.name))
            .filter(|tag| tag.closes)
    }

    /// The element that a tag opens. One that is never closed is none: it stays text.
    fn element(&mut self, name: &'static str, opener: &Tag<'_>, end: usize) -> Option<Element> {
        let mut element = Element {
            name,
            span: opener.span.clone(),
            opener: opener.span.clone(),
            children: Vec::new(),
            inner: Vec::new(),
            rest: Vec::new(),
        };
        if opener.whole {
            return Some(element);
        }
        let Some(closer) = self.closer(opener, end) else {
            let message = format!("`<{name}>` is never closed and stays text");
            let note = Note::new(Code::ElementUnclosed, opener.span.clone(), message);
            self.notes
                .push(note.help(format!("write `</{name}>` where it ends")));
            return None;
        };
        element.span.end = closer.span.end;
        self.children(&mut element, opener.span.end..closer.span.start);
        Some(element)
    }

    fn children(&mut self, element: &mut Element, inner: Span) {
        let mut at = inner.start;
        while at < inner.end {
            let rest = &self.source[at..inner.end];
            let blank = rest.len() - rest.trim_start().len();
            if blank > 0 {
                at += blank;
            } else if let Some(piece) = self.piece(at).filter(|piece| piece.text.is_empty()) {
                at = piece.span.end;
            } else {
                at = match tag(self.source, at).filter(|tag| tag.span.end <= inner.end) {
                    Some(tag) if tag.breaks() => tag.span.end,
                    Some(tag) if !tag.closes => self.child(element, &tag, inner.end),
                    tag => self.stray(element, at, tag.map_or(at, |tag| tag.span.end), inner.end),
                };
            }
        }
    }

    /// Reads a child, and gives back where it ends.
    fn child(&mut self, element: &mut Element, opener: &Tag<'_>, end: usize) -> usize {
        let allowed = known(element.name).map_or(&[][..], |(_, children)| children);
        let name = allowed
            .iter()
            .find(|name| name.eq_ignore_ascii_case(opener.name));
        if name == Some(&"video") {
            return match self.element("video", opener, end) {
                Some(video) => {
                    let end = video.span.end;
                    element.inner.push(video);
                    end
                }
                None => self.stray_text(element, opener.span.start..opener.span.end),
            };
        }
        let closer = self.closer(opener, end.min(opener.span.end + LONGEST));
        let Some(name) = name else {
            let end = closer.map_or(opener.span.end, |closer| closer.span.end);
            self.unknown(element, opener, allowed);
            return self.stray_text(element, opener.span.start..end);
        };
        let (inner, end) = match closer {
            Some(closer) => (opener.span.end..closer.span.start, closer.span.end),
            None => {
                let message = format!("`<{name}>` of `<{}>` is never closed", element.name);
                let note = Note::new(Code::ElementUnclosed, opener.span.clone(), message);
                self.notes
                    .push(note.help(format!("write `</{name}>` where it ends")));
                let text = &self.source[opener.span.end..end];
                let end = opener.span.end + text.find(['<', '\n']).unwrap_or(text.len());
                (opener.span.end..end, end)
            }
        };
        if element.child(name).is_some() {
            let message = format!("`<{name}>` stands twice in `<{}>`", element.name);
            let note = Note::new(Code::ElementChild, opener.span.clone(), message);
            self.notes
                .push(note.help("the first counts; leave the others out"));
            self.stray_text(element, inner);
            return end;
        }
        element.children.push(Child {
            name,
            text: self.words(inner.clone(), |piece| &piece.text),
            plain: self.words(inner.clone(), |piece| &piece.plain),
            span: trimmed(self.source, inner),
        });
        end
    }

    fn unknown(&mut self, element: &Element, opener: &Tag<'_>, allowed: &[&str]) {
        let message = format!("`<{}>` has no child `<{}>`", element.name, opener.name);
        let note = Note::new(Code::ElementChild, opener.span.clone(), message);
        self.notes
            .push(match nearest(opener.name, allowed.iter().copied()) {
                Some(near) => note.help(format!("did you mean `<{near}>`?")),
                None => note.help(format!("it may have `<{}>`", allowed.join(">`, `<"))),
            });
    }

    /// Text beside the children, from a place to the next tag behind `past`.
    fn stray(&mut self, element: &mut Element, at: usize, past: usize, end: usize) -> usize {
        let next = self
            .tags(past, end)
            .next()
            .map_or(end, |tag| tag.span.start);
        let span = trimmed(self.source, at..next.max(past));
        let message = format!("text stands beside the children of `<{}>`", element.name);
        let note = Note::new(Code::ElementChild, span.clone(), message);
        self.notes
            .push(note.help("put it into one of them, or below the element"));
        self.stray_text(element, span);
        next.max(past)
    }

    /// Keeps a stretch as text, and gives back where it ends.
    fn stray_text(&self, element: &mut Element, span: Span) -> usize {
        let text = self.words(span.clone(), |piece| &piece.text);
        element
            .rest
            .extend(Some(text).filter(|text| !text.is_empty()));
        span.end
    }

    /// A stretch of the source as a reader sees it.
    fn words(&self, span: Span, of_piece: impl Fn(&Piece) -> &str) -> String {
        let (mut text, mut at) = (String::new(), span.start);
        let first = self
            .pieces
            .partition_point(|piece| piece.span.start < span.start);
        let inside = |piece: &&Piece| piece.span.end <= span.end;
        for piece in self.pieces[first..].iter().take_while(inside) {
            push_words(&mut text, &self.source[at..piece.span.start]);
            text.push_str(of_piece(piece));
            at = piece.span.end;
        }
        push_words(&mut text, &self.source[at..span.end]);
        let lines = text.split('\n').map(super::header::fold);
        let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
        lines.join("\n")
    }
}

/// Appends text without tags of line breaks: they become line ends, and line ends of the source blanks.
fn push_words(out: &mut String, source: &str) {
    let mut from = 0;
    for tag in tags(source, 0, source.len()).filter(Tag::breaks) {
        push_text(out, &source[from..tag.span.start]);
        out.push('\n');
        from = tag.span.end;
    }
    push_text(out, &source[from..]);
}

fn push_text(out: &mut String, source: &str) {
    let text = source.replace(['\n', '\r'], " ");
    out.push_str(&without_tokens(&htmlize::unescape(&text)));
}

fn trimmed(source: &str, span: Span) -> Span {
    let text = &source[span.clone()];
    let start = span.end - text.trim_start().len();
    start.min(span.end)..(span.start + text.trim_end().len()).max(start.min(span.end))
}
