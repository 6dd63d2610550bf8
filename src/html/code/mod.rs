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
use super::markdown::Writer;
use crate::article::plain;
use crate::diagnostic::Span;
use languages::Reads;
use pulldown_cmark::CodeBlockKind;

/// The block of code that is open.
pub(super) struct Open {
    /// As the author calls it; empty where nothing is said.
    language: String,
    text: String,
}

impl Open {
    /// Adds to its text.
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }
}

impl Writer<'_> {
    pub(super) fn start_code(&mut self, kind: &CodeBlockKind<'_>) {
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.split([' ', ',', '\t']).next().unwrap_or_default(),
            CodeBlockKind::Indented => "",
        };
        let language = plain(language, &self.text.body.marked.slots);
        // Long lines scroll, and not every browser lets the keyboard reach what scrolls.
        self.open("<pre tabindex=\"0\"><code");
        if !language.is_empty() {
            self.out.push_str(" class=\"language-");
            escape::attribute(&mut self.out, &language);
            self.out.push('"');
        }
        self.out.push('>');
        let text = String::new();
        self.code = Some(Open { language, text });
    }

    pub(super) fn end_code(&mut self) {
        if let Some(Open { language, text }) = self.code.take() {
            push(&mut self.out, &text, &language);
        }
        self.close("</code></pre>\n");
    }
}

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
