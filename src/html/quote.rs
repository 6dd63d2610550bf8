//! Quotations, and those that are alerts.

use super::markdown::Writer;
use crate::diagnostic::Span;
use pulldown_cmark::BlockQuoteKind;

impl Writer<'_> {
    pub(super) fn start_quote(&mut self, kind: Option<BlockQuoteKind>, span: Span) {
        let alert = match kind {
            Some(BlockQuoteKind::Note) => Some("note"),
            Some(BlockQuoteKind::Tip) => Some("tip"),
            Some(BlockQuoteKind::Important) => Some("important"),
            Some(BlockQuoteKind::Warning) => Some("warning"),
            Some(BlockQuoteKind::Caution) => Some("caution"),
            None => self.azure_alert(span),
        };
        let Some(name) = alert else {
            self.quotes.push("</blockquote>\n");
            return self.open("<blockquote>\n");
        };
        let title: String = name
            .chars()
            .take(1)
            .flat_map(char::to_uppercase)
            .chain(name.chars().skip(1))
            .collect();
        self.quotes.push("</div>\n");
        self.open(&format!(
            "<div class=\"alert alert-{name}\" role=\"note\"><p class=\"alert-title\">{title}</p>\n"
        ));
    }

    /// `> [AZURE.NOTE]`: an alert of older articles, which Markdown takes for text.
    fn azure_alert(&mut self, span: Span) -> Option<&'static str> {
        let quote = self.text.body.marked.text.get(span.clone())?;
        let mark = quote
            .trim_start()
            .strip_prefix('>')?
            .trim_start_matches([' ', '\t']);
        let start = "[AZURE.";
        let word = mark
            .get(..start.len())
            .filter(|word| word.eq_ignore_ascii_case(start))
            .map(|_| &mark[start.len()..])?;
        let (word, rest) = word.split_once(']')?;
        let names = ["note", "tip", "important", "warning", "caution"];
        let name = names
            .into_iter()
            .find(|name| name.eq_ignore_ascii_case(word))?;
        self.skip_to = span.start + quote.len() - rest.len();
        Some(name)
    }
}
