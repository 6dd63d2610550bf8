//! Addresses as authors write them: their schemes, and what may stand in them.

use crate::article::{Article, Token, split};
use crate::html::blade;

/// The schemes that a page may link to.
pub(super) const SCHEMES: [&str; 4] = ["https", "http", "mailto", "tel"];

/// An address without what a browser would pass over: controls, and blanks at its ends.
pub(super) fn visible(address: &str) -> String {
    address
        .trim()
        .chars()
        .filter(|c| !c.is_ascii_control())
        .collect()
}

pub(super) fn scheme(address: &str) -> Option<(String, &str)> {
    let (name, rest) = address.split_once(':')?;
    let sound = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    sound.then(|| (name.to_ascii_lowercase(), rest))
}

pub(super) fn is_web(scheme: &str, rest: &str) -> bool {
    match scheme {
        "mailto" | "tel" => !rest.trim_matches('/').is_empty(),
        _ => rest
            .strip_prefix("//")
            .is_some_and(|rest| is_host(rest.split(['/', '?', '#']).next().unwrap_or_default())),
    }
}

pub(super) fn is_web_address(address: &str) -> bool {
    scheme(address.trim())
        .is_some_and(|(name, rest)| SCHEMES.contains(&name.as_str()) && is_web(&name, rest))
}

fn is_host(host: &str) -> bool {
    !host.is_empty()
        && host
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '@' | '%'))
}

/// Whether an address with slots leads to the web once they are filled: it begins with a slot, or as one that does.
pub(super) fn is_template(address: &str) -> bool {
    let begins = Token::find(address).is_some_and(|(_, span)| span.start == 0);
    begins || scheme(address).is_some_and(|(name, _)| SCHEMES.contains(&name.as_str()))
}

pub(super) fn template(address: &str, article: &Article) -> String {
    let mut out = String::with_capacity(address.len());
    split(address, |part| match part {
        Ok(Token::Slot(index)) => out.push_str(
            &article
                .body()
                .marked
                .slots
                .get(index)
                .map_or(String::new(), |slot| format!("{{{}}}", slot.name)),
        ),
        Ok(_) => {}
        Err(words) => words.chars().for_each(|c| blade::push_encoded(&mut out, c)),
    });
    out
}

/// Whether an address of a JSON body has names in braces, which the page fills.
pub(super) fn has_field(address: &str) -> bool {
    let web = is_template(address) || address.starts_with('{');
    web && variables(address).next().is_some()
}

/// Such an address with everything else encoded.
pub(super) fn fields(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    let mut at = 0;
    for (span, name) in variables(address) {
        out.push_str(&encoded(&address[at..span.start]));
        out.push_str(&format!("{{{name}}}"));
        at = span.end;
    }
    out.push_str(&encoded(&address[at..]));
    out
}

/// The names in braces.
fn variables(address: &str) -> impl Iterator<Item = (std::ops::Range<usize>, &str)> {
    address.match_indices('{').filter_map(|(start, _)| {
        let name = address[start + 1..].split('}').next()?;
        let end = start + 1 + name.len();
        let is_name =
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        (is_name && address[end..].starts_with('}')).then_some((start..end + 1, name))
    })
}

pub(super) fn encoded(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    address
        .chars()
        .for_each(|c| blade::push_encoded(&mut out, c));
    out
}
