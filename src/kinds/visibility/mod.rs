//! When a field of a form is shown: the little language of `visibility`, such as `os == Linux && disk != null`.
//!
//! A condition is parsed and checked here, once; a page gets it as data, and its script only has to evaluate it. Both
//! evaluate by the same rules, and a test holds one against the other, so a rule that changes here changes in
//! `form-condition.js` too.

mod check;
mod circles;
mod never;
mod parse;
mod words;

pub use check::{Field, Problem, check};
pub use parse::{Fault, parse};

use crate::diagnostic::Span;
use std::fmt;

/// When a field is shown. `All` and `Any` have two parts or more as parsed; an empty `All` holds, an empty `Any` does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// `true`, `null`, or no text at all.
    Always,
    /// `false`.
    Never,
    /// One field against one value.
    Test(Test),
    /// `a && b`
    All(Vec<Condition>),
    /// `a || b`
    Any(Vec<Condition>),
}

/// `field == value` or `field != value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// The id of the field, as written; ids compare by their [`fold`].
    pub field: String,
    /// `==`, not `!=`.
    pub equal: bool,
    /// The value as written, without quotes; `None` is `null`, no answer. Values compare by their [`fold`].
    pub value: Option<String>,
    /// Where the id is, in bytes of the text that was parsed.
    pub field_span: Span,
    /// Where the value is, without its quotes.
    pub value_span: Span,
}

/// Ids and values are the same if this is: without blanks at the ends, and without ASCII case.
pub fn fold(text: &str) -> String {
    text.trim_matches(is_blank).to_ascii_lowercase()
}

/// What the browser's `trim` takes off.
fn is_blank(c: char) -> bool {
    c == '\u{feff}' || c.is_whitespace() && c != '\u{85}'
}

impl Condition {
    /// Whether the condition holds.
    ///
    /// `answers` is given the [`fold`] of a field's id and returns the values that are chosen, in any case: none for a field
    /// that is unknown, unanswered or hidden. A blank value is none. Of several values, one that is equal is enough for
    /// `==`; `!=` is the contrary of `==`.
    pub fn eval(&self, answers: &impl Fn(&str) -> Vec<String>) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Test(test) => test.eval(answers),
            Self::All(parts) => parts.iter().all(|part| part.eval(answers)),
            Self::Any(parts) => parts.iter().any(|part| part.eval(answers)),
        }
    }

    /// Every test, in the order of the text.
    pub fn tests(&self) -> impl Iterator<Item = &Test> {
        let mut rest = vec![self];
        std::iter::from_fn(move || {
            loop {
                match rest.pop()? {
                    Self::Always | Self::Never => {}
                    Self::Test(test) => return Some(test),
                    Self::All(parts) | Self::Any(parts) => rest.extend(parts.iter().rev()),
                }
            }
        })
    }

    /// The condition as the page's script takes it: `true`, `false`, `["==","id","value"]` with `!=` and `null` likewise, or
    /// `["&&",…]` and `["||",…]` with the parts behind. Compact, in one line.
    pub fn to_json(&self) -> String {
        self.json().to_string()
    }

    fn json(&self) -> serde_json::Value {
        let compound = |operator: &str, parts: &[Self]| {
            let parts = parts.iter().map(Self::json);
            std::iter::once(operator.into()).chain(parts).collect()
        };
        match self {
            Self::Always => true.into(),
            Self::Never => false.into(),
            Self::Test(test) => serde_json::json!([test.operator(), test.field, test.value]),
            Self::All(parts) => compound("&&", parts),
            Self::Any(parts) => compound("||", parts),
        }
    }
}

impl Test {
    fn eval(&self, answers: &impl Fn(&str) -> Vec<String>) -> bool {
        let mut chosen = answers(&fold(&self.field))
            .into_iter()
            .map(|value| fold(&value))
            .filter(|value| !value.is_empty());
        let same = match &self.value {
            None => chosen.next().is_none(),
            Some(value) => {
                let value = fold(value);
                chosen.any(|chosen| chosen == value)
            }
        };
        same == self.equal
    }

    fn operator(&self) -> &'static str {
        if self.equal { "==" } else { "!=" }
    }
}

/// The condition in its own language. One that was parsed is the same when it is parsed again, but for spans.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (operator, parts) = match self {
            Self::Always => return f.write_str("true"),
            Self::Never => return f.write_str("false"),
            Self::Test(test) => return test.fmt(f),
            Self::All(parts) => (" && ", parts),
            Self::Any(parts) => (" || ", parts),
        };
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                f.write_str(operator)?;
            }
            match part {
                Self::All(_) | Self::Any(_) => write!(f, "({part})")?,
                _ => part.fmt(f)?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = match &self.value {
            None => "null".to_owned(),
            Some(value) => parse::quoted(value),
        };
        write!(f, "{} {} {value}", self.field, self.operator())
    }
}

#[cfg(test)]
mod tests;
