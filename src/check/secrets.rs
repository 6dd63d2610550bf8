//! What must not be published: keys, addresses of people, hosts that are not public.

use super::text::Text;
use crate::diagnostic::{Code, Note, Span};

/// What stands before a key, and how many letters a real one has at least.
const KEYS: [(&str, usize); 9] = [
    ("AccountKey=", 40),
    ("SharedAccessKey=", 40),
    ("SharedAccessSignature=", 40),
    ("&sig=", 40),
    ("?sig=", 40),
    ("client_secret=", 20),
    ("-----BEGIN RSA PRIVATE KEY-----", 0),
    ("-----BEGIN PRIVATE KEY-----", 0),
    ("-----BEGIN OPENSSH PRIVATE KEY-----", 0),
];

/// The body of an article as written: what is published of it, and its comments, which anyone can read who has the file.
fn body<'t>(text: &'t Text<'_>) -> (&'t str, usize) {
    let start = text.article.header.span.end.min(text.article.text.len());
    (&text.article.text[start..], start)
}

pub(super) fn secret(text: &Text<'_>, notes: &mut Vec<Note>) {
    let (body, offset) = body(text);
    for (mark, least) in KEYS {
        for (at, _) in body.match_indices(mark) {
            let key = &body[at + mark.len()..];
            let end = key
                .find(|c: char| !(c.is_ascii_alphanumeric() || "+/=%-_".contains(c)))
                .unwrap_or(key.len());
            if end >= least && is_random(&key[..end], least) {
                let span = offset + at..offset + at + mark.len() + end;
                let name = mark.trim_matches(['&', '?', '=', '-']);
                let note = Note::new(
                    Code::Secret,
                    span,
                    format!("this looks like a secret: `{name}`"),
                );
                notes.push(note.help("make it void at once, and write a placeholder in its place"));
            }
        }
    }
}

/// Whether a key has digits and letters of both cases, as placeholders such as `xxxx` or `your-key` have not.
fn is_random(key: &str, least: usize) -> bool {
    let has = |of: fn(&char) -> bool| key.chars().filter(of).count() >= 3;
    least == 0
        || has(char::is_ascii_digit)
            && has(char::is_ascii_lowercase)
            && has(char::is_ascii_uppercase)
}

/// What the names of made-up hosts have in them, those of tenants included, which articles make up as well.
const MADE_UP: [&str; 7] = [
    "example",
    "contoso",
    "fabrikam",
    "yourdomain",
    "company.",
    "domain.com",
    "onmicrosoft",
];

pub(super) fn email(text: &Text<'_>, notes: &mut Vec<Note>) {
    // A JSON body has fields for addresses of its own.
    if text.article.body().json.is_some() {
        return;
    }
    let (body, offset) = body(text);
    for (at, _) in body.match_indices('@') {
        let is_part = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
        let local = body[..at].len() - body[..at].trim_end_matches(is_part).len();
        let domain = &body[at + 1..];
        let end = domain
            .find(|c: char| !(c.is_ascii_alphanumeric() || ".-".contains(c)))
            .unwrap_or(domain.len());
        let domain = domain[..end].trim_end_matches(['.', '-']);
        let sound = domain.split('.').all(|label| !label.is_empty()) && domain.contains('.');
        let top = domain.rsplit('.').next().unwrap_or_default();
        let lower = domain.to_ascii_lowercase();
        let made_up = MADE_UP.iter().any(|part| lower.contains(part));
        // `user@host:path` and `scheme://user@host` are places, not people.
        let is_place =
            body[at + 1 + domain.len()..].starts_with(':') || body[..at - local].ends_with("://");
        if local > 0
            && sound
            && top.len() >= 2
            && top.chars().all(|c| c.is_ascii_alphabetic())
            && !made_up
            && !is_place
        {
            let span: Span = offset + at - local..offset + at + 1 + domain.len();
            let address = &text.article.text[span.clone()];
            let note = Note::new(
                Code::Email,
                span,
                format!("`{address}` is the address of somebody"),
            );
            notes
                .push(note.help("lead to a page or a form; where it is one for readers, allow it"));
        }
    }
}

/// Ends of host names that only a company's own network knows.
const PRIVATE: [&str; 5] = [
    ".corp.microsoft.com",
    ".redmond.corp",
    ".intranet.",
    ".ntdev.",
    ".phx.gbl",
];

pub(super) fn private_host(text: &Text<'_>, notes: &mut Vec<Note>) {
    let (body, offset) = body(text);
    let lower = body.to_ascii_lowercase();
    for end in PRIVATE {
        for (at, _) in lower.match_indices(end) {
            let is_part = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c);
            let start = at - (body[..at].len() - body[..at].trim_end_matches(is_part).len());
            let after = lower[at + end.len()..].trim_start_matches('.');
            let goes_on = !end.ends_with('.')
                && after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
                && lower.as_bytes()[at + end.len()] == b'.';
            if start < at && !goes_on {
                let span = offset + start..offset + at + end.trim_end_matches('.').len();
                let host = &text.article.text[span.clone()];
                let note = Note::new(
                    Code::PrivateHost,
                    span.clone(),
                    format!("`{host}` is known in a private network only"),
                );
                notes.push(note.help("leave it out, or name a host that readers reach"));
            }
        }
    }
}
