//! What of a body its page does not show: kept, and told to hosts.

use super::schema::Schema;
use crate::json::{Json, Member, Value};

/// What the page of a kind shows.
pub(super) struct Shows {
    /// The paths of values, such as `formElements[].hints[].text`.
    pub(super) paths: &'static [&'static str],
    /// Whether a value at such a path is not shown after all, by the object that it stands in.
    pub(super) unless: fn(&str, &Json) -> bool,
}

impl Shows {
    fn has(&self, path: &str, parent: &Json) -> bool {
        self.paths.contains(&path) && !(self.unless)(path, parent)
    }

    /// Whether anything below a path is shown.
    fn enters(&self, path: &str) -> bool {
        self.paths.iter().any(|shown| {
            let below = shown.strip_prefix(path);
            below.is_some_and(|below| below.starts_with(['.', '[']))
        })
    }
}

/// What of a body is neither shown nor private nor empty; a key that stands twice is shown once.
pub(super) fn of(body: &Json, schema: &Schema, shows: &Shows) -> Option<Json> {
    let mut walk = Walk {
        root: schema,
        shows,
        path: String::new(),
    };
    let public = |member: &&Member| !schema.is_private(&member.key);
    walk.object(body, public, Some(schema))
}

/// Goes through a body beside its schema: what is not as it should be was not understood, and so is not shown.
struct Walk<'a> {
    root: &'a Schema,
    shows: &'a Shows,
    /// Where it is, such as `formElements[].hints`.
    path: String,
}

impl<'a> Walk<'a> {
    fn object(
        &mut self,
        json: &Json,
        wanted: impl Fn(&&Member) -> bool,
        schema: Option<&'a Schema>,
    ) -> Option<Json> {
        let here = self.path.len();
        let mut rest = Vec::new();
        for member in json.members().iter().filter(wanted) {
            if here > 0 {
                self.path.push('.');
            }
            self.path.push_str(&member.key);
            let schema = schema.and_then(|schema| schema.inner(self.root, Some(&member.key)));
            let fits = schema.is_none_or(|schema| schema.fits(&member.value));
            let left = match member.is_first && fits {
                true if self.shows.has(&self.path, json) => None,
                true if self.shows.enters(&self.path) => self.below(&member.value, schema),
                _ => whole(&member.value),
            };
            self.path.truncate(here);
            rest.extend(left.map(|value| Member {
                key: member.key.clone(),
                at: member.at.clone(),
                is_first: member.is_first,
                value,
            }));
        }
        collected(json, rest)
    }

    fn below(&mut self, json: &Json, schema: Option<&'a Schema>) -> Option<Json> {
        let Value::Array(entries) = &json.value else {
            return match &json.value {
                Value::Object(_) => self.object(json, |_| true, schema),
                _ => whole(json),
            };
        };
        let here = self.path.len();
        self.path.push_str("[]");
        let schema = schema.and_then(|schema| schema.inner(self.root, None));
        let mut rest = Vec::new();
        for (at, entry) in entries.iter().enumerate() {
            let is_text = !entry.text().is_empty();
            let left = match is_text && self.shows.has(&self.path, json) {
                true => None,
                false => self.below(entry, schema),
            };
            rest.extend(left.map(|value| Member {
                key: name(entry).unwrap_or_else(|| (at + 1).to_string()),
                at: entry.span.clone(),
                is_first: true,
                value,
            }));
        }
        self.path.truncate(here);
        collected(json, rest)
    }
}

/// What is left of a value, as an object, if that says anything.
fn collected(json: &Json, mut rest: Vec<Member>) -> Option<Json> {
    // It is held as long as the article is, and mostly short.
    rest.shrink_to_fit();
    let says = rest.iter().any(|member| !is_empty(&member.value));
    says.then(|| Json {
        span: json.span.clone(),
        value: Value::Object(rest),
    })
}

/// What an entry of a list is known by.
fn name(entry: &Json) -> Option<String> {
    let keys = ["id", "title", "description", "name", "text"];
    let names = keys.iter().filter_map(|key| entry.get(key));
    names
        .map(Json::text)
        .find(|name| !name.is_empty())
        .map(str::to_owned)
}

/// A value, if it says anything.
fn whole(json: &Json) -> Option<Json> {
    (!is_empty(json)).then(|| json.clone())
}

fn is_empty(json: &Json) -> bool {
    match &json.value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(entries) => entries.iter().all(is_empty),
        Value::Object(members) => members.iter().all(|member| is_empty(&member.value)),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::Kind;
    use crate::kinds::schema;

    #[test]
    fn nothing_is_lost_at_any_depth() {
        let shows = Shows {
            paths: &["a", "list[].id", "list[].x"],
            unless: |path, parent| path == "a" && parent.get("hide").is_some(),
        };
        for (text, want) in [
            (r#"{"a": 1, "b": "", "c": [null, {}]}"#, "{}"),
            (
                r#"{"a": 1, "a": 2, "b": {"c": true}}"#,
                r#"{"a":2,"b":{"c":true}}"#,
            ),
            (r#"{"a": 1, "hide": true}"#, r#"{"a":1,"hide":true}"#),
            (
                r#"{"list": [{"id": "n", "y": [1, 2], "x": {"deep": {"z": 1}}}, {"id": "m"}, "s"]}"#,
                r#"{"list":{"3":"s","n":{"y":[1,2]}}}"#,
            ),
        ] {
            let json = crate::json::parse(text, 0..text.len(), &mut Vec::new()).unwrap();
            let schema = schema::of(Kind::DiagnoseAndSolve).unwrap();
            let rest = of(&json, schema, &shows);
            let rest = rest.map_or("{}".to_owned(), |rest| {
                crate::kinds::plain(&rest).to_string()
            });
            assert_eq!(rest, want, "{text}");
        }
    }
}
