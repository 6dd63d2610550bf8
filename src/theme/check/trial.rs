//! Renders every page of a theme with made-up values: with everything, with nothing, and with each single thing turned
//! round, so that a template that counts on what may be absent is found.

use super::{Look, Report};
use crate::diagnostic::{Code, Note};
use crate::page::fields::{Field, Fields, Shape, View};
use crate::theme::Theme;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use tera::{Context, ErrorKind};

/// How deep a type that holds itself is filled: the deepest that a body can be is less.
const DEEPEST: usize = 6;

/// How a made-up page is filled.
#[derive(Clone, Copy)]
struct Filling<'a> {
    fields: &'a Fields,
    template: &'a str,
    amount: Amount,
    /// The field that is filled the other way round, by type and name.
    turned: Option<(&'a str, &'a str)>,
}

/// How much a page holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Amount {
    /// All that may be there, lists of two.
    Everything,
    /// Nothing that may be absent, empty lists and texts.
    Nothing,
}

/// Reports what no made-up page of a kind could be rendered for. A line that something is said of already is left out.
pub(super) fn report(theme: &Theme, look: &Look<'_>, report: &mut Report) {
    let mut seen = BTreeSet::new();
    for view in look.fields.pages.iter().chain(&look.fields.bodies) {
        for filling in fillings(&look.fields, view) {
            let Some(fault) = render(theme, view, &filling) else {
                continue;
            };
            let Some((path, text)) = theme.sources.get(&fault.file) else {
                continue;
            };
            let is_new = seen.insert((fault.file.clone(), fault.line, fault.column));
            if !is_new || report.lines(path).contains(&(fault.line - 1)) {
                continue;
            }
            let start = offset(text, fault.line, fault.column);
            let end = text[start..]
                .find(|c: char| !c.is_alphanumeric() && c != '_')
                .map_or(text.len(), |length| start + length);
            let message = format!("on `{}`: {}", view.template, fault.message);
            let note = Note::new(Code::ThemeVariable, start..end, message);
            report.add(path, text, note.help(filling.advice()));
        }
    }
}

/// Why a page could not be rendered.
struct Fault {
    /// `THEME/NAME`.
    file: String,
    /// From 1.
    line: usize,
    /// From 0, in characters.
    column: usize,
    message: String,
}

fn render(theme: &Theme, view: &View, filling: &Filling<'_>) -> Option<Fault> {
    let seen = filling.fields.seen_by(&view.template);
    let value = filling.record("", seen.into_iter());
    let mut context = Context::from_serialize(&value).ok()?;
    let language = theme.languages.values().next()?;
    context.insert_value("t", language.told.clone());
    context.insert_value("assets", language.addresses.clone());
    context.insert("style", &theme.missing_style);
    let error = theme.tera.render(&view.template, &context).err()?;
    match error.kind() {
        ErrorKind::RenderingError(report) | ErrorKind::SyntaxError(report) => Some(Fault {
            file: report.filename().to_owned(),
            line: report.span().start_line.max(1),
            column: report.span().start_col,
            message: report.message().to_owned(),
        }),
        _ => None,
    }
}

fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line - 1)
        .map(str::len)
        .sum();
    let inner = text[start..].char_indices().nth(column);
    inner.map_or(text.len(), |(at, _)| start + at)
}

/// Everything, nothing, and both with each field turned round.
fn fillings<'a>(fields: &'a Fields, view: &'a View) -> Vec<Filling<'a>> {
    let mut found = Vec::new();
    let seen: Vec<&Field> = fields.seen_by(&view.template);
    let (mut turns, mut types) = (Vec::new(), BTreeSet::new());
    gather(fields, "", &seen, &mut turns, &mut types);
    for amount in [Amount::Everything, Amount::Nothing] {
        let turned = turns.iter().copied().map(Some);
        found.extend(std::iter::once(None).chain(turned).map(|turned| Filling {
            fields,
            template: &view.template,
            amount,
            turned,
        }));
    }
    found
}

/// Every field of the types that are seen, by type and name.
fn gather<'a>(
    fields: &'a Fields,
    of: &'a str,
    seen: &[&'a Field],
    turns: &mut Vec<(&'a str, &'a str)>,
    types: &mut BTreeSet<&'a str>,
) {
    for field in seen {
        turns.push((of, field.name.as_str()));
        let mut shape = &field.shape;
        while let Shape::List(inner) = shape {
            shape = inner;
        }
        if let Shape::Record(name) = shape
            && types.insert(name)
        {
            let inner: Vec<&Field> = fields.types.get(name).into_iter().flatten().collect();
            gather(fields, name, &inner, turns, types);
        }
    }
}

impl Filling<'_> {
    fn record<'f>(&self, of: &str, fields: impl Iterator<Item = &'f Field>) -> Value {
        self.inner(of, fields, 0)
    }

    fn inner<'f>(&self, of: &str, fields: impl Iterator<Item = &'f Field>, depth: usize) -> Value {
        let each = fields.map(|field| (field.name.clone(), self.field(of, field, depth)));
        Value::Object(each.collect::<Map<String, Value>>())
    }

    fn field(&self, of: &str, field: &Field, depth: usize) -> Value {
        let is_turned = self.turned == Some((of, &field.name));
        let amount = match self.always(of, &field.name) {
            Some(amount) => amount,
            None if is_turned => self.amount.other(),
            None => self.amount,
        };
        match (of, field.name.as_str()) {
            ("PageView", "kind") => json!(page_kind(self.template)),
            ("SiteView", "language") => json!("en"),
            _ if field.optional && amount == Amount::Nothing => Value::Null,
            _ => self.shape(&field.shape, amount, depth),
        }
    }

    fn shape(&self, shape: &Shape, amount: Amount, depth: usize) -> Value {
        let full = amount == Amount::Everything && depth < DEEPEST;
        match shape {
            Shape::Text => json!(if full { "x" } else { "" }),
            Shape::Number => json!(if full { 3 } else { 0 }),
            Shape::Flag => json!(full),
            Shape::Pair => json!(["x", "x"]),
            Shape::List(_) if !full => json!([]),
            Shape::List(inner) => {
                let one = self.shape(inner, amount, depth + 1);
                json!([one, one])
            }
            Shape::Record(name) => {
                let fields = self.fields.types.get(name).into_iter().flatten();
                self.inner(name, fields, depth + 1)
            }
            Shape::Open(_) | Shape::Any => Value::Null,
        }
    }

    /// What some pages always have, though their types do not say so.
    fn always(&self, of: &str, name: &str) -> Option<Amount> {
        match (of, name, self.template) {
            ("", "home", template) if template != "404.html" => Some(Amount::Everything),
            ("", "resource", "resource.html") => Some(Amount::Everything),
            ("", "resource", "service.html") => Some(Amount::Nothing),
            _ => None,
        }
    }

    /// What to do where a page that is filled so cannot be rendered.
    fn advice(&self) -> String {
        match (self.turned, self.amount) {
            (Some((_, name)), Amount::Everything) => {
                format!("`{name}` may be absent or empty: ask for it first, with `{{% if … %}}`")
            }
            _ => "what is used here may be absent: ask for it first, with `{% if … %}`".to_owned(),
        }
    }
}

impl Amount {
    fn other(self) -> Self {
        match self {
            Self::Everything => Self::Nothing,
            Self::Nothing => Self::Everything,
        }
    }
}

/// The kind of the page that a template makes.
fn page_kind(template: &str) -> &str {
    match template.strip_suffix(".html").unwrap_or(template) {
        "404" => "missing",
        kind => kind,
    }
}
