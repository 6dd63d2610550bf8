//! Splits a text at its comments and says what each of them marks.

use super::region::Region;
use crate::diagnostic::Span;

const OPEN: &str = "<!--";
const CLOSE: &str = "-->";

/// A comment of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Comment<'a> {
    /// From `<!--` to behind `-->`.
    pub(super) span: Span,
    pub(super) mark: Mark<'a>,
}

/// What a comment says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark<'a> {
    /// `<!--$name-->`
    SlotOpen(&'a str),
    /// `<!--/$name-->`
    SlotClose(&'a str),
    /// `<!--issueDescription-->`
    RegionOpen(Region),
    /// `<!--/issueDescription-->`
    RegionClose(Region),
    /// The author's own words.
    Words,
    /// `<!--` alone.
    Unclosed,
}

/// Every comment outside `skipped`, in order.
pub(super) fn scan(text: &str, mut skipped: Vec<Span>) -> Vec<Comment<'_>> {
    skipped.sort_by_key(|span| span.start);
    let mut skipped = skipped.into_iter().peekable();
    let mut comments = Vec::new();
    let mut at = 0;
    let last_close = last_close(text);
    while let Some(found) = find(&text[at..], OPEN) {
        let start = at + found;
        while let Some(gone) = skipped.next_if(|gone| gone.end <= start) {
            at = at.max(gone.end);
        }
        if let Some(gone) = skipped.peek().filter(|gone| gone.start <= start) {
            at = gone.end;
            continue;
        }
        let inner = start + OPEN.len();
        // Behind the last end of a comment there is none to search for.
        let end = match start < last_close {
            true => find(&text[inner..], CLOSE).map(|end| inner + end),
            false => None,
        };
        // A comment that would swallow what is kept apart from the body does not end inside the body.
        let end = end.filter(|end| skipped.peek().is_none_or(|gone| *end < gone.start));
        let (end, mark) = match end {
            Some(end) if !hides_slot(&text[inner..end]) => {
                (end + CLOSE.len(), mark(&text[inner..end]))
            }
            _ => (inner, Mark::Unclosed),
        };
        comments.push(Comment {
            span: start..end,
            mark,
        });
        at = end;
    }
    comments
}

/// Where the last end of a comment begins; 0 where there is none.
pub(super) fn last_close(text: &str) -> usize {
    let ends = memchr::memrchr_iter(b'>', text.as_bytes()).map(|at| &text[..at + 1]);
    let mut ends = ends.filter(|text| text.ends_with(CLOSE));
    ends.next().map_or(0, |text| text.len() - CLOSE.len())
}

fn find(text: &str, mark: &str) -> Option<usize> {
    memchr::memmem::find(text.as_bytes(), mark.as_bytes())
}

/// Whether a slot mark begins inside a comment: then the comment lost its end, or was put around a slot.
fn hides_slot(comment: &str) -> bool {
    comment.match_indices(OPEN).any(|(at, _)| {
        let inner = comment[at + OPEN.len()..].trim_start();
        inner
            .strip_prefix('/')
            .map_or(inner, str::trim_start)
            .starts_with('$')
    })
}

fn mark(comment: &str) -> Mark<'_> {
    let inner = comment.trim();
    let (closes, name) = match inner.strip_prefix('/') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, inner),
    };
    match name.strip_prefix('$').map(str::trim) {
        Some("") => Mark::Words,
        Some(slot) if closes => Mark::SlotClose(slot),
        Some(slot) => Mark::SlotOpen(slot),
        None => match Region::find(name) {
            Some(region) if closes => Mark::RegionClose(region),
            Some(region) => Mark::RegionOpen(region),
            None => Mark::Words,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_is_known() {
        let text = "<!--$ a b --><!-- / $ a b--><!-- IssueDescription --><!--/issuedescription--><!-- hm --><!--$--><!--";
        let marks: Vec<_> = scan(text, Vec::new())
            .into_iter()
            .map(|comment| comment.mark)
            .collect();
        let region = Region::IssueDescription;
        let want = [
            Mark::SlotOpen("a b"),
            Mark::SlotClose("a b"),
            Mark::RegionOpen(region),
            Mark::RegionClose(region),
            Mark::Words,
            Mark::Words,
            Mark::Unclosed,
        ];
        assert_eq!(marks, want);
    }

    #[test]
    fn a_slot_in_a_comment_is_a_slot() {
        let text = "<!-- <!--$a-->[a]<!--/$a--> -->";
        let marks: Vec<_> = scan(text, Vec::new())
            .into_iter()
            .map(|comment| comment.mark)
            .collect();
        assert_eq!(
            marks,
            [Mark::Unclosed, Mark::SlotOpen("a"), Mark::SlotClose("a")]
        );
    }
}
