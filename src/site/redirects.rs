//! `redirects:` of the configuration: stub pages at old addresses, in the clouds that hold what they lead to.

use super::{Assembly, Entry, Site};
use crate::config::{Config, Language, Redirect};
use crate::diagnostic::{Code, Encoding, Note, locate};
use crate::path::{ContentPath, OutPath, UrlPath, is_own};

/// Puts the stub pages into the sites, and says which lead nowhere.
pub(super) fn place(assembly: &mut Assembly, config: &Config) {
    let mut notes = Vec::new();
    let mut found = vec![false; config.redirects.len()];
    for site in &mut assembly.sites {
        for (at, redirect) in config.redirects.iter().enumerate() {
            let is_target = |entry: &Entry| {
                entry.article.path.as_str() == redirect.target
                    || entry.article.id.eq_ignore_ascii_case(&redirect.target)
            };
            let mut target = site.entries.iter().position(is_target);
            let mut translations = site.translations.iter();
            target = target
                .or_else(|| translations.find_map(|site| site.entries.iter().position(is_target)));
            let Some(target) = target else { continue };
            found[at] = true;
            let taken = add(site, target, redirect, config);
            notes.extend(taken.map(|message| {
                Note::new(Code::RedirectTaken, redirect.span.clone(), message)
                    .help("remove the redirect")
            }));
        }
    }
    let broken = config.redirects.iter().zip(found);
    for (redirect, _) in broken.filter(|(_, found)| !found) {
        let message = format!(
            "no article of the clouds that are built has the id or path `{}`",
            redirect.target
        );
        notes.push(
            Note::new(Code::RedirectBroken, redirect.span.clone(), message)
                .help("name an `articleId`, or a path below the content root"),
        );
    }
    let file = ContentPath::new("site.yaml");
    let findings = locate(&file, &config.text, Encoding::Utf8, notes);
    assembly.findings.extend(findings);
}

/// Adds the stub page of a redirect in each language: below the folder of that language. An address that begins with
/// such a folder is of that language alone. Gives what is wrong, if a page stands there.
fn add(site: &mut Site, target: usize, redirect: &Redirect, config: &Config) -> Option<String> {
    let from = redirect.from.as_str();
    let is_below = |language: &Language| {
        let below = from.strip_prefix(language.segment.as_str());
        below.is_some_and(|below| below.starts_with('/'))
    };
    if let Some(at) = config.languages.iter().position(is_below) {
        return stub(site.translations.get_mut(at)?, target, &redirect.from);
    }
    let taken = stub(site, target, &redirect.from);
    if taken.is_none() {
        for (site, language) in site.translations.iter_mut().zip(&config.languages) {
            stub(
                site,
                target,
                &super::route::translated(&redirect.from, language),
            );
        }
    }
    taken
}

fn stub(site: &mut Site, target: usize, from: &UrlPath) -> Option<String> {
    let here = OutPath::from(from);
    let pages = site.entries.iter().map(|entry| &entry.url);
    let lists = site.listing.lists.iter().map(|list| &list.url);
    let mut pages = pages.chain(lists).chain([&site.listing.home]);
    if pages.any(|url| OutPath::from(url) == here) || is_own(&here) {
        return Some(format!("a page of the site stands at `{from}`"));
    }
    site.redirects.push((from.clone(), target));
    None
}
