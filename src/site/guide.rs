//! Troubleshooters: the cover, the questions and the steps of one folder, tied together by the links and ids in them.
//!
//! A guide is made of the articles of its cloud alone: a tie by way of an article of another cloud is none.

use super::tree::Tree;
use crate::article::{Article, Kind, Role};
use crate::diagnostic::{Code, Note};
use crate::path::{ContentPath, UrlPath};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a page of a troubleshooter leads to: title and address of each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guide {
    /// On a cover: questions and steps in the order in which one leads to the next.
    pub path: Vec<(String, String)>,
    /// On a cover: those that nothing leads to, in the order of lists.
    pub rest: Vec<(String, String)>,
    /// On a question or a step: the covers.
    pub covers: Vec<(String, String)>,
}

/// The troubleshooters of a cloud, by folder.
pub(super) type Guides = BTreeMap<String, Troubleshooter>;

/// The articles of a troubleshooter, by their place among all.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Troubleshooter {
    covers: Vec<usize>,
    path: Vec<usize>,
    rest: Vec<usize>,
}

/// The troubleshooters of these members of a cloud. `ranks` are the places of articles in the order of lists.
pub(super) fn find(articles: &[Arc<Article>], members: &[usize], ranks: &[usize]) -> Guides {
    let mut folders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for at in members
        .iter()
        .filter(|at| articles[**at].kind.is_troubleshooter())
    {
        folders
            .entry(folder(&articles[*at].path))
            .or_default()
            .push(*at);
    }
    let found = folders.into_iter().map(|(folder, mut all)| {
        all.sort_by_key(|at| ranks[*at]);
        (folder.to_owned(), tie(articles, &all))
    });
    found.collect()
}

fn folder(path: &ContentPath) -> &str {
    path.as_str()
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder)
}

/// Follows what leads on from the covers, and from the questions.
fn tie(articles: &[Arc<Article>], all: &[usize]) -> Troubleshooter {
    let of = |kind: Kind| {
        all.iter()
            .copied()
            .filter(move |at| articles[*at].kind == kind)
    };
    let covers: Vec<usize> = of(Kind::TsgDescription).collect();
    let mut seen: BTreeSet<usize> = covers.iter().copied().collect();
    let mut path = Vec::new();
    for start in covers.iter().copied().chain(of(Kind::TsgQuestions)) {
        let mut next = vec![start];
        while let Some(from) = next.pop() {
            let led = leads(&articles[from], articles, all);
            // What an article names first comes first; a question that nothing leads to begins a path of its own.
            let is_start =
                from == start && articles[from].kind == Kind::TsgQuestions && !led.is_empty();
            if (from != start || is_start) && seen.insert(from) {
                path.push(from);
            }
            next.extend(led.into_iter().rev().filter(|at| !seen.contains(at)));
        }
    }
    Troubleshooter {
        rest: all
            .iter()
            .copied()
            .filter(|at| !seen.contains(at))
            .collect(),
        covers,
        path,
    }
}

/// The articles of the folder that an article leads to, in the order of its text.
fn leads(article: &Article, articles: &[Arc<Article>], all: &[usize]) -> Vec<usize> {
    let links = article.body().outline.links.iter();
    let found = links.filter_map(|link| {
        let is = |at: &&usize| {
            let other = &articles[**at];
            match link.role {
                Role::Step => other.id.eq_ignore_ascii_case(&link.address),
                Role::Link | Role::Address => {
                    let path = link.address.split(['#', '?']).next().unwrap_or_default();
                    !path.is_empty() && article.path.join(path).as_ref() == Some(&other.path)
                }
                _ => false,
            }
        };
        all.iter().find(is).copied()
    });
    found.collect()
}

/// What the page of a part, which is at `here`, shows in a tree. A translation is the part that its original is.
pub(super) fn of(
    at: usize,
    tree: &Tree,
    articles: &[Arc<Article>],
    here: &UrlPath,
) -> Option<Guide> {
    let article = &articles[tree.original(at).unwrap_or(at)];
    let found = tree
        .guides
        .get(folder(&article.path))
        .filter(|_| article.kind.is_troubleshooter())?;
    let titled = |all: &[usize]| {
        let titled = all.iter().filter_map(|at| {
            let url = tree.urls[*at].as_ref()?;
            let title = articles[tree.shown(*at)].title.clone();
            Some((title, url.relative_from(here)))
        });
        titled.collect()
    };
    Some(match article.kind {
        Kind::TsgDescription => Guide {
            path: titled(&found.path),
            rest: titled(&found.rest),
            covers: Vec::new(),
        },
        _ => Guide {
            covers: titled(&found.covers),
            ..Guide::default()
        },
    })
}

/// What cannot be tied: said of the first cover, or of the first part of a folder that has none.
pub(super) fn untied(
    article: &Article,
    at: usize,
    guides: &Guides,
    articles: &[Arc<Article>],
) -> Option<Note> {
    let found = guides
        .get(folder(&article.path))
        .filter(|_| article.kind.is_troubleshooter())?;
    let first = found.covers.first().or(found.rest.first());
    // A part that is alone has nothing to be tied to.
    let is_alone = found.covers.len() + found.path.len() + found.rest.len() == 1;
    if first != Some(&at) || found.rest.is_empty() || is_alone {
        return None;
    }
    let (count, all) = (found.rest.len(), found.rest.len() + found.path.len());
    let message = match found.covers.is_empty() {
        true => "a part of a troubleshooter stands in a folder without a cover (`TSG_Description`)"
            .to_owned(),
        false => format!(
            "nothing leads to {count} of the {all} parts of this troubleshooter; they are listed"
        ),
    };
    let name = articles[found.rest[0]].path.file_name();
    let note = Note::new(
        Code::StepUntied,
        crate::article::opener(&article.header),
        message,
    );
    Some(note.help(format!(
        "link to each, such as `[…]({name})`, or let the `value` of an answer be its `articleId`"
    )))
}
