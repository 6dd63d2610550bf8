//! Finds slots, region marks, comments, block elements, sections and JSON before Markdown is read, and yields the text
//! to parse.
//!
//! A line that begins with `<!--` opens an HTML block in CommonMark, in which Markdown is not read. So what is found
//! here leaves the text: a slot becomes one word, a region mark a paragraph of its own, a comment nothing. The words
//! are noncharacters around a number ([`Token`]), which no author can write: theirs are replaced beforehand. A [`Map`]
//! leads from every place of the text to parse back to the source.

use super::allow::{self, Allowance};
use super::blocks::Block;
use super::comments::{self, Comment, Mark};
use super::guided::{self, Guided};
use super::region::{self, Op, Region};
use super::slot::{self, Slot};
use crate::diagnostic::{Code, Note, Span};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use std::borrow::Cow;
use std::fmt::Write as _;

/// What stands in the text to parse for something that was found before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// The slot of this index.
    Slot(usize),
    /// The region mark of this index.
    Region(usize),
    /// The JSON body.
    Json,
    /// A comment that may yet be code; only while code is being looked for.
    Comment(usize),
    /// The block element of this index.
    Block(usize),
    /// The beginning of the section of this index; its title is the heading that follows.
    Section(usize),
}

const OPENERS: [char; 6] = [
    '\u{fdd0}', '\u{fdd1}', '\u{fdd2}', '\u{fdd3}', '\u{fdd5}', '\u{fdd6}',
];
const CLOSER: char = '\u{fdd4}';

impl Token {
    /// Appends the token.
    pub fn push(self, out: &mut String) {
        let (opener, index) = match self {
            Self::Slot(index) => (0, index),
            Self::Region(index) => (1, index),
            Self::Json => (2, 0),
            Self::Comment(index) => (3, index),
            Self::Block(index) => (4, index),
            Self::Section(index) => (5, index),
        };
        // Writing to a string cannot fail.
        let _ = write!(out, "{}{index}{CLOSER}", OPENERS[opener]);
    }

    /// The first token of a text, and where it stands.
    pub fn find(text: &str) -> Option<(Token, Span)> {
        // All tokens begin with the same two bytes, which are rare elsewhere.
        let mut from = 0;
        loop {
            let at = from + memchr::memmem::find(&text.as_bytes()[from..], b"\xef\xb7")?;
            if let Some(found) = text.get(at..).and_then(|rest| Self::read(rest, at)) {
                return Some(found);
            }
            from = at + 2;
        }
    }

    fn read(rest: &str, at: usize) -> Option<(Token, Span)> {
        let mut chars = rest.chars();
        let first = chars.next()?;
        let opener = OPENERS.iter().position(|opener| *opener == first)?;
        let (number, _) = chars.as_str().split_once(CLOSER)?;
        let index = number.parse().ok()?;
        let token = [
            Self::Slot(index),
            Self::Region(index),
            Self::Json,
            Self::Comment(index),
            Self::Block(index),
            Self::Section(index),
        ][opener];
        Some((token, at..at + 2 * CLOSER.len_utf8() + number.len()))
    }

    /// The token that a whole text is, if it is one.
    pub fn parse(text: &str) -> Option<Token> {
        Self::find(text)
            .filter(|(_, span)| *span == (0..text.len()))
            .map(|(token, _)| token)
    }
}

/// Calls `text` for every stretch between tokens and `token` for every token, in order.
pub fn split<'a>(whole: &'a str, mut visit: impl FnMut(Result<Token, &'a str>)) {
    let mut rest = whole;
    while let Some((token, span)) = Token::find(rest) {
        if span.start > 0 {
            visit(Err(&rest[..span.start]));
        }
        visit(Ok(token));
        rest = &rest[span.end..];
    }
    if !rest.is_empty() {
        visit(Err(rest));
    }
}

/// The body of an article, ready for Markdown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    /// The way back to the source.
    pub map: Map,
    /// The slots, in order; [`Token::Slot`] counts in them.
    pub slots: Vec<Slot>,
    /// What each region mark does; [`Token::Region`] counts in them.
    pub regions: Vec<Vec<Op>>,
    /// The regions that are opened, in order.
    pub opened: Vec<Region>,
    /// The block elements, in order; [`Token::Block`] counts in them.
    pub blocks: Vec<Block>,
    /// How many sections there are; [`Token::Section`] counts them.
    pub sections: usize,
    /// Findings that the author allows.
    pub allowances: Vec<Allowance>,
    /// What stands for what in the text to parse, in order of place, apart from each other.
    edits: Vec<Edit>,
}

/// A stretch of the source and what stands for it in the text to parse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) span: Span,
    pub(super) text: Box<str>,
}

impl Marked {
    /// Finds everything in `source` outside `header`; `json` is the JSON body with the line of dashes above it. Block
    /// elements and sections are those of a `guided` article, and text in any other.
    pub fn find(
        source: &str,
        header: Span,
        json: Option<Span>,
        guided: bool,
        notes: &mut Vec<Note>,
    ) -> Self {
        let mut edits = vec![Edit {
            text: if header.start > 0 { "\n\n" } else { "" }.into(),
            span: header,
        }];
        if let Some(span) = json {
            let mut text = "\n\n".to_owned();
            Token::Json.push(&mut text);
            text.push_str("\n\n");
            edits.push(Edit {
                span,
                text: text.into(),
            });
        }
        let comments = comments::scan(source, edits.iter().map(|edit| edit.span.clone()).collect());
        let (mut slots, mut rest) = slot::pair(source, comments, notes);
        let found = match guided {
            true => guided::find(source, &edits, (&mut slots, &mut rest), notes),
            false => Guided::default(),
        };
        edits.extend(found.edits);
        for (index, slot) in slots.iter().enumerate() {
            edits.push(Edit {
                span: slot.span.clone(),
                text: slot.in_text(|out| Token::Slot(index).push(out)).into(),
            });
        }
        let code = in_code(source, &edits, &rest);
        let mut in_code = code.iter();
        rest.retain(|_| !in_code.next().copied().unwrap_or_default());

        let (regions, opened) = region::resolve(&rest, notes);
        edits.extend(removals(source, &rest, &regions, notes));
        arrange(&mut edits);
        Self {
            allowances: allow::read(source, &rest, notes),
            map: Map::of(&edits),
            slots,
            regions,
            opened,
            blocks: found.blocks,
            sections: found.sections,
            edits,
        }
    }

    /// The text to parse. It is made when it is asked for: kept, it would double what the text of an article takes.
    pub fn text<'a>(&self, source: &'a str) -> Cow<'a, str> {
        build(source, &self.edits)
    }

    /// The same body with more of the source taken as text (`<`, or `[`, shown as written) or left out.
    ///
    /// Spans count in the source; those that touch an earlier change are passed over.
    #[must_use]
    pub fn without(mut self, source: &str, shown: &[Span], dropped: &[Span]) -> Self {
        for slot in &mut self.slots {
            let before = dropped.partition_point(|gone| gone.start <= slot.span.start);
            slot.shown &= before == 0 || dropped[before - 1].end <= slot.span.start;
        }
        let shown = shown.iter().map(|span| Edit {
            span: span.start..span.start + 1,
            text: match source.as_bytes().get(span.start) {
                Some(b'[') => "&#91;".into(),
                _ => "&lt;".into(),
            },
        });
        let dropped = dropped.iter().map(|span| Edit {
            span: span.clone(),
            text: Box::default(),
        });
        self.edits.extend(shown.chain(dropped));
        arrange(&mut self.edits);
        self.map = Map::of(&self.edits);
        self
    }
}

/// Which of the comments stand in a code span or a fence, where they are code.
///
/// Known from a first parse, in which every comment is a word; needed only where the text has code at all.
fn in_code(source: &str, edits: &[Edit], comments: &[Comment<'_>]) -> Vec<bool> {
    let mut code = vec![false; comments.len()];
    if comments.is_empty() || !source.contains('`') && !source.contains("~~~") {
        return code;
    }
    let words = comments.iter().enumerate().map(|(index, comment)| {
        let mut text = String::new();
        Token::Comment(index).push(&mut text);
        Edit {
            span: comment.span.clone(),
            text: text.into(),
        }
    });
    let mut edits: Vec<Edit> = edits.iter().cloned().chain(words).collect();
    arrange(&mut edits);
    let text = build(source, &edits);
    let mut fenced = false;
    for event in Parser::new_ext(&text, super::outline::options()) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => fenced = true,
            Event::End(TagEnd::CodeBlock) => fenced = false,
            Event::Code(words) => note_comments(&words, &mut code),
            Event::Text(words) if fenced => note_comments(&words, &mut code),
            _ => {}
        }
    }
    code
}

fn note_comments(text: &str, code: &mut [bool]) {
    split(text, |part| {
        if let Ok(Token::Comment(index)) = part {
            code[index] = true;
        }
    });
}

/// What becomes of comments and region marks in the text to parse.
fn removals(
    source: &str,
    comments: &[Comment<'_>],
    regions: &[Vec<Op>],
    notes: &mut Vec<Note>,
) -> Vec<Edit> {
    let blank = |c: char| c == ' ' || c == '\t';
    // Up to here the line holds nothing but blanks and marks, so what follows begins it.
    let (mut clear, mut region, mut line_start, mut passed) = (0, 0, 0, 0);
    let mut edits = Vec::with_capacity(comments.len());
    for comment in comments {
        let mut span = comment.span.clone();
        let between = source.get(passed..span.start).unwrap_or_default();
        line_start = between
            .rfind('\n')
            .map_or(line_start, |newline| passed + newline + 1);
        passed = passed.max(span.start);
        let begins_line = source[line_start.max(clear).min(span.start)..span.start]
            .trim_matches(blank)
            .is_empty();
        let after = source[span.end..].len() - source[span.end..].trim_start_matches(blank).len();
        let is_region = matches!(comment.mark, Mark::RegionOpen(_) | Mark::RegionClose(_));
        // Blanks left before a text would make it an indented code block.
        if begins_line || is_region {
            span.end += after;
            clear = span.end;
        }
        let mut text = String::new();
        if is_region {
            if !regions[region].is_empty() {
                span.start = source[..span.start]
                    .trim_end_matches(blank)
                    .len()
                    .max(edits.last().map_or(0, |edit: &Edit| edit.span.end));
                text.push_str("\n\n");
                Token::Region(region).push(&mut text);
                text.push_str("\n\n");
            }
            region += 1;
        }
        if comment.mark == Mark::Unclosed {
            let note = Note::new(
                Code::CommentUnclosed,
                comment.span.clone(),
                "a comment is opened and never closed",
            );
            notes.push(note.help("write `-->` where it ends; until then its text is published"));
        }
        let text = text.into();
        edits.push(Edit { span, text });
    }
    edits
}

/// Puts edits in order of place; one that overlaps an earlier one is dropped.
pub(super) fn arrange(edits: &mut Vec<Edit>) {
    edits.sort_by_key(|edit| (edit.span.start, std::cmp::Reverse(edit.span.end)));
    let mut end = 0;
    edits.retain(|edit| {
        let apart = edit.span.start >= end;
        end = if apart { edit.span.end } else { end };
        apart
    });
    edits.shrink_to_fit();
}

/// The source with its edits, which are [arranged](arrange).
pub(super) fn build<'a>(source: &'a str, edits: &[Edit]) -> Cow<'a, str> {
    if let [Edit { span, text }] = edits
        && span.start == 0
        && text.is_empty()
    {
        // Of most articles only the header goes.
        return without_tokens(&source[span.end..]);
    }
    let mut text = String::with_capacity(source.len() + 16 * edits.len());
    let mut at = 0;
    for edit in edits {
        text.push_str(&without_tokens(&source[at..edit.span.start]));
        text.push_str(&edit.text);
        at = edit.span.end;
    }
    text.push_str(&without_tokens(&source[at..]));
    text.into()
}

/// A text that cannot be taken for a token: noncharacters become replacement characters of the same length.
pub fn without_tokens(text: &str) -> Cow<'_, str> {
    match memchr::memmem::find(text.as_bytes(), b"\xef\xb7") {
        Some(_) => text
            .chars()
            .map(|c| {
                if OPENERS.contains(&c) || c == CLOSER {
                    '\u{fffd}'
                } else {
                    c
                }
            })
            .collect::<String>()
            .into(),
        None => text.into(),
    }
}

/// The way from the text to parse back to the source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Map(Vec<(usize, usize)>);

impl Map {
    /// The way through these edits, which are [arranged](arrange).
    fn of(edits: &[Edit]) -> Self {
        let mut map = Self(Vec::with_capacity(2 * edits.len() + 1));
        let (mut text, mut at) = (0, 0);
        for edit in edits {
            map.add(text, at);
            text += edit.span.start - at;
            map.add(text, edit.span.start);
            text += edit.text.len();
            at = edit.span.end;
        }
        map.add(text, at);
        map.0.shrink_to_fit();
        map
    }

    fn add(&mut self, text: usize, source: usize) {
        match self.0.last_mut() {
            Some(last) if last.0 == text => last.1 = source,
            _ => self.0.push((text, source)),
        }
    }

    /// The place in the source of a place in the text. Inside what stands for something, that thing's start.
    pub fn source(&self, text: usize) -> usize {
        let after = self.0.partition_point(|(start, _)| *start <= text);
        let Some(&(start, source)) = after.checked_sub(1).and_then(|at| self.0.get(at)) else {
            return text;
        };
        let limit = self.0.get(after).map_or(usize::MAX, |(_, next)| *next);
        (source + text - start).min(limit)
    }

    /// The stretch of the source that a stretch of the text stands for.
    pub fn span(&self, text: Span) -> Span {
        let start = self.source(text.start);
        let end = match text.end.checked_sub(1) {
            // A stretch that ends with something replaced ends where that thing does.
            Some(last) if text.end > text.start => {
                let after = self.0.partition_point(|(begin, _)| *begin <= last);
                match self.0.get(after) {
                    Some((begin, source)) if *begin == text.end => *source,
                    _ => self.source(text.end),
                }
            }
            _ => start,
        };
        start..end.max(start)
    }
}
