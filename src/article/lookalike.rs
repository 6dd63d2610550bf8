//! Text that looks like a link and is none: `[text] (url)`, and targets that begin with `(` or `<` and never close it.

/// How far from its `]` a mistyped link is looked at, in bytes.
const LONGEST_ADDRESS: usize = 2048;

/// The text around the `]` at this place that looks like a link and is none.
pub(super) fn lookalike(text: &str, at: usize) -> Option<(usize, usize)> {
    let rest = &text[at + 1..];
    let rest = &rest[..rest.floor_char_boundary(LONGEST_ADDRESS)];
    let gap = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let target = rest[gap..].strip_prefix('(')?;
    if gap == 0 && !target.starts_with(['(', '<']) {
        return None;
    }
    let address = target.split([')', '\n', ' ']).next().unwrap_or_default();
    let web = [
        "http:",
        "https:",
        "www.",
        "mailto:",
        "data-blade:",
        "/",
        "./",
        "../",
        "#",
    ];
    if gap > 0 && !web.iter().any(|start| address.starts_with(start)) && !address.ends_with(".md") {
        return None;
    }
    let before = &text[text.floor_char_boundary(at.saturating_sub(LONGEST_ADDRESS))..at];
    let start = match before.rfind(['[', '\n']) {
        Some(open) => at - before.len() + open + usize::from(before[open..].starts_with('\n')),
        None => at,
    };
    let closed = usize::from(target[address.len()..].starts_with(')'));
    Some((start, at + 1 + gap + 1 + address.len() + closed))
}
