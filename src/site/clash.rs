//! Articles that would have the id or the address of another.

use super::plan::Taken;
use crate::article::{Article, opener};
use crate::config::Config;
use crate::diagnostic::{Code, Note};
use crate::property::Property;

/// An id that `earlier` bears, too. Ids compare without case; what bears one twice is published all the same.
pub(super) fn id(article: &Article, earlier: &Article) -> Note {
    let entry = article.header.entry(Property::ArticleId);
    let span = entry.map_or_else(|| opener(&article.header), |entry| entry.span.clone());
    let message = format!("id `{}` is also that of `{}`", article.id, earlier.path);
    Note::new(Code::DuplicateId, span, message).help("give each article an id of its own")
}

/// An address that another article has in some clouds.
pub(super) fn address(article: &Article, taken: &Taken, config: &Config) -> Note {
    let message = format!(
        "the address `{}` is taken in {}; it is published as `{}`",
        taken.wanted,
        config.clouds.names(taken.clouds),
        taken.given
    );
    Note::new(Code::DuplicateUrl, opener(&article.header), message)
        .help("give it an `articleId` of its own")
}
