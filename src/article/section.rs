//! Sections: `:::Section Title:::` on a line of its own begins one, which goes on to the next or to the end.

use super::fence::Fence;
use crate::diagnostic::{Code, Note, Span};

const MARK: &str = ":::";
const WORD: &str = "Section";

/// The mark of a section: what stands before its title, and what stands behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// From the start of the line to the title.
    pub(super) before: Span,
    /// From behind the title to the end of the line.
    pub(super) after: Span,
    /// Whether there is a title.
    pub(super) titled: bool,
}

/// Every mark of the source outside fences and places that are `hidden`, in order.
pub(super) fn scan(
    source: &str,
    hidden: impl Fn(usize) -> bool,
    notes: &mut Vec<Note>,
) -> Vec<Mark> {
    let (mut at, mut found, mut fence) = (0, Vec::new(), Fence::default());
    for line in source.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if !fence.holds(line) && !hidden(start + line.len() - line.trim_start().len()) {
            found.extend(mark(line.trim_end(), start, notes));
        }
    }
    found
}

/// The mark that a line is.
fn mark(line: &str, start: usize, notes: &mut Vec<Note>) -> Option<Mark> {
    let rest = line.trim_start().strip_prefix(MARK)?.trim_start();
    let word = rest.get(..WORD.len())?;
    let rest = &rest[WORD.len()..];
    let is_word = rest.is_empty() || rest.starts_with([' ', '\t', ':']);
    if !word.eq_ignore_ascii_case(WORD) || !is_word {
        return None;
    }
    let title = rest.trim_end_matches(':').trim();
    let begin = start + line.len() - rest.trim_start().len();
    let mark = Mark {
        before: start..begin,
        after: begin + title.len()..start + line.len(),
        titled: !title.is_empty(),
    };
    let place = start + line.len() - line.trim_start().len()..start + line.len();
    if title.is_empty() {
        let note = Note::new(Code::SectionUntitled, place, "the section has no title");
        notes.push(note.help("write `:::Section Title:::`"));
    } else if !rest.ends_with(MARK) {
        let message = format!("`{MARK}` is missing behind the title of a section");
        let note = Note::new(Code::SectionUnclosed, place, message);
        notes.push(
            note.help(format!("write `{MARK}{WORD} {title}{MARK}`"))
                .fix(mark.after.clone(), MARK),
        );
    }
    Some(mark)
}
