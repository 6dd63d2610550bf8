//! Scans tags, as of HTML and XML, and Markdown with tags in it.

use super::scan::token_end;
use super::{Class, Marks};

/// The longest entity, in bytes.
const LONGEST: usize = 32;

/// What markup holds.
pub(super) fn tags(code: &str) -> Marks {
    scan(code, |_, _| None)
}

/// What Markdown holds: headings, code, and tags.
pub(super) fn markdown(code: &str) -> Marks {
    scan(code, |code, at| {
        let rest = &code[at..];
        let begins = at == 0 || code[..at].ends_with('\n');
        if !(rest.starts_with('`') || begins && rest.starts_with('#')) {
            return None;
        }
        let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
        let heading = line.trim_start_matches('#');
        if heading.len() < line.len() && heading.starts_with(' ') {
            return Some((Class::Keyword, at + line.len()));
        }
        if begins && line.starts_with("```") {
            return Some((Class::Comment, at + line.len()));
        }
        let inner = line.strip_prefix('`')?;
        let length = inner.find('`')?;
        Some((Class::String, at + length + 2))
    })
}

/// Scans tags; `other` says what else begins at a place, and where it ends.
fn scan(code: &str, other: impl Fn(&str, usize) -> Option<(Class, usize)>) -> Marks {
    let mut marks = Marks::new();
    let mut at = 0;
    while let Some(c) = code[at..].chars().next() {
        if let Some(end) = token_end(code, at) {
            at = end;
        } else if let Some((class, end)) = other(code, at) {
            marks.push((class, at..end));
            at = end;
        } else if c == '<' {
            at = angle(code, at, &mut marks);
        } else if let Some(end) = entity(code, at) {
            marks.push((Class::Number, at..end));
            at = end;
        } else {
            at += c.len_utf8();
        }
    }
    marks
}

fn entity(code: &str, at: usize) -> Option<usize> {
    let name = code[at..].strip_prefix('&')?;
    let window = &name[..name.floor_char_boundary(LONGEST)];
    let length = window.find(|c: char| c != '#' && !c.is_ascii_alphanumeric())?;
    (length > 0 && window[length..].starts_with(';')).then_some(at + length + 2)
}

/// What begins with `<`; gives back where it ends.
fn angle(code: &str, at: usize, marks: &mut Marks) -> usize {
    let rest = &code[at..];
    let through = |end: &str| {
        rest.find(end)
            .map_or(code.len(), |found| at + found + end.len())
    };
    let (class, end) = if rest.starts_with("<!--") {
        (Class::Comment, through("-->"))
    } else if rest.starts_with("<![CDATA[") {
        (Class::Keyword, at + "<![CDATA[".len())
    } else if rest.starts_with("<?") {
        (Class::Keyword, through("?>"))
    } else if rest.starts_with("<!") {
        (Class::Keyword, through(">"))
    } else {
        let slash = if rest.starts_with("</") { 2 } else { 1 };
        let inner = &rest[slash..];
        if !inner.starts_with(is_name) {
            return at + 1;
        }
        let length = inner.find(|c| !is_name(c)).unwrap_or(inner.len());
        marks.push((Class::Tag, at..at + slash + length));
        return attributes(code, at + slash + length, marks);
    };
    marks.push((class, at..end));
    end
}

/// The attributes of a tag and its end; gives back where it ends.
fn attributes(code: &str, from: usize, marks: &mut Marks) -> usize {
    let mut at = from;
    while let Some(c) = code[at..].chars().next() {
        let rest = &code[at..];
        let value = code[..at].ends_with('=');
        let (class, length) = match c {
            '<' => break,
            '>' => (Class::Tag, 1),
            '/' | '?' if rest[1..].starts_with('>') => (Class::Tag, 2),
            '"' | '\'' => (Class::String, quoted(rest, c)),
            c if is_name(c) => {
                let class = if value { Class::String } else { Class::Name };
                (class, rest.find(|c| !is_name(c)).unwrap_or(rest.len()))
            }
            c => {
                at = token_end(code, at).unwrap_or(at + c.len_utf8());
                continue;
            }
        };
        marks.push((class, at..at + length));
        at += length;
        if class == Class::Tag {
            break;
        }
    }
    at
}

/// How long the value in quotes is; one that nothing closes ends with its line.
fn quoted(rest: &str, quote: char) -> usize {
    let end = rest[1..].find(quote).map(|at| at + 2);
    end.unwrap_or_else(|| rest.find('\n').unwrap_or(rest.len()))
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':')
}
