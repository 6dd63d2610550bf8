//! What templates see, told from the types themselves: names, what their documentation says, and what they hold.
//!
//! The reference of the handbook and the check of themes go by this, so that neither can differ from what pages have.

use super::{Content, Page, Shown};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Something that a template sees by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What it is, as Markdown.
    pub doc: String,
    /// Whether it may be absent.
    pub optional: bool,
    /// What it holds where it is there.
    pub shape: Shape,
}

/// What a value is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A text.
    Text,
    /// A number.
    Number,
    /// True or false.
    Flag,
    /// A list of this.
    List(Box<Shape>),
    /// A list of two texts.
    Pair,
    /// A value of the type of this name; see [`Fields::types`].
    Record(String),
    /// A value with these names.
    Open(BTreeMap<String, Shape>),
    /// Not known: what filters and functions make.
    Any,
}

/// What one template sees besides [`Fields::all`].
#[derive(Clone, Debug)]
pub struct View {
    /// The name of the template.
    pub template: String,
    /// What it makes, as Markdown.
    pub doc: String,
    /// What it sees, in the order of the type.
    pub fields: Vec<Field>,
}

/// All that templates see of pages and bodies.
#[derive(Clone, Debug)]
pub struct Fields {
    /// What every page has.
    pub all: Vec<Field>,
    /// The templates of pages.
    pub pages: Vec<View>,
    /// The templates of bodies, which see nothing of the page.
    pub bodies: Vec<View>,
    /// The fields of each type, by its name.
    pub types: BTreeMap<String, Vec<Field>>,
}

/// Reads the types.
pub fn fields() -> Fields {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut generator = settings.into_generator();
    generator.subschema_for::<Page<'static>>();
    generator.subschema_for::<Content<'static>>();
    generator.subschema_for::<Shown<'static>>();
    let known = generator.take_definitions(false);
    Fields {
        all: named(&known, "Page"),
        pages: views(&known, "Content"),
        bodies: views(&known, "Shown"),
        types: known
            .iter()
            .filter(|(_, schema)| schema.get("properties").is_some())
            .map(|(name, schema)| (name.clone(), properties(schema)))
            .collect(),
    }
}

impl Fields {
    /// The field of this name of a shape.
    pub fn of<'a>(&'a self, shape: &'a Shape, name: &str) -> Option<&'a Field> {
        let Shape::Record(of) = shape else {
            return None;
        };
        self.types.get(of)?.iter().find(|field| field.name == name)
    }

    /// What the template of this name sees; empty for one that is no page and no body.
    pub fn seen_by(&self, template: &str) -> Vec<&Field> {
        let of = |views: &'_ [View]| views.iter().position(|view| view.template == template);
        match (of(&self.pages), of(&self.bodies)) {
            (Some(at), _) => self.all.iter().chain(&self.pages[at].fields).collect(),
            (None, Some(at)) => self.bodies[at].fields.iter().collect(),
            (None, None) => Vec::new(),
        }
    }
}

fn named(known: &Map<String, Value>, name: &str) -> Vec<Field> {
    known.get(name).map(properties).unwrap_or_default()
}

/// The variants of an enum; the title of each names its templates.
fn views(known: &Map<String, Value>, name: &str) -> Vec<View> {
    let variants = known
        .get(name)
        .and_then(|schema| schema["anyOf"].as_array());
    let of = |variant: &Value| {
        let named_type = reference(variant).map(|name| (named(known, name), doc(&known[name])));
        let (fields, doc) = named_type.unwrap_or_else(|| (properties(variant), doc(variant)));
        let templates = variant["title"].as_str().unwrap_or_default().to_owned();
        let view = |template: &str| View {
            template: template.to_owned(),
            doc: doc.clone(),
            fields: fields.clone(),
        };
        templates.split(", ").map(view).collect::<Vec<_>>()
    };
    variants.into_iter().flatten().flat_map(of).collect()
}

/// The fields of a type, in its own order, which is that of what it requires: everything.
fn properties(schema: &Value) -> Vec<Field> {
    let order = schema["required"].as_array().into_iter().flatten();
    let field = |name: &str| {
        let schema = &schema["properties"][name];
        let (optional, shape) = shape(schema);
        Field {
            name: name.to_owned(),
            doc: doc(schema),
            optional,
            shape,
        }
    };
    order.filter_map(Value::as_str).map(field).collect()
}

/// The documentation for readers who do not write Rust.
fn doc(schema: &Value) -> String {
    let text = schema["description"].as_str().unwrap_or_default();
    let text = text.split("\n\n").next().unwrap_or_default();
    text.replace('\n', " ")
        .replace("`None`", "absent")
        .replace("[`", "`")
        .replace("`]", "`")
}

fn reference(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

/// Whether a value may be absent, and what it is else.
fn shape(schema: &Value) -> (bool, Shape) {
    if let Some(name) = reference(schema) {
        return (false, Shape::Record(name.to_owned()));
    }
    if let Some(either) = schema["anyOf"].as_array() {
        let inner = either.iter().find(|schema| schema["type"] != "null");
        return (true, inner.map_or(Shape::Any, |schema| shape(schema).1));
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    };
    let shape = match types.first() {
        Some(&"string") => Shape::Text,
        Some(&"integer" | &"number") => Shape::Number,
        Some(&"boolean") => Shape::Flag,
        Some(&"array") if schema.get("prefixItems").is_some() => Shape::Pair,
        Some(&"array") => Shape::List(Box::new(shape(&schema["items"]).1)),
        _ => Shape::Any,
    };
    (types.contains(&"null"), shape)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_documented_and_every_shape_is_known() {
        let fields = fields();
        let views = fields.pages.iter().chain(&fields.bodies);
        let all = views.flat_map(|view| &view.fields).chain(&fields.all);
        let all = all.chain(fields.types.values().flatten());
        let wrong: Vec<&Field> = all
            .filter(|field| field.doc.is_empty() || !is_known(&field.shape))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    fn is_known(shape: &Shape) -> bool {
        match shape {
            Shape::Any => false,
            Shape::List(inner) => is_known(inner),
            _ => true,
        }
    }

    #[test]
    fn every_variant_names_its_template() {
        let fields = fields();
        for view in fields.pages.iter().chain(&fields.bodies) {
            assert!(
                view.template.ends_with(".html"),
                "{}: give its variant `#[schemars(title = \"TEMPLATE\")]`",
                view.doc
            );
        }
    }

    #[test]
    fn a_field_is_told_as_its_type_says() {
        let fields = fields();
        let article = fields.seen_by("article.html");
        let side = article.iter().find(|field| field.name == "side").unwrap();
        assert!(side.optional && side.shape == Shape::Record("SideView".to_owned()));
        let before = fields.of(&side.shape, "before").unwrap();
        let links = Shape::List(Box::new(Shape::Record("LinkView".to_owned())));
        assert!(before.shape == links && !before.optional);
        assert!(fields.seen_by("kinds/guide.html")[0].shape == Shape::List(Box::new(Shape::Pair)));
    }
}
