//! What a header should say, and where its file should be.

use super::Placed;
use super::text::Text;
use crate::article::{Article, list, opener};
use crate::config::Config;
use crate::diagnostic::{Code, Note, Span};
use crate::property::Property;
use std::collections::HashMap;
use std::sync::Arc;

/// Properties that every article needs.
const ALWAYS: [Property; 2] = [Property::ArticleId, Property::SelfHelpType];
/// How many letters the name of a file may have.
const LONGEST_NAME: usize = 80;
/// How many folders may stand around an article.
const DEEPEST: usize = 2;

pub(super) fn missing(text: &Text<'_>, notes: &mut Vec<Note>) {
    let header = &text.article.header;
    let wanted = ALWAYS.iter().chain(&text.config.check.required);
    for property in wanted.filter(|property| text.article.get(**property).is_empty()) {
        let span = header
            .entry(*property)
            .map_or_else(|| opener(header), |entry| entry.name.clone());
        let name = property.as_str();
        let note = Note::new(Code::MissingProperty, span, format!("`{name}` is missing"));
        notes.push(note.help(format!("write `{name}=\"…\"` in the header")));
    }
}

pub(super) fn values(text: &Text<'_>, notes: &mut Vec<Note>) {
    let number = |value: &str| value.parse::<f64>().is_ok_and(f64::is_finite);
    // Topics were numbers at first, and are GUIDs since.
    let id = |value: &str| {
        let guid = value.len() == 36
            && value
                .bytes()
                .all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
        guid || value.bytes().all(|byte| byte.is_ascii_digit())
    };
    let name = |value: &str| {
        value
            .chars()
            .all(|c| c.is_alphanumeric() || "._-~:/".contains(c))
    };
    for entry in &text.article.header.properties {
        let value = text.article.value(entry);
        let wrong = match entry.property {
            Some(Property::DisplayOrder) if !value.is_empty() && !number(value) => {
                Some((value, "a number"))
            }
            Some(Property::SupportTopicIds | Property::ProductPesIds) => {
                let mut wrong = list(value).filter(|value| !id(value));
                wrong
                    .next()
                    .map(|value| (value, "an id: a number or a GUID"))
            }
            Some(Property::ArticleId) if !name(value) => {
                Some((value, "an id of letters, digits, `-`, `_` and `.`"))
            }
            _ => None,
        };
        if let Some((value, wanted)) = wrong {
            let span = part(text.article, &entry.span, value);
            let message = format!("`{value}` is not {wanted}");
            notes.push(Note::new(Code::BadValue, span, message).help("correct the value"));
        }
    }
}

/// Where a part of a value stands; the whole value where entities hide it.
fn part(article: &Article, value: &Span, part: &str) -> Span {
    let written = article.text.get(value.clone()).unwrap_or_default();
    match written.find(part) {
        Some(at) => value.start + at..value.start + at + part.len(),
        None => value.clone(),
    }
}

/// Blanks at the end of a value as it is written. They are not part of it, and other tools may take them for one.
pub(super) fn blanks(text: &Text<'_>, notes: &mut Vec<Note>) {
    for entry in &text.article.header.properties {
        let written = text
            .article
            .text
            .get(entry.span.clone())
            .unwrap_or_default();
        let end = written.trim_end_matches([' ', '\t']).len();
        if end > 0 && end < written.len() {
            let span = entry.span.start + end..entry.span.end;
            let name = entry.property.map_or("a property", Property::as_str);
            let note = Note::new(
                Code::ValueBlanks,
                span.clone(),
                format!("the value of `{name}` ends in blanks"),
            );
            notes.push(note.help("remove them").fix(span, ""));
        }
    }
}

pub(super) fn title_period(text: &Text<'_>, notes: &mut Vec<Note>) {
    let Some(entry) = text.article.header.entry(Property::PageTitle) else {
        return;
    };
    let title = text.article.value(entry);
    // An abbreviation, an ellipsis or several sentences may end in one.
    let sentence = title
        .strip_suffix('.')
        .filter(|rest| !rest.contains(['.', '!', '?']));
    if sentence.is_some() && entry.span.end > entry.span.start {
        let note = Note::new(
            Code::TitlePeriod,
            entry.span.clone(),
            "the title ends in a period",
        );
        let written = &text.article.text[entry.span.clone()];
        let end = entry.span.start + written.trim_end().len();
        let note = note.help("a title is no sentence; leave the period out");
        notes.push(match written.trim_end().ends_with('.') {
            true => note.fix(end - 1..end, ""),
            false => note,
        });
    }
}

pub(super) fn file_name(text: &Text<'_>, notes: &mut Vec<Note>) {
    let article = text.article;
    let name = article.path.as_str().rsplit('/').next().unwrap_or_default();
    let length = name.chars().count();
    let message = if length > LONGEST_NAME {
        format!("the file's name has {length} letters, more than {LONGEST_NAME}")
    } else if name.contains(char::is_whitespace) {
        "the file's name has a blank in it".to_owned()
    } else {
        return;
    };
    let help = "rename it with `inlaid mv`";
    notes.push(Note::new(Code::FileName, opener(&article.header), message).help(help));
}

/// Whether the file's name begins with the service, or with the last part of it.
pub(super) fn file_service(text: &Text<'_>, notes: &mut Vec<Note>) {
    let article = text.article;
    let plain = |name: &str| -> String {
        let letters = name.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let service = list(article.get(Property::Service))
        .next()
        .unwrap_or_default();
    let last = service.rsplit('.').next().unwrap_or_default();
    let name = plain(article.path.as_str().rsplit('/').next().unwrap_or_default());
    let begins = [service, last]
        .iter()
        .any(|part| name.starts_with(&plain(part)));
    if !service.is_empty() && !begins {
        let message = format!("the file's name does not begin with `{last}`, its service");
        let note = Note::new(Code::FileService, opener(&article.header), message);
        notes.push(note.help("rename it with `inlaid mv`"));
    }
}

pub(super) fn deep_folder(text: &Text<'_>, notes: &mut Vec<Note>) {
    let article = text.article;
    let folders = article.path.as_str().matches('/').count();
    if folders > DEEPEST {
        let message = format!("the article is {folders} folders deep, more than {DEEPEST}");
        let note = Note::new(Code::DeepFolder, opener(&article.header), message);
        notes.push(
            note.help("move it up; lists are made of `service` and `resource`, not of folders"),
        );
    }
}

/// Two articles that want the same place in a list.
pub(super) fn order_twice(articles: &[Arc<Article>], config: &Config) -> Placed {
    let mut taken: HashMap<[String; 4], usize> = HashMap::new();
    let mut notes = Vec::new();
    for (at, article) in articles.iter().enumerate() {
        let Some(entry) = article.header.entry(Property::DisplayOrder) else {
            continue;
        };
        let (order, service) = (article.value(entry), article.get(Property::Service));
        // A translation has the place of its original.
        let is_translation = !config.language_of(&article.path).is_default();
        if order.is_empty() || service.is_empty() || is_translation {
            continue;
        }
        let kind = article.kind.as_str();
        let place = [service, article.get(Property::Resource), order, kind];
        let earlier = *taken
            .entry(place.map(str::to_ascii_lowercase))
            .or_insert(at);
        if earlier != at {
            let message = format!(
                "`displayOrder` {order} is also that of `{}` in the same list",
                articles[earlier].path
            );
            let note = Note::new(Code::OrderTwice, entry.span.clone(), message);
            notes.push((
                at,
                note.help("give each its own place; equal ones are ordered by title"),
            ));
        }
    }
    notes
}
