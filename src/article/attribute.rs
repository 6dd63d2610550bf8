//! One `name="value"` of a header, with the quote that authors forget.

use crate::diagnostic::Span;

/// An attribute found in the text: its name, its raw value, and where to read on.
pub(super) struct Attribute {
    pub(super) name: Span,
    pub(super) value: Span,
    pub(super) next: usize,
    pub(super) lost_quote: bool,
}

/// The attribute that begins at this place, if one does.
pub(super) fn attribute(text: &str, at: usize) -> Option<Attribute> {
    let rest = &text[at..];
    let length = rest.starts_with(is_name_start).then(|| name_length(rest))?;
    let after = rest[length..].trim_start().strip_prefix('=')?.trim_start();
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let start = text.len() - after.len() + 1;
    let end = start + text[start..].find(quote)?;
    let found = |end, next, lost_quote| {
        Some(Attribute {
            name: at..at + length,
            value: start..end,
            next,
            lost_quote,
        })
    };
    match forgotten(&text[start..end]) {
        Some(lost) => found(start + lost, start + lost, true),
        None => found(end, end + 1, false),
    }
}

/// Where a value ends that lost its closing quote: before a line that is only `/>`, or a last line that is only `name=`.
fn forgotten(value: &str) -> Option<usize> {
    let mut line_start = value.find('\n')? + 1;
    loop {
        let line_end = value[line_start..].find('\n').map(|n| line_start + n);
        let line = value[line_start..line_end.unwrap_or(value.len())].trim();
        let is_name = |line: &str| {
            line.strip_suffix('=')
                .map(str::trim_end)
                .is_some_and(|name| {
                    name.starts_with(is_name_start) && name_length(name) == name.len()
                })
        };
        if line == "/>" || line_end.is_none() && is_name(line) {
            return Some(value[..line_start].trim_end().len());
        }
        line_start = line_end? + 1;
    }
}

pub(super) fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_'
}

/// How many bytes the name that a text begins with has.
pub(super) fn name_length(text: &str) -> usize {
    text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | ':')))
        .unwrap_or(text.len())
}
