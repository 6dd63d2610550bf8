//! JSON bodies: where one begins and ends.

use super::fence::Fence;
use crate::diagnostic::Span;

/// Finds a JSON body behind `from`: a line of `---` followed by `{`. The span begins with that line.
pub(super) fn find(source: &str, from: usize) -> Option<(Span, Span)> {
    let (mut line_start, mut fence) = (from, Fence::default());
    for line in source[from..].split_inclusive('\n') {
        let dashes = line.trim();
        let next = line_start + line.len();
        if !fence.holds(line) && dashes.len() >= 3 && dashes.bytes().all(|b| b == b'-') {
            let rest = source[next..].trim_start();
            if rest.starts_with('{') {
                let start = source.len() - rest.len();
                let end =
                    start + matching_end(rest).or_else(|| rest.rfind('}').map(|at| at + 1))?;
                return Some((line_start..closing(source, end), start..end));
            }
        }
        line_start = next;
    }
    None
}

/// Behind the line of dashes that may follow the object which ends here.
fn closing(source: &str, end: usize) -> usize {
    let rest = source[end..].trim_start();
    let line = rest.lines().next().unwrap_or_default().trim_end();
    match line.len() >= 3 && line.bytes().all(|b| b == b'-') {
        true => source.len() - rest.len() + line.len(),
        false => end,
    }
}

/// Where the object that a text begins with ends.
fn matching_end(text: &str) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_json_body_begins_below_a_line_of_dashes() {
        for (text, want) in [
            ("x\n---\n{\"a\": \"}\"}\n---\n", Some("{\"a\": \"}\"}")),
            ("---\n\n {} tail", Some("{}")),
            ("```\n---\n{}\n```\n", None),
            ("--- \n[]", None),
            ("--\n{}", None),
        ] {
            assert_eq!(find(text, 0).map(|(_, span)| &text[span]), want, "{text:?}");
        }
    }
}
