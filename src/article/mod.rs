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
mod lookalike;
mod marks;
mod opener;
mod outline;
mod region;
mod section;
mod slot;
mod tags;

pub use allow::Allowance;
pub use blocks::{Block, Shows, State, Value, Video};
pub use header::{Entry, Header, fold, list};
pub use json::{Json, JsonBody};
pub use marks::{Map, Marked, Token, split, without_tokens};
pub use outline::{Heading, Link, Outline, Role, options, plain};
pub use region::{Op, Region};
pub use slot::{Slot, SlotKind};
pub use tags::{RawTag, Verdict, kept_attributes, kept_elements, scan as scan_tags};

use crate::diagnostic::{Code, Encoding, Finding, Note, Span, locate};
use crate::memo::{Key, KeyOf};
use crate::path::ContentPath;
use crate::property::{Property, nearest};
use crate::source::Source;
use std::sync::Arc;

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
    /// A hash of what other articles and lists read of it: where it stands, what it is called, the ids in it. An edit
    /// that leaves it as it is changes one page.
    pub facts: Key,
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
    /// The body.
    pub body: Body,
    /// What is wrong with it, links and clouds aside.
    pub findings: Vec<Finding>,
}

/// The body of an article.
#[derive(Clone, Debug)]
pub struct Body {
    /// The text to parse and what was found in it.
    pub marked: Marked,
    /// Headings and links.
    pub outline: Outline,
    /// The JSON that stands in it, for the kinds that have one.
    pub json: Option<JsonBody>,
}

impl Article {
    /// Turns notes about this article's text into findings.
    pub fn locate(&self, notes: Vec<Note>) -> Vec<Finding> {
        locate(&self.path, &self.text, self.encoding, notes)
    }

    /// The property's value; empty where there is none.
    pub fn get(&self, property: Property) -> &str {
        self.header.get(property)
    }

    /// Whether the body shows a heading of level 1.
    pub fn has_heading(&self) -> bool {
        self.body
            .outline
            .headings
            .iter()
            .any(|heading| heading.level == 1)
    }
}

macro_rules! kinds {
    ($($variant:ident $name:literal $title:literal,)*) => {
        /// What kind of article it is (`selfHelpType`), in the order of lists.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $(#[doc = $title] $variant,)*
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &[Kind] = &[$(Kind::$variant,)*];

            /// Its name in catalogues, in lower case.
            pub fn as_str(self) -> &'static str {
                match self { $(Kind::$variant => $name,)* }
            }

            /// Its name for readers.
            pub fn title(self) -> &'static str {
                match self { $(Kind::$variant => $title,)* }
            }
        }
    };
}

kinds! {
    Generic "generic" "Articles",
    Resource "resource" "Resource articles",
    Diagnostics "diagnostics" "Diagnostics",
    Rca "rca" "Root causes",
    Health "health" "Health",
    ServiceHealthInsights "servicehealthinsights" "Service health insights",
    Apollo "apollo" "Guided solutions",
    TsgDescription "tsg_description" "Troubleshooters",
    TsgContent "tsg_content" "Troubleshooting steps",
    TsgQuestions "tsg_questions" "Troubleshooting questions",
    Tools "tools" "Tools",
    DiagnoseAndSolve "diagnoseandsolve" "Diagnose and solve",
    ProblemScopingQuestions "problemscopingquestions" "Problem scoping questions",
    AdvisorRecommendation "advisorrecommendationmetadata" "Recommendations",
    SupportTopicDescription "supporttopicdescription" "Support topics",
}

impl Kind {
    /// The kind of this name, without ASCII case.
    pub fn find(name: &str) -> Option<Kind> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str().eq_ignore_ascii_case(name))
    }
}

/// The key of what a file is parsed to.
pub fn key(path: &ContentPath, hash: Key, defaults: &[(Property, &str)]) -> Key {
    let key = KeyOf::new("article").text(path.as_str()).number(hash);
    let defaults = defaults.iter();
    let key = defaults.fold(key, |key, (property, value)| {
        key.text(property.as_str()).text(value)
    });
    key.key()
}

/// Parses a file. `defaults` are used where the file does not have the property at all; clouds they disable are added.
pub fn parse(source: Source, defaults: &[(Property, &str)]) -> Parsed {
    let Source {
        path,
        text,
        encoding,
        mut notes,
    } = source;
    let Some(mut header) = header::read(&text, &mut notes) else {
        let finding = Finding::of_file(
            Code::NoHeader,
            path.clone(),
            format!("`{path}` has no header and is no article"),
        );
        return Parsed::Skipped(Box::new(finding));
    };
    let key = key(
        &path,
        xxhash_rust::xxh3::xxh3_128(text.as_bytes()),
        defaults,
    );
    supply(&mut header, defaults);
    let kind = kind(&header, &mut notes);
    let body = body(&text, header.span.clone(), kind, &mut notes);
    let id = Some(header.get(Property::ArticleId))
        .filter(|id| !id.is_empty())
        .unwrap_or(path.stem())
        .to_owned();
    let title = title(&body.outline, &header, &id, &mut notes);
    let findings = locate(&path, &text, encoding, notes);
    let mut article = Article {
        key,
        facts: 0,
        path,
        text,
        encoding,
        header,
        id,
        kind,
        title,
        body,
        findings,
    };
    article.facts = facts(&article);
    Parsed::Article(Arc::new(article))
}

/// The first heading of level 1, else `pageTitle`, else the id.
fn title(outline: &Outline, header: &Header, id: &str, notes: &mut Vec<Note>) -> String {
    let mut headings = outline.headings.iter();
    let heading = headings.find(|heading| heading.level == 1);
    let heading = heading.map_or("", |heading| &heading.text);
    let page_title = header.get(Property::PageTitle);
    if heading.is_empty() && page_title.is_empty() {
        let note = Note::new(
            Code::NoTitle,
            opener(header),
            "the article has neither a heading of level 1 nor a `pageTitle`",
        );
        notes.push(note.help("write `# Title` below the header"));
    }
    let titles = [heading, page_title, id].into_iter();
    let mut titles = titles.filter(|title| !title.is_empty());
    titles.next().unwrap_or("-").to_owned()
}

/// The properties that say where an article stands.
const PLACING: [Property; 5] = [
    Property::Service,
    Property::Resource,
    Property::DisplayOrder,
    Property::CloudEnvironments,
    Property::DisableClouds,
];

fn facts(article: &Article) -> Key {
    let key = KeyOf::new("facts")
        .text(article.path.as_str())
        .text(&article.id)
        .text(article.kind.as_str())
        .text(&article.title);
    let key = PLACING.iter().fold(key, |key, property| {
        let values = article.header.all(*property);
        let key = key.number(values.clone().count() as u64);
        values.fold(key, |key, entry| key.text(&entry.value))
    });
    let outline = &article.body.outline;
    let ids = outline.headings.iter().map(|heading| &heading.id);
    ids.chain(&outline.anchors)
        .fold(key, |key, id| key.text(id))
        .key()
}

/// Where the header begins: the place of what is missing in it.
pub fn opener(header: &Header) -> Span {
    header.span.start..(header.span.start + "<properties".len()).min(header.span.end)
}

fn supply(header: &mut Header, defaults: &[(Property, &str)]) {
    for (property, value) in defaults {
        if *property == Property::DisableClouds || header.entry(*property).is_none() {
            let at = opener(header);
            header.properties.push(Entry {
                property: Some(*property),
                value: fold(value),
                name: at.clone(),
                span: at,
            });
        }
    }
}

fn kind(header: &Header, notes: &mut Vec<Note>) -> Kind {
    let name = header.get(Property::SelfHelpType);
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

fn body(text: &str, header: Span, kind: Kind, notes: &mut Vec<Note>) -> Body {
    let found = json::find(text, header.end);
    let json = found
        .as_ref()
        .map(|(_, span)| json::read(text, span.clone(), notes));
    let json_span = found.map(|(whole, _)| whole);
    let mut marked = Marked::find(text, header, json_span, kind == Kind::Apollo, notes);
    let mut round = 0;
    let outline = loop {
        let (outline, unsettled) = outline::read(text, &mut marked);
        round += 1;
        let settled = unsettled.shown.is_empty() && unsettled.dropped.is_empty();
        if settled || round == MOST_ROUNDS {
            let unsafe_html = unsettled
                .unsafe_html
                .into_iter()
                .map(|(span, message)| Note::new(Code::UnsafeHtml, span, message));
            notes.extend(unsafe_html);
            break outline;
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
    };
    Body {
        marked,
        outline,
        json,
    }
}
