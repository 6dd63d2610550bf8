//! What the preview says about a page: its article, its clouds, what is wrong with it, and why it is not there.

use super::tree::{Place, names};
use crate::article::Article;
use crate::diagnostic::{Finding, Level};
use crate::property::Property;
use crate::site::{clouds_of, decider};
use serde_json::{Value, json};

/// What the bar of the preview shows of a page.
pub(super) fn about(place: &Place<'_>, editor: &str) -> Value {
    let article = place.article();
    let clouds = names(place.config).enumerate().map(|(at, name)| {
        let entry = article.and_then(|article| place.entry(at, article));
        let there = article.is_none() && place.build.output(at, place.config).has(&place.file);
        // Where it is not, the address says why.
        let path = entry.map_or(place.file.as_str(), |entry| entry.url.as_str());
        json!({ "name": name, "url": format!("/{name}/{path}"), "there": entry.is_some() || there })
    });
    let own =
        |finding: &&Finding| article.is_some_and(|article| finding.place.source == article.path);
    let findings = place.build.content.findings.iter().filter(own);
    let findings = findings.map(|finding| of_article(place, editor, finding));
    let counts =
        [Level::Error, Level::Warning, Level::Info].map(|level| place.build.content.count(level));
    let article = article.map(|article| {
        json!({
            "source": article.path.as_str(),
            "kind": article.kind.as_str(),
            "edit": link(place, editor, article.path.as_str(), (1, 1)),
            "properties": properties(article),
            "lists": lists(place, article),
        })
    });
    json!({
        "cloud": place.cloud(),
        "clouds": clouds.collect::<Vec<_>>(),
        "article": article,
        "findings": findings.collect::<Vec<_>>(),
        "counts": counts,
    })
}

/// A finding of the page's own article. The span counts in UTF-16 units of the excerpt, as browsers do.
fn of_article(place: &Place<'_>, editor: &str, finding: &Finding) -> Value {
    let at = &finding.place;
    let units = |end: usize| at.excerpt.text[..end].encode_utf16().count();
    let span = [at.excerpt.span.start, at.excerpt.span.end].map(units);
    json!({
        "code": finding.code.as_str(),
        "level": finding.level.as_str(),
        "message": finding.message,
        "help": finding.help,
        "line": at.start.line,
        "excerpt": &*at.excerpt.text,
        "span": span,
        "edit": link(place, editor, at.source.as_str(), (at.start.line, at.start.column)),
    })
}

/// Every finding of a build, as lines with a link to each.
pub(super) fn findings(place: &Place<'_>, editor: &str) -> Value {
    let findings = place.build.content.findings.iter();
    let findings = findings.map(|finding| {
        let at = &finding.place;
        json!({
            "code": finding.code.as_str(),
            "level": finding.level.as_str(),
            "message": finding.message,
            "source": at.source.as_str(),
            "line": at.start.line,
            "edit": link(place, editor, at.source.as_str(), (at.start.line, at.start.column)),
        })
    });
    Value::from_iter(findings)
}

/// The lists of the cloud that show an article, each with its place among their articles, from 1.
fn lists(place: &Place<'_>, article: &Article) -> Vec<Value> {
    let Some((site, own)) = place.build.content.sites[place.at].find(&article.path) else {
        return Vec::new();
    };
    let lists = site.listing.lists.iter().filter_map(|list| {
        let at = list.entries.iter().position(|at| *at == own)?;
        let service = list.service.map(|at| &site.listing.lists[at].title);
        let title = service.map_or_else(
            || list.title.clone(),
            |service| format!("{service} › {}", list.title),
        );
        let url = format!("/{}/{}", place.cloud(), list.url.as_str());
        Some(json!({ "title": title, "url": url, "at": at + 1, "of": list.entries.len() }))
    });
    lists.collect()
}

fn properties(article: &Article) -> Vec<Value> {
    let text = &article.text;
    let properties = article.header.properties.iter();
    properties
        .map(|entry| {
            let name = match entry.property {
                Some(property) => property.as_str(),
                None => &text[entry.name.clone()],
            };
            json!({ "name": name, "value": article.value(entry), "line": article.line(entry.span.start) })
        })
        .collect()
}

/// The address that opens the editor at a place.
fn link(place: &Place<'_>, editor: &str, source: &str, (line, column): (usize, usize)) -> String {
    let given = place.config.slot_files.iter().skip(1);
    let is_given = given
        .map(|file| file.path.as_path())
        .any(|path| path.to_str() == Some(source));
    let path = match is_given || source == "site.yaml" {
        true => std::path::PathBuf::from(source),
        false => place.config.content.join(source),
    };
    let path = std::path::absolute(&path).unwrap_or(path);
    let path = path.to_string_lossy().replace('\\', "/");
    let path = path.replace('%', "%25").replace([' ', '#', '?'], "%20");
    editor
        .replace("{file}", &path)
        .replace("{line}", &line.to_string())
        .replace("{column}", &column.to_string())
}

/// Why an article is not in a cloud, in a sentence.
pub(super) fn absence(place: &Place<'_>, article: &Article) -> String {
    let cloud = place.cloud();
    let path = &article.path;
    let named = clouds_of(article, place.config);
    if named.contains(place.build.content.sites[place.at].cloud) {
        return format!(
            "{path} is not in {cloud}: its original is not there, or has another translation."
        );
    }
    match decider(article, cloud) {
        Some(entry) if entry.property == Some(Property::DisableClouds) => format!(
            "{path} is not in {cloud}: `disableClouds` in line {} names it.",
            article.line(entry.span.start)
        ),
        Some(entry) => format!(
            "{path} is not in {cloud}: `cloudEnvironments` in line {} says `{}`.",
            article.line(entry.span.start),
            article.value(entry)
        ),
        None => format!("{path} is not in {cloud}: it has no `cloudEnvironments`."),
    }
}
