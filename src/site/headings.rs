//! Headings of an article and of its translation: which is which.

use super::meaning::find_id;
use crate::article::Article;

/// The id in an article that says what an id in its translation, or its original, does: that of the heading at the same
/// place where both have the same outline, else the same id; `None` where there is none.
pub(super) fn twin<'a>(from: &Article, id: &str, to: &'a Article) -> Option<&'a str> {
    let (own, other) = (&from.body().outline.headings, &to.body().outline.headings);
    let levels = |article: &Article| {
        let headings = article.body().outline.headings.iter();
        headings.map(|heading| heading.level).collect::<Vec<_>>()
    };
    let place = own.iter().position(|heading| heading.id == id);
    match place {
        Some(at) if own.len() == other.len() && levels(from) == levels(to) => Some(&other[at].id),
        _ => find_id(to, id),
    }
}
