//! `inlaid mv`
#![allow(
    clippy::disallowed_methods,
    reason = "an edge: moves articles, and only here"
)]

use super::args::Mv;
use super::report::count;
use super::{Outcome, slots};
use inlaid::Content;
use inlaid::article::Article;
use inlaid::config::Config;
use inlaid::diagnostic::{Edit, Encoding, Error};
use inlaid::memo::Memo;
use inlaid::path::ContentPath;
use inlaid::property::Property;
use inlaid::site::{Relinked, relink, translations};
use std::collections::BTreeSet;
use std::fs;
use std::io::{Write as _, stderr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Gives an article another file or another id. Links follow, and old addresses lead to the new one.
pub(super) fn run(options: &Mv) -> Result<Outcome, Error> {
    let config = Config::load(&options.places.overrides(None))?;
    let mut memo = Memo::default();
    let before = inlaid::content(&config, &mut memo)?;
    let content = format!("{}/", config.content.display());
    let below = |name: &str| name.strip_prefix(&content).unwrap_or(name).to_owned();
    let mut found = slots::named(&before.articles, &below(&options.old))?;
    let is_original = |article: &Arc<Article>| config.language_of(&article.path).is_default();
    if found.iter().any(is_original) {
        // An id is that of an article and of its translations, which follow it.
        found.retain(is_original);
    }
    let [article] = &found[..] else {
        let message = format!("several articles have the id `{}`", options.old);
        return Err(Error::refused(message, "name the file"));
    };
    let new = below(&options.new);
    let (path, relinked) = match new.ends_with(".md") {
        true => rename(article, &new, &before, &config)?,
        false => (
            article.path.clone(),
            identify(article, &new, &before, &config)?,
        ),
    };
    let after = inlaid::content(&config, &mut memo)?;
    let old = addresses(&before, &article.path);
    let now = addresses(&after, &path);
    let gone: Vec<&String> = old.difference(&now).collect();
    let target = match new.ends_with(".md") && article.get(Property::ArticleId).is_empty() {
        true => path.as_str().to_owned(),
        false if new.ends_with(".md") => article.id.clone(),
        false => new,
    };
    let site = options
        .places
        .config
        .clone()
        .unwrap_or_else(|| PathBuf::from("site.yaml"));
    redirect(&site, &gone, &target, (&article.path, &path))?;
    let line = format!(
        "`{}` is now `{path}`; {} changed, {} redirected\n",
        article.path,
        count(relinked, "link"),
        count(gone.len(), "old page"),
    );
    // Nobody is there to be told when standard error is closed.
    let _ = stderr().lock().write_all(line.as_bytes());
    Ok(Outcome::Done)
}

/// The addresses of an article in all clouds.
fn addresses(content: &Content, path: &ContentPath) -> BTreeSet<String> {
    let sites = content.sites.iter();
    let entries = sites.filter_map(|site| Some(&site.entries[site.place(path)?]));
    entries.map(|entry| entry.url.as_str().to_owned()).collect()
}

/// Moves the file; gives its new path, and how many links changed.
fn rename(
    article: &Article,
    new: &str,
    content: &Content,
    config: &Config,
) -> Result<(ContentPath, usize), Error> {
    let to = ContentPath::new("x")
        .join(new)
        .filter(|path| path.as_str() == new);
    let to = to.ok_or_else(|| {
        Error::refused(
            format!("`{new}` is no path below the content root"),
            "name one such as `contoso.mail/reset.md`",
        )
    })?;
    let place = config.content.join(to.as_str());
    if place.exists() {
        return Err(Error::refused(
            format!("`{}` is there already", place.display()),
            "name another file",
        ));
    }
    let is_there = |path: &ContentPath| config.content.join(path.as_str()).is_file();
    let changed = relink(&content.articles, &is_there, config, (&article.path, &to));
    let mut count = 0;
    let mut written = Vec::new();
    for (other, Relinked { edits, left }) in &changed {
        for address in left {
            let line = format!(
                "{}: `{address}` is left as it is; change it by hand\n",
                other.path
            );
            let _ = stderr().lock().write_all(line.as_bytes());
        }
        count += edits.len();
        written.push((
            config.content.join(other.path.as_str()),
            edited(other, edits)?,
        ));
    }
    for (file, text) in written {
        fs::write(&file, text).map_err(Error::io("write", &file))?;
    }
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder).map_err(Error::io("make", folder))?;
    }
    let from = config.content.join(article.path.as_str());
    fs::rename(&from, &place).map_err(Error::io("move", &from))?;
    Ok((to, count))
}

/// Writes another id into the header, and into those of the translations. Links name files, so none of them changes.
fn identify(
    article: &Article,
    new: &str,
    content: &Content,
    config: &Config,
) -> Result<usize, Error> {
    if let Some(other) = content
        .articles
        .iter()
        .find(|other| other.id.eq_ignore_ascii_case(new))
    {
        return Err(Error::refused(
            format!("`{}` has the id `{new}` already", other.path),
            "choose another",
        ));
    }
    if new.is_empty()
        || !new
            .chars()
            .all(|c| c.is_alphanumeric() || "._-".contains(c))
    {
        return Err(Error::refused(
            format!("`{new}` is no id and no file"),
            "an id has letters, digits, `-`, `_` and `.`; the name of a file ends in `.md`",
        ));
    }
    let pairs = translations(&content.articles, config).into_iter();
    if let Some((_, original)) = pairs.clone().find(|(own, _)| own.path == article.path) {
        let message = format!("`{}` is a translation of `{}`", article.path, original.path);
        return Err(Error::refused(message, "give the original another id"));
    }
    let own = pairs.filter(|(_, original)| original.path == article.path);
    let own = own.map(|(translation, _)| &**translation);
    let mut written = Vec::new();
    for article in std::iter::once(article).chain(own) {
        let file = config.content.join(article.path.as_str());
        written.push((file, identified(article, new)?));
    }
    for (file, text) in written {
        fs::write(&file, text).map_err(Error::io("write", &file))?;
    }
    Ok(0)
}

/// The bytes of an article with another id.
fn identified(article: &Article, id: &str) -> Result<Vec<u8>, Error> {
    let entry = article.header.entry(Property::ArticleId).ok_or_else(|| {
        Error::refused(
            format!("`{}` has no `articleId`", article.path),
            "write one in its header, or give the file another name",
        )
    })?;
    let edit = Edit {
        span: entry.span.clone(),
        text: id.to_owned(),
    };
    edited(article, &[edit])
}

/// The bytes of an article with edits of its text.
fn edited(article: &Article, edits: &[Edit]) -> Result<Vec<u8>, Error> {
    let mark = match article.encoding {
        Encoding::Utf8 => "",
        Encoding::Utf8Bom => "\u{feff}",
        Encoding::Utf16 | Encoding::Windows1252 => {
            let message = format!("`{}` is not UTF-8 and would have to change", article.path);
            return Err(Error::refused(message, "store it as UTF-8 first"));
        }
    };
    let mut out = mark.to_owned();
    let mut at = 0;
    for edit in edits {
        out.push_str(&article.text[at..edit.span.start]);
        out.push_str(&edit.text);
        at = edit.span.end;
    }
    out.push_str(&article.text[at..]);
    Ok(out.into_bytes())
}

/// Adds old addresses to `redirects:` of the configuration, and lets those that name the old file name the new one.
fn redirect(
    site: &Path,
    gone: &[&String],
    target: &str,
    (old, new): (&ContentPath, &ContentPath),
) -> Result<(), Error> {
    let text = match fs::read_to_string(site) {
        Ok(text) => text,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(cause) => return Err(Error::io("read", site)(cause)),
    };
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let block = lines
        .iter()
        .position(|line| line.trim_end() == "redirects:");
    for line in lines.iter_mut().skip(block.map_or(usize::MAX, |at| at + 1)) {
        if !line.starts_with([' ', '#']) && !line.is_empty() {
            break;
        }
        if let Some((key, value)) = line.split_once(": ")
            && value.trim().trim_matches(['"', '\'']) == old.as_str()
        {
            *line = format!("{key}: {}", quoted(new.as_str()));
        }
    }
    let fresh = gone
        .iter()
        .map(|url| format!("  {}: {}", quoted(url), quoted(target)));
    let fresh: Vec<String> = fresh.collect();
    match block {
        _ if fresh.is_empty() => {}
        Some(at) => drop(lines.splice(at + 1..at + 1, fresh.clone())),
        None => {
            lines.push("redirects:".to_owned());
            lines.extend(fresh.clone());
        }
    }
    let changed = lines.join("\n") + "\n";
    if changed == text || fresh.is_empty() && changed.trim() == text.trim() {
        return Ok(());
    }
    // A file that is written in another way is not ours to guess at.
    Config::parse(site, changed.clone()).map_err(|_| {
        let message = format!("`{}` could not take the redirects up", site.display());
        Error::refused(message, format!("add them yourself:\n{}", fresh.join("\n")))
    })?;
    fs::write(site, changed).map_err(Error::io("write", site))
}

/// A scalar of YAML.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
