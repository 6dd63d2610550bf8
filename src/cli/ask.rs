//! `inlaid why`, `links`, `diff`, `stats`: questions about a site, answered from the content; no page is made.

use super::args::{Answer, Ask, Diff, Why};
use super::{Outcome, print, slots};
use inlaid::Content;
use inlaid::article::Article;
use inlaid::config::Config;
use inlaid::diagnostic::Error;
use inlaid::html::Target;
use inlaid::memo::Memo;
use inlaid::property::{Property, nearest};
use inlaid::site::{Site, clouds_of, decider};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

/// The content to ask.
struct Asked {
    config: Config,
    content: Content,
}

impl Asked {
    fn of(ask: &Ask) -> Result<Self, Error> {
        let config = Config::load(&ask.places.overrides(None))?;
        let content = inlaid::content(&config, &mut Memo::once())?;
        Ok(Self { config, content })
    }

    /// The sites with the names of their clouds.
    fn sites(&self) -> impl Iterator<Item = (&str, &Site)> {
        let sites = self.content.sites.iter();
        sites.map(|site| (self.config.clouds.get(site.cloud).name.as_str(), site))
    }

    fn site(&self, cloud: &str) -> Result<(&str, &Site), Error> {
        let mut sites = self.sites();
        let found = sites.find(|(name, _)| name.eq_ignore_ascii_case(cloud));
        found.ok_or_else(|| {
            let help = match nearest(cloud, self.sites().map(|(name, _)| name)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "name a cloud of the configuration".to_owned(),
            };
            Error::refused(format!("no cloud is named `{cloud}`"), help)
        })
    }

    /// The one article of an id or a path; a path may be named from the working folder, too.
    fn article(&self, name: &str) -> Result<&Article, Error> {
        let content = format!("{}/", self.config.content.display());
        let below = name.strip_prefix(&content).unwrap_or(name);
        let found = slots::named(&self.content.articles, below)?;
        // An id is that of an article and of its translations, which are asked for by path.
        let is_original = |article: &&Arc<Article>| {
            let language = self.config.language_of(&article.path);
            language.is_default()
        };
        let original = found.iter().find(is_original).unwrap_or(&found[0]);
        let article = self.content.article(original.path.as_str());
        article.ok_or_else(|| {
            Error::refused(
                format!("no article has the id or path `{name}`"),
                "name another",
            )
        })
    }
}

/// Prints an answer: as data, or in words.
fn answer(ask: &Ask, data: &Value, words: impl FnOnce(&Value) -> String) -> Result<Outcome, Error> {
    let text = match ask.format {
        Answer::Json => format!("{data:#}\n"),
        Answer::Human => words(data),
    };
    print(text.as_bytes())
}

/// Texts of a list in a row.
fn row(list: &Value) -> String {
    let texts = list
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    texts.collect::<Vec<_>>().join(", ")
}

/// In which clouds an article is, and why.
pub(super) fn why(options: &Why) -> Result<Outcome, Error> {
    let asked = Asked::of(&options.ask)?;
    let article = asked.article(&options.file)?;
    let sites: Vec<(&str, &Site)> = match &options.cloud {
        Some(cloud) => vec![asked.site(cloud)?],
        None => asked.sites().collect(),
    };
    let clouds = sites
        .iter()
        .map(|(cloud, site)| about(article, cloud, site, &asked.config));
    let data = json!({
        "source": article.path.as_str(),
        "id": article.id,
        "kind": article.kind.as_str(),
        "clouds": clouds.collect::<Vec<_>>(),
    });
    answer(&options.ask, &data, |data| why_words(article, data))
}

/// An article in a cloud: whether it is there, by which line, and where.
fn about(article: &Article, cloud: &str, site: &Site, config: &Config) -> Value {
    let entry = decider(article, cloud);
    let mut about = json!({
        "cloud": cloud,
        "in": false,
        "property": entry.and_then(|entry| entry.property).map(Property::as_str),
        "line": entry.map(|entry| article.line(entry.span.start)),
        "value": entry.map(|entry| article.value(entry)),
    });
    if let Some((site, at)) = site.find(&article.path) {
        let lists = site
            .listing
            .lists
            .iter()
            .filter(|list| list.entries.contains(&at));
        let mut from: Vec<&str> = site
            .links_to(at)
            .into_iter()
            .map(|(from, _)| site.entries[from].article.path.as_str())
            .collect();
        from.dedup();
        about["in"] = json!(true);
        about["url"] = json!(format!("/{}", site.entries[at].url.as_str()));
        about["lists"] = lists
            .map(|list| format!("/{}", list.url.as_str()))
            .collect();
        about["linkedFrom"] = json!(from);
    } else if clouds_of(article, config).contains(site.cloud) {
        about["lacksOriginal"] = json!(true);
    }
    about
}

fn why_words(article: &Article, data: &Value) -> String {
    let mut out = format!(
        "{} (id `{}`, {})\n",
        article.path,
        article.id,
        article.kind.as_str()
    );
    for about in data["clouds"].as_array().into_iter().flatten() {
        let name = about["cloud"].as_str().unwrap_or_default();
        let by = match (about["property"].as_str(), about["line"].as_u64()) {
            (Some(property), Some(line)) => {
                let value = about["value"].as_str().unwrap_or_default();
                format!("`{property}` in line {line}: `{value}`")
            }
            _ => "it has no `cloudEnvironments`".to_owned(),
        };
        let by = match about["lacksOriginal"] == true {
            true => format!("{by}; its original is not there, or has another translation"),
            false => by,
        };
        let word = if about["in"] == true { "in" } else { "out" };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{name:12} {word:4} {by}");
        if let Some(url) = about["url"].as_str() {
            let _ = writeln!(out, "{:17} at {url}", "");
            let _ = writeln!(out, "{:17} lists: {}", "", row(&about["lists"]));
            let from = row(&about["linkedFrom"]);
            let from = if from.is_empty() { "no article" } else { &from };
            let _ = writeln!(out, "{:17} linked from: {from}", "");
        }
    }
    out
}

/// Where the links of an article lead, and which lead to it.
pub(super) fn links(options: &Why) -> Result<Outcome, Error> {
    let asked = Asked::of(&options.ask)?;
    let article = asked.article(&options.file)?;
    let (cloud, site) = match &options.cloud {
        Some(cloud) => asked.site(cloud)?,
        None => {
            let mut sites = asked
                .sites()
                .filter(|(_, site)| site.find(&article.path).is_some());
            sites.next().ok_or_else(|| {
                let message = format!("`{}` is in no cloud", article.path);
                Error::refused(message, "`inlaid why` says why")
            })?
        }
    };
    let Some((site, at)) = site.find(&article.path) else {
        let message = format!("`{}` is not in {cloud}", article.path);
        return Err(Error::refused(message, "`inlaid why` says why"));
    };
    let links = article
        .body()
        .outline
        .links
        .iter()
        .zip(site.entries[at].targets.iter());
    let out = links.map(|(link, target)| {
        let addresses: String;
        let (kind, to) = match target {
            Target::Articles(articles) => {
                let urls: Vec<&str> = articles.iter().map(|(_, url)| url.as_str()).collect();
                addresses = urls.join(", ");
                ("topic", addresses.as_str())
            }
            Target::Url(url) | Target::Image { url, .. } => ("link", url.as_str()),
            Target::Portal { url, .. } => ("portal", url.as_str()),
            Target::Button(url) => ("button", url.as_str()),
            Target::Template { template, .. } => ("template", template.as_str()),
            Target::External(url) => ("image elsewhere", url.as_str()),
            Target::Video { url, .. } => ("video", url.as_str()),
            Target::Nowhere => ("nowhere", ""),
        };
        json!({ "line": article.line(link.span.start), "address": link.address, "kind": kind, "to": to })
    });
    let into = site.links_to(at).into_iter().map(|(from, link)| {
        let from = &site.entries[from].article;
        let link = &from.body().outline.links[link];
        json!({ "source": from.path.as_str(), "line": from.line(link.span.start), "address": link.address })
    });
    let data = json!({
        "source": article.path.as_str(),
        "cloud": cloud,
        "out": out.collect::<Vec<_>>(),
        "in": into.collect::<Vec<_>>(),
    });
    answer(&options.ask, &data, links_words)
}

fn links_words(data: &Value) -> String {
    let mut out = format!("{} in {}\n", word(data, "source"), word(data, "cloud"));
    for link in data["out"].as_array().into_iter().flatten() {
        let to = match word(link, "to") {
            "" => "nowhere".to_owned(),
            to => to.to_owned(),
        };
        let _ = writeln!(
            out,
            "line {:4}  {} → {to}",
            link["line"],
            word(link, "address")
        );
    }
    for link in data["in"].as_array().into_iter().flatten() {
        let _ = writeln!(
            out,
            "from {}:{}  {}",
            word(link, "source"),
            link["line"],
            word(link, "address")
        );
    }
    out
}

fn word<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

/// What one cloud has and another has not.
pub(super) fn diff(options: &Diff) -> Result<Outcome, Error> {
    let asked = Asked::of(&options.ask)?;
    let (one, first) = asked.site(&options.one)?;
    let (other, second) = asked.site(&options.other)?;
    let only = |here: &Site, there: &Site| -> Vec<String> {
        let paths = here.entries.iter().map(|entry| &entry.article.path);
        let paths = paths.filter(|path| there.place(path).is_none());
        paths.map(|path| path.as_str().to_owned()).collect()
    };
    let moved = first.entries.iter().filter_map(|entry| {
        let twin = &second.entries[second.place(&entry.article.path)?];
        (twin.url != entry.url).then(|| entry.article.path.as_str().to_owned())
    });
    let data = json!({
        "onlyInFirst": only(first, second),
        "onlyInSecond": only(second, first),
        "otherAddress": moved.collect::<Vec<_>>(),
    });
    answer(&options.ask, &data, |data| {
        let mut out = String::new();
        for (name, mark) in [
            ("onlyInFirst", '-'),
            ("onlyInSecond", '+'),
            ("otherAddress", '~'),
        ] {
            for path in data[name]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
            {
                let _ = writeln!(out, "{mark} {path}");
            }
        }
        let many = |name: &str| data[name].as_array().map_or(0, Vec::len);
        let _ = writeln!(
            out,
            "- {} only in {one}, + {} only in {other}, ~ {} in both at other addresses",
            many("onlyInFirst"),
            many("onlyInSecond"),
            many("otherAddress")
        );
        out
    })
}

/// How many there are of what.
pub(super) fn stats(options: &Ask) -> Result<Outcome, Error> {
    let asked = Asked::of(options)?;
    let articles = &asked.content.articles;
    let counts = |of: &dyn Fn(&Article) -> String| -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for article in articles.iter() {
            *counts.entry(of(article)).or_default() += 1;
        }
        counts
    };
    let clouds: BTreeMap<&str, usize> = asked
        .sites()
        .map(|(name, site)| (name, site.entries.len()))
        .collect();
    let slots: usize = articles
        .iter()
        .map(|article| article.body().marked.slots.len())
        .sum();
    let links: usize = articles
        .iter()
        .map(|article| article.body().outline.links.len())
        .sum();
    let mut findings: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in asked.content.check(&asked.config) {
        *findings.entry(finding.code.as_str()).or_default() += 1;
    }
    let data = json!({
        "articles": articles.len(),
        "clouds": clouds,
        "kinds": counts(&|article| article.kind.as_str().to_owned()),
        "services": counts(&|article| article.get(Property::Service).to_lowercase()),
        "slots": slots,
        "links": links,
        "findings": findings,
    });
    answer(options, &data, |data| {
        let mut out = format!(
            "{} articles, {slots} places of slots, {links} links\n",
            articles.len()
        );
        for name in ["clouds", "kinds", "services", "findings"] {
            let _ = writeln!(out, "\n{name}");
            let mut rows: Vec<(&String, u64)> = data[name]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(key, count)| (key, count.as_u64().unwrap_or_default()))
                .collect();
            rows.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            for (key, count) in rows {
                let key = if key.is_empty() { "(none)" } else { key };
                let _ = writeln!(out, "{count:7}  {key}");
            }
        }
        out
    })
}
