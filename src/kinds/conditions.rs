//! The conditions of a form: read from its fields, and held against them.

use super::form::{Control, Field};
use super::visibility::{self, Condition, Problem};
use crate::diagnostic::{Code, Note, Span};
use crate::json::{Json, Value};
use std::collections::HashSet;

/// Reads the condition of every field from its JSON. A field whose condition is not understood is always shown.
pub(super) fn read(fields: &mut [Field], elements: &[&Json], notes: &mut Vec<Note>) {
    for (field, json) in fields.iter_mut().zip(elements) {
        let Some(written) = json.get("visibility") else {
            continue;
        };
        field.condition = match &written.value {
            Value::Bool(false) => Condition::Never,
            Value::String(text) => match visibility::parse(text) {
                Ok(condition) => condition,
                Err(fault) => {
                    field.unread.clone_from(text);
                    let at = at(written, fault.span);
                    let note = Note::new(Code::BadCondition, at, fault.message);
                    notes.push(match fault.help {
                        Some(help) => note.help(help),
                        None => note,
                    });
                    continue;
                }
            },
            _ => Condition::Always,
        };
    }
    twice(fields, elements, notes);
    let seen = fields.iter().map(|field| visibility::Field {
        id: &field.id,
        condition: &field.condition,
        options: options(field),
        several: field.control == Control::Several,
    });
    let seen: Vec<visibility::Field<'_>> = seen.collect();
    let problems = visibility::check(&seen);
    let checked = Checked { fields, elements };
    notes.extend(problems.into_iter().map(|problem| checked.note(problem)));
}

/// The values that a field can have; `None` where they are not known.
fn options(field: &Field) -> Option<Vec<&str>> {
    match field.control {
        Control::Block => Some(Vec::new()),
        control if control.chooses() && field.dynamic.is_none() => Some(
            field
                .choices
                .iter()
                .map(|choice| choice.value.as_str())
                .collect(),
        ),
        _ => None,
    }
}

/// Where a span of a text stands in the source.
fn at(written: &Json, span: Span) -> Span {
    // The text may be shorter than what was written: `\"` is one letter.
    let Value::String(text) = &written.value else {
        return written.span.clone();
    };
    let raw = written.span.end - written.span.start - 2;
    if raw == text.len() {
        let start = written.span.start + 1;
        return start + span.start..start + span.end;
    }
    written.span.clone()
}

fn twice(fields: &[Field], elements: &[&Json], notes: &mut Vec<Note>) {
    let mut seen = HashSet::new();
    for (index, field) in fields.iter().enumerate() {
        if !seen.insert(visibility::fold(&field.id)) {
            let span = elements[index]
                .get("id")
                .unwrap_or(elements[index])
                .span
                .clone();
            let message = format!("another field has the id `{}`", field.id);
            let note = Note::new(Code::FieldTwice, span, message);
            notes.push(note.help("give each field an id of its own; answers are told by it"));
        }
    }
}

/// A form whose conditions were read.
struct Checked<'a> {
    fields: &'a [Field],
    elements: &'a [&'a Json],
}

impl Checked<'_> {
    fn note(&self, problem: Problem) -> Note {
        match problem {
            Problem::UnknownId { at, span, near } => {
                let id = self.word(at, &span);
                let message = format!("no field of the form has the id `{id}`");
                let help = "it is taken for a field without an answer";
                self.mistyped(Code::ConditionId, (at, span), message, near.ok_or(help))
            }
            Problem::NoOption { at, span, near } => {
                let value = self.word(at, &span);
                let message = format!("`{value}` is nothing that can be chosen there");
                let help = "write the `value` of one of the choices";
                self.mistyped(Code::ConditionOption, (at, span), message, near.ok_or(help))
            }
            Problem::Cycle { at } => {
                let names = at.iter().map(|field| self.fields[*field].id.as_str());
                let names: Vec<&str> = names.collect();
                let message = format!(
                    "whether `{}` is shown depends on itself",
                    names.join("`, `")
                );
                let first = at.first().copied().unwrap_or_default();
                Note::new(
                    Code::ConditionCycle,
                    self.written(first).span.clone(),
                    message,
                )
                .help("let one of them be shown by something else")
            }
            Problem::NeverVisible { at } => {
                let id = &self.fields[at].id;
                let message = format!("`{id}` is never shown, whatever is answered");
                Note::new(Code::ConditionNever, self.written(at).span.clone(), message)
                    .help("mend the condition, or remove the field")
            }
        }
    }

    /// The condition of a field as it stands in the file.
    fn written(&self, at: usize) -> &Json {
        let element = self.elements[at];
        element.get("visibility").unwrap_or(element)
    }

    /// A word of a condition.
    fn word(&self, at: usize, span: &Span) -> &str {
        match &self.written(at).value {
            Value::String(text) => text.get(span.clone()).unwrap_or_default(),
            _ => "",
        }
    }

    /// A word that may stand for another, or else what becomes of it.
    fn mistyped(
        &self,
        code: Code,
        (field, span): (usize, Span),
        message: String,
        near: Result<String, &str>,
    ) -> Note {
        let place = at(self.written(field), span);
        let note = Note::new(code, place.clone(), message);
        match near {
            Ok(near) => note
                .help(format!("did you mean `{near}`?"))
                .fix(place, &near),
            Err(help) => note.help(help),
        }
    }
}
