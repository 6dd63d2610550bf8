//! The files that are made of all articles of a tree at once: the lookup, the lists of services, the sitemap.

use crate::config::LanguageId;
use crate::page::routes::{Part, Routes};
use crate::page::{Pages, contents};
use crate::path::{OutPath, UrlPath};
use rayon::join;
use std::collections::BTreeMap;

/// The indexes of a tree.
pub(super) type Indexes = BTreeMap<OutPath, Index>;

/// How an index is made.
#[derive(Debug)]
pub(super) enum Index {
    Route(Part),
    List(LanguageId, usize),
    Bytes(Vec<u8>),
}

/// Lays out the indexes of a site; its pages in every language, the default one first.
pub(super) fn lay_out(pages: &[Pages<'_>]) -> Indexes {
    let main = &pages[0];
    let (routes, (lists, sitemap)) = join(
        || Routes::new(main.site),
        || join(|| lists(pages), || main.sitemap()),
    );
    let lookup = Index::Bytes(main.routes_index(&routes));
    let lookup = std::iter::once(("index.json".to_owned(), lookup));
    let parts = routes.parts.into_iter();
    let lookup = lookup.chain(parts.map(|(name, part)| (name, Index::Route(part))));
    let lookup = lookup.map(|(name, index)| (UrlPath::new(&format!("routes/{name}")), index));
    let sitemap = sitemap.into_iter();
    let sitemap = sitemap.map(|(name, bytes)| (UrlPath::new(&name), Index::Bytes(bytes)));
    let all = lookup.chain(lists).chain(sitemap);
    all.map(|(url, index)| (OutPath::from(&url), index))
        .collect()
}

/// The lists of services as files, in every language.
fn lists(pages: &[Pages<'_>]) -> Vec<(UrlPath, Index)> {
    let files: Vec<_> = pages.iter().flat_map(Pages::contents).collect();
    let index = Index::Bytes(contents::index(&files));
    let index = (UrlPath::new("lists/index.json"), index);
    let files = files.into_iter();
    let files = files.map(|listed| (listed.file, Index::List(listed.language, listed.at)));
    std::iter::once(index).chain(files).collect()
}
