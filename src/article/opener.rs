//! Where the header of an article begins, and what stands before it.

use super::comments::last_close;
use super::fence::Fence;
use crate::diagnostic::Span;

/// White space of the format: what authors' editors leave behind counts too.
pub(super) const SPACE: [char; 9] = [
    ' ', '\t', '\r', '\n', '\u{b}', '\u{c}', '\u{a0}', '\u{200b}', '\u{feff}',
];

/// What a header begins with, in any case.
pub(super) const OPENER: &str = "<properties";

/// Where the first line outside fences and comments begins with `<properties`.
pub(super) fn find_opener(text: &str) -> Option<usize> {
    let (mut at, mut fence) = (0, Fence::default());
    // Where the last comment of the text ends: an opener behind it is not searched for an end that is not there.
    let last_comment = last_close(text);
    while at < text.len() {
        let line_end =
            memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |n| at + n + 1);
        let line = &text[at..line_end];
        let bare = line.trim_start_matches(SPACE);
        let is_code = fence.holds(bare);
        if !is_code && opens(bare) {
            return Some(line_end - bare.len());
        }
        at = match line
            .find("<!--")
            .filter(|open| !is_code && at + open < last_comment)
        {
            // A comment may end in the middle of a line, with the header behind it.
            Some(open) => text[at + open..]
                .find("-->")
                .map_or(line_end, |end| at + open + end + 3),
            None => line_end,
        };
    }
    None
}

fn opens(line: &str) -> bool {
    let rest = line
        .get(..OPENER.len())
        .filter(|start| start.eq_ignore_ascii_case(OPENER))
        .map(|_| &line[OPENER.len()..]);
    rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
}

/// The text before the header that is more than comments and blanks.
pub(super) fn text_before(text: &str, header: usize) -> Option<Span> {
    let (mut at, mut found) = (0, None::<Span>);
    let last_comment = last_close(&text[..header]);
    while at < header {
        let rest = &text[at..header];
        let blank = rest.len() - rest.trim_start_matches(SPACE).len();
        match rest[blank..]
            .strip_prefix("<!--")
            .filter(|_| at + blank < last_comment)
            .and_then(|comment| comment.find("-->"))
        {
            _ if blank == rest.len() => break,
            Some(end) => at += blank + 4 + end + 3,
            None => {
                let word = rest[blank..]
                    .find("<!--")
                    .filter(|n| *n > 0)
                    .unwrap_or(rest.len() - blank);
                let start = found.map_or(at + blank, |span| span.start);
                found =
                    Some(start..at + blank + rest[blank..][..word].trim_end_matches(SPACE).len());
                at += blank + word;
            }
        }
    }
    found
}
