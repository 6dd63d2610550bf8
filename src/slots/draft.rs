//! A first `slots.yaml`.

use super::guess::guess;
use super::{Entry, Inventory, flow, is_printable, yaml_key};

const HEAD: &str = "# The slots of the articles, for you to say more of. A slot needs no declaration, and a name alone says nothing;
# what is said is held against articles and values by every build. Take the `#` away from guesses that are right.
#
# Of a slot may be said: type (text, number, datetime, enum, id, url, list, record, table), values (of an enum),
# label, example, format, url: false (no link may set it), secret: true, aliases.
";

/// The most characters of a default that are shown.
const LONGEST: usize = 60;

/// Declarations of all slots, in which everything but their names is a comment.
pub fn draft(inventory: &Inventory<'_>) -> String {
    let entries = inventory.slots.iter().map(declaration);
    entries.fold(HEAD.to_owned(), |out, entry| out + "\n" + &entry)
}

fn declaration(entry: &Entry<'_>) -> String {
    let kinds = entry.kinds().into_iter().map(|(kind, _)| kind);
    let mut out = format!(
        "# {} in {}, {}{}\n{}:\n",
        plural(entry.uses.len(), "place"),
        plural(entry.articles().len(), "article"),
        kinds.collect::<Vec<_>>().join(" and "),
        default(entry.default()),
        yaml_key(entry.name())
    );
    if let Some(kind) = guess(entry) {
        out.push_str(&format!("  # type: {}\n", kind.as_str()));
    }
    if !entry.also.is_empty() {
        // Only one of them can have the others as aliases.
        out.push_str(&format!(
            "  # aliases: {} # if they are the same; then remove them\n",
            flow(&entry.also)
        ));
    }
    out
}

fn plural(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

/// A default in one line.
fn default(text: &str) -> String {
    let mut shown: String = text
        .chars()
        .filter(|c| is_printable(*c))
        .take(LONGEST)
        .collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    match text.is_empty() {
        true => String::new(),
        false => format!(": {shown}"),
    }
}
