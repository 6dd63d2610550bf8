//! One file's text → [`Article`]. Parsing never fails: what is wrong becomes a finding.

mod allow;
mod attribute;
mod blocks;
mod code;
mod comments;
mod elements;
mod fence;
mod front;
mod guided;
mod header;
mod json;
mod known;
mod lookalike;
mod marks;
mod opener;
mod outline;
mod parts;
mod region;
mod section;
mod slot;
mod tags;

pub use allow::Allowance;
pub use blocks::{Block, Shows, State, Value, Video};
pub use header::{Entry, Header, fold, list};
pub use known::{Known, PLACING};
pub use marks::{Map, Marked, Token, split, without_tokens};
pub use outline::{Heading, Link, Outline, Role, options, plain};
pub use parts::PartText;
pub use region::{Op, Region};
pub use slot::{Slot, SlotKind};
pub use tags::{RawTag, Verdict, kept_attributes, kept_elements, scan as scan_tags};

pub use crate::kinds::Kind;

use crate::diagnostic::{Code, Encoding, Finding, Note, Span, locate};
use crate::kinds::{self, Shaped};
use crate::memo::{Key, KeyOf};
use crate::path::ContentPath;
use crate::property::{Property, nearest};
use crate::source::{self, Source};
use std::sync::{Arc, OnceLock};

/// How often what was found may change what is found; a body that goes on changing is left to the sanitizer.
const MOST_ROUNDS: usize = 4;

/// What a file turned out to be.
#[derive(Clone, Debug)]
pub enum Parsed {
    /// An article.
    Article(Arc<Article>),
    /// Something else, and why.
    Skipped(Box<Finding>),
}

/// One article, whatever clouds it is for.
#[derive(Clone, Debug)]
pub struct Article {
    /// A hash of all that it was parsed from.
    pub key: Key,
    /// A hash of what other articles, lists and the lookup read of it: where it stands, what it is called and found by,
    /// the ids in it. An edit that leaves it as it is changes one page.
    pub facts: Key,
    /// A hash of all that is said of it elsewhere than on its own page: the facts, its properties, its headings and slots.
    pub told: Key,
    /// Where it is kept.
    pub path: ContentPath,
    /// The file's text.
    pub text: String,
    /// How the file is stored.
    pub encoding: Encoding,
    /// What it says about itself, with the defaults of the configuration.
    pub header: Header,
    /// `articleId`, or the file's stem.
    pub id: String,
    /// What kind of article it is.
    pub kind: Kind,
    /// The first heading of level 1, else `pageTitle`, else the id.
    pub title: String,
    /// The body, once it was asked for.
    body: OnceLock<Body>,
    /// What is wrong with it, links and clouds aside.
    pub findings: Vec<Finding>,
}

/// The body of an article.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// What was found in it before Markdown is read.
    pub marked: Marked,
    /// Headings and links.
    pub outline: Outline,
    /// The JSON that stands in it, for the kinds that have one.
    pub json: Option<JsonBody>,
}

/// The JSON body of an article.
#[derive(Clone, Debug, PartialEq)]
pub enum JsonBody {
    /// What it describes, and each of its parts.
    Shaped(Box<Shaped>, Vec<PartText>),
    /// Its source, where it is no JSON.
    Broken(String),
}

impl Article {
    /// Turns notes about this article's text into findings.
    pub fn locate(&self, notes: Vec<Note>) -> Vec<Finding> {
        locate(&self.path, &self.text, self.encoding, notes)
    }

    /// The line of a place of the text, from 1.
    pub fn line(&self, at: usize) -> usize {
        1 + self.text[..at].matches('\n').count()
    }

    /// The property's value; empty where there is none.
    pub fn get(&self, property: Property) -> &str {
        self.header.get(property, &self.text)
    }

    /// The value of an entry of the header. May be empty.
    pub fn value<'a>(&'a self, entry: &'a Entry) -> &'a str {
        entry.value(&self.text)
    }

    /// The values of a property that may count several times.
    pub fn all(&self, property: Property) -> impl Iterator<Item = &str> + Clone {
        self.header.all(property).map(|entry| self.value(entry))
    }

    /// The body. That of an article that was known is read when it is first asked for: most are not.
    pub fn body(&self) -> &Body {
        // What is wrong with it is known.
        let read = || {
            body(
                &self.text,
                self.kind,
                self.header.span.clone(),
                &mut Vec::new(),
            )
        };
        self.body.get_or_init(read)
    }

    /// Whether the body shows a heading of level 1.
    pub fn has_heading(&self) -> bool {
        self.body()
            .outline
            .headings
            .iter()
            .any(|heading| heading.level == 1)
    }
}

/// The key of what a file with this [key](crate::source::key) is parsed to; of one that is stored as UTF-8 without a mark, that
/// of the article as well.
pub fn key(file: Key, defaults: &[(Property, &str)]) -> Key {
    if defaults.is_empty() {
        return file;
    }
    let key = KeyOf::new("article").number(file);
    let defaults = defaults.iter();
    let key = defaults.fold(key, |key, (property, value)| {
        key.text(property.as_str()).text(value)
    });
    key.key()
}

/// Parses a file. `defaults` are used where the file does not have the property at all; clouds they disable are added.
pub fn parse(source: Source, defaults: &[(Property, &str)]) -> Parsed {
    let (mut article, mut notes) = match open(source, defaults) {
        Ok(opened) => opened,
        Err(finding) => return Parsed::Skipped(finding),
    };
    let span = article.header.span.clone();
    let body = body(&article.text, article.kind, span, &mut notes);
    article.title = title(&body.outline, &article, &mut notes);
    article.body = OnceLock::from(body);
    article.findings = article.locate(notes);
    article.facts = known::facts(&article);
    article.told = known::told(&article);
    Parsed::Article(Arc::new(article))
}

/// Parses a file that was parsed before, with the same [`key`]: only its header is read again.
pub fn parse_known(source: Source, defaults: &[(Property, &str)], known: &Known) -> Parsed {
    match open(source, defaults) {
        Ok((article, _)) => Parsed::Article(Arc::new(known.complete(article))),
        Err(finding) => Parsed::Skipped(finding),
    }
}

/// An article of which no more than the header was read, and what is wrong with that.
fn open(
    source: Source,
    defaults: &[(Property, &str)],
) -> Result<(Article, Vec<Note>), Box<Finding>> {
    let Source {
        path,
        text,
        encoding,
        mut notes,
    } = source;
    let Some(mut header) = header::read(&text, &mut notes) else {
        let message = format!("`{path}` has no header and is no article");
        return Err(Box::new(Finding::of_file(Code::NoHeader, path, message)));
    };
    let key = key(source::key(&path, text.as_bytes()), defaults);
    let key = match encoding {
        Encoding::Utf8 => key,
        // Places in files that are stored in another way are others.
        _ => KeyOf::new("stored")
            .number(key)
            .text(&format!("{encoding:?}"))
            .key(),
    };
    supply(&mut header, defaults);
    let kind = kind(&header, &text, &mut notes);
    let id = Some(header.get(Property::ArticleId, &text))
        .filter(|id| !id.is_empty())
        .unwrap_or(path.stem())
        .to_owned();
    let article = Article {
        key,
        facts: 0,
        told: 0,
        path,
        text,
        encoding,
        header,
        id,
        kind,
        title: String::new(),
        body: OnceLock::new(),
        findings: Vec::new(),
    };
    Ok((article, notes))
}

/// The first heading of level 1, else `pageTitle`, else the id.
fn title(outline: &Outline, article: &Article, notes: &mut Vec<Note>) -> String {
    let mut headings = outline.headings.iter();
    let heading = headings.find(|heading| heading.level == 1);
    let heading = heading.map_or("", |heading| &heading.text);
    let page_title = article.get(Property::PageTitle);
    if heading.is_empty() && page_title.is_empty() {
        let note = Note::new(
            Code::NoTitle,
            opener(&article.header),
            "the article has neither a heading of level 1 nor a `pageTitle`",
        );
        notes.push(note.help("write `# Title` below the header"));
    }
    let titles = [heading, page_title, &article.id].into_iter();
    let mut titles = titles.filter(|title| !title.is_empty());
    titles.next().unwrap_or("-").to_owned()
}

/// Where the header begins: the place of what is missing in it.
pub fn opener(header: &Header) -> Span {
    header.span.start..(header.span.start + "<properties".len()).min(header.span.end)
}

fn supply(header: &mut Header, defaults: &[(Property, &str)]) {
    for (property, value) in defaults {
        if *property == Property::DisableClouds || header.entry(*property).is_none() {
            let at = opener(header);
            let entry = Entry::given(Some(*property), value, (at.clone(), at));
            header.properties.push(entry);
        }
    }
}

fn kind(header: &Header, text: &str, notes: &mut Vec<Note>) -> Kind {
    let name = header.get(Property::SelfHelpType, text);
    if let Some(kind) = Kind::find(name) {
        return kind;
    }
    let note = match header.entry(Property::SelfHelpType) {
        Some(entry) if !name.is_empty() => {
            let note = Note::new(
                Code::UnknownKind,
                entry.span.clone(),
                format!("no kind of article is named `{name}`; it is treated as `generic`"),
            );
            match nearest(name, Kind::ALL.iter().map(|kind| kind.as_str())) {
                Some(near) => note.help(format!("did you mean `{near}`?")),
                None => note.help(format!(
                    "the kinds are {}",
                    Kind::ALL
                        .iter()
                        .map(|kind| kind.as_str())
                        .collect::<Vec<_>>()
                        .join(", ")
                )),
            }
        }
        _ => Note::new(
            Code::UnknownKind,
            opener(header),
            "the article names no kind and is treated as `generic`",
        )
        .help("write `selfHelpType=\"generic\"`"),
    };
    notes.push(note);
    Kind::Generic
}

fn body(text: &str, kind: Kind, header: Span, notes: &mut Vec<Note>) -> Body {
    let found = json::find(text, header.end);
    let shaped = found.as_ref().map(|(_, span)| {
        crate::json::parse(text, span.clone(), notes)
            .map(|json| kinds::read(kind, json, notes))
            .ok_or_else(|| text[span.clone()].to_owned())
    });
    let marked = Marked::find(
        text,
        header,
        found.map(|(whole, _)| whole),
        kind == Kind::Apollo,
        notes,
    );
    let (marked, mut outline) = settle(text, marked, notes);
    let json = shaped.map(|shaped| match shaped {
        Ok((shaped, parts)) => {
            let parts = parts::read(text, &parts, &mut outline.links, notes);
            JsonBody::Shaped(Box::new(shaped), parts)
        }
        Err(source) => JsonBody::Broken(source),
    });
    Body {
        marked,
        outline,
        json,
    }
}

/// Reads the outline of a text, until what is found in it changes nothing any more.
fn settle(text: &str, mut marked: Marked, notes: &mut Vec<Note>) -> (Marked, Outline) {
    let mut round = 0;
    loop {
        let (outline, unsettled) = outline::read(text, &mut marked);
        round += 1;
        let settled = unsettled.shown.is_empty() && unsettled.dropped.is_empty();
        if settled || round == MOST_ROUNDS {
            let unsafe_html = unsettled
                .unsafe_html
                .into_iter()
                .map(|(span, message)| Note::new(Code::UnsafeHtml, span, message));
            notes.extend(unsafe_html);
            return (marked, outline);
        }
        let dropped = unsettled.unsafe_html.iter().filter(|(span, _)| {
            unsettled
                .dropped
                .iter()
                .any(|gone| gone.start == span.start)
        });
        notes.extend(dropped.map(|(span, message)| {
            Note::new(Code::UnsafeHtml, span.clone(), message.clone()).help("say it in Markdown")
        }));
        for slot in &mut marked.slots {
            slot.block = false;
            slot.code = None;
        }
        marked = marked.without(text, &unsettled.shown, &unsettled.dropped);
    }
}
