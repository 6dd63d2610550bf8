//! What is wrong with an author's text, and where.
//!
//! A stage that reads one file writes [`Note`]s, which point into its text; [`locate`] turns all notes of a file into
//! [`Finding`]s in one sweep. A finding stands on its own: it carries line, column, stored bytes and the lines to show.

mod codes;
mod error;

pub use codes::{Code, Level};
pub use error::Error;

use crate::path::ContentPath;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::ops::Range;

/// A byte range of a file's text as decoded.
pub type Span = Range<usize>;

/// The most findings of one code that one file reports; what goes beyond is counted in the last one.
const MOST_OF_ONE_CODE: usize = 100;

/// How much of a very long line an excerpt keeps on either side of a span, in bytes.
const EXCERPT_MARGIN: usize = 2048;

/// A finding in the making: what is wrong, and which bytes of the text say so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What kind of fault it is.
    pub code: Code,
    /// Where in the decoded text.
    pub span: Span,
    /// One sentence, lower case, without a full stop.
    pub message: String,
    /// What to do about it, where we know.
    pub help: Option<String>,
    /// The edit that mends it, where there is one right answer.
    pub fix: Vec<Edit>,
}

impl Note {
    /// A note without help.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            span,
            message: message.into(),
            help: None,
            fix: Vec::new(),
        }
    }

    /// The note with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The note with the one edit that mends the fault.
    #[must_use]
    pub fn fix(mut self, span: Span, text: impl Into<String>) -> Self {
        self.fix.push(Edit {
            span,
            text: text.into(),
        });
        self
    }
}

/// Bytes to replace by a text. In a note they count in the decoded text, in a finding in the file as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// Something an author should know about a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What kind of fault it is.
    pub code: Code,
    /// How much it matters: as its code says, unless the site says otherwise.
    pub level: Level,
    /// Where it is.
    pub place: Place,
    /// One sentence, lower case, without a full stop.
    pub message: String,
    /// What to do about it, where we know.
    pub help: Option<String>,
    /// The edits that mend it; empty where there is no one right answer. Spans are bytes of the file as stored.
    pub fix: Vec<Edit>,
}

impl Finding {
    /// The order of reports: by file, then by place.
    pub fn by_place(&self, other: &Self) -> Ordering {
        let key = |finding: &Self| (finding.place.start, finding.place.end, finding.code);
        let places = || key(self).cmp(&key(other));
        self.place.source.cmp(&other.place.source).then_with(places)
    }

    /// A finding about a whole file or folder, such as one that is not read.
    pub fn of_file(code: Code, source: ContentPath, message: impl Into<String>) -> Self {
        let start = Position { line: 1, column: 1 };
        let place = Place {
            source,
            start,
            end: start,
            bytes: 0..0,
            excerpt: Excerpt::default(),
        };
        Self {
            code,
            level: code.level(),
            place,
            message: message.into(),
            help: None,
            fix: Vec::new(),
        }
    }

    /// The finding with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// A line and a column, both from 1; columns in Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// Where a finding is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The file.
    pub source: ContentPath,
    /// The first character of the span.
    pub start: Position,
    /// The first character after the span.
    pub end: Position,
    /// The span in bytes of the file as stored.
    pub bytes: Range<usize>,
    /// The text around it.
    pub excerpt: Excerpt,
}

/// The line that a span begins in, or the part of a long line around it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpt {
    /// The text; empty where there is nothing to show.
    pub text: Box<str>,
    /// The span in bytes of `text`.
    pub span: Range<usize>,
}

/// How a file is stored, as far as offsets go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    #[default]
    Utf8,
    /// UTF-8 after a byte order mark of three bytes.
    Utf8Bom,
    /// UTF-16 of either order after a byte order mark of two bytes.
    Utf16,
    /// Windows-1252: a byte a character.
    Windows1252,
}

impl Encoding {
    /// How many stored bytes a stretch of decoded text takes, without a byte order mark.
    fn stored(self, text: &str) -> usize {
        match self {
            Self::Utf8 | Self::Utf8Bom => text.len(),
            Self::Utf16 => 2 * text.encode_utf16().count(),
            Self::Windows1252 => text.chars().count(),
        }
    }

    fn mark(self) -> usize {
        match self {
            Self::Utf8 | Self::Windows1252 => 0,
            Self::Utf8Bom => 3,
            Self::Utf16 => 2,
        }
    }
}

/// The findings of one file, in order of their place. Takes one sweep over the text, however many notes there are.
pub fn locate(
    source: &ContentPath,
    text: &str,
    encoding: Encoding,
    mut notes: Vec<Note>,
) -> Vec<Finding> {
    if notes.is_empty() {
        return Vec::new();
    }
    notes.sort_by(|a, b| {
        (a.span.start, a.span.end, a.code).cmp(&(b.span.start, b.span.end, b.code))
    });
    notes.dedup();
    cap(&mut notes);
    let mut cursor = Cursor {
        text,
        encoding,
        at: 0,
        line: 1,
        line_start: 0,
        column: 1,
        stored: encoding.mark(),
    };
    notes
        .into_iter()
        .map(|note| cursor.find(source, note))
        .collect()
}

/// Keeps a hostile file from filling the report: the last note of a code that is kept says how many more there are.
fn cap(notes: &mut Vec<Note>) {
    let mut seen: Vec<(Code, usize)> = Vec::new();
    notes.retain(
        |note| match seen.iter_mut().find(|(code, _)| *code == note.code) {
            Some((_, count)) => {
                *count += 1;
                *count <= MOST_OF_ONE_CODE
            }
            None => {
                seen.push((note.code, 1));
                true
            }
        },
    );
    for (code, count) in seen
        .into_iter()
        .filter(|(_, count)| *count > MOST_OF_ONE_CODE)
    {
        if let Some(last) = notes.iter_mut().rev().find(|note| note.code == code) {
            last.message.push_str(&format!(
                ", and {} more of the kind in this file",
                count - MOST_OF_ONE_CODE
            ));
        }
    }
}

/// A place in a text that only moves forward.
#[derive(Clone, Copy)]
struct Cursor<'a> {
    text: &'a str,
    encoding: Encoding,
    at: usize,
    line: usize,
    line_start: usize,
    column: usize,
    stored: usize,
}

impl Cursor<'_> {
    fn advance(&mut self, to: usize) {
        let to = self.text.floor_char_boundary(to);
        let Some(passed) = self.text.get(self.at..to) else {
            return;
        };
        self.stored += self.encoding.stored(passed);
        self.line += memchr::memchr_iter(b'\n', passed.as_bytes()).count();
        match passed.rfind('\n') {
            Some(newline) => {
                self.line_start = self.at + newline + 1;
                self.column = 1 + passed[newline + 1..].chars().count();
            }
            None => self.column += passed.chars().count(),
        }
        self.at = to;
    }

    fn position(&self) -> Position {
        Position {
            line: self.line,
            column: self.column,
        }
    }

    fn find(&mut self, source: &ContentPath, note: Note) -> Finding {
        self.advance(note.span.start);
        let mut end = *self;
        end.advance(note.span.end);
        let fix = note
            .fix
            .into_iter()
            .map(|edit| self.stored_edit(edit))
            .collect();
        let place = Place {
            source: source.clone(),
            start: self.position(),
            end: end.position(),
            bytes: self.stored..end.stored,
            excerpt: self.excerpt(end.at),
        };
        Finding {
            code: note.code,
            level: note.code.level(),
            place,
            message: note.message,
            help: note.help,
            fix,
        }
    }

    /// An edit lies near its span, before or after, so that the way there is short.
    fn stored_edit(&self, edit: Edit) -> Edit {
        let offset = |to: usize| match self.text.get(self.at..to) {
            Some(after) => self.stored + self.encoding.stored(after),
            None => {
                self.stored
                    - self
                        .text
                        .get(to..self.at)
                        .map_or(0, |before| self.encoding.stored(before))
            }
        };
        Edit {
            span: offset(edit.span.start)..offset(edit.span.end),
            text: edit.text,
        }
    }

    fn excerpt(&self, span_end: usize) -> Excerpt {
        let text = self.text;
        let line_end =
            memchr::memchr(b'\n', &text.as_bytes()[self.at..]).map_or(text.len(), |n| self.at + n);
        let first =
            text.floor_char_boundary(self.line_start.max(self.at.saturating_sub(EXCERPT_MARGIN)));
        let last = text.floor_char_boundary(line_end.min(self.at + 2 * EXCERPT_MARGIN));
        let shown = text[first..last].trim_end_matches('\r');
        let end = span_end
            .min(first + shown.len())
            .max(self.at.min(first + shown.len()));
        Excerpt {
            text: shown.into(),
            span: (self.at - first).min(shown.len())..end - first,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str, encoding: Encoding, span: Span) -> Place {
        let notes = vec![Note::new(Code::NoTitle, span, "x")];
        locate(&ContentPath::new("a.md"), text, encoding, notes)
            .remove(0)
            .place
    }

    #[test]
    fn columns_count_characters_and_bytes_count_as_stored() {
        let text = "é\r\nàb x";
        let at = text.find('b').unwrap();
        for (encoding, bytes) in [
            (Encoding::Utf8, 6..7),
            (Encoding::Utf8Bom, 9..10),
            (Encoding::Utf16, 10..12),
            (Encoding::Windows1252, 4..5),
        ] {
            let place = place(text, encoding, at..at + 1);
            assert_eq!(
                (place.start.line, place.start.column, place.bytes),
                (2, 2, bytes)
            );
            assert_eq!(&place.excerpt.text[place.excerpt.span], "b");
        }
    }

    #[test]
    fn a_flood_of_notes_is_counted() {
        let text = "x".repeat(1000);
        let notes = (0..1000)
            .map(|at| Note::new(Code::SlotStray, at..at + 1, "stray"))
            .collect();
        let findings = locate(&ContentPath::new("a.md"), &text, Encoding::Utf8, notes);
        assert_eq!(findings.len(), MOST_OF_ONE_CODE);
        assert!(findings[MOST_OF_ONE_CODE - 1].message.contains("900 more"));
    }
}
