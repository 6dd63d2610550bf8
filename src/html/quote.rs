//! Quotations, and those that are alerts; and paragraphs that begin with the mark of one.

use super::escape;
use super::markdown::Writer;
use crate::diagnostic::Span;
use pulldown_cmark::BlockQuoteKind;

const NAMES: [&str; 5] = ["note", "tip", "important", "warning", "caution"];

/// What begins the mark of an alert: today's, and that of older articles.
const OPENERS: [&str; 2] = ["[!", "[AZURE."];

impl Writer<'_> {
    pub(super) fn start_quote(&mut self, kind: Option<BlockQuoteKind>, span: Span) {
        let quote = self.text.marked.get(span.clone());
        let inner = quote.and_then(|quote| quote.trim_start().strip_prefix('>'));
        let inner = inner.unwrap_or_default().trim_start_matches([' ', '\t']);
        let marked = match kind {
            Some(kind) => Some(name(kind)),
            None => mark(inner).map(|(name, length)| {
                self.skip_to = span.end - inner.len() + length;
                name
            }),
        };
        self.quotes.push("</div>\n");
        match (marked, label(inner)) {
            (Some(name), _) => self.open_alert(name),
            // Its title is the author's.
            (None, Some(name)) => self.open(&alert(name)),
            (None, None) => {
                self.quotes.pop();
                self.quotes.push("</blockquote>\n");
                self.open("<blockquote>\n");
            }
        }
    }

    fn open_alert(&mut self, name: &str) {
        let mut html = format!("{}<p class=\"alert-title\">", alert(name));
        escape::text(&mut html, self.setting.word(name));
        html.push_str("</p>\n");
        self.open(&html);
    }

    /// A paragraph that begins with a mark and lost its `>` is an alert all the same.
    pub(super) fn start_paragraph(&mut self, span: &Span) {
        let text = self.text.marked.get(span.clone());
        // A mark whose address is defined is a link.
        let text = text.filter(|_| self.skip_to <= span.start && self.target(span.start).is_none());
        if let Some((name, length)) = text.and_then(mark) {
            self.skip_to = span.start + length;
            self.alert = Some(self.depth);
            self.open_alert(name);
        }
    }

    /// Behind a paragraph or a list: ends the alert that has no `>`.
    pub(super) fn end_alert(&mut self) {
        if self.alert.is_some_and(|depth| depth + 1 == self.depth) {
            self.alert = None;
            self.close("</div>\n");
        }
    }
}

fn name(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => "note",
        BlockQuoteKind::Tip => "tip",
        BlockQuoteKind::Important => "important",
        BlockQuoteKind::Warning => "warning",
        BlockQuoteKind::Caution => "caution",
    }
}

fn alert(name: &str) -> String {
    format!("<div class=\"alert alert-{name}\" role=\"note\">\n")
}

/// The name of a word, and what follows it.
fn named(text: &str) -> Option<(&'static str, &str)> {
    let length = text.find(|c: char| !c.is_ascii_alphabetic())?;
    let (word, rest) = text.split_at(length);
    let name = NAMES
        .into_iter()
        .find(|name| name.eq_ignore_ascii_case(word))?;
    Some((name, rest))
}

/// The alert that a text is by the mark it begins with, and the length of the mark.
fn mark(text: &str) -> Option<(&'static str, usize)> {
    let opened = OPENERS.iter().find_map(|opener| {
        let start = text.get(..opener.len())?;
        start
            .eq_ignore_ascii_case(opener)
            .then(|| &text[opener.len()..])
    });
    let (name, rest) = named(opened?)?;
    let rest = rest
        .strip_prefix(']')
        .filter(|rest| !rest.starts_with(['(', '[']))?;
    Some((name, text.len() - rest.len()))
}

/// The alert that a text is by its first words: `**Note**`, `**Note:**`, `Note:`.
fn label(text: &str) -> Option<&'static str> {
    let bold = text.strip_prefix("**");
    let (name, rest) = named(bold.unwrap_or(text))?;
    let ends = rest.starts_with(':') || bold.is_some() && rest.starts_with("**");
    ends.then_some(name)
}
