//! The text of a `visibility` → its condition, or where it goes wrong.

use super::{Condition, Test, is_blank};
use crate::diagnostic::Span;

/// The longest condition, in bytes: far more than anybody writes by hand.
const LONGEST: usize = 10_000;

/// The most groups within groups.
const DEEPEST: usize = 20;

/// Why a text is no condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where, in bytes of the text; it may be empty.
    pub span: Span,
    /// One sentence, lower case, without a full stop.
    pub message: String,
    /// What to do about it, where we know.
    pub help: Option<String>,
}

impl Fault {
    fn new(span: Span, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            span,
            message: message.into(),
            help: Some(help.into()),
        }
    }
}

/// Parses the text of a `visibility`. Spans are bytes of it.
///
/// A value stands without quotes and runs to the next `&&` or `||`, or to a `)` that it did not open itself. In quotes,
/// `'…'` or `"…"`, it may hold anything. A blank value in quotes is `null`.
///
/// # Errors
/// When the text is no condition.
pub fn parse(text: &str) -> Result<Condition, Fault> {
    if text.len() > LONGEST {
        let message = format!("a condition has at most {LONGEST} bytes");
        return Err(Fault::new(0..text.len(), message, "say it in fewer words"));
    }
    let mut parser = Parser {
        text,
        at: 0,
        depth: 0,
    };
    if parser.skip_blanks().is_empty() {
        return Ok(Condition::Always);
    }
    let condition = parser.any()?;
    match parser.skip_blanks() {
        "" => Ok(condition),
        _ => Err(parser.unexpected()),
    }
}

/// A value as it must be written to be read as itself.
pub(super) fn quoted(value: &str) -> String {
    let candidates = [
        value.to_owned(),
        format!("'{value}'"),
        format!("\"{value}\""),
    ];
    let same = |candidate: &String| {
        let read = parse(&format!("x == {candidate}"));
        matches!(read, Ok(Condition::Test(test)) if test.value.as_deref() == Some(value))
    };
    let [plain, ..] = &candidates;
    candidates
        .iter()
        .find(|it| same(it))
        .unwrap_or(plain)
        .clone()
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    /// How many groups are open.
    depth: usize,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// What follows the blanks here.
    fn skip_blanks(&mut self) -> &'a str {
        let rest = self.rest().trim_start_matches(is_blank);
        self.at = self.text.len() - rest.len();
        rest
    }

    fn eat(&mut self, mark: &str) -> bool {
        let found = self.skip_blanks().starts_with(mark);
        if found {
            self.at += mark.len();
        }
        found
    }

    fn any(&mut self) -> Result<Condition, Fault> {
        let first = self.all()?;
        let mut parts = vec![first];
        while self.eat("||") {
            parts.push(self.all()?);
        }
        Ok(compound(parts, Condition::Any))
    }

    fn all(&mut self) -> Result<Condition, Fault> {
        let first = self.term()?;
        let mut parts = vec![first];
        while self.eat("&&") {
            parts.push(self.term()?);
        }
        Ok(compound(parts, Condition::All))
    }

    fn term(&mut self) -> Result<Condition, Fault> {
        if !self.eat("(") {
            return self.test();
        }
        let open = self.at - 1..self.at;
        if self.depth == DEEPEST {
            let message = format!("more than {DEEPEST} groups stand in one another");
            return Err(Fault::new(
                open,
                message,
                "take away parentheses that change nothing",
            ));
        }
        self.depth += 1;
        let inner = self.any()?;
        self.depth -= 1;
        if self.eat(")") {
            return Ok(inner);
        }
        Err(match self.rest() {
            "" => Fault::new(open, "`(` is never closed", "close the group with `)`"),
            _ => self.unexpected(),
        })
    }

    /// What is wrong with text that goes on where a condition is complete.
    fn unexpected(&self) -> Fault {
        let rest = self.rest();
        if rest.starts_with(')') {
            let help = "take it away, or open the group with `(`";
            return Fault::new(self.at..self.at + 1, "`)` closes no group", help);
        }
        let word = rest.split(is_blank).next().unwrap_or(rest);
        misused(word, self.at).unwrap_or_else(|| {
            let span = self.at..self.at + word.len();
            let message = format!("`{word}` follows a group, and nothing joins them");
            Fault::new(span, message, "write `&&` or `||` between them")
        })
    }

    fn test(&mut self) -> Result<Condition, Fault> {
        self.skip_blanks();
        let start = self.at;
        let field = self.operand(&["==", "!="]);
        let span = start..start + field.len();
        let rest = self.rest();
        let Some(operator) = ["==", "!="].into_iter().find(|it| rest.starts_with(it)) else {
            return self.constant(field, span);
        };
        if field.is_empty() {
            let message = format!("the id of a field is missing before `{operator}`");
            let help = format!("write `FIELD {operator} VALUE`");
            return Err(Fault::new(self.at..self.at + operator.len(), message, help));
        }
        if let Some(fault) = mistaken(field, start) {
            return Err(fault);
        }
        self.at += operator.len();
        let (value, value_span) = self.value(operator)?;
        Ok(Condition::Test(Test {
            field: field.to_owned(),
            equal: operator == "==",
            value,
            field_span: span,
            value_span,
        }))
    }

    /// A term without an operator.
    fn constant(&self, word: &str, span: Span) -> Result<Condition, Fault> {
        let is = |name: &str| word.eq_ignore_ascii_case(name);
        if is("true") || is("null") {
            return Ok(Condition::Always);
        }
        if is("false") {
            return Ok(Condition::Never);
        }
        if let Some(fault) = mistaken(word, span.start) {
            return Err(fault);
        }
        if !word.is_empty() {
            let message = format!("`{word}` is compared with nothing");
            let help = format!(
                "write `{word} == VALUE`, or put a value that holds an operator or a single parenthesis in quotes"
            );
            return Err(Fault::new(span, message, help));
        }
        let mark = self
            .rest()
            .chars()
            .take_while(|c| "&|".contains(*c))
            .count();
        let (mark, place) = match self.rest().get(..mark.max(1)) {
            Some(mark) => (mark, format!("before `{mark}`")),
            None => ("", "at the end".to_owned()),
        };
        let message = format!("a test is missing {place}");
        let span = self.at..self.at + mark.len();
        Err(Fault::new(span, message, "write `FIELD == VALUE`"))
    }

    /// A value behind an operator, and where it is.
    fn value(&mut self, operator: &str) -> Result<(Option<String>, Span), Fault> {
        let behind = self.at;
        self.skip_blanks();
        let start = self.at;
        if let Some(inner) = self.in_quotes() {
            let value = inner.trim_matches(is_blank);
            if value.is_empty() {
                return Ok((None, start..self.at));
            }
            let start = start + 1 + (inner.len() - inner.trim_start_matches(is_blank).len());
            return Ok((Some(value.to_owned()), start..start + value.len()));
        }
        let value = self.operand(&[]);
        let span = start..start + value.len();
        if value.is_empty() {
            let message = format!("a value is missing behind `{operator}`");
            let help = "write the value, or `null` for no answer";
            return Err(Fault::new(behind - operator.len()..behind, message, help));
        }
        if value.starts_with('=') {
            let message = format!("`{operator}=` is no operator");
            let help = format!("write `{operator}`");
            return Err(Fault::new(
                behind - operator.len()..start + 1,
                message,
                help,
            ));
        }
        if let Some(at) = value.find("==").or_else(|| value.find("!=")) {
            return Err(misused(&value[..at], start).unwrap_or_else(|| {
                let message = format!("`{}` follows another test", &value[at..at + 2]);
                let help = "join tests by `&&` or `||`, or put the value in quotes";
                Fault::new(start + at..start + at + 2, message, help)
            }));
        }
        let is_null = value.eq_ignore_ascii_case("null");
        Ok(((!is_null).then(|| value.to_owned()), span))
    }

    /// What stands between the quotes here, if they enclose all of a value: text goes on behind them as behind a value.
    fn in_quotes(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
        let ends = |rest: &str| {
            let rest = rest.trim_start_matches(is_blank);
            rest.is_empty() || ["&&", "||", ")"].iter().any(|mark| rest.starts_with(mark))
        };
        let mut closers = rest.match_indices(quote).skip(1);
        let (at, _) = closers.find(|(at, _)| ends(&rest[at + 1..]))?;
        self.at += at + 1;
        Some(&rest[1..at])
    }

    /// The text up to one of these marks, an operator between tests, a `)` that was not opened in it, or the end; without
    /// blanks at its end.
    fn operand(&mut self, marks: &[&str]) -> &'a str {
        let rest = self.rest();
        let mut open = 0_usize;
        let mut end = rest.len();
        for (at, c) in rest.char_indices() {
            let here = |mark: &&str| rest[at..].starts_with(*mark);
            if c == '(' {
                open += 1;
            } else if c == ')' && open > 0 {
                open -= 1;
            } else if c == ')' || ["&&", "||"].iter().any(here) || marks.iter().any(here) {
                end = at;
                break;
            }
        }
        self.at += end;
        rest[..end].trim_end_matches(is_blank)
    }
}

fn compound(mut parts: Vec<Condition>, kind: fn(Vec<Condition>) -> Condition) -> Condition {
    match parts.len() {
        1 => parts.remove(0),
        _ => kind(parts),
    }
}

/// What is wrong with the id of a field; `start` is where it begins.
fn mistaken(field: &str, start: usize) -> Option<Fault> {
    if let Some(fault) = misused(field, start) {
        return Some(fault);
    }
    let (at, mark) = field
        .match_indices(['=', '!', '<', '>'])
        .next()
        .or_else(|| {
            let closed = field.matches('(').count() == field.matches(')').count();
            (!closed).then(|| field.match_indices('(').next())?
        })?;
    let help = match mark {
        "=" => "write `==`",
        "!" => "write `!=` between a field and a value; nothing else can be denied",
        "(" => "a group begins a condition or follows `&&` or `||`",
        _ => "only `==` and `!=` compare",
    };
    let message = format!("`{mark}` is no operator here");
    Some(Fault::new(start + at..start + at + 1, message, help))
}

/// The last word or sign that was meant to join two tests, and does not.
fn misused(text: &str, start: usize) -> Option<Fault> {
    let sign = text.rmatch_indices(['&', '|']).next();
    let mut begin = 0;
    let mut word = None;
    for piece in text.split_inclusive(is_blank) {
        let plain = piece.trim_end_matches(is_blank);
        if ["and", "or"]
            .iter()
            .any(|it| plain.eq_ignore_ascii_case(it))
        {
            word = Some((begin, plain));
        }
        begin += piece.len();
    }
    let (at, found) = sign.max(word)?;
    let meant = match found {
        "&" => "&&",
        "|" => "||",
        _ if found.eq_ignore_ascii_case("and") => "&&",
        _ => "||",
    };
    let span = start + at..start + at + found.len();
    let message = format!("`{found}` joins no tests");
    Some(Fault::new(span, message, format!("write `{meant}`")))
}
