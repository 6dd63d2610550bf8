//! Expressions of templates, as far as it matters which names they use and when.
//!
//! Operators that only compute are one kind of node: what they make is not known anyway.

use super::tokens::{Kind, Token};
use crate::diagnostic::Span;

/// An expression.
#[derive(Debug)]
pub(in crate::theme) enum Expression {
    /// `name.key["key"][0]`
    Path(Path),
    /// A text.
    Text(String),
    /// `… is defined`, or with `false` `… is undefined`.
    Defined(Box<Expression>, Presence),
    /// `… | default(value=…)`
    Default(Box<Expression>, Vec<Expression>),
    /// `not …`
    Not(Box<Expression>),
    /// `… and …`
    And(Box<Expression>, Box<Expression>),
    /// `… or …`
    Or(Box<Expression>, Box<Expression>),
    /// `… if … else …`, the condition first.
    Choice(Box<[Expression; 3]>),
    /// `[… for names in …]`, with what filters it, if anything.
    Each {
        names: Vec<String>,
        over: Box<Expression>,
        inner: Vec<Expression>,
    },
    /// `super()`
    Super,
    /// Something computed from these; nothing is known of it.
    Made(Vec<Expression>),
}

/// What a test asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::theme) enum Presence {
    /// `is defined`
    There,
    /// `is undefined`, `is not defined`
    Absent,
}

/// A name and the way from it.
#[derive(Debug)]
pub(in crate::theme) struct Path {
    pub(in crate::theme) name: String,
    pub(in crate::theme) span: Span,
    pub(in crate::theme) steps: Vec<Step>,
}

/// A step of a path.
#[derive(Debug)]
pub(in crate::theme) struct Step {
    pub(in crate::theme) to: To,
    pub(in crate::theme) span: Span,
    /// Whether it asks first, by `?.` or `?[`.
    pub(in crate::theme) asks: bool,
}

/// Where a step leads.
#[derive(Debug)]
pub(in crate::theme) enum To {
    /// `.key`, `["key"]`
    Key(String),
    /// `[0]`, `[name]`, `[1:2]`
    Index(Vec<Expression>),
}

/// Reads expressions off a list of tokens.
pub(super) struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(tokens: &'a [Token]) -> Self {
        Self { tokens, at: 0 }
    }

    fn peek(&self) -> Option<&'a Kind> {
        Some(&self.tokens.get(self.at)?.kind)
    }

    pub(super) fn next(&mut self) -> Option<&'a Token> {
        let token = self.tokens.get(self.at);
        self.at += 1;
        token
    }

    /// Takes this keyword or mark, if it is the next.
    pub(super) fn takes(&mut self, wanted: &str) -> bool {
        let is_it = match self.peek() {
            Some(Kind::Name(name)) => name == wanted,
            Some(Kind::Mark(mark)) => *mark == wanted,
            _ => false,
        };
        self.at += usize::from(is_it);
        is_it
    }

    pub(super) fn name(&mut self) -> Option<(String, Span)> {
        match self.next()? {
            Token {
                kind: Kind::Name(name),
                span,
            } => Some((name.clone(), span.clone())),
            _ => None,
        }
    }

    /// The names of a loop, up to its `in`.
    pub(super) fn names(&mut self) -> Vec<String> {
        let mut names = Vec::new();
        while let Some((name, _)) = self.name() {
            names.push(name);
            if !self.takes(",") {
                break;
            }
        }
        self.takes("in");
        names
    }

    /// Everything up to the end.
    pub(super) fn rest(&mut self) -> Vec<Expression> {
        let mut found = Vec::new();
        while self.at < self.tokens.len() {
            found.push(self.expression());
        }
        found
    }

    /// One expression; it takes at least one token.
    pub(super) fn expression(&mut self) -> Expression {
        let value = self.either();
        if !self.takes("if") {
            return value;
        }
        let condition = self.either();
        if !self.takes("else") {
            return Expression::Made(vec![value, condition]);
        }
        let other = self.expression();
        Expression::Choice(Box::new([condition, value, other]))
    }

    fn either(&mut self) -> Expression {
        let mut left = self.both();
        while self.takes("or") {
            left = Expression::Or(Box::new(left), Box::new(self.both()));
        }
        left
    }

    fn both(&mut self) -> Expression {
        let mut left = self.negated();
        while self.takes("and") {
            left = Expression::And(Box::new(left), Box::new(self.negated()));
        }
        left
    }

    fn negated(&mut self) -> Expression {
        match self.takes("not") {
            true => Expression::Not(Box::new(self.computed())),
            false => self.computed(),
        }
    }

    /// Operands with what computes between them.
    fn computed(&mut self) -> Expression {
        const OPERATORS: [&str; 15] = [
            "==", "!=", "<=", ">=", "<", ">", "**", "//", "+", "-", "*", "/", "%", "~", "in",
        ];
        let mut operands = vec![self.operand()];
        loop {
            if OPERATORS.iter().any(|operator| self.takes(operator)) {
                operands.push(self.operand());
            } else if matches!(self.peek(), Some(Kind::Name(name)) if name == "not") {
                self.at += 1;
                self.takes("in");
                operands.push(self.operand());
            } else {
                break;
            }
        }
        match operands.len() {
            1 => operands.remove(0),
            _ => Expression::Made(operands),
        }
    }

    /// A value with the filters and tests behind it.
    fn operand(&mut self) -> Expression {
        let mut value = self.value();
        loop {
            if self.takes("|") {
                let name = self.name().map(|(name, _)| name).unwrap_or_default();
                let mut given = self.given();
                value = match name.as_str() {
                    "default" => Expression::Default(Box::new(value), given),
                    _ => {
                        given.insert(0, value);
                        Expression::Made(given)
                    }
                };
            } else if self.takes("is") {
                let not = self.takes("not");
                let name = self.name().map(|(name, _)| name).unwrap_or_default();
                let mut given = self.given();
                value = match (name.as_str(), not) {
                    ("defined", false) | ("undefined", true) => {
                        Expression::Defined(Box::new(value), Presence::There)
                    }
                    ("defined", true) | ("undefined", false) => {
                        Expression::Defined(Box::new(value), Presence::Absent)
                    }
                    _ => {
                        given.insert(0, value);
                        Expression::Made(given)
                    }
                };
            } else {
                return value;
            }
        }
    }

    /// What a filter, test or function is given: `(name=…, name=…)`.
    fn given(&mut self) -> Vec<Expression> {
        match self.takes("(") {
            true => self.until(")"),
            false => Vec::new(),
        }
    }

    /// Expressions up to a closing mark, which is taken; names before `=` and `:` are passed over.
    fn until(&mut self, close: &str) -> Vec<Expression> {
        let mut found = Vec::new();
        while self.at < self.tokens.len() && !self.takes(close) {
            if self.takes(",") || self.takes(":") || self.takes("...") {
                continue;
            }
            let behind = self.tokens.get(self.at + 1).map(|token| &token.kind);
            if matches!(behind, Some(Kind::Mark("=" | ":"))) && close != "]" {
                self.at += 2;
                continue;
            }
            found.push(self.expression());
        }
        found
    }

    fn value(&mut self) -> Expression {
        let Some(token) = self.next() else {
            return Expression::Made(Vec::new());
        };
        match &token.kind {
            Kind::Text(text) => Expression::Text(text.clone()),
            Kind::Name(name) => self.named(name, &token.span),
            Kind::Mark("(") => {
                let inner = self.expression();
                self.takes(")");
                inner
            }
            Kind::Mark("[") => self.list(),
            Kind::Mark("{") => Expression::Made(self.until("}")),
            // A component: what is handed to it stands in braces.
            Kind::Mark("<" | "</") => {
                let mut given = Vec::new();
                while let Some(token) = self.next() {
                    match token.kind {
                        Kind::Mark(">" | "/>") => break,
                        Kind::Mark("{") => given.extend(self.until("}")),
                        _ => {}
                    }
                }
                Expression::Made(given)
            }
            Kind::Mark("-") => self.value(),
            _ => Expression::Made(Vec::new()),
        }
    }

    fn list(&mut self) -> Expression {
        if self.takes("]") {
            return Expression::Made(Vec::new());
        }
        let first = self.expression();
        if !self.takes("for") {
            let mut inner = vec![first];
            inner.extend(self.until("]"));
            return Expression::Made(inner);
        }
        let names = self.names();
        let over = Box::new(self.either());
        let mut inner = vec![first];
        if self.takes("if") {
            inner.push(self.either());
        }
        self.takes("]");
        Expression::Each { names, over, inner }
    }

    fn named(&mut self, name: &str, span: &Span) -> Expression {
        if matches!(name, "true" | "false" | "none" | "None" | "null") {
            return Expression::Made(Vec::new());
        }
        if self.takes("(") {
            let given = self.until(")");
            return match name {
                "super" => Expression::Super,
                _ => Expression::Made(given),
            };
        }
        let mut steps = Vec::new();
        loop {
            let asks = matches!(self.peek(), Some(Kind::Mark("?." | "?[")));
            if self.takes(".") || self.takes("?.") {
                let Some((key, span)) = self.name() else {
                    break;
                };
                let to = To::Key(key);
                steps.push(Step { to, span, asks });
            } else if self.takes("[") || self.takes("?[") {
                let start = self.at;
                let mut index = self.until("]");
                let inner = self.tokens.get(start).map(|token| token.span.clone());
                let to = match index.pop() {
                    Some(Expression::Text(key)) if index.is_empty() => To::Key(key),
                    last => {
                        index.extend(last);
                        To::Index(index)
                    }
                };
                let span = inner.unwrap_or_else(|| span.clone());
                steps.push(Step { to, span, asks });
            } else {
                break;
            }
        }
        Expression::Path(Path {
            name: name.to_owned(),
            span: span.clone(),
            steps,
        })
    }
}
