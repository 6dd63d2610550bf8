//! What a filled slot shows → HTML, as the script makes it in the browser.

use super::escape;
use crate::value::{Filling, Place, Value};
use crate::value::{Shown, address, variables};

/// Appends the content of a filled slot.
pub(super) fn push(out: &mut String, shown: &Shown) {
    match shown {
        Shown::Empty(content) => text(out, content),
        Shown::Text(content) => text(out, content),
        Shown::Time(iso, content) => {
            out.push_str(&format!("<time datetime=\"{iso}\">"));
            text(out, content);
            out.push_str("</time>");
        }
        Shown::List(items, rest) => {
            out.push_str("<ul>");
            items.iter().for_each(|item| element(out, "li", item));
            if let Some(rest) = rest {
                out.push_str("<li class=\"more\">");
                text(out, rest);
                out.push_str("</li>");
            }
            out.push_str("</ul>");
        }
        Shown::Record(entries) => {
            out.push_str("<dl>");
            for (name, value) in entries {
                element(out, "dt", name);
                element(out, "dd", value);
            }
            out.push_str("</dl>");
        }
        Shown::Table {
            columns,
            rows,
            rest,
        } => table(out, columns, rows, rest.as_deref()),
    }
}

/// A value as text. A parser of HTML would make a line end of a carriage return, and drops what is zero.
fn text(out: &mut String, text: &str) {
    for part in text.split_inclusive(['\r', '\0']) {
        escape::text(out, part.trim_end_matches(['\r', '\0']));
        match part.chars().next_back() {
            Some('\r') => out.push_str("&#13;"),
            Some('\0') => out.push('\u{fffd}'),
            _ => {}
        }
    }
}

fn element(out: &mut String, name: &str, content: &str) {
    out.push_str(&format!("<{name}>"));
    text(out, content);
    out.push_str(&format!("</{name}>"));
}

fn table(out: &mut String, columns: &[String], rows: &[Vec<String>], rest: Option<&str>) {
    out.push_str("<div class=\"table\" tabindex=\"0\"><table><thead><tr>");
    for column in columns {
        out.push_str("<th scope=\"col\">");
        text(out, column);
        out.push_str("</th>");
    }
    out.push_str("</tr></thead><tbody>");
    for row in rows {
        out.push_str("<tr>");
        row.iter().for_each(|cell| element(out, "td", cell));
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table></div>");
    if let Some(rest) = rest {
        out.push_str("<p class=\"more\">");
        text(out, rest);
        out.push_str("</p>");
    }
}

/// What becomes of an address with variables.
pub(super) enum Filled<'a> {
    /// All have values, and this is the address.
    Address(String),
    /// These lack a value.
    Needs(Vec<&'a str>),
    /// All have values, and they make no address that a page may link to.
    Refused,
}

/// Fills an address with variables.
pub(super) fn template<'a>(template: &'a str, filling: &Filling) -> Filled<'a> {
    let names = variables(template);
    let needs: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| filling.get(name).is_none())
        .collect();
    if !needs.is_empty() {
        return Filled::Needs(needs);
    }
    let value = |name: &str| match filling.show(
        name,
        Place::Inline {
            zone_follows: false,
        },
    )? {
        Ok(_) => filling.get(name).and_then(Value::plain),
        Err(_) => None,
    };
    address(template, value).map_or(Filled::Refused, Filled::Address)
}
