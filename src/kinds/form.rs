//! `problemScopingQuestions` and `TSG_Questions`: a form whose fields come and go with the answers.

use super::conditions;
use super::rest::Shows;
use super::visibility::Condition;
use super::{Kind, PartId, Parts, Role, Shape, entries, text};
use crate::diagnostic::Note;
use crate::json::{Json, Value};

/// Questions.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// What it is about; may be empty.
    pub title: String,
    /// Whether a subscription has to be named first; `None` where the form does not say.
    pub subscription: Option<bool>,
    /// Whether a resource has to be named first.
    pub resource: Option<bool>,
    /// What to attach.
    pub attachment: Option<PartId>,
    /// A check that runs when the form is filled.
    pub card: Option<Card>,
    /// The fields, in the order in which they are shown.
    pub fields: Vec<Field>,
}

/// A check that runs when the form is filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// What is checked; may be empty.
    pub title: String,
    /// What the check does.
    pub description: Option<PartId>,
    /// What is said when nothing is found; may be empty.
    pub nothing: String,
}

/// A field, or a text among them.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name.
    pub id: String,
    /// How it is answered.
    pub control: Control,
    /// The question; may be empty.
    pub label: String,
    /// What stands in it until it is answered; may be empty.
    pub watermark: String,
    /// A word of help.
    pub info: Option<PartId>,
    /// What a good answer says.
    pub hints: Vec<PartId>,
    /// The text of a block.
    pub content: Option<PartId>,
    /// Whether it has to be answered.
    pub required: bool,
    /// The most characters; 0 is no limit.
    pub max_length: u32,
    /// Its height in lines; 0 is as usual.
    pub lines: u32,
    /// What can be chosen.
    pub choices: Vec<Choice>,
    /// Choices that the host looks up; boxed, as few fields have them.
    pub dynamic: Option<Box<Dynamic>>,
    /// What an answer has to be.
    pub bounds: Vec<Bound>,
    /// When it is shown.
    pub condition: Condition,
    /// The condition as written, where it is not understood; else empty.
    pub unread: String,
}

/// How a field is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// One line.
    Text,
    /// Several lines; also what a control of an unknown name is taken for.
    Lines,
    /// A number.
    Number,
    /// One of a list.
    Dropdown,
    /// Some of a list.
    Several,
    /// One of a few.
    Radio,
    /// A day and a time.
    Time,
    /// No answer: a text.
    Block,
}

/// Something that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the answer is.
    pub value: String,
    /// What is shown for it.
    pub text: String,
    /// Whether it is chosen at first.
    pub first: bool,
    /// The article of this id, where it is one: the next step of a troubleshooter.
    pub step: Option<PartId>,
}

/// Choices that the host looks up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dynamic {
    /// Where they come from.
    pub uri: String,
    /// The field that has to be answered first; may be empty.
    pub depends_on: String,
    /// What is shown of them, as the author wrote it; may be empty.
    pub shows: String,
}

/// What an answer has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bound {
    /// A match of a pattern, and what is said of an answer that is none.
    Pattern(String, String),
    /// More than a number, and what is said of an answer that is not.
    Above(String, String),
}

impl Control {
    /// The control of this name, without ASCII case.
    fn find(name: &str) -> Self {
        match name.to_ascii_lowercase().as_str() {
            "textbox" => Self::Text,
            "numerictextbox" => Self::Number,
            "dropdown" => Self::Dropdown,
            "multiselectdropdown" => Self::Several,
            "radiobuttongroup" => Self::Radio,
            "datetimepicker" => Self::Time,
            "infoblock" | "textblock" => Self::Block,
            _ => Self::Lines,
        }
    }

    /// Its name for templates and scripts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Lines => "lines",
            Self::Number => "number",
            Self::Dropdown => "dropdown",
            Self::Several => "several",
            Self::Radio => "radio",
            Self::Time => "time",
            Self::Block => "block",
        }
    }

    /// Whether it is answered by choosing.
    pub fn chooses(self) -> bool {
        matches!(self, Self::Dropdown | Self::Several | Self::Radio)
    }
}

pub(super) const SHOWS: Shows = Shows {
    paths: &[
        "$schema",
        "title",
        "subscriptionRequired",
        "resourceRequired",
        "fileAttachmentHint",
        "diagnosticCard.title",
        "diagnosticCard.description",
        "diagnosticCard.insightNotAvailableText",
        "formElements[].id",
        "formElements[].order",
        "formElements[].controlType",
        "formElements[].displayLabel",
        "formElements[].watermarkText",
        "formElements[].infoBalloonText",
        "formElements[].hints[].text",
        "formElements[].content",
        "formElements[].required",
        "formElements[].maxLength",
        "formElements[].numberOfLines",
        "formElements[].visibility",
        "formElements[].dropdownOptions[].value",
        "formElements[].dropdownOptions[].text",
        "formElements[].radioButtonOptions[].value",
        "formElements[].radioButtonOptions[].text",
        "formElements[].dynamicDropdownOptions.uri",
        "formElements[].dynamicDropdownOptions.dependsOn",
        "formElements[].dynamicDropdownOptions.textTemplate",
        "formElements[].dynamicDropdownOptions.textProperty",
        "formElements[].dynamicDropdownOptions.defaultDropdownOptions.value",
        "formElements[].dynamicDropdownOptions.defaultDropdownOptions.text",
        "formElements[].dynamicDropdownOptions.defaultDropdownOptions[].value",
        "formElements[].dynamicDropdownOptions.defaultDropdownOptions[].text",
        "formElements[].dynamicDropdownOptions.dropdownOptions[].value",
        "formElements[].dynamicDropdownOptions.dropdownOptions[].text",
        "formElements[].validations[].type",
        "formElements[].validations[].value",
        "formElements[].validations[].text",
        "formElements[].textPropertyRegex",
    ],
    unless: |path, object| match path.rsplit('.').next() {
        // A validation of another type is not understood.
        Some("value" | "text") if path.contains("validations") => bound(object).is_none(),
        // Of two ways to say what is shown, one is.
        Some("textProperty") => !text(object, "textTemplate").is_empty(),
        _ => false,
    },
};

pub(super) fn read(kind: Kind, body: &Json, parts: &mut Parts, notes: &mut Vec<Note>) -> Shape {
    let flag = |key: &str| body.get(key).map(Json::is_true);
    let mut elements: Vec<&Json> = entries(body, "formElements").iter().collect();
    // Of equal order, as they stand in the file.
    elements.sort_by(|a, b| order(a).total_cmp(&order(b)));
    let fields = elements.iter().map(|json| field(kind, json, parts));
    let mut fields: Vec<Field> = fields.collect();
    conditions::read(&mut fields, &elements, notes);
    let card = body
        .get("diagnosticCard")
        .filter(|card| !card.members().is_empty());
    Shape::Form(Form {
        title: text(body, "title"),
        subscription: flag("subscriptionRequired"),
        resource: flag("resourceRequired"),
        attachment: parts.add(Role::Rich, body.get("fileAttachmentHint")),
        card: card.map(|card| Card {
            title: text(card, "title"),
            description: parts.add(Role::Rich, card.get("description")),
            nothing: text(card, "insightNotAvailableText"),
        }),
        fields,
    })
}

fn order(json: &Json) -> f64 {
    let order = json.get("order").map_or("", Json::text);
    order.parse().unwrap_or(f64::INFINITY)
}

fn field(kind: Kind, json: &Json, parts: &mut Parts) -> Field {
    let dynamic = json.get("dynamicDropdownOptions");
    let dynamic = dynamic.filter(|dynamic| !dynamic.members().is_empty());
    let hints = entries(json, "hints").iter();
    let hints = hints.filter_map(|hint| parts.add(Role::Rich, hint.get("text")));
    let number = |key: &str| json.get(key).map_or("", Json::text).parse().unwrap_or(0);
    Field {
        id: text(json, "id"),
        control: Control::find(&text(json, "controlType")),
        label: text(json, "displayLabel"),
        watermark: text(json, "watermarkText"),
        hints: hints.collect(),
        info: parts.add(Role::Rich, json.get("infoBalloonText")),
        content: parts.add(Role::Rich, json.get("content")),
        required: json.get("required").is_some_and(Json::is_true),
        max_length: number("maxLength"),
        lines: number("numberOfLines"),
        choices: choices(kind, json, parts),
        dynamic: dynamic.map(|dynamic| {
            Box::new(Dynamic {
                uri: text(dynamic, "uri"),
                depends_on: text(dynamic, "dependsOn"),
                shows: shows(dynamic),
            })
        }),
        bounds: bounds(json),
        condition: Condition::Always,
        unread: String::new(),
    }
}

/// What is shown of a choice that is looked up.
fn shows(dynamic: &Json) -> String {
    let template = text(dynamic, "textTemplate");
    if template.is_empty() {
        text(dynamic, "textProperty")
    } else {
        template
    }
}

fn choices(kind: Kind, json: &Json, parts: &mut Parts) -> Vec<Choice> {
    let dynamic = json.get("dynamicDropdownOptions");
    let inside = |key: &str| {
        dynamic
            .map_or(&[][..], |dynamic| entries(dynamic, key))
            .iter()
    };
    let always = dynamic.and_then(|dynamic| dynamic.get("defaultDropdownOptions"));
    let always = always.filter(|always| !always.members().is_empty());
    let first = json.get("defaultDropdownOptions");
    // A choice to begin with is given by its value or its text, or whole.
    let first = first.map(|first| match &first.value {
        Value::Object(_) => text(first, "value"),
        _ => first.text().to_owned(),
    });
    let listed = entries(json, "dropdownOptions").iter();
    let listed = listed
        .chain(entries(json, "radioButtonOptions"))
        .chain(inside("dropdownOptions"))
        .chain(inside("defaultDropdownOptions"))
        .chain(always);
    // Only an answer of a troubleshooter leads on.
    let steps = kind == Kind::TsgQuestions;
    let choices = listed.map(|json| {
        let (value, shown) = (text(json, "value"), text(json, "text"));
        let is_first = first
            .as_deref()
            .is_some_and(|first| !first.is_empty() && (first == value || first == shown));
        Choice {
            text: if shown.is_empty() {
                value.clone()
            } else {
                shown
            },
            step: steps
                .then(|| parts.add(Role::Step, json.get("value")))
                .flatten(),
            first: is_first,
            value,
        }
    });
    choices.collect()
}

fn bounds(json: &Json) -> Vec<Bound> {
    let mut bounds: Vec<Bound> = entries(json, "validations")
        .iter()
        .filter_map(bound)
        .collect();
    let pattern = text(json, "textPropertyRegex");
    if !pattern.is_empty() {
        bounds.push(Bound::Pattern(pattern, String::new()));
    }
    bounds
}

fn bound(json: &Json) -> Option<Bound> {
    let (value, said) = (text(json, "value"), text(json, "text"));
    match text(json, "type").to_ascii_lowercase().as_str() {
        "regexmatch" => Some(Bound::Pattern(value, said)),
        "greaterthan" => Some(Bound::Above(value, said)),
        _ => None,
    }
}
