//! A template's text as pieces: what is shown, and tags, each as tokens with their place.

use crate::diagnostic::Span;

/// A part of a template that is not text.
#[derive(Debug)]
pub(super) enum Piece {
    /// `{{ … }}`
    Show(Vec<Token>),
    /// `{% … %}`
    Tag(Vec<Token>),
}

/// The smallest part of an expression.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or a keyword.
    Name(String),
    /// A text in quotes, without them.
    Text(String),
    /// A number.
    Number,
    /// Everything else: `.`, `?.`, `?[`, `|`, `==` …
    Mark(&'static str),
}

/// Marks, the longer before those that they begin with.
const MARKS: [&str; 37] = [
    "...", "**", "//", "==", "!=", "<=", ">=", "</", "/>", "?.", "?[", ".", ",", ":", "|", "=",
    "~", "+", "*", "/", "%", "<", ">", "(", ")", "[", "]", "{", "}", "-", "!", "?", "@", "&", ";",
    "#", "$",
];

/// The pieces of a template, and the comment that it opens with; empty where it opens with none.
///
/// The text has been read by the engine before, so what does not fit is passed over rather than reported.
pub(super) fn pieces(text: &str) -> (Vec<Piece>, String) {
    let (mut pieces, mut about, mut at) = (Vec::new(), String::new(), 0);
    while let Some(open) = text[at..].find('{').map(|found| at + found) {
        let opener = text.get(open..open + 2);
        let trims = usize::from(
            text[open..]
                .get(2..)
                .is_some_and(|rest| rest.starts_with('-')),
        );
        let start = open + 2 + trims;
        at = match opener {
            Some("{{") => {
                let (tokens, end) = tokens(text, start, "}}");
                pieces.push(Piece::Show(tokens));
                end
            }
            Some("{%") => {
                let (tokens, end) = tokens(text, start, "%}");
                let is_raw = tokens
                    .first()
                    .is_some_and(|token| token.kind == Kind::Name("raw".to_owned()));
                pieces.push(Piece::Tag(tokens));
                match is_raw {
                    true => text[end..].find("endraw").map_or(text.len(), |n| end + n),
                    false => end,
                }
            }
            Some("{#") => {
                let end = text[start..].find("#}").map_or(text.len(), |n| start + n);
                if text[..open].trim().is_empty() && about.is_empty() {
                    about = text[start..end].trim_matches('-').trim().to_owned();
                }
                end
            }
            _ => open + 1,
        };
    }
    (pieces, about)
}

/// The tokens from here up to the closing mark, and the end of that.
fn tokens(text: &str, start: usize, close: &str) -> (Vec<Token>, usize) {
    let (mut found, mut at, mut depth) = (Vec::new(), start, 0_usize);
    while let Some(letter) = text[at..].chars().next() {
        let rest = &text[at..];
        if depth == 0 && rest.trim_start_matches('-').starts_with(close) {
            let end = rest.find(close).unwrap_or_default() + close.len();
            return (found, at + end);
        }
        let (kind, length) = token(rest, letter);
        match kind {
            Some(Kind::Mark("{")) => depth += 1,
            Some(Kind::Mark("}")) => depth = depth.saturating_sub(1),
            _ => {}
        }
        let span = at..at + length;
        found.extend(kind.map(|kind| Token { kind, span }));
        at += length;
    }
    (found, text.len())
}

/// The token that a text begins with, if any, and how many bytes it takes; at least those of its first letter.
fn token(text: &str, letter: char) -> (Option<Kind>, usize) {
    let while_ = |is: fn(char) -> bool| text.find(|c| !is(c)).unwrap_or(text.len());
    if letter.is_alphabetic() || letter == '_' {
        let length = while_(|c| c.is_alphanumeric() || c == '_');
        return (Some(Kind::Name(text[..length].to_owned())), length);
    }
    if letter.is_ascii_digit() {
        return (Some(Kind::Number), while_(|c| c.is_ascii_digit()));
    }
    if matches!(letter, '"' | '\'' | '`') {
        let inner = text[1..].find(letter).unwrap_or(text.len() - 1);
        let end = (inner + 2).min(text.len());
        return (Some(Kind::Text(text[1..=inner].to_owned())), end);
    }
    let mark = MARKS.iter().find(|mark| text.starts_with(**mark));
    match mark {
        Some(mark) => (Some(Kind::Mark(mark)), mark.len()),
        None => (None, letter.len_utf8()),
    }
}
