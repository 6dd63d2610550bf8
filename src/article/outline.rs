//! Headings, links and raw HTML of a body: read once, before any HTML is written.

use super::blocks::Block;
use super::code::Code;
use super::header::fold;
use super::lookalike::lookalike;
use super::marks::{Marked, Token, split};
use super::slot::Slot;
use super::tags::{self, RawTag, Verdict};
use crate::diagnostic::Span;
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};
use std::collections::HashMap;

/// The Markdown that the format speaks; the same for whoever parses a body.
pub fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
}

/// What a body holds besides text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// The headings in order.
    pub headings: Vec<Heading>,
    /// The links and images in order of their place in the text to parse.
    pub links: Vec<Link>,
    /// Which of the links are those of videos, by the number of the video.
    pub videos: Vec<usize>,
    /// Targets of fragments besides headings: `<a name="…">`.
    pub anchors: Vec<String>,
    /// Whether raw HTML other than `<br>` is left.
    pub raw: bool,
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// By GitHub's algorithm, unique in the article.
    pub id: String,
    /// The text, with slots by their default.
    pub text: String,
    /// Whether it is the title of a section that can be folded.
    pub section: bool,
    /// Where it begins in the text to parse.
    pub at: usize,
}

/// A link or an image as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The address: escapes and entities decoded, slots as tokens.
    pub address: String,
    /// What it is.
    pub role: Role,
    /// Where it begins in the text to parse; beyond every text for links of a JSON body. Videos of one element share the
    /// place of that element.
    pub at: usize,
    /// The whole of it in the source; of a video, the address alone.
    pub span: Span,
}

/// How an address is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Something to follow.
    Link,
    /// Something to show.
    Image,
    /// A video of a block element.
    Video,
    /// Text that looks like a link and is none: it stays as it is.
    Lookalike,
    /// Something to follow in a JSON body; names in braces are filled in the page.
    Address,
    /// The id of an article, in a JSON body.
    Article,
    /// A value of a JSON body that leads to an article if it is the id of one.
    Step,
    /// The id of a support topic, in a JSON body: it leads to the articles that name it.
    Topic,
}

/// Raw HTML that must leave the text before it is parsed for good; spans of the source.
#[derive(Clone, Debug, Default)]
pub(super) struct Unsettled {
    /// Tags that are text.
    pub(super) shown: Vec<Span>,
    /// Elements that are dropped.
    pub(super) dropped: Vec<Span>,
    /// Attributes and addresses that could run code, and the elements above.
    pub(super) unsafe_html: Vec<(Span, String)>,
}

/// Reads the outline of a body, and marks its block slots and those in code.
pub(super) fn read(source: &str, marked: &mut Marked) -> (Outline, Unsettled) {
    let text: &str = &marked.text(source);
    let mut reader = Reader {
        source,
        text,
        marked,
        outline: Outline::default(),
        unsettled: Unsettled::default(),
        ids: HashMap::new(),
        code: Vec::new(),
        dropped_to: 0,
        heading: None,
        section: false,
        paragraph: None,
    };
    let mut code = Code::default();
    let mut events = Parser::new_ext(text, options()).into_offset_iter();
    for (event, span) in events.by_ref() {
        reader.structure(&event, &span);
        reader.words(&event);
        code.read(&event, &mut reader.marked.slots);
    }
    for (_, definition) in events.reference_definitions().iter() {
        reader.definition(&definition.dest, definition.span.clone());
    }
    reader.outline.links.sort_by_key(|link| link.at);
    reader.lookalikes();
    reader.outline.links.sort_by_key(|link| link.at);
    let links = reader.outline.links.iter().enumerate();
    let videos = links.filter(|(_, link)| link.role == Role::Video);
    reader.outline.videos = videos.map(|(index, _)| index).collect();
    let Reader {
        mut outline,
        unsettled,
        ..
    } = reader;
    // They are held as long as the article is.
    outline.headings.shrink_to_fit();
    outline.links.shrink_to_fit();
    (outline, unsettled)
}

struct Reader<'a> {
    source: &'a str,
    text: &'a str,
    marked: &'a mut Marked,
    outline: Outline,
    unsettled: Unsettled,
    /// The ids that are taken, and the last number behind each.
    ids: HashMap<String, usize>,
    code: Vec<Span>,
    /// Up to here the text is of an element that is dropped.
    dropped_to: usize,
    /// The heading that is open.
    heading: Option<Heading>,
    /// Whether the next heading is the title of a section.
    section: bool,
    /// The words of the paragraph that is open.
    paragraph: Option<String>,
}

impl Reader<'_> {
    /// The definition of an address. One with a slot that no link uses is the author's text: its slot would be lost.
    fn definition(&mut self, address: &str, span: Span) {
        let is_used = |link: &Link| link.address == address;
        if Token::find(address).is_some() && !self.outline.links.iter().any(is_used) {
            let bracket = span.start..span.start + 1;
            self.unsettled.shown.push(self.marked.map.span(bracket));
        }
    }

    /// Headings, paragraphs, links, code and raw HTML.
    fn structure(&mut self, event: &Event<'_>, span: &Span) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                self.heading = Some(Heading {
                    level: *level as u8,
                    id: String::new(),
                    text: String::new(),
                    section: std::mem::take(&mut self.section),
                    at: span.start,
                });
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some(heading) = self.heading.take() {
                    self.heading(heading);
                }
            }
            Event::Start(Tag::Paragraph) => self.paragraph = Some(String::new()),
            Event::End(TagEnd::Paragraph) => self.paragraph(span),
            Event::Start(Tag::Link { dest_url, .. }) => self.link(dest_url, Role::Link, span),
            Event::Start(Tag::Image { dest_url, .. }) => self.link(dest_url, Role::Image, span),
            Event::Start(Tag::CodeBlock(_)) | Event::Code(_) => self.code.push(span.clone()),
            Event::Html(html) | Event::InlineHtml(html) => self.html(html, span),
            _ => {}
        }
    }

    /// The words of headings, and those of paragraphs, which may be one slot and nothing else.
    fn words(&mut self, event: &Event<'_>) {
        match (event, self.heading.as_mut(), self.paragraph.as_mut()) {
            (Event::Text(words) | Event::Code(words), Some(heading), _) => {
                heading.text.push_str(words)
            }
            (Event::SoftBreak | Event::HardBreak, Some(heading), _) => heading.text.push(' '),
            (Event::Text(words), None, Some(text)) => text.push_str(words),
            (Event::Start(Tag::Paragraph) | Event::SoftBreak, ..) => {}
            // Anything else in a paragraph means that it is more than one slot.
            (_, None, Some(text)) => text.push('x'),
            _ => {}
        }
    }

    fn heading(&mut self, mut heading: Heading) {
        heading.text = fold(&plain(&heading.text, &self.marked.slots));
        heading.id = self.unique(&github_id(&heading.text));
        self.outline.headings.push(heading);
    }

    fn unique(&mut self, id: &str) -> String {
        let Some(last) = self.ids.get(id).copied() else {
            self.ids.insert(id.to_owned(), 0);
            return id.to_owned();
        };
        let free = (last + 1..).find(|number| !self.ids.contains_key(&format!("{id}-{number}")));
        let number = free.unwrap_or(last + 1);
        self.ids.insert(id.to_owned(), number);
        let name = format!("{id}-{number}");
        self.ids.insert(name.clone(), 0);
        name
    }

    /// A paragraph that is one token stands for what the token does.
    fn paragraph(&mut self, span: &Span) {
        let text = self.paragraph.take();
        match text.as_deref().map(str::trim).and_then(Token::parse) {
            Some(Token::Slot(index)) => {
                if let Some(slot) = self.marked.slots.get_mut(index) {
                    slot.block = true;
                }
            }
            Some(Token::Section(_)) => self.section = true,
            Some(Token::Block(index)) => {
                let block = self.marked.blocks.get(index);
                let videos = block.map(Block::videos).unwrap_or_default();
                let addressed = videos.iter().filter(|video| video.number.is_some());
                self.outline.links.extend(addressed.map(|video| Link {
                    address: video.address.clone(),
                    role: Role::Video,
                    at: span.start,
                    span: video.span.clone(),
                }));
            }
            _ => {}
        }
    }

    fn link(&mut self, address: &CowStr<'_>, role: Role, span: &Span) {
        let link = Link {
            address: address.to_string(),
            role,
            at: span.start,
            span: self.marked.map.span(span.clone()),
        };
        self.outline.links.push(link);
    }

    fn html(&mut self, html: &str, span: &Span) {
        // The event's text is the source's but for line ends, which no tag's place depends on.
        let written = self.text.get(span.clone()).unwrap_or(html);
        for tag in tags::scan(written) {
            let place = span.start + tag.span.start..span.start + tag.span.end;
            // The end tag of an element that is dropped.
            if place.start < self.dropped_to {
                continue;
            }
            match tag.verdict() {
                Verdict::Text => self.unsettled.shown.push(self.marked.map.span(place)),
                Verdict::Unsafe => self.dropped_to = self.drop_element(&tag, place),
                verdict => {
                    if verdict == Verdict::Defused {
                        let source = self.marked.map.span(place.clone());
                        self.unsettled.unsafe_html.push((
                            source,
                            format!("an event handler of `<{}>` is left out", tag.name),
                        ));
                    }
                    self.element(&tag, place);
                }
            }
        }
    }

    fn element(&mut self, tag: &RawTag<'_>, place: Span) {
        self.outline.raw |= tag.name != "br";
        if let Some(address) = tag.address() {
            let role = if tag.name == "img" {
                Role::Image
            } else {
                Role::Link
            };
            let link = Link {
                address: htmlize::unescape(address).into_owned(),
                role,
                at: place.start,
                span: self.marked.map.span(place),
            };
            self.outline.links.push(link);
        }
        if let Some(name) = tag
            .attribute("name")
            .filter(|name| tag.name == "a" && !name.is_empty())
        {
            let name = htmlize::unescape(name).into_owned();
            if self.ids.insert(name.clone(), 0).is_none() {
                self.outline.anchors.push(name);
            }
        }
    }

    /// Notes an element that is dropped with its content; gives back where in the text it ends.
    fn drop_element(&mut self, tag: &RawTag<'_>, place: Span) -> usize {
        let span = self.marked.map.span(place.clone());
        self.unsettled.unsafe_html.push((
            span.clone(),
            format!(
                "`<{}{}>` is left out",
                if tag.closes { "/" } else { "" },
                tag.name
            ),
        ));
        let rest = &self.text[place.end..];
        let end_tag = |tag: &RawTag<'_>, at: &str| {
            at.get(..tag.name.len())
                .is_some_and(|name| name.eq_ignore_ascii_case(&tag.name))
        };
        let end = match tag.closes || tag.name == "embed" {
            true => None,
            false => rest
                .match_indices("</")
                .find(|(at, _)| end_tag(tag, &rest[at + 2..]))
                .and_then(|(at, _)| Some(at + rest[at..].find('>')? + 1)),
        };
        let end = end.map_or(place.end, |end| place.end + end);
        self.unsettled
            .dropped
            .push(self.marked.map.span(place.start..end));
        end
    }

    /// `[text] (url)`, and targets that begin with `(` or `<` and never close it.
    fn lookalikes(&mut self) {
        let text = self.text;
        let known = self.outline.links.len();
        for at in memchr::memchr_iter(b']', text.as_bytes()) {
            let Some((start, end)) = lookalike(text, at) else {
                continue;
            };
            let place = self.marked.map.source(at);
            let before = self.outline.links[..known].partition_point(|link| link.at <= at);
            // An image may stand in a link; nothing else nests.
            let nearest = &self.outline.links[before.saturating_sub(2)..before];
            let code = self.code.partition_point(|span| span.start <= at);
            let in_code = code > 0 && self.code[code - 1].contains(&at);
            if in_code || nearest.iter().any(|link| link.span.contains(&place)) {
                continue;
            }
            let span = self.marked.map.span(start..end);
            let address = self.source.get(span.clone()).unwrap_or_default().to_owned();
            self.outline.links.push(Link {
                address,
                role: Role::Lookalike,
                at: start,
                span,
            });
        }
    }
}

/// A text of the body with its slots by their default.
pub fn plain(text: &str, slots: &[Slot]) -> String {
    let mut out = String::with_capacity(text.len());
    split(text, |part| match part {
        Ok(Token::Slot(index)) => {
            out.push_str(slots.get(index).map_or("", |slot| slot.default.as_str()))
        }
        Ok(_) => {}
        Err(words) => out.push_str(words),
    });
    out
}

/// GitHub's heading ids: lower case, blanks to `-`, punctuation gone.
fn github_id(text: &str) -> String {
    let kept = text.to_lowercase();
    let kept = kept
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    let id: String = kept.map(|c| if c == ' ' { '-' } else { c }).collect();
    if id.is_empty() {
        "section".to_owned()
    } else {
        id
    }
}
