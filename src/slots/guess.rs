//! What a slot's name says of its type. A guess, for drafts and samples alone.

use super::Entry;
use crate::value::Type;

/// Last words of names, and what such names stand for.
const ENDINGS: [(&[&str], Type); 5] = [
    (&["time", "timestamp", "stamp", "date"], Type::DateTime),
    (
        &[
            "count",
            "number",
            "total",
            "limit",
            "threshold",
            "percent",
            "percentage",
            "port",
            "quota",
        ],
        Type::Number,
    ),
    (&["id", "guid"], Type::Id),
    (&["url", "uri", "link"], Type::Url),
    (&["list", "array"], Type::List),
];

/// The type that a slot seems to have.
pub(super) fn guess(entry: &Entry<'_>) -> Option<Type> {
    let is_block = entry.blocks() == entry.uses.len();
    match last_word(entry.name()).as_str() {
        "table" if is_block => Some(Type::Table),
        word => ENDINGS
            .iter()
            .find(|(words, _)| words.contains(&word))
            .map(|(_, kind)| *kind),
    }
}

/// The last word of a name in camel case or with signs between its words, in lower case. Digits at the end are a count.
fn last_word(name: &str) -> String {
    let name = name.trim_end_matches(|c: char| !c.is_alphabetic());
    let mut start = 0;
    let mut before = ' ';
    for (at, c) in name.char_indices() {
        if !c.is_alphabetic() {
            start = at + c.len_utf8();
        } else if c.is_uppercase() && !before.is_uppercase() {
            start = at;
        }
        before = c;
    }
    name[start..].to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_of_a_name_is_found() {
        for (name, want) in [
            ("startTime", "time"),
            ("SubscriptionID", "id"),
            ("ActivityId4", "id"),
            ("Subnet_List", "list"),
            ("List of Public IPs", "ips"),
            ("vmname", "vmname"),
            ("", ""),
        ] {
            assert_eq!(last_word(name), want, "{name}");
        }
    }
}
