//! Edits of findings, carried out.

use crate::diagnostic::{Code, Edit, Finding};

/// Findings that have one right answer which changes nothing about where an article is published.
const MENDED: [Code; 8] = [
    Code::UnknownProperty,
    Code::SlotCase,
    Code::TitlePeriod,
    Code::ValueBlanks,
    Code::ListBlank,
    Code::DoubledWord,
    Code::LinkLocale,
    Code::LinkHttp,
];

/// A file with the edits of its findings, and how many findings that mends; every other byte stays. Of two edits that
/// touch each other the second waits for another time. Edits are ASCII, so any encoding but UTF-16 takes them.
pub fn mend(bytes: &[u8], findings: &[&Finding]) -> (Vec<u8>, usize) {
    let is_utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let mut taken: Vec<&Edit> = Vec::new();
    let mut mended = 0;
    for finding in findings
        .iter()
        .filter(|finding| MENDED.contains(&finding.code) && !is_utf16)
    {
        let fits = |edit: &Edit| {
            let sound = edit.text.is_ascii()
                && edit.span.start <= edit.span.end
                && edit.span.end <= bytes.len();
            sound
                && taken.iter().all(|other| {
                    edit.span.end < other.span.start || other.span.end < edit.span.start
                })
        };
        if !finding.fix.is_empty() && finding.fix.iter().all(fits) {
            taken.extend(&finding.fix);
            mended += 1;
        }
    }
    taken.sort_by_key(|edit| edit.span.start);
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for edit in taken {
        // Edits of one finding may touch each other; they were made to go together.
        let Some(kept) = bytes.get(at..edit.span.start) else {
            continue;
        };
        out.extend_from_slice(kept);
        out.extend_from_slice(edit.text.as_bytes());
        at = edit.span.end;
    }
    out.extend_from_slice(&bytes[at..]);
    (out, mended)
}
