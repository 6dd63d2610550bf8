//! The custom properties that a style sheet sets for the page as a whole, and for which scheme of colours.
//!
//! What is read: rules for `:root` and `html`, and for `[data-scheme="light"]` and `[data-scheme="dark"]`, at the top or
//! in `@media`, `@supports` and `@layer`. Conditions on the preferred scheme choose one; what holds for print, forced
//! colours or more contrast only is left out; every other condition is taken to hold.

use crate::diagnostic::Span;

/// A scheme of colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    Light,
    Dark,
}

impl Scheme {
    pub(super) const BOTH: [Scheme; 2] = [Self::Light, Self::Dark];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// A custom property as a sheet sets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Property {
    /// Its name without the dashes.
    pub(super) name: String,
    pub(super) value: String,
    /// Where the declaration stands.
    pub(super) span: Span,
    /// The scheme that it is for; `None` is both.
    pub(super) scheme: Option<Scheme>,
}

/// The custom properties of a style sheet, in order.
pub(super) fn properties(text: &str) -> Vec<Property> {
    let mut sheet = Sheet {
        text,
        masked: mask(text),
        at: 0,
        found: Vec::new(),
    };
    sheet.rules(Inside::Sheet(None));
    sheet.found
}

/// What the scan stands in.
#[derive(Clone, Copy)]
enum Inside {
    /// A sheet, or a condition in it.
    Sheet(Option<Scheme>),
    /// A rule for the page as a whole.
    Root(Option<Scheme>),
    /// Something else.
    Other,
}

struct Sheet<'a> {
    text: &'a str,
    /// The text with blanks for comments and for what stands in quotes; as many bytes.
    masked: String,
    at: usize,
    found: Vec<Property>,
}

impl Sheet<'_> {
    /// Reads up to the end of the block, or of the sheet.
    fn rules(&mut self, inside: Inside) {
        while let Some(length) = self.masked[self.at..].find([';', '{', '}']) {
            let span = self.at..self.at + length;
            let mark = self.masked.as_bytes()[span.end];
            self.at = span.end + 1;
            match mark {
                b'{' => {
                    let inner = self.opened(&span, inside);
                    self.rules(inner);
                }
                _ => self.declaration(span, inside),
            }
            if mark == b'}' {
                return;
            }
        }
        self.at = self.masked.len();
    }

    fn declaration(&mut self, span: Span, inside: Inside) {
        let Inside::Root(scheme) = inside else {
            return;
        };
        let all = &self.masked[span.clone()];
        let start = span.start + all.len() - all.trim_start().len();
        let Some((name, value)) = all.trim().split_once(':') else {
            return;
        };
        if let Some(name) = name.trim().strip_prefix("--") {
            self.found.push(Property {
                name: name.to_owned(),
                value: value
                    .trim()
                    .trim_end_matches("!important")
                    .trim()
                    .to_owned(),
                span: start..start + all.trim().len(),
                scheme,
            });
        }
    }

    /// What a block is, by what stands before it.
    fn opened(&self, span: &Span, inside: Inside) -> Inside {
        let (Inside::Sheet(scheme) | Inside::Root(scheme)) = inside else {
            return Inside::Other;
        };
        let blank = &self.masked[span.clone()];
        let start = span.start + blank.len() - blank.trim_start().len();
        let before = self.text[start..span.end].trim();
        if !before.starts_with('@') {
            return match (inside, selected(before)) {
                (Inside::Sheet(_), Some(own)) => Inside::Root(own.or(scheme)),
                _ => Inside::Other,
            };
        }
        let condition: String = before.to_lowercase().split_whitespace().collect();
        let known = ["@media", "@supports", "@layer"];
        let never = ["print", "forced-colors:active", "prefers-contrast:more"];
        if !known.iter().any(|known| condition.starts_with(known))
            || never.iter().any(|never| condition.contains(never))
        {
            return Inside::Other;
        }
        let own = match condition.as_str() {
            dark if dark.contains("prefers-color-scheme:dark") => Some(Scheme::Dark),
            light if light.contains("prefers-color-scheme:light") => Some(Scheme::Light),
            _ => scheme,
        };
        match inside {
            Inside::Root(_) => Inside::Root(own),
            _ => Inside::Sheet(own),
        }
    }
}

/// The scheme that a selector of the page as a whole is for; `None` where it selects something else.
fn selected(selector: &str) -> Option<Option<Scheme>> {
    selector.split(',').find_map(|one| {
        let one = one.trim().replace('\'', "\"");
        let one = one.trim_start_matches(":root").trim_start_matches("html");
        match one {
            "" => Some(None),
            "[data-scheme=\"light\"]" | "[data-scheme=light]" => Some(Some(Scheme::Light)),
            "[data-scheme=\"dark\"]" | "[data-scheme=dark]" => Some(Some(Scheme::Dark)),
            _ => None,
        }
    })
}

/// A text with blanks for comments and for what stands in quotes; as many bytes.
fn mask(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let length = match letter {
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' | '\'' => {
                let inner = rest[1..].find([letter, '\n']);
                inner.map_or(rest.len(), |end| end + 2)
            }
            _ => {
                out.push(letter);
                rest = &rest[letter.len_utf8()..];
                continue;
            }
        };
        out.extend(std::iter::repeat_n(' ', length));
        rest = &rest[length..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_are_read_with_the_scheme_that_they_are_for() {
        let text = "/* :root { --no: 1 } */ :root { --a: light-dark(#fff, #000); color: red; --b: \"}\" }\n\
            @media screen { [data-scheme=\"dark\"] { --a: #111 } .x { --a: no } }\n\
            @media (prefers-color-scheme: light) { html { --c: é; } }\n\
            @media print { :root { --a: no } } :lang(ja) { --a: no } p { :root & { --a: no } }";
        let found = properties(text);
        let told: Vec<_> = found
            .iter()
            .map(|one| (one.name.as_str(), one.value.as_str(), one.scheme))
            .collect();
        assert_eq!(
            told,
            [
                ("a", "light-dark(#fff, #000)", None),
                ("b", "", None),
                ("a", "#111", Some(Scheme::Dark)),
                ("c", "é", Some(Scheme::Light)),
            ]
        );
        assert_eq!(&text[found[3].span.clone()], "--c: é");
    }
}
