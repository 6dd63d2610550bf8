//! YAML front matter: a second spelling of the header, for authors who come from other generators.

use super::header::{Entry, Header, unknown};
use crate::config::Ordered;
use crate::diagnostic::{Code, Note, Span};
use crate::property::Property;
use serde_yaml::Value;

/// The largest front matter that is read, in bytes.
const LARGEST: usize = 1 << 20;

/// A block between two lines of `---` at the top of a file.
pub(super) struct Front<'a> {
    /// The block with its lines of `---`.
    pub(super) span: Span,
    text: &'a str,
    yaml: Span,
    /// `Err` says why it is no flat mapping.
    entries: Result<Ordered<Value>, String>,
}

/// The front matter of a text, if its first line is `---` and what follows looks like a mapping.
pub(super) fn read(text: &str) -> Option<Front<'_>> {
    let start = text.find('\n')? + 1;
    if text[..start].trim_end() != "---" {
        return None;
    }
    let mut end = start;
    let close = loop {
        let line = text[end..].split_inclusive('\n').next()?;
        if matches!(line.trim_end(), "---" | "...") {
            break end + line.len();
        }
        end += line.len();
    };
    let yaml = &text[start..end];
    // A thematic break above a paragraph or a JSON body is no header.
    let first = yaml
        .lines()
        .find(|line| !line.trim().is_empty() && !line.starts_with('#'))?;
    let named = first.split_once(':').is_some_and(|(name, _)| {
        !name.is_empty() && !name.contains(char::is_whitespace) && !name.starts_with(['{', '"'])
    });
    (named && yaml.len() <= LARGEST).then(|| {
        let entries =
            serde_yaml::from_str::<Ordered<Value>>(yaml).map_err(|error| error.to_string());
        Front {
            span: 0..close,
            text,
            yaml: start..end,
            entries,
        }
    })
}

impl Front<'_> {
    /// Whether it names a property of the format, and so was meant as a header.
    pub(super) fn is_header(&self) -> bool {
        self.entries.as_ref().is_ok_and(|entries| {
            entries
                .iter()
                .any(|(name, _)| Property::find(name).is_some())
        })
    }

    /// The header it spells; without properties where it cannot be read.
    pub(super) fn into_header(self, notes: &mut Vec<Note>) -> Header {
        let entries = match &self.entries {
            Ok(entries) => entries,
            Err(why) => {
                let note = Note::new(
                    Code::BadFrontMatter,
                    self.first_line(),
                    format!("the front matter is no flat mapping: {why}"),
                );
                notes.push(note.help("write `name: value`, a line each"));
                return Header {
                    properties: Vec::new(),
                    span: self.span,
                };
            }
        };
        let mut from = self.yaml.start;
        let mut properties = Vec::new();
        for (key, value) in entries.iter() {
            let name = self.find(key, from);
            from = name.end;
            let Some(value) = flat(value) else {
                notes.push(Note::new(
                    Code::BadFrontMatter,
                    name,
                    format!("`{key}` is no text, number or list of them"),
                ));
                continue;
            };
            let property = Property::find(key);
            if property.is_none() {
                notes.push(unknown(key, name.clone()));
            }
            let span = self.value_span(name.end);
            properties.push(Entry::given(property, &value, (name, span)));
        }
        Header {
            properties,
            span: self.span,
        }
    }

    fn first_line(&self) -> Span {
        let line = self.text[self.yaml.clone()]
            .lines()
            .next()
            .unwrap_or_default();
        self.yaml.start..self.yaml.start + line.len()
    }

    /// Where a top-level key stands: at the start of a line.
    fn find(&self, key: &str, from: usize) -> Span {
        let mut at = from;
        for line in self.text[from..self.yaml.end].split_inclusive('\n') {
            let quoted = usize::from(line.starts_with(['"', '\'']));
            if line[quoted..].strip_prefix(key).is_some_and(|rest| {
                rest.trim_start_matches(['"', '\''])
                    .trim_start()
                    .starts_with(':')
            }) {
                return at + quoted..at + quoted + key.len();
            }
            at += line.len();
        }
        from..from
    }

    fn value_span(&self, after_name: usize) -> Span {
        let line = self.text[after_name..self.yaml.end]
            .lines()
            .next()
            .unwrap_or_default();
        let value = line.trim_start_matches(['"', '\'', ' ', ':']);
        let start = after_name + line.len() - value.len();
        start..start + value.trim_end().len()
    }
}

/// A scalar, or a list of scalars joined by commas.
fn flat(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Sequence(list) => {
            let texts: Option<Vec<String>> = list
                .iter()
                .map(|entry| {
                    if entry.is_sequence() {
                        None
                    } else {
                        flat(entry)
                    }
                })
                .collect();
            Some(texts?.join(", "))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::header;
    use crate::property::Property;

    #[test]
    fn front_matter_spells_the_same_header() {
        let text = "---\npageTitle: \"A: B\"\ncloudEnvironments: [public, Fairfax]\nservice: x\nservice: y\n---\n# T\n";
        let mut notes = Vec::new();
        let header = header::read(text, &mut notes).unwrap();
        assert_eq!(header.get(Property::PageTitle, text), "A: B");
        assert_eq!(
            header.get(Property::CloudEnvironments, text),
            "public, Fairfax"
        );
        assert_eq!(header.get(Property::Service, text), "x");
        assert_eq!(
            &text[header.entry(Property::Service).unwrap().span.clone()],
            "x"
        );
        assert_eq!(
            notes
                .iter()
                .map(|note| note.code.as_str())
                .collect::<Vec<_>>(),
            ["duplicate-property"]
        );
        assert_eq!(&text[header.span.end..], "# T\n");
    }

    #[test]
    fn a_thematic_break_is_no_front_matter() {
        for text in [
            "---\n{\"a\": 1}\n---\n",
            "---\nsome words: here\n---\n",
            "---\n\n# T\n---\n",
            "---\na: b\n",
        ] {
            assert_eq!(header::read(text, &mut Vec::new()), None, "{text:?}");
        }
    }
}
