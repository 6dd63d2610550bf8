//! What a link means, whatever the cloud, and what is wrong with it everywhere.

use super::address::{
    SCHEMES, fields, has_field, is_template, is_web, is_web_address, scheme, template, visible,
};
use super::links::Resolver;
use crate::article::{Article, Link, Role, Token, plain, split};
use crate::diagnostic::{Code, Note};
use crate::html::blade;
use crate::path::ContentPath;
use crate::property::nearest;
use percent_encoding::percent_decode_str;

/// What a link means, whatever the cloud.
pub(super) enum Meaning<'a> {
    /// An address of another host.
    Web(String),
    /// A link into the portal.
    Blade(blade::Scheme, String),
    /// An address with slots in it.
    Template(String),
    /// An article, or a heading of one.
    Page(Page<'a>),
    /// An id of the same article.
    Here(&'a str),
    /// A file.
    Asset(ContentPath),
    /// Articles that name a support topic, best first.
    Topic(&'a [usize]),
    /// Articles that bear an id, in order of path.
    Id(&'a [usize]),
    /// Nothing.
    Nothing,
}

/// The articles that a path may mean: the file at it, and for a translation the file at the same path from its original.
/// In each cloud the first that is there is meant.
pub(super) struct Page<'a> {
    pub(super) first: Aim<'a>,
    pub(super) second: Option<Aim<'a>>,
    /// Whether the link leads to a heading, and not to the article as a whole.
    pub(super) to_heading: bool,
}

/// An article that may be meant.
#[derive(Clone, Copy)]
pub(super) struct Aim<'a> {
    pub(super) article: usize,
    /// The id that the link names, if the article has it.
    pub(super) id: Option<&'a str>,
}

/// An article whose links are read, and the original that it is a translation of.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) article: &'a Article,
    pub(super) original: Option<&'a Article>,
}

impl<'a> Resolver<'a> {
    /// What a link means; what is wrong with it in every cloud becomes a note.
    pub(super) fn read(
        &self,
        reading: Reading<'a>,
        link: &Link,
        notes: &mut Vec<Note>,
    ) -> Meaning<'a> {
        let article = reading.article;
        let address = visible(&link.address);
        let found = match link.role {
            Role::Lookalike => Err(lookalike(article, link)),
            Role::Topic => Ok(Meaning::Topic(self.plan.of_topic(&address))),
            Role::Article | Role::Step => self.by_id(link, &address),
            Role::Address if has_field(&address) => Ok(Meaning::Template(fields(&address))),
            _ if blade::scheme(&address).is_some() => self.blade(article, link, &address),
            Role::Link if Token::find(&address).is_some() && is_template(&address) => {
                Ok(Meaning::Template(template(&address, article)))
            }
            _ => match scheme(&address) {
                Some((name, rest)) => web_meaning(article, link, &address, (&name, rest)),
                None if address.starts_with("//") => Ok(Meaning::Web(format!("https:{address}"))),
                None => self.relative(reading, link, &address),
            },
        };
        found.unwrap_or_else(|note| {
            notes.push(note);
            Meaning::Nothing
        })
    }

    fn blade(&self, article: &Article, link: &Link, address: &str) -> Result<Meaning<'a>, Note> {
        let Some((scheme, rest)) = blade::scheme(address) else {
            return Ok(Meaning::Nothing);
        };
        let mut text = String::new();
        split(rest, |part| match part {
            Ok(Token::Slot(index)) => text.push_str(
                &article
                    .body()
                    .marked
                    .slots
                    .get(index)
                    .map_or(String::new(), |slot| format!("{{${}}}", slot.name)),
            ),
            Ok(_) => {}
            Err(words) => text.push_str(words),
        });
        let sound = match scheme {
            blade::Scheme::LinkButton => is_web_address(&text),
            _ => blade::address(&text, "portal").is_some(),
        };
        match sound {
            true => Ok(Meaning::Blade(scheme, text)),
            false => Err(Note::new(
                Code::BadBlade,
                link.span.clone(),
                format!(
                    "`{}` names no blade",
                    plain(address, &article.body().marked.slots)
                ),
            )
            .help("write `data-blade:Extension.Blade`, then `.parameter.value`")),
        }
    }

    /// The articles of an id that a JSON body names. A value that may be one and is not says something else.
    fn by_id(&self, link: &Link, id: &str) -> Result<Meaning<'a>, Note> {
        let found = self.plan.of_id(id);
        if !found.is_empty() {
            return Ok(Meaning::Id(found));
        }
        if link.role == Role::Step {
            return Ok(Meaning::Nothing);
        }
        let message = format!("no article has the id `{id}`");
        let note = Note::new(Code::BrokenLink, link.span.clone(), message);
        let help = "name the `articleId` of the article, or leave the value empty";
        Err(note.help(help))
    }

    fn relative(
        &self,
        reading: Reading<'a>,
        link: &Link,
        address: &str,
    ) -> Result<Meaning<'a>, Note> {
        let article = reading.article;
        let broken = |message: String| Note::new(Code::BrokenLink, link.span.clone(), message);
        if let Some(note) = misspelled(article, link, address) {
            return Err(note);
        }
        let (path, fragment) = address
            .split_once('#')
            .map_or((address, None), |(path, fragment)| (path, Some(fragment)));
        let path = path.split('?').next().unwrap_or_default();
        let path = percent_decode_str(path).decode_utf8_lossy();
        if path.is_empty() {
            return match fragment.and_then(|fragment| find_id(article, fragment)) {
                Some(id) => Ok(Meaning::Here(id)),
                None => Err(no_heading(
                    broken(format!(
                        "no heading has the id `{}`",
                        fragment.unwrap_or_default()
                    )),
                    article,
                    fragment,
                )),
            };
        }
        let Some(target) = article.path.join(&path) else {
            return Err(broken(format!("`{path}` leads out of the content folder")));
        };
        let from_original = reading.original.and_then(|other| other.path.join(&path));
        let places = std::iter::once(&target).chain(&from_original);
        if link.role != Role::Image {
            let found = places
                .clone()
                .filter_map(|place| self.plan.by_path.get(place));
            if let Some(page) = self.page(found.copied(), fragment) {
                return page.map_err(|at| {
                    let missing = fragment.unwrap_or_default();
                    let to = &self.articles[at];
                    let message = format!("no heading of `{}` has the id `{missing}`", to.path);
                    no_heading(broken(message), to, fragment)
                });
            }
        }
        if let Some(place) = places
            .clone()
            .find(|place| self.assets.contains_key(*place))
        {
            return Ok(Meaning::Asset(place.clone()));
        }
        Err(self.missing(&target, link))
    }

    /// The page of these articles that a link with this fragment means; else the article that has no such heading. `None`
    /// where there is no article.
    fn page(
        &self,
        mut found: impl Iterator<Item = usize>,
        fragment: Option<&str>,
    ) -> Option<Result<Meaning<'a>, usize>> {
        let fragment = fragment.filter(|fragment| !fragment.is_empty());
        let articles = self.articles;
        let mut aim = || {
            let article = found.next()?;
            let id = fragment.and_then(|fragment| find_id(&articles[article], fragment));
            Some(Aim { article, id })
        };
        let first = aim()?;
        let second = aim().filter(|second| second.article != first.article);
        let known = first.id.or_else(|| second?.id).is_some();
        if fragment.is_some() && !known {
            return Some(Err(first.article));
        }
        Some(Ok(Meaning::Page(Page {
            first,
            second,
            to_heading: known,
        })))
    }

    fn missing(&self, target: &ContentPath, link: &Link) -> Note {
        let near = nearest(target.file_name(), self.neighbours(target));
        let message = format!("`{target}` is no article and no file that can be published");
        let note = Note::new(Code::BrokenLink, link.span.clone(), message);
        match near {
            Some(near) => note.help(format!("did you mean `{near}`?")),
            None => note.help("check the path; it counts from this article's folder"),
        }
    }

    /// The names in the folder of a path.
    fn neighbours(&self, path: &ContentPath) -> impl Iterator<Item = &'a str> {
        let folder = path.as_str()[..path.as_str().len() - path.file_name().len()].to_owned();
        let start = self
            .articles
            .partition_point(|article| article.path.as_str() < folder.as_str());
        let inside = self.articles[start..]
            .iter()
            .take(2000)
            .map(|article| article.path.as_str());
        inside.filter_map(move |path| {
            path.strip_prefix(folder.as_str())
                .filter(|name| !name.contains('/'))
        })
    }
}

/// What is wrong with how a relative address is written.
fn misspelled(article: &Article, link: &Link, address: &str) -> Option<Note> {
    let suspect = |message: String| Note::new(Code::SuspectLink, link.span.clone(), message);
    let shown = plain(address, &article.body().marked.slots);
    if address.is_empty() {
        return Some(Note::new(
            Code::BrokenLink,
            link.span.clone(),
            "the link has no address",
        ));
    }
    if address.starts_with(['(', '<', '[']) {
        let note = suspect(format!("`{shown}` begins with a bracket"));
        return Some(note.help("write the address alone between `(` and `)`"));
    }
    let bare = address.to_ascii_lowercase().starts_with("www.");
    bare.then(|| suspect(format!("`{shown}` has no scheme")).help("write `https://` before it"))
}

fn lookalike(article: &Article, link: &Link) -> Note {
    let written = article.text.get(link.span.clone()).unwrap_or_default();
    let message = format!("`{written}` looks like a link and is none");
    Note::new(Code::SuspectLink, link.span.clone(), message)
        .help("write `[text](https://…)` without a blank, and close what is opened")
}

/// What an address with a scheme means.
fn web_meaning<'a>(
    article: &Article,
    link: &Link,
    address: &str,
    (name, rest): (&str, &str),
) -> Result<Meaning<'a>, Note> {
    let fault = |code, message| Note::new(code, link.span.clone(), message);
    if SCHEMES.contains(&name) {
        return match is_web(name, rest) {
            true => Ok(Meaning::Web(address.to_owned())),
            false => {
                let shown = plain(address, &article.body().marked.slots);
                let note = fault(
                    Code::SuspectLink,
                    format!("`{shown}` is no complete address"),
                );
                Err(note.help("an address is `https://host/path`"))
            }
        };
    }
    Err(match name {
        "javascript" | "vbscript" | "data" => {
            fault(Code::UnsafeHtml, format!("a `{name}:` address is left out"))
                .help("link to a page")
        }
        _ if name.len() > 1 && nearest(name, ["https", "http"]).is_some() => fault(
            Code::SuspectLink,
            format!("`{name}:` is no scheme; the text stays without a link"),
        )
        .help("write `https:`"),
        _ => fault(
            Code::BrokenLink,
            format!("`{name}:` leads to no page of the web"),
        )
        .help("link to a page, or put the file beside the article"),
    })
}

fn no_heading(note: Note, article: &Article, fragment: Option<&str>) -> Note {
    match nearest(
        fragment.unwrap_or_default(),
        article
            .body()
            .outline
            .headings
            .iter()
            .map(|heading| heading.id.as_str()),
    ) {
        Some(near) => note.help(format!("did you mean `#{near}`?")),
        None => note,
    }
}

/// The id that a fragment means, without case.
pub(super) fn find_id<'a>(article: &'a Article, fragment: &str) -> Option<&'a str> {
    let wanted = percent_decode_str(fragment)
        .decode_utf8_lossy()
        .to_lowercase();
    let outline = &article.body().outline;
    let ids = outline
        .headings
        .iter()
        .map(|heading| heading.id.as_str())
        .chain(outline.anchors.iter().map(String::as_str));
    ids.into_iter().find(|id| id.to_lowercase() == wanted)
}
