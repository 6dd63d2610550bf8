//! Where links should not lead.

use super::text::Text;
use crate::article::{Link, Role};
use crate::diagnostic::{Code, Note};
use pulldown_cmark::{Event, Tag, TagEnd};

/// Hosts that are known to speak HTTPS, with all below them.
const SECURE: [&str; 12] = [
    "microsoft.com",
    "azure.com",
    "windows.net",
    "live.com",
    "office.com",
    "aka.ms",
    "github.com",
    "wikipedia.org",
    "visualstudio.com",
    "msdn.com",
    "google.com",
    "linkedin.com",
];

/// Hosts whose addresses may begin with a locale.
const LOCALISED: [&str; 6] = [
    "docs.microsoft.com",
    "learn.microsoft.com",
    "azure.microsoft.com",
    "support.microsoft.com",
    "msdn.microsoft.com",
    "technet.microsoft.com",
];

/// Hosts of pages that are under review, or that only the company reaches.
const INTERNAL: [&str; 5] = [
    "review.docs.microsoft.com",
    "review.learn.microsoft.com",
    "microsoft.sharepoint.com",
    "msazure.visualstudio.com",
    "supportability.visualstudio.com",
];

/// The links and images of a text that lead to the web, with scheme, host and what follows.
fn web<'t>(text: &'t Text<'_>) -> impl Iterator<Item = (&'t Link, &'t str, &'t str, &'t str)> {
    let links = text.article.body().outline.links.iter();
    let links = links.filter(|link| link.role != Role::Lookalike);
    links.filter_map(|link| {
        let (scheme, rest) = link.address.split_once("://")?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        Some((link, scheme, &rest[..end], &rest[end..]))
    })
}

fn is_below(host: &str, known: &str) -> bool {
    let host = host.to_ascii_lowercase();
    host.strip_suffix(known)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// The note with the edit that puts `right` in the place of `wrong`, which stands at the end of `before`; where the
/// author wrote that once.
fn mend(
    text: &Text<'_>,
    link: &Link,
    note: Note,
    (before, wrong, right): (&str, &str, &str),
) -> Note {
    let written = text.article.text.get(link.span.clone()).unwrap_or_default();
    let mut found = written.match_indices(before);
    match (found.next(), found.next()) {
        (Some((at, _)), None) => {
            let end = link.span.start + at + before.len();
            note.fix(end - wrong.len()..end, right)
        }
        _ => note,
    }
}

pub(super) fn locale(text: &Text<'_>, notes: &mut Vec<Note>) {
    for (link, _, host, rest) in web(text) {
        let first = rest
            .trim_start_matches('/')
            .split(['/', '?', '#'])
            .next()
            .unwrap_or_default();
        let is_locale = first.len() == 5
            && first.as_bytes()[2] == b'-'
            && first
                .bytes()
                .enumerate()
                .all(|(at, byte)| at == 2 || byte.is_ascii_alphabetic());
        if is_locale
            && LOCALISED
                .iter()
                .any(|known| host.eq_ignore_ascii_case(known))
        {
            let message =
                format!("the address is that of the language `{first}`, whatever the reader's is");
            let note = Note::new(Code::LinkLocale, link.span.clone(), message);
            let note = note.help(format!("leave `/{first}` out"));
            let (before, wrong) = (format!("{host}/{first}"), format!("/{first}"));
            notes.push(mend(text, link, note, (&before, &wrong, "")));
        }
    }
}

pub(super) fn internal(text: &Text<'_>, notes: &mut Vec<Note>) {
    for (link, _, host, _) in web(text) {
        if INTERNAL.iter().any(|known| is_below(host, known)) {
            let message = format!("`{host}` is not open to readers");
            let note = Note::new(Code::LinkInternal, link.span.clone(), message);
            notes.push(note.help("link to the page that is published"));
        }
    }
}

/// Hosts whose addresses say nothing of where they lead, and can lead elsewhere tomorrow.
const SHORT: [&str; 4] = ["aka.ms", "bit.ly", "tinyurl.com", "goo.gl"];

pub(super) fn short(text: &Text<'_>, notes: &mut Vec<Note>) {
    for (link, _, host, _) in web(text) {
        if SHORT.iter().any(|known| host.eq_ignore_ascii_case(known)) {
            let message =
                format!("`{host}` hides where the link leads, and no check sees when that is gone");
            let note = Note::new(Code::LinkShort, link.span.clone(), message);
            notes.push(note.help("link to the page itself"));
        }
    }
}

pub(super) fn http(text: &Text<'_>, notes: &mut Vec<Note>) {
    for (link, scheme, host, _) in web(text) {
        if scheme.eq_ignore_ascii_case("http") && SECURE.iter().any(|known| is_below(host, known)) {
            let message = format!("`{host}` speaks HTTPS, and the link does not ask for it");
            let note = Note::new(Code::LinkHttp, link.span.clone(), message).help("write `https:`");
            let written = text.article.text.get(link.span.clone()).unwrap_or_default();
            let once = written.matches(&format!("{scheme}://")).count() == 1;
            notes.push(match once {
                true => mend(text, link, note, (scheme, scheme, "https")),
                false => note,
            });
        }
    }
}

/// The portal of another cloud, where the article is not in that cloud and no rewrite leads to its own.
pub(super) fn foreign_cloud(text: &Text<'_>, notes: &mut Vec<Note>) {
    let config = text.config;
    let clouds = crate::site::clouds_of(text.article, config);
    for (link, _, host, _) in web(text) {
        let owner = config.clouds.iter().find(|(_, cloud)| {
            cloud
                .portal
                .as_deref()
                .is_some_and(|portal| host.eq_ignore_ascii_case(portal))
        });
        let Some((owner, other)) = owner else {
            continue;
        };
        if clouds.contains(owner) {
            continue;
        }
        let mut own = config.clouds.iter().filter(|(id, _)| clouds.contains(*id));
        if let Some((_, cloud)) = own.find(|(_, cloud)| cloud.rewrite(&link.address).is_none()) {
            let message = format!(
                "`{host}` is the portal of {}, and the article is in {}",
                other.name, cloud.name
            );
            let note = Note::new(Code::LinkForeignCloud, link.span.clone(), message);
            notes.push(note.help(match &cloud.portal {
                Some(portal) => {
                    format!("link to `{portal}`, or name a rewrite for the cloud in site.yaml")
                }
                None => "leave the link out: the cloud has no portal".to_owned(),
            }));
        }
    }
}

pub(super) fn twice(text: &Text<'_>, notes: &mut Vec<Note>) {
    let mut lists: Vec<Vec<String>> = Vec::new();
    for (event, span) in &text.events {
        match event {
            Event::Start(Tag::List(_)) => lists.push(Vec::new()),
            Event::End(TagEnd::List(_)) => drop(lists.pop()),
            Event::Start(Tag::Link { dest_url, .. }) => {
                let Some(list) = lists.last_mut() else {
                    continue;
                };
                if list.iter().any(|other| **other == **dest_url) {
                    let note = Note::new(
                        Code::LinkTwice,
                        text.span(span.clone()),
                        "the list has a link to the same address before",
                    );
                    notes.push(note.help("leave one out, or lead to the section that is meant"));
                } else {
                    list.push(dest_url.to_string());
                }
            }
            _ => {}
        }
    }
}
