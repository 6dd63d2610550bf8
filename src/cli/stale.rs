//! Translations that are older than their originals, by what git knows of both.
#![allow(
    clippy::disallowed_methods,
    reason = "an edge: asks where the content is"
)]

use super::git;
use inlaid::Content;
use inlaid::article::{Article, opener};
use inlaid::config::Config;
use inlaid::diagnostic::{Code, Finding, Note};
use inlaid::site::translations;
use std::fs;
use std::sync::Arc;

/// The translations whose original was committed later, or has changes that are not committed while the translation has
/// none. Nothing is said of what git does not keep.
pub(super) fn check(content: &Content, config: &Config) -> Vec<Finding> {
    if config.languages.is_empty() {
        return Vec::new();
    }
    let pairs = translations(&content.articles, config);
    let all = pairs.iter().flat_map(|(one, other)| [one, other]);
    let mut ages = git::ages(
        &config.content,
        all.map(|article| article.path.as_str()).collect(),
    );
    let changed = git::changed(&config.content, "HEAD").unwrap_or_default();
    if let Ok(root) = fs::canonicalize(&config.content) {
        let below = changed
            .iter()
            .filter_map(|file| file.strip_prefix(&root).ok());
        for path in below {
            if let Some(age) = ages.get_mut(&*path.to_string_lossy()) {
                *age = 0;
            }
        }
    }
    let age = |article: &Article| ages.get(article.path.as_str());
    let stale = pairs.into_iter().filter(|(translation, original)| {
        let ages = age(original).zip(age(translation));
        ages.is_some_and(|(original, translation)| original < translation)
    });
    stale.flat_map(|(one, other)| finding(one, other)).collect()
}

fn finding(translation: &Arc<Article>, original: &Arc<Article>) -> Vec<Finding> {
    let message = format!(
        "`{}` was changed after this translation of it",
        original.path
    );
    let note = Note::new(Code::TranslationStale, opener(&translation.header), message);
    translation.locate(vec![
        note.help("hold the two against each other, and change the translation"),
    ])
}
