//! What a slot shows for a value, or why it keeps its default.

use super::code::Quotes;
use super::declare::{Declaration, Format, Type};
use super::language::Language;
use super::link::web;
use super::time::Time;
use super::{Value, language};

/// The most UTF-16 units of a text.
const LONGEST_TEXT: usize = 10_000;
/// The most items of a list in a sentence; the rest is counted.
const MOST_INLINE: usize = 20;
/// The most items of a list and rows of a table; the rest is counted.
const MOST_ROWS: usize = 100;
/// The most columns of a table and entries of a record.
const MOST_COLUMNS: usize = 50;

/// Where a slot stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a sentence; and whether the article goes on with the time zone.
    Inline {
        /// Whether `UTC` follows.
        zone_follows: bool,
    },
    /// In a paragraph of its own.
    Block,
    /// In code.
    Code(Quotes),
}

/// What a slot shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Nothing is there, and this is what stands for it; may be empty.
    Empty(&'static str),
    /// A text.
    Text(String),
    /// A time: ISO 8601, and as it reads.
    Time(String, String),
    /// Items, and what stands for the rest.
    List(Vec<String>, Option<String>),
    /// Names and what they are.
    Record(Vec<(String, String)>),
    /// The head, the rows, and what stands for the rest.
    Table {
        /// The columns' names.
        columns: Vec<String>,
        /// The rows, each with a cell for every column.
        rows: Vec<Vec<String>>,
        /// What stands for the rest.
        rest: Option<String>,
    },
}

/// Why a slot does not show a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is not what `slots.yaml` declares.
    Type,
    /// A value of this shape cannot be shown there.
    Shape,
    /// It is too long.
    Length,
    /// It could break out of the code it stands in.
    Code,
}

impl Refusal {
    /// What is wrong, for the people who gave the value.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Type => "it is not of the type that `slots.yaml` declares",
            Self::Shape => "a value of this shape cannot be shown there",
            Self::Length => "it is too long",
            Self::Code => "it could break out of the code it stands in",
        }
    }
}

/// What a slot shows for a value.
///
/// # Errors
/// The reason, where the value cannot be shown; the slot then keeps its default.
pub fn show(
    value: &Value,
    place: Place,
    declared: Option<&Declaration>,
    language: Language,
) -> Result<Shown, Refusal> {
    let kind = declared.and_then(|declared| declared.kind);
    if let Place::Code(quotes) = place {
        let text = value.plain().ok_or(if *value == Value::Null {
            Refusal::Code
        } else {
            Refusal::Shape
        })?;
        scalar(value, declared, language)?;
        return match quotes.hold(&text) {
            true => Ok(Shown::Text(text)),
            false => Err(Refusal::Code),
        };
    }
    match (value, kind) {
        (Value::Null, _) => Ok(Shown::Empty(language.none())),
        (Value::Text(text), _) if text.is_empty() => Ok(Shown::Empty("")),
        (
            Value::List(_) | Value::Record(_),
            None | Some(Type::List | Type::Record | Type::Table),
        ) => structure(value, place, kind, language),
        (Value::List(_) | Value::Record(_), Some(_)) | (_, Some(Type::Record | Type::Table)) => {
            Err(Refusal::Type)
        }
        (_, Some(Type::List)) => {
            structure(&Value::List(vec![value.clone()]), place, kind, language)
        }
        (_, Some(Type::DateTime)) => {
            let zone_follows = place == Place::Inline { zone_follows: true };
            let format = declared.map(|declared| declared.format).unwrap_or_default();
            time(value, zone_follows, format, language)
        }
        _ => scalar(value, declared, language).map(Shown::Text),
    }
}

/// A scalar as text, held against what is declared.
fn scalar(
    value: &Value,
    declared: Option<&Declaration>,
    language: Language,
) -> Result<String, Refusal> {
    let text = value.plain().unwrap_or_default();
    if text.encode_utf16().count() > LONGEST_TEXT {
        return Err(Refusal::Length);
    }
    let Some(declared) = declared else {
        return Ok(undeclared(value, language).unwrap_or_default());
    };
    let sound = match declared.kind {
        None => return Ok(undeclared(value, language).unwrap_or_default()),
        Some(Type::Number) => {
            let number = match value {
                Value::Number(number) => Some(*number),
                _ => numeral(&text),
            };
            let number = number.ok_or(Refusal::Type)?;
            return Ok(match declared.format {
                Format::Plain => language::plain(number),
                _ => language.number(number),
            });
        }
        Some(Type::DateTime) => Time::parse(&text).is_some(),
        Some(Type::Enum) => declared.options.contains(&text),
        Some(Type::Url) => web(text.trim()).is_some(),
        Some(Type::Text | Type::Id | Type::List) => true,
        Some(Type::Record | Type::Table) => false,
    };
    if sound { Ok(text) } else { Err(Refusal::Type) }
}

/// A scalar of which nothing is declared: a number is a number, and a text is never taken for one.
fn undeclared(value: &Value, language: Language) -> Option<String> {
    match value {
        Value::Number(number) => Some(language.number(*number)),
        value => value.plain(),
    }
}

/// A text that is a decimal number: `-12.5e3`.
pub(super) fn numeral(text: &str) -> Option<f64> {
    let text = text.trim();
    let (digits, power) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let unsigned = digits.strip_prefix('-').unwrap_or(digits);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let power = power.strip_prefix(['-', '+']).unwrap_or(power);
    let sound = is_digits(whole) && is_digits(fraction) && is_digits(power);
    text.parse()
        .ok()
        .filter(|number: &f64| sound && number.is_finite())
}

fn time(
    value: &Value,
    zone_follows: bool,
    format: Format,
    language: Language,
) -> Result<Shown, Refusal> {
    let Value::Text(text) = value else {
        return Err(Refusal::Type);
    };
    let time = Time::parse(text).ok_or(Refusal::Type)?;
    let (date, clock) = (language.date(&time), time.clock_text());
    let mut shown = match format {
        Format::Time if time.clock.is_some() => clock,
        Format::Usual | Format::Local | Format::Plain if time.clock.is_some() => {
            date + language.between() + &clock
        }
        _ => date,
    };
    if time.clock.is_some() && format != Format::Date && !zone_follows {
        shown.push_str(" UTC");
    }
    Ok(Shown::Time(time.iso(), shown))
}

fn structure(
    value: &Value,
    place: Place,
    kind: Option<Type>,
    language: Language,
) -> Result<Shown, Refusal> {
    let is_records = |items: &[Value]| {
        !items.is_empty() && items.iter().all(|item| matches!(item, Value::Record(_)))
    };
    let may_be = |wanted: Type| kind.is_none_or(|kind| kind == wanted);
    match (value, place) {
        (Value::List(items), _) if items.is_empty() => Ok(Shown::Empty(language.none())),
        (Value::Record(entries), _) if entries.is_empty() => Ok(Shown::Empty(language.none())),
        (Value::List(items), Place::Block) if is_records(items) && may_be(Type::Table) => {
            table(None, items, language)
        }
        (Value::List(items), _) if may_be(Type::List) => list(items, place, language),
        (Value::Record(entries), Place::Block) if is_table(entries) && may_be(Type::Table) => {
            let (columns, rows) = (field(entries, "columns"), field(entries, "rows"));
            table(
                columns.map(Vec::as_slice),
                rows.map_or(&[], Vec::as_slice),
                language,
            )
        }
        (Value::Record(entries), Place::Block) if may_be(Type::Record) => record(entries, language),
        (_, Place::Block) => Err(Refusal::Type),
        _ => Err(Refusal::Shape),
    }
}

/// A list, in a sentence or item by item. An empty one is nothing.
fn list(items: &[Value], place: Place, language: Language) -> Result<Shown, Refusal> {
    let most = if place == Place::Block {
        MOST_ROWS
    } else {
        MOST_INLINE
    };
    let shown = items.iter().take(most).map(|item| leaf(item, language));
    let mut shown = shown.collect::<Result<Vec<String>, Refusal>>()?;
    let rest = items.len() - shown.len();
    match place {
        _ if items.is_empty() => Ok(Shown::Empty(language.none())),
        Place::Block => Ok(Shown::List(
            shown,
            (rest > 0).then(|| language.and_more(rest)),
        )),
        _ => {
            if rest > 0 {
                shown.push(language.more(rest));
            }
            Ok(Shown::Text(language.list(&shown)))
        }
    }
}

/// A scalar in a list.
fn leaf(value: &Value, language: Language) -> Result<String, Refusal> {
    match value {
        Value::Null => Ok(language.none().to_owned()),
        value => {
            let text = undeclared(value, language).ok_or(Refusal::Shape)?;
            if text.encode_utf16().count() > LONGEST_TEXT {
                Err(Refusal::Length)
            } else {
                Ok(text)
            }
        }
    }
}

/// A scalar, or a list of them, in a cell.
fn cell(value: &Value, language: Language) -> Result<String, Refusal> {
    match value {
        Value::List(items) => match list(
            items,
            Place::Inline {
                zone_follows: false,
            },
            language,
        )? {
            Shown::Text(text) => Ok(text),
            _ => Ok(language.none().to_owned()),
        },
        value => leaf(value, language),
    }
}

fn record(entries: &[(String, Value)], language: Language) -> Result<Shown, Refusal> {
    if entries.len() > MOST_COLUMNS {
        return Err(Refusal::Length);
    }
    let entries = entries
        .iter()
        .map(|(name, value)| Ok((name.clone(), cell(value, language)?)));
    entries.collect::<Result<_, _>>().map(Shown::Record)
}

/// `{"columns": […], "rows": […]}`
fn is_table(entries: &[(String, Value)]) -> bool {
    entries.len() == 2 && field(entries, "columns").is_some() && field(entries, "rows").is_some()
}

fn field<'a>(entries: &'a [(String, Value)], name: &str) -> Option<&'a Vec<Value>> {
    entries.iter().find_map(|(key, value)| match value {
        Value::List(items) if key == name => Some(items),
        _ => None,
    })
}

/// A table. Without columns they are the names of its records, in the order they come up.
fn table(columns: Option<&[Value]>, rows: &[Value], language: Language) -> Result<Shown, Refusal> {
    let shown = &rows[..rows.len().min(MOST_ROWS)];
    let columns: Vec<String> = match columns {
        Some(columns) => columns
            .iter()
            .map(|column| match column {
                Value::Text(name) => Ok(name.clone()),
                _ => Err(Refusal::Shape),
            })
            .collect::<Result<_, _>>()?,
        None => {
            let mut names: Vec<String> = Vec::new();
            for row in shown {
                if let Value::Record(entries) = row {
                    for (name, _) in entries {
                        if !names.contains(name) {
                            names.push(name.clone());
                        }
                    }
                }
            }
            names
        }
    };
    if columns.is_empty() {
        return Err(Refusal::Shape);
    }
    if columns.len() > MOST_COLUMNS {
        return Err(Refusal::Length);
    }
    let rows_shown = shown
        .iter()
        .map(|row| cells(row, &columns, language))
        .collect::<Result<_, _>>()?;
    let rest = rows.len() - shown.len();
    let rest = (rest > 0).then(|| language.and_more(rest));
    Ok(Shown::Table {
        columns,
        rows: rows_shown,
        rest,
    })
}

/// The cells of a row, one for every column; what a row does not have is blank.
fn cells(row: &Value, columns: &[String], language: Language) -> Result<Vec<String>, Refusal> {
    let blank =
        |value: Option<&Value>| value.map_or(Ok(String::new()), |value| cell(value, language));
    match row {
        Value::List(items) if items.len() <= columns.len() => {
            (0..columns.len()).map(|at| blank(items.get(at))).collect()
        }
        Value::Record(entries) => columns
            .iter()
            .map(|column| {
                blank(
                    entries
                        .iter()
                        .rev()
                        .find(|(name, _)| name == column)
                        .map(|(_, value)| value),
                )
            })
            .collect(),
        _ => Err(Refusal::Shape),
    }
}
