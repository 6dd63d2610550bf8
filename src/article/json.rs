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
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at = string_end(bytes, at + 1)?,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// Where the string whose text begins at `at` has its closing quote.
fn string_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        match bytes[at] {
            b'"' => return Some(at),
            _ => at += 2,
        }
    }
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
