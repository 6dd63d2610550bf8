//! Links and images of a body, of Markdown and of raw HTML.

use super::fill::{self, Filled};
use super::markdown::{Image, Writer};
use super::slots::in_attribute;
use super::{Target, escape, sanitize};
use crate::article::{RawTag, Token, plain};
use crate::diagnostic::Span;
use crate::source::Size;
use crate::value::Filling;
use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

/// Opens the element of a link, and says what closes it; nothing where the link leads nowhere.
pub(super) fn anchor(
    out: &mut String,
    target: &Target,
    title: &str,
    filling: &Filling,
) -> &'static str {
    let (class, address) = match target {
        Target::Url(url)
        | Target::External(url)
        | Target::Image { url, .. }
        | Target::Video { url, .. } => ("", url),
        Target::Button(url) => ("button", url),
        Target::Portal { url, button: false } => ("blade", url),
        Target::Portal { url, button: true } => ("blade button", url),
        Target::Template { template, class } => (&**class, template),
        Target::Nowhere | Target::Articles(_) => return "",
    };
    let mut attributes = vec![("class", class), ("title", title)];
    let (filled, needs);
    if matches!(target, Target::Template { .. }) {
        attributes.push(("data-slot-href", address));
        match fill::template(address, filling) {
            Filled::Address(url) => {
                filled = url;
                attributes.extend([("href", filled.as_str()), ("data-slot-state", "filled")]);
            }
            Filled::Needs(names) => {
                needs = names.join(", ");
                attributes.extend([
                    ("data-slot-needs", needs.as_str()),
                    ("role", "link"),
                    ("aria-disabled", "true"),
                ]);
            }
            Filled::Refused => {
                attributes.extend([
                    ("data-slot-state", "invalid"),
                    ("role", "link"),
                    ("aria-disabled", "true"),
                ]);
            }
        }
    } else {
        attributes.push(("href", address));
    }
    out.push_str("<a");
    let attributes = attributes
        .into_iter()
        .filter(|(_, value)| !value.is_empty());
    for (name, value) in attributes {
        out.push_str(&format!(" {name}=\""));
        escape::attribute(out, value);
        out.push('"');
    }
    out.push('>');
    "</a>"
}

/// Width and height of an image as far as they are given.
#[derive(Clone, Copy, Default)]
struct Given(Option<u32>, Option<u32>);

impl Given {
    /// What the author gives.
    fn by(tag: &RawTag<'_>) -> Self {
        let length = |name| {
            let value = tag.attribute(name)?.trim();
            value
                .trim_end_matches("px")
                .parse()
                .ok()
                .filter(|length| *length > 0)
        };
        Self(length("width"), length("height"))
    }

    /// The size of the file, where the author gives none; of one length the other follows.
    fn or(self, size: Size) -> Self {
        let scaled = |length: u32, of: u32, to: u32| {
            let length = u64::from(length) * u64::from(to) / u64::from(of);
            u32::try_from(length).ok().filter(|length| *length > 0)
        };
        match self {
            Self(None, None) => Self(Some(size.width), Some(size.height)),
            Self(Some(width), None) => Self(Some(width), scaled(width, size.width, size.height)),
            Self(None, Some(height)) => Self(scaled(height, size.height, size.width), Some(height)),
            both => both,
        }
    }
}

impl<'a> Writer<'a> {
    /// Where the link that begins at this place of the text leads.
    pub(super) fn target(&self, at: usize) -> Option<&'a Target> {
        let links = &self.text.body.outline.links;
        let index = links.binary_search_by_key(&at, |link| link.at).ok()?;
        self.text.targets.get(index)
    }

    pub(super) fn start_link(
        &mut self,
        kind: LinkType,
        address: &CowStr<'_>,
        title: &str,
        at: usize,
    ) {
        let target = match kind {
            LinkType::Email => Some(Target::Url(format!("mailto:{address}"))),
            _ => self.target(at).cloned(),
        };
        let slots = &self.text.body.marked.slots;
        let (title, in_title) = in_attribute(title, slots);
        let (_, in_address) = in_attribute(address, slots);
        self.open_link(&target.unwrap_or(Target::Nowhere), &title);
        // They stand behind the text in the source.
        self.in_address
            .push(in_address.into_iter().chain(in_title).collect());
    }

    /// Slots of an attribute: their elements stand unseen where the attribute's element begins.
    pub(super) fn hide(&mut self, slots: impl IntoIterator<Item = usize>) {
        for index in slots {
            self.hidden.push(index);
            Token::Slot(index).push(&mut self.out);
        }
    }

    fn open_link(&mut self, target: &Target, title: &str) {
        let close = anchor(&mut self.out, target, title, self.setting.filling);
        self.links.push(close);
    }

    pub(super) fn in_image(&mut self, event: Event<'_>) {
        let Some(image) = &mut self.image else { return };
        match event {
            Event::Start(Tag::Image { .. }) => image.nested += 1,
            Event::End(TagEnd::Image) if image.nested > 0 => image.nested -= 1,
            Event::End(TagEnd::Image) => {
                if let Some(Image { target, alt, .. }) = self.image.take() {
                    self.push_image(target, &alt, Given::default());
                }
            }
            Event::Text(words) | Event::Code(words) => image.alt.push_str(&words),
            Event::SoftBreak | Event::HardBreak => image.alt.push(' '),
            _ => {}
        }
    }

    fn push_image(&mut self, target: Target, alt: &str, given: Given) {
        match target {
            Target::Url(url) => self.element(&url, alt, given),
            Target::Image { url, size } => self.element(&url, alt, given.or(size)),
            Target::Nowhere => escape::text(&mut self.out, alt),
            target => {
                let shown = match (&target, alt.trim()) {
                    (Target::External(url), "") => url.clone(),
                    _ => alt.to_owned(),
                };
                // A link in a link is none; where the image stood in one, its text is enough.
                let nested = self.links.iter().any(|close| !close.is_empty());
                self.open_link(if nested { &Target::Nowhere } else { &target }, "");
                escape::text(&mut self.out, &shown);
                let close = self.links.pop().unwrap_or_default();
                self.out.push_str(close);
            }
        }
    }

    fn element(&mut self, url: &str, alt: &str, Given(width, height): Given) {
        let (alt, slots) = in_attribute(alt, &self.text.body.marked.slots);
        self.out.push_str("<img src=\"");
        escape::attribute(&mut self.out, url);
        self.out.push_str("\" alt=\"");
        escape::attribute(&mut self.out, &alt);
        self.out.push('"');
        for (name, length) in [("width", width), ("height", height)] {
            if let Some(length) = length {
                self.out.push_str(&format!(" {name}=\"{length}\""));
            }
        }
        // The first is what a reader may see at once.
        if self.images > 0 || self.text.fields {
            self.out.push_str(" loading=\"lazy\"");
        }
        self.images += 1;
        self.out.push_str(" decoding=\"async\">");
        self.hide(slots);
    }

    pub(super) fn html(&mut self, html: &str, span: Span) {
        let mut out = std::mem::take(&mut self.out);
        let mut depth = self.raw_depth;
        sanitize::push(&mut out, html, &mut depth, |out, tag| {
            std::mem::swap(&mut self.out, out);
            self.raw_link(tag, span.start + tag.span.start);
            std::mem::swap(&mut self.out, out);
        });
        self.out = out;
        self.raw_depth = depth;
    }

    /// The id of a place of the author's to lead to, `<a name="…">`; none where an id of that name is there already.
    fn place(&mut self, tag: &RawTag<'_>) -> Option<String> {
        let name = htmlize::unescape(tag.attribute("name")?);
        // In the order of the outline, which knows what is there already.
        let place = self.text.body.outline.anchors.get(self.places);
        let id = place.filter(|place| **place == name)?.clone();
        self.places += 1;
        Some(id)
    }

    fn open_place(&mut self, element: &str, id: Option<&str>) {
        self.out.push_str(&format!("<{element}"));
        if let Some(id) = id {
            self.out.push_str(" id=\"");
            escape::attribute(&mut self.out, id);
            self.out.push('"');
        }
        self.out.push('>');
    }

    /// A raw `<a>`, `</a>` or `<img>`.
    fn raw_link(&mut self, tag: &RawTag<'_>, at: usize) {
        if tag.closes {
            let close = self.links.pop().unwrap_or("</a>");
            return self.out.push_str(close);
        }
        let target = self.target(at).cloned().unwrap_or(Target::Nowhere);
        let (_, slots) = in_attribute(
            tag.address().unwrap_or_default(),
            &self.text.body.marked.slots,
        );
        if tag.name == "img" {
            let alt = htmlize::unescape(tag.attribute("alt").unwrap_or_default());
            return self.push_image(target, &alt, Given::by(tag));
        }
        if tag.address().is_none() {
            let id = self.place(tag);
            self.open_place("a", id.as_deref());
            return self.links.push("</a>");
        }
        if let Some(id) = self.place(tag) {
            self.open_place("span", Some(&id));
            self.out.push_str("</span>");
        }
        let title = htmlize::unescape(tag.attribute("title").unwrap_or_default());
        self.open_link(&target, &plain(&title, &self.text.body.marked.slots));
        self.hide(slots);
    }
}
