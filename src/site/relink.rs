//! The links that have to change when an article is moved to another file.

use super::address::scheme;
use super::languages::translations;
use crate::article::{Article, Link, Role, Token};
use crate::config::Config;
use crate::diagnostic::Edit;
use crate::path::ContentPath;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What cannot stand in the address of a link as it is.
const IN_LINK: AsciiSet = CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'(')
    .add(b')')
    .add(b'%')
    .add(b'#')
    .add(b'?');

/// What becomes of an article's text.
#[derive(Debug, Default)]
pub struct Relinked {
    /// Edits of its decoded text, in order.
    pub edits: Vec<Edit>,
    /// Addresses that mean the file and could not be found as written, such as those of references.
    pub left: Vec<String>,
}

/// The articles whose links change when the file `from` becomes `to`: those that lead to it, its own, and those that its
/// translations have from it. `is_there` says whether there is a file.
pub fn relink(
    articles: &[Arc<Article>],
    is_there: &dyn Fn(&ContentPath) -> bool,
    config: &Config,
    (from, to): (&ContentPath, &ContentPath),
) -> Vec<(Arc<Article>, Relinked)> {
    let originals = translations(articles, config).into_iter();
    let originals: BTreeMap<&ContentPath, &ContentPath> = originals
        .map(|(translation, original)| (&translation.path, &original.path))
        .collect();
    let changed = articles.iter().filter_map(|article| {
        let original = originals.get(&article.path).copied();
        let reading = Reading {
            article,
            original,
            is_there,
        };
        let relinked = of_article(&reading, from, to);
        let any = !relinked.edits.is_empty() || !relinked.left.is_empty();
        any.then(|| (Arc::clone(article), relinked))
    });
    changed.collect()
}

/// An article whose links are read.
struct Reading<'a> {
    article: &'a Article,
    /// For a translation: the file of its original, from which links count that lead nowhere from its own.
    original: Option<&'a ContentPath>,
    is_there: &'a dyn Fn(&ContentPath) -> bool,
}

impl Reading<'_> {
    /// The file that an address means, and the file from which it counts.
    fn target(&self, address: &str) -> Option<(ContentPath, &ContentPath)> {
        let own = self.article.path.join(address);
        let own = own.map(|target| (target, &self.article.path));
        let is_there = self.is_there;
        let from_original = || {
            let original = self.original?;
            let target = original.join(address)?;
            is_there(&target).then_some((target, original))
        };
        match own {
            Some((target, _)) if self.original.is_some() && !is_there(&target) => {
                from_original().or(Some((target, &self.article.path)))
            }
            Some(own) => Some(own),
            None => from_original(),
        }
    }
}

fn of_article(reading: &Reading<'_>, from: &ContentPath, to: &ContentPath) -> Relinked {
    let article = reading.article;
    let mut relinked = Relinked::default();
    let is_moved = article.path == *from;
    let here = if is_moved { to } else { &article.path };
    for link in &article.body().outline.links {
        let address = &link.address;
        let is_relative = scheme(address).is_none()
            && !address.starts_with("//")
            && Token::find(address).is_none();
        if !matches!(link.role, Role::Link | Role::Image | Role::Address) || !is_relative {
            continue;
        }
        let path = &address[..address.find(['#', '?']).unwrap_or(address.len())];
        let decoded = percent_decode_str(path).decode_utf8_lossy();
        let Some((target, base)) = reading.target(&decoded).filter(|_| !path.is_empty()) else {
            continue;
        };
        let leads = target == *from;
        // What counts from the moved file counts from its folder; an address from the content root stays.
        let is_moved = base == from;
        if !leads && (!is_moved || path.starts_with(['/', '\\'])) {
            continue;
        }
        let target = if leads { to } else { &target };
        let wanted = match path.starts_with(['/', '\\']) {
            true => format!("/{}", target.as_str()),
            false => relative(here, target),
        };
        let wanted = utf8_percent_encode(&wanted, &IN_LINK).to_string();
        if article.path.join(path) == here.join(&wanted) && !is_moved || wanted == path {
            continue;
        }
        match place(article, link, path) {
            Some(span) => relinked.edits.push(Edit { span, text: wanted }),
            None => relinked.left.push(address.clone()),
        }
    }
    relinked.edits.sort_by_key(|edit| edit.span.start);
    relinked
}

/// Where the path of a link is written in it.
fn place(article: &Article, link: &Link, path: &str) -> Option<std::ops::Range<usize>> {
    let written = article.text.get(link.span.clone())?;
    for before in ["](", "](<", "href=\"", "href='", "src=\"", "src='"] {
        if let Some(at) = written.rfind(&format!("{before}{path}")) {
            let start = link.span.start + at + before.len();
            return Some(start..start + path.len());
        }
    }
    None
}

/// The address of a file as it is written in another.
fn relative(from: &ContentPath, to: &ContentPath) -> String {
    let mut here: Vec<&str> = from.as_str().split('/').collect();
    here.pop();
    let there: Vec<&str> = to.as_str().split('/').collect();
    let shared = here
        .iter()
        .zip(&there[..there.len() - 1])
        .take_while(|(a, b)| a == b)
        .count();
    let up = "../".repeat(here.len() - shared);
    up + &there[shared..].join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_count_from_the_folder() {
        for (from, to, wanted) in [
            ("a.md", "b.md", "b.md"),
            ("x/a.md", "x/b.md", "b.md"),
            ("x/a.md", "b.md", "../b.md"),
            ("x/y/a.md", "x/z/b.md", "../z/b.md"),
            ("a.md", "x/b.md", "x/b.md"),
        ] {
            let (from, to) = (ContentPath::new(from), ContentPath::new(to));
            assert_eq!(relative(&from, &to), wanted);
            assert_eq!(from.join(wanted), Some(to));
        }
    }
}
