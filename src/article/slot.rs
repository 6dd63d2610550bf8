//! Slots: placeholders that the reader's page fills.

use super::comments::{Comment, Mark};
use super::header::fold;
use super::marks::without_tokens;
use crate::diagnostic::{Code, Note, Span};
use crate::value::{Place, Quotes};
use std::iter::Peekable;
use std::vec::IntoIter;

/// A placeholder of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Its name as written, trimmed. Names compare without case.
    pub name: String,
    /// The text that stands there until it is filled: a label without its brackets, entities decoded. May be empty.
    pub default: String,
    /// How the default reads.
    pub kind: SlotKind,
    /// Whether it is a paragraph of its own, and so may be filled with a table or a list.
    pub block: bool,
    /// What surrounds it, where it stands in code and a value must not break out.
    pub code: Option<Quotes>,
    /// Whether it is on the page: `false` for one in an element that is dropped with its content.
    pub shown: bool,
    /// From the opener to behind the closer, in the source.
    pub span: Span,
    /// Emphasis that begins before the default and that ends behind it.
    emphasis: (String, String),
}

/// How the default of a slot reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotKind {
    /// The name of what is missing.
    Label,
    /// A text that reads well unfilled.
    Prose,
    /// Nothing.
    Optional,
}

impl SlotKind {
    /// The word in pages and catalogues.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::Prose => "prose",
            Self::Optional => "optional",
        }
    }
}

impl Slot {
    fn new(name: &str, inner: &str, span: Span) -> Self {
        let plain = htmlize::unescape(without_comments(inner).trim()).into_owned();
        let (before, plain, after) = emphasis(&plain);
        let (default, kind) = default(name, &without_tokens(plain));
        Self {
            name: without_tokens(name).into_owned(),
            default,
            kind,
            block: false,
            code: None,
            shown: true,
            span,
            emphasis: (before.to_owned(), after.to_owned()),
        }
    }

    /// Where its value is to stand; `rest` is the source behind it.
    pub fn place(&self, rest: &str) -> Place {
        match self.code {
            Some(quotes) => Place::Code(quotes),
            None if self.block => Place::Block,
            None => Place::Inline {
                zone_follows: zone_follows(rest),
            },
        }
    }

    /// What stands for the slot in the text to parse: its token, between emphasis that it holds.
    pub(super) fn in_text(&self, push_token: impl FnOnce(&mut String)) -> String {
        let mut text = self.emphasis.0.clone();
        push_token(&mut text);
        text + &self.emphasis.1
    }
}

/// Whether an article goes on with the time zone behind a slot, in brackets and emphasis or not.
fn zone_follows(rest: &str) -> bool {
    rest.trim_start_matches([' ', '\t', '\n', '\r', '(', '*', '_'])
        .strip_prefix("UTC")
        .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// The default without its brackets, and how it reads.
fn default(name: &str, inner: &str) -> (String, SlotKind) {
    let text = fold(inner);
    let label = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .filter(|label| !label.contains(['[', ']']));
    match label {
        _ if text.is_empty() => (text, SlotKind::Optional),
        Some(label) => (label.trim().to_owned(), SlotKind::Label),
        None if text.eq_ignore_ascii_case(&fold(name)) => (text, SlotKind::Label),
        None => (text, SlotKind::Prose),
    }
}

/// Splits emphasis marks off the ends of a default: what they enclose is one word to Markdown.
fn emphasis(text: &str) -> (&str, &str, &str) {
    let inner = text.trim_start_matches('*');
    let (before, inner) = (
        &text[..text.len() - inner.len()],
        inner.trim_end_matches('*'),
    );
    let after = &text[before.len() + inner.len()..];
    // Marks in the middle pair with those at the ends; only text without them is certain.
    if inner.contains('*') {
        ("", text, "")
    } else {
        (before, inner, after)
    }
}

fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("<!--") {
        out.push_str(before);
        rest = comment
            .split_once("-->")
            .map_or(comment, |(_, after)| after);
    }
    out + rest
}

/// Makes slots of openers and closers; gives back the comments that are no part of one.
pub(super) fn pair<'a>(
    source: &str,
    comments: Vec<Comment<'a>>,
    notes: &mut Vec<Note>,
) -> (Vec<Slot>, Vec<Comment<'a>>) {
    let mut pairing = Pairing {
        source,
        notes,
        slots: Vec::new(),
        rest: Vec::new(),
        owed: Vec::new(),
    };
    let mut comments = comments.into_iter().peekable();
    while let Some(comment) = comments.next() {
        match comment.mark {
            Mark::SlotOpen(name) => pairing.open(name, comment, &mut comments),
            Mark::SlotClose(name) => pairing.close(name, comment),
            _ => pairing.rest.push(comment),
        }
    }
    (pairing.slots, pairing.rest)
}

struct Pairing<'s, 'a, 'n> {
    source: &'s str,
    notes: &'n mut Vec<Note>,
    slots: Vec<Slot>,
    rest: Vec<Comment<'a>>,
    /// Closers whose opener was dropped: they are dropped without a further word.
    owed: Vec<&'a str>,
}

impl<'a> Pairing<'_, 'a, '_> {
    fn open(
        &mut self,
        name: &'a str,
        opener: Comment<'a>,
        comments: &mut Peekable<IntoIter<Comment<'a>>>,
    ) {
        // Comments of other kinds between opener and closer are the author's and are not part of the default.
        let mut between = Vec::new();
        while let Some(comment) = comments
            .next_if(|comment| !matches!(comment.mark, Mark::SlotOpen(_) | Mark::SlotClose(_)))
        {
            between.push(comment);
        }
        let closer = comments.next_if(|comment| matches!(comment.mark, Mark::SlotClose(close) if close.eq_ignore_ascii_case(name)));
        let Some(closer) = closer else {
            let nested = matches!(
                comments.peek(),
                Some(Comment {
                    mark: Mark::SlotOpen(_),
                    ..
                })
            ) && self.closes_later(name, &opener);
            self.unpaired(
                name,
                opener,
                nested.then(|| comments.peek().cloned()).flatten(),
            );
            self.rest.append(&mut between);
            return;
        };
        let inner = &self.source[opener.span.end..closer.span.start];
        if crosses_block(inner) {
            let message = format!("slot `${name}` reaches over the end of a paragraph");
            self.notes.push(
                Note::new(Code::SlotCrossesBlock, opener.span.clone(), message)
                    .help("open and close it in the same paragraph"),
            );
            self.drop_mark(opener);
            self.rest.append(&mut between);
            self.drop_mark(closer);
            return;
        }
        self.check_case(name, &closer);
        let slot = Slot::new(name, inner, opener.span.start..closer.span.end);
        if slot.emphasis.0 != slot.emphasis.1 {
            let message = format!("emphasis begins or ends inside slot `${name}`");
            self.notes.push(
                Note::new(Code::SlotEmphasis, slot.span.clone(), message)
                    .help("put the `**` outside of both marks"),
            );
        }
        self.slots.push(slot);
    }

    fn check_case(&mut self, name: &str, closer: &Comment<'a>) {
        let Mark::SlotClose(close) = closer.mark else {
            return;
        };
        if close != name {
            let message = format!("closer `${close}` does not match opener `${name}`");
            let right = format!("<!--/${name}-->");
            let note = Note::new(Code::SlotCase, closer.span.clone(), message)
                .help(format!("write `{right}`"));
            self.notes.push(note.fix(closer.span.clone(), right));
        }
    }

    /// Whether a closer of this name follows before the next opener of the same name.
    fn closes_later(&self, name: &str, opener: &Comment<'_>) -> bool {
        // Only the beginning of the paragraph is searched: a slot that reaches further is none that was meant.
        let rest = &self.source[opener.span.end..];
        let rest = &rest[..rest.floor_char_boundary(2048)];
        let end = rest.find("\n\n").or_else(|| rest.find("\r\n\r\n"));
        let paragraph = &rest[..end.unwrap_or(rest.len())];
        paragraph
            .to_ascii_lowercase()
            .contains(&format!("/${}-->", name.to_ascii_lowercase()))
    }

    fn unpaired(&mut self, name: &'a str, opener: Comment<'a>, inner: Option<Comment<'a>>) {
        if let Some(Comment {
            span,
            mark: Mark::SlotOpen(inner),
        }) = inner
        {
            let message = format!("slot `${inner}` stands inside slot `${name}`");
            self.notes.push(
                Note::new(Code::SlotNested, span, message)
                    .help("close the outer slot before the inner one begins"),
            );
            self.owed.push(name);
        } else {
            let message = format!("slot `${name}` is never closed");
            self.notes.push(
                Note::new(Code::SlotUnclosed, opener.span.clone(), message)
                    .help(format!("write `<!--/${name}-->` behind its default")),
            );
        }
        self.drop_mark(opener);
    }

    fn close(&mut self, name: &'a str, closer: Comment<'a>) {
        match self
            .owed
            .iter()
            .position(|owed| owed.eq_ignore_ascii_case(name))
        {
            Some(at) => drop(self.owed.swap_remove(at)),
            None => {
                let message = format!("slot `${name}` is closed and was not open");
                self.notes.push(
                    Note::new(Code::SlotStray, closer.span.clone(), message).help(format!(
                        "write `<!--${name}-->` before its default, or remove this"
                    )),
                );
            }
        }
        self.drop_mark(closer);
    }

    /// The mark goes, the text stays.
    fn drop_mark(&mut self, comment: Comment<'a>) {
        self.rest.push(Comment {
            mark: Mark::Words,
            ..comment
        });
    }
}

/// Whether a default holds the end of a paragraph or the beginning of another block.
fn crosses_block(inner: &str) -> bool {
    let begins_block = |line: &str| {
        ["#", ">", "|", "```", "~~~", "* ", "- ", "+ "]
            .iter()
            .any(|mark| line.starts_with(mark))
    };
    inner
        .trim()
        .lines()
        .skip(1)
        .map(str::trim)
        .any(|line| line.is_empty() || begins_block(line))
}

#[cfg(test)]
mod tests {
    use super::super::comments;
    use super::*;

    fn slots(text: &str) -> (Vec<(String, String, &'static str)>, Vec<&'static str>) {
        let mut notes = Vec::new();
        let (slots, _) = pair(text, comments::scan(text, Vec::new()), &mut notes);
        let slots = slots
            .into_iter()
            .map(|slot| (slot.name, slot.default, slot.kind.as_str()))
            .collect();
        (slots, notes.iter().map(|note| note.code.as_str()).collect())
    }

    #[test]
    fn slots_are_paired_and_their_defaults_read() {
        for (text, want, codes) in [
            (
                "<!--$a-->[a]<!--/$a-->",
                &[("a", "a", "label")][..],
                &[][..],
            ),
            (
                "<!--$a--> A <!--/$A-->",
                &[("a", "A", "label")],
                &["slot-case"],
            ),
            (
                "<!--$a-->[number of x]<!--/$a-->",
                &[("a", "number of x", "label")],
                &[],
            ),
            (
                "<!--$a-->your &amp; mine<!--/$a-->",
                &[("a", "your & mine", "prose")],
                &[],
            ),
            ("<!--$a--> <!--/$a-->", &[("a", "", "optional")], &[]),
            (
                "**<!--$a-->[a]**<!--/$a-->",
                &[("a", "a", "label")],
                &["slot-emphasis"],
            ),
            ("<!--$a-->**[a]**<!--/$a-->", &[("a", "a", "label")], &[]),
            ("<!--$a-->[a]", &[], &["slot-unclosed"]),
            ("[a]<!--/$a-->", &[], &["slot-stray"]),
            (
                "<!--$a-->x <!--$b-->[b]<!--/$b--> y<!--/$a-->",
                &[("b", "b", "label")],
                &["slot-nested"],
            ),
            ("<!--$a-->x\n\ny<!--/$a-->", &[], &["slot-crosses-block"]),
            (
                "<!--$a-->x<!-- c -->y<!--/$a-->",
                &[("a", "xy", "prose")],
                &[],
            ),
        ] {
            let (found, said) = slots(text);
            let want: Vec<_> = want
                .iter()
                .map(|(name, default, kind)| ((*name).to_owned(), (*default).to_owned(), *kind))
                .collect();
            assert_eq!((found, said), (want, codes.to_vec()), "{text:?}");
        }
    }
}
