//! The code of a block, coloured by language: what is a comment, a string, a keyword is said by a class, and the style
//! sheet gives the colour.
//!
//! A scanner of tokens, not a parser: it knows how a language writes comments, strings and names, and nothing of its
//! grammar. The text is never changed, only elements stand around parts of it; so what a reader copies is what the
//! author wrote, and code in a language that is not known stays as it is.

mod families;
mod languages;
mod markup;
mod scan;

use super::escape;
use crate::diagnostic::Span;
use languages::Reads;

/// What a stretch of code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Comment,
    String,
    Number,
    Keyword,
    Variable,
    /// A command, or a function that is called.
    Function,
    /// A parameter of a command, an attribute of a tag, a key.
    Name,
    Tag,
}

impl Class {
    /// The class of its element.
    fn as_str(self) -> &'static str {
        match self {
            Self::Comment => "c-c",
            Self::String => "c-s",
            Self::Number => "c-n",
            Self::Keyword => "c-k",
            Self::Variable => "c-v",
            Self::Function => "c-f",
            Self::Name => "c-a",
            Self::Tag => "c-t",
        }
    }
}

/// The stretches of a code that are something, in order and apart.
type Marks = Vec<(Class, Span)>;

/// Appends the code, which may hold tokens; `language` is what the author calls its language, in any case.
pub(super) fn push(out: &mut String, code: &str, language: &str) {
    let marks = match languages::find(language) {
        None => Marks::new(),
        Some(Reads::Markup) => markup::tags(code),
        Some(Reads::Markdown) => markup::markdown(code),
        Some(Reads::Tokens(language)) => scan::scan(code, language),
    };
    let mut from = 0;
    for (class, span) in marks {
        escape::text(out, &code[from..span.start]);
        out.push_str("<span class=\"");
        out.push_str(class.as_str());
        out.push_str("\">");
        escape::text(out, &code[span.clone()]);
        out.push_str("</span>");
        from = span.end;
    }
    escape::text(out, &code[from..]);
}

#[cfg(test)]
mod tests;
