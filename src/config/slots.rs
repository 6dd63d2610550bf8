//! What fills slots: `values` of `site.yaml`, a file of values, and the declarations of `slots.yaml`.

use super::yaml::{Ordered, RawConfig, Reader};
use crate::diagnostic::{Error, Span};
use crate::property::nearest;
use crate::value::{Declaration, Declarations, Filling, Format, Language, Type, Value};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The name of the declarations, at the content root.
pub const DECLARATIONS: &str = "slots.yaml";

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RawSlot {
    r#type: Option<String>,
    label: Option<String>,
    example: Option<Value>,
    format: Option<String>,
    values: Vec<String>,
    url: Option<bool>,
    secret: bool,
    aliases: Vec<String>,
}

/// A file that configures slots, for findings about it.
#[derive(Clone, Debug, Default)]
pub struct SlotFile {
    /// Where it is kept; `slots.yaml` is named below the content root.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// The names it gives values to, and where; of `slots.yaml`, none.
    pub names: Vec<(String, Span)>,
}

/// The declarations in a text.
pub(super) fn declarations(reader: &Reader<'_>) -> Result<Declarations, Error> {
    let raw: Ordered<Option<RawSlot>> = reader.read()?;
    let empty = RawSlot::default();
    let mut all: Vec<Declaration> = Vec::new();
    for (name, given) in &raw {
        if all
            .iter()
            .any(|other| crate::value::key(&other.name) == crate::value::key(name))
        {
            let message = format!("`{name}` is declared already; names compare without case");
            return Err(reader.fault(&[name], message));
        }
        all.push(declaration(reader, name, given.as_ref().unwrap_or(&empty))?);
    }
    Ok(Declarations::new(all))
}

fn declaration(reader: &Reader<'_>, name: &str, raw: &RawSlot) -> Result<Declaration, Error> {
    let fault = |key: &str, message: String| reader.fault(&[name, key], message);
    let kind = match &raw.r#type {
        None => None,
        Some(word) => Some(Type::find(word).ok_or_else(|| {
            let types = Type::ALL.map(Type::as_str);
            let help = match nearest(word, types) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the types are {}", types.join(", ")),
            };
            fault("type", format!("no type is named `{word}`")).with_help(Some(help))
        })?),
    };
    let format = match &raw.format {
        None => Format::Usual,
        Some(word) => Format::find(word, kind).ok_or_else(|| {
            let help = "a number is `plain`; a datetime is `date`, `time` or `local`".to_owned();
            let of = kind.map_or("a slot without a type", Type::as_str);
            fault("format", format!("{of} has no format `{word}`")).with_help(Some(help))
        })?,
    };
    match (kind, raw.values.is_empty()) {
        (Some(Type::Enum), true) => {
            return Err(fault(
                "type",
                format!("`{name}` is an enum and has no `values`"),
            ));
        }
        (Some(Type::Enum), false) | (_, true) => {}
        _ => {
            return Err(fault(
                "values",
                format!("`{name}` has `values` and is no enum"),
            ));
        }
    }
    Ok(Declaration {
        name: name.trim().to_owned(),
        kind,
        label: raw.label.clone(),
        example: raw.example.clone(),
        format,
        options: raw.values.clone(),
        not_by_link: raw.url == Some(false),
        secret: raw.secret,
        aliases: raw.aliases.clone(),
        span: reader.span(&[name]),
    })
}

/// Puts the values of a text under the keys of their slots; those of a later text stand over those of an earlier one.
pub(super) fn fill(
    filling: &mut Filling,
    reader: &Reader<'_>,
    outer: &[&str],
    values: &Ordered<Value>,
) -> Result<SlotFile, Error> {
    let mut names: Vec<(String, Span)> = Vec::new();
    for (name, value) in values {
        let path: Vec<&str> = outer.iter().copied().chain([name.as_str()]).collect();
        let key = filling.declarations.key(name);
        if names
            .iter()
            .any(|(other, _)| filling.declarations.key(other) == key)
        {
            let message = format!("`{name}` has a value already; names compare without case");
            return Err(reader.fault(&path, message));
        }
        names.push((name.clone(), reader.span(&path)));
        filling.values.insert(key, value.clone());
    }
    Ok(SlotFile {
        path: reader.path.to_owned(),
        text: reader.text.to_owned(),
        names,
    })
}

/// What the configuration alone fills slots with.
pub(super) fn of_site(
    reader: &Reader<'_>,
    raw: &RawConfig,
    language: &str,
) -> Result<(Filling, SlotFile), Error> {
    let mut filling = Filling {
        values: Default::default(),
        declarations: Declarations::default(),
        language: Language::of(language),
    };
    let file = fill(&mut filling, reader, &["values"], &raw.values)?;
    Ok((filling, file))
}

/// The address of the data that pages load: a path on their host, or below the root of the tree.
pub(super) fn data(reader: &Reader<'_>, raw: &RawConfig) -> Result<Option<String>, Error> {
    let Some(path) = &raw.data else {
        return Ok(None);
    };
    let inner = path.strip_prefix('/').unwrap_or(path);
    let sound = |part: &str| {
        !matches!(part, "" | "." | "..")
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"._-~".contains(&b))
    };
    match inner.split('/').all(sound) {
        true => Ok(Some(path.clone())),
        false => {
            let message =
                format!("`{path}` is no path on the pages' own host, such as `/values.json`");
            Err(reader.fault(&["data"], message))
        }
    }
}

/// Reads the declarations and the file of values, and puts them with what `site.yaml` says.
pub(super) fn complete(
    site: (Filling, SlotFile),
    declared: (&Path, &str),
    given: Option<(&Path, &str)>,
) -> Result<(Filling, Vec<SlotFile>), Error> {
    let (mut filling, site) = site;
    let (path, text) = declared;
    filling.declarations = declarations(&Reader { path, text })?;
    // Names of `site.yaml` may be aliases, which are known only now.
    let values = std::mem::take(&mut filling.values);
    for (name, value) in values {
        let key = filling.declarations.key(&name);
        filling.values.insert(key, value);
    }
    let declared = SlotFile {
        path: PathBuf::from(DECLARATIONS),
        text: text.to_owned(),
        names: Vec::new(),
    };
    let mut files = vec![declared, site];
    if let Some((path, text)) = given {
        let reader = Reader { path, text };
        let values = reader.read()?;
        files.push(fill(&mut filling, &reader, &[], &values)?);
    }
    Ok((filling, files))
}

/// Values for every page of a preview, under a name to choose them by.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The name of its file, without the ending.
    pub name: String,
    /// Values by the name of their slot.
    pub values: Value,
}

/// The folder of sample values: `values`, beside the content root.
pub fn samples_of(content: &Path) -> PathBuf {
    content.with_file_name("values")
}

/// Reads the sample values beside a content root, in order of name. No folder is no values.
///
/// # Errors
/// When a file cannot be read, or is no map of values.
pub fn samples(content: &Path) -> Result<Vec<Sample>, Error> {
    let folder = samples_of(content);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let files = super::folder(&folder)?;
    let files = files.into_iter().filter_map(|path| {
        let name = path.file_name()?.to_str()?;
        let name = name.strip_suffix(".yaml")?.to_owned();
        Some((name, path))
    });
    files
        .map(|(name, path)| {
            let text = super::read(&path, true)?;
            let reader = Reader {
                path: &path,
                text: &text,
            };
            let values: Ordered<Value> = reader.read()?;
            let values = Value::Record(values.iter().cloned().collect());
            Ok(Sample { name, values })
        })
        .collect()
}
