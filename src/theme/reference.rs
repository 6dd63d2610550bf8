//! The reference of the handbook for authors of themes: made of the types, the templates, the words and the style.

use super::files;
use super::reading::{Read, Reading};
use super::sheet::properties;
use super::words;
use crate::diagnostic::Error;
use crate::page::fields::{Field, Fields, Shape, View, fields};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The head of the chapter: its properties, and what it is.
const HEAD: &str = r#"<properties
    pageTitle="Theme reference"
    description="Every template, block, variable, word and colour of the default theme"
    service="inlaid.handbook"
    resource=""
    displayOrder="6.5"
    articleId="theme-reference"
    selfHelpType="generic"
    cloudEnvironments="public, Fairfax, Mooncake, Blackforest, usnat, ussec"
/>

# Theme reference

What the default theme is made of, and what its templates see. [Themes](themes.md) says how to change it. This chapter is made from the program itself, and a test holds it to that.

<!-- Made by a test: UPDATE=1 cargo test --test reference -->
"#;

/// The chapter, as Markdown with its header. `themes` is the folder that holds the theme `default`.
///
/// # Errors
/// When the theme cannot be read.
pub fn chapter(themes: &Path) -> Result<String, Error> {
    let chain = files::chain(themes, "default")?;
    let (reading, fields) = (Reading::of(&chain), fields());
    let mut out = HEAD.to_owned();
    out.push_str(&pages(&fields, &reading));
    out.push_str(&bodies(&fields));
    out.push_str(&types(&fields));
    out.push_str(&parts(&fields, &reading));
    out.push_str(&blocks(&reading));
    out.push_str(&components(&reading));
    for files in &chain {
        let spoken = words::parse(std::slice::from_ref(files))?;
        let english = spoken.iter().find(|spoken| spoken.file.language == "en");
        out.push_str(&english.map_or_else(String::new, |words| sections(&words.sections)));
        let style = files.assets.iter().find(|(name, _)| name == "style.css");
        let style = style.and_then(|(_, bytes)| std::str::from_utf8(bytes).ok());
        out.push_str(&style.map_or_else(String::new, custom));
        let names = files.assets.iter().map(|(name, _)| format!("`{name}`"));
        out.push_str("\n## Assets\n\nBeside these, a script may import the words of a section as `\"./words-SECTION.js\"`.\n\n");
        out.push_str(&format!("{}\n", names.collect::<Vec<_>>().join(", ")));
    }
    Ok(out)
}

fn pages(fields: &Fields, reading: &Reading<'_>) -> String {
    let row = |view: &View| {
        let file = reading.resolve(&view.template).map(|(_, read)| read);
        let extends = file.and_then(|read| read.template.parent.as_deref());
        let extends = extends.map_or_else(|| "nothing".to_owned(), |name| format!("`{name}`"));
        format!(
            "| `{}` | {} | {extends} |\n",
            view.template,
            cell(&view.doc)
        )
    };
    let rows: String = fields.pages.iter().map(row).collect();
    let mut out = format!(
        "\n## Templates of pages\n\n| Template | Makes | Extends |\n|---|---|---|\n{rows}\n## On every page\n\n{}",
        table(&fields.all)
    );
    out.push_str(
        "\nBesides, every page has these:\n\n| Name | Holds | What it is |\n|---|---|---|\n\
         | `assets` | addresses by name | The addresses of the assets, relative to the root: `{{ root }}{{ assets[\"style.css\"] }}` |\n\
         | `t` | [words](#words) by section and key | The words of the interface in the language of the page: `{{ t.article.toc }}`. `t.language` is the language that they are in. |\n",
    );
    for view in &fields.pages {
        let style = match view.template.as_str() {
            "404.html" => "| `style` | text | The text of `404.css` |\n",
            _ => "",
        };
        if view.fields.is_empty() && style.is_empty() {
            continue;
        }
        out.push_str(&format!(
            "\n## On `{}`\n\n{}{style}",
            view.template,
            table(&view.fields)
        ));
    }
    out
}

fn bodies(fields: &Fields) -> String {
    let mut out = String::from(
        "\n## Templates of bodies\n\nWhat articles show besides Markdown. These templates see their own names and `t`, and nothing of the page. Names that end in `_html` are HTML and written with `| safe`.\n",
    );
    for view in &fields.bodies {
        let about = cell(&view.doc);
        out.push_str(&format!(
            "\n### `{}`\n\n{about}\n\n{}",
            view.template,
            table(&view.fields)
        ));
    }
    out
}

/// The types that fields are of, by name.
fn types(fields: &Fields) -> String {
    let mut out = String::from("\n## Types\n");
    let mut used = BTreeSet::new();
    let views = fields.pages.iter().chain(&fields.bodies);
    for field in views.flat_map(|view| &view.fields).chain(&fields.all) {
        gather(fields, &field.shape, &mut used);
    }
    for name in used {
        let own = fields
            .types
            .get(name)
            .map(Vec::as_slice)
            .unwrap_or_default();
        out.push_str(&format!("\n### {}\n\n{}", title(name), table(own)));
    }
    out
}

fn gather<'f>(fields: &'f Fields, shape: &'f Shape, used: &mut BTreeSet<&'f str>) {
    match shape {
        Shape::List(inner) => gather(fields, inner, used),
        Shape::Record(name) if used.insert(name) => {
            for field in fields.types.get(name).into_iter().flatten() {
                gather(fields, &field.shape, used);
            }
        }
        _ => {}
    }
}

fn table(fields: &[Field]) -> String {
    let row = |field: &Field| {
        let absent = if field.optional { ", or absent" } else { "" };
        let doc = cell(&field.doc);
        format!(
            "| `{}` | {}{absent} | {doc} |\n",
            field.name,
            holds(&field.shape)
        )
    };
    let rows: String = fields.iter().map(row).collect();
    format!("| Name | Holds | What it is |\n|---|---|---|\n{rows}")
}

fn holds(shape: &Shape) -> String {
    match shape {
        Shape::Text => "text".to_owned(),
        Shape::Number => "number".to_owned(),
        Shape::Flag => "true or false".to_owned(),
        Shape::Pair => "pair of texts, `[0]` and `[1]`".to_owned(),
        Shape::List(inner) if **inner == Shape::Pair => {
            "list of pairs of texts, `[0]` and `[1]`".to_owned()
        }
        Shape::List(inner) => format!("list of {}", holds(inner)),
        Shape::Record(name) => format!(
            "[{0} record](#{1})",
            title(name),
            title(name).to_lowercase()
        ),
        Shape::Open(_) | Shape::Any => "anything".to_owned(),
    }
}

/// The name of a type, for readers.
fn title(name: &str) -> &str {
    name.strip_suffix("View").unwrap_or(name)
}

/// Templates that others include.
fn parts(fields: &Fields, reading: &Reading<'_>) -> String {
    let pages: BTreeSet<&str> = fields
        .pages
        .iter()
        .chain(&fields.bodies)
        .map(|view| view.template.as_str())
        .collect();
    let mut users: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for read in reading.templates.values() {
        let parts = read.template.includes().into_iter();
        for part in parts.chain(read.template.parent.as_deref()) {
            users.entry(part).or_default().insert(read.name);
        }
    }
    let own = reading
        .templates
        .values()
        .filter(|read| !pages.contains(read.name));
    let row = |read: &Read<'_>| {
        let users = users.get(read.name).into_iter().flatten();
        let users: Vec<String> = users.map(|name| format!("`{name}`")).collect();
        let about = cell(&read.template.about);
        format!("| `{}` | {about} | {} |\n", read.name, users.join(", "))
    };
    let rows: String = own.map(row).collect();
    format!(
        "\n## Parts\n\nTemplates that others extend or include. They see what the template sees that they are a part of.\n\n\
         | Template | What it is | Part of |\n|---|---|---|\n{rows}"
    )
}

fn blocks(reading: &Reading<'_>) -> String {
    let mut filled: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for (full, read) in &reading.templates {
        for block in read.template.blocks() {
            let line = reading.line(full);
            let home = line.iter().rev().find(|read| {
                let blocks = read.template.blocks();
                blocks.iter().any(|other| other.name == block.name)
            });
            let home = home.map_or(read.name, |home| home.name);
            let users = filled.entry((home, &block.name)).or_default();
            if home != read.name {
                users.insert(read.name);
            }
        }
    }
    let row = |((home, name), users): (&(&str, &str), &BTreeSet<&str>)| {
        let mut users: Vec<String> = users.iter().map(|name| format!("`{name}`")).collect();
        if users.is_empty() {
            users.push("nothing".to_owned());
        }
        format!("| `{name}` | `{home}` | {} |\n", users.join(", "))
    };
    let rows: String = filled.iter().map(row).collect();
    format!("\n## Blocks\n\n| Block | Stands in | Filled by |\n|---|---|---|\n{rows}")
}

fn components(reading: &Reading<'_>) -> String {
    let each = reading.templates.values().flat_map(|read| {
        let names = read.template.components.iter();
        names.map(|name| format!("| `{name}` | `{}` |\n", read.name))
    });
    let rows: String = each.collect();
    match rows.is_empty() {
        true => "\n## Components\n\nThe default theme defines no component.\n".to_owned(),
        false => format!("\n## Components\n\n| Component | Defined in |\n|---|---|\n{rows}"),
    }
}

fn sections(sections: &crate::words::Sections) -> String {
    let row = |(section, words): (&String, &BTreeMap<String, crate::words::Word>)| {
        let keys: Vec<String> = words.keys().map(|key| format!("`{key}`")).collect();
        format!("| `{section}` | {} |\n", keys.join(", "))
    };
    let rows: String = sections.iter().map(row).collect();
    format!(
        "\n## Words\n\nWritten as `t.SECTION.KEY`, and kept in `i18n/LANGUAGE.yaml`.\n\n| Section | Keys |\n|---|---|\n{rows}"
    )
}

/// The custom properties of a style sheet.
fn custom(style: &str) -> String {
    let mut seen = BTreeSet::new();
    let own = properties(style).into_iter();
    let rows: String = own
        .filter(|property| seen.insert(property.name.clone()))
        .map(|property| {
            let start = property.span.start;
            let value = style.get(start..property.span.end).unwrap_or_default();
            let value = value.split_once(':').map_or("", |(_, value)| value.trim());
            format!("| `--{}` | `{}` |\n", property.name, cell(value))
        })
        .collect();
    format!(
        "\n## Custom properties\n\nOf `style.css`. `light-dark(a, b)` is `a` in light colours and `b` in dark ones.\n\n| Property | Value |\n|---|---|\n{rows}"
    )
}

/// A text for a cell of a table.
fn cell(text: &str) -> String {
    text.replace('\n', " ").replace('|', "\\|")
}
