//! `inlaid slots`
#![allow(clippy::disallowed_methods, reason = "an edge: writes a draft")]

use super::args::{Listing, Slots};
use super::{Outcome, print};
use inlaid::article::Article;
use inlaid::config::{Config, DECLARATIONS, Overrides};
use inlaid::diagnostic::Error;
use inlaid::memo::Memo;
use inlaid::property::nearest;
use inlaid::slots::{Entry, Inventory, draft, sample, schema};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{ErrorKind, Write as _, stderr};
use std::path::Path;
use std::sync::Arc;

pub(super) fn run(options: &Slots) -> Result<Outcome, Error> {
    let config = Config::load(&Overrides {
        content: options.content.clone(),
        config: options.config.clone(),
        ..Overrides::default()
    })?;
    let mut articles = inlaid::read(&config, &mut Memo::once())?.articles;
    if let Some(name) = &options.article {
        articles = named(&articles, name)?.into();
    }
    let inventory = Inventory::of(&articles, &config.filling.declarations);
    if options.write {
        return write(&config.content.join(DECLARATIONS), &inventory);
    }
    let text = if options.schema {
        let of = options.article.as_deref().unwrap_or(&config.title);
        pretty(&schema(&inventory, &format!("Values for {of}")))
    } else if options.sample {
        sample(&inventory)
    } else if options.format == Listing::Json {
        pretty(&Value::from_iter(inventory.slots.iter().map(as_json)))
    } else {
        for_people(&inventory, articles.len())
    };
    print(text.as_bytes())
}

/// The articles of an id, or the one of a path below the content root.
pub(super) fn named(articles: &[Arc<Article>], name: &str) -> Result<Vec<Arc<Article>>, Error> {
    let is_named = |article: &Arc<Article>| {
        article.path.as_str() == name || article.id.to_lowercase() == name.to_lowercase()
    };
    let found = articles.iter().filter(|article| is_named(article));
    let found: Vec<Arc<Article>> = found.cloned().collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let names = articles
        .iter()
        .flat_map(|article| [article.id.as_str(), article.path.as_str()]);
    let help = match nearest(name, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "name an `articleId`, or a path below the content root".to_owned(),
    };
    Err(Error::refused(
        format!("no article has the id or path `{name}`"),
        help,
    ))
}

fn write(path: &Path, inventory: &Inventory<'_>) -> Result<Outcome, Error> {
    let mut file = File::create_new(path).map_err(|cause| match cause.kind() {
        ErrorKind::AlreadyExists => Error::refused(
            format!("`{}` is there already", path.display()),
            "move it away to have a draft written",
        ),
        _ => Error::io("write", path)(cause),
    })?;
    file.write_all(draft(inventory).as_bytes())
        .map_err(Error::io("write", path))?;
    let count = inventory.slots.len();
    // Nobody is there to be told when standard error is closed.
    let _ = writeln!(stderr(), "wrote {} with {count} slots", path.display());
    Ok(Outcome::Done)
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

fn as_json(entry: &Entry<'_>) -> Value {
    let spellings = entry.spellings().into_iter();
    let spellings = spellings.map(|(name, count)| json!({ "name": name, "count": count }));
    let kinds = entry.kinds().into_iter();
    let kinds = kinds.map(|(kind, count)| (kind.to_owned(), json!(count)));
    let articles = entry.articles().into_iter().map(|path| path.as_str());
    json!({
        "name": entry.name(),
        "key": entry.key,
        "spellings": spellings.collect::<Vec<_>>(),
        "alsoSpelled": entry.also,
        "kinds": kinds.collect::<serde_json::Map<String, Value>>(),
        "count": entry.uses.len(),
        "block": entry.blocks(),
        "inline": entry.uses.len() - entry.blocks(),
        "articles": articles.collect::<Vec<_>>(),
        "default": entry.default(),
        "declared": entry.declared.is_some(),
        "type": entry.declared.and_then(|declared| declared.kind).map(|kind| kind.as_str()),
    })
}

/// A table of the slots, and below it the names that are spelled in several ways.
fn for_people(inventory: &Inventory<'_>, articles: usize) -> String {
    let head = ["slot", "count", "block", "articles", "type", "kinds"].map(str::to_owned);
    let rows: Vec<[String; 6]> = std::iter::once(head)
        .chain(inventory.slots.iter().map(row))
        .collect();
    let mut widths = [0; 6];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let [slot, count, block, of, kind, _] = widths;
    let line = |[a, b, c, d, e, f]: &[String; 6]| {
        format!("{a:slot$}  {b:>count$}  {c:>block$}  {d:>of$}  {e:kind$}  {f}\n")
    };
    let mut out: String = rows.iter().map(line).collect();
    let total: usize = inventory.slots.iter().map(|entry| entry.uses.len()).sum();
    let names = inventory.slots.len();
    out.push_str(&format!(
        "\n{names} slots at {total} places of {articles} articles\n"
    ));
    out + &variants(inventory)
}

fn row(entry: &Entry<'_>) -> [String; 6] {
    let or_dash = |count: usize| match count {
        0 => "-".to_owned(),
        count => count.to_string(),
    };
    let kind = entry
        .declared
        .map(|declared| declared.kind.map_or("any", |kind| kind.as_str()));
    let kinds = match entry.kinds().as_slice() {
        [(only, _)] => (*only).to_owned(),
        several => in_words(several),
    };
    [
        entry.name().to_owned(),
        entry.uses.len().to_string(),
        or_dash(entry.blocks()),
        entry.articles().len().to_string(),
        kind.unwrap_or("-").to_owned(),
        kinds,
    ]
}

fn in_words(counts: &[(&str, usize)]) -> String {
    let words = counts.iter().map(|(name, count)| format!("{name} {count}"));
    words.collect::<Vec<_>>().join(", ")
}

fn variants(inventory: &Inventory<'_>) -> String {
    let mut out = String::new();
    let section = |out: &mut String, title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            out.push_str(&format!("\n{title}\n  {}\n", lines.join("\n  ")));
        }
    };
    let spellings = inventory.slots.iter().map(Entry::spellings);
    let several = spellings.filter(|spellings| spellings.len() > 1);
    let one_slot = several.map(|spellings| in_words(&spellings)).collect();
    section(&mut out, "One slot, spelled in several ways:", one_slot);
    let alike = inventory
        .slots
        .iter()
        .filter(|entry| !entry.also.is_empty());
    let lines =
        alike.map(|entry| format!("{}, also spelled {}", entry.name(), entry.also.join(", ")));
    section(
        &mut out,
        "Several slots, perhaps the same; `aliases` in slots.yaml makes them one:",
        lines.collect(),
    );
    out
}
