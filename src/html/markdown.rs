//! Markdown events → HTML, region by region.

use super::code::Open as OpenCode;
use super::headings::{Levels, OpenHeading};
use super::sections::Open;
use super::slots::Expander;
use super::tools::Tool;
use super::{Setting, Target, Text, escape, sanitize};
use crate::article::{Token, options};
use crate::diagnostic::Span;
use pulldown_cmark::{Alignment, Event, Parser, Tag, TagEnd};

/// How deep containers of Markdown may nest: far beyond any article, and far below what a browser takes.
const DEEPEST: usize = 100;

/// Writes one body.
pub(super) struct Writer<'a> {
    pub(super) text: Text<'a>,
    pub(super) setting: Setting<'a>,
    /// What is finished: slots expanded, regions opened and closed.
    pub(super) done: String,
    /// The stretch since the last border of a region; cleaned as a whole if it holds raw HTML.
    pub(super) out: String,
    /// Regions and sections that are open.
    pub(super) open: Vec<Open>,
    /// Whether the next heading is the title of a section.
    pub(super) titles: bool,
    /// The card of a tool that is open.
    pub(super) tool: Tool,
    /// Containers that are open in Markdown.
    pub(super) depth: usize,
    /// Raw elements that are open.
    pub(super) raw_depth: usize,
    /// Slots that stood in attributes.
    pub(super) hidden: Vec<usize>,
    /// How many headings were begun.
    pub(super) heading: usize,
    pub(super) open_heading: OpenHeading,
    pub(super) levels: Levels,
    paragraph: usize,
    item: usize,
    table: Table,
    /// How many places of the author's to lead to were shown.
    pub(super) places: usize,
    /// What closes each open link.
    pub(super) links: Vec<&'static str>,
    /// Slots in the address of each open link of Markdown.
    pub(super) in_address: Vec<Vec<usize>>,
    /// What closes each open quotation.
    pub(super) quotes: Vec<&'static str>,
    pub(super) image: Option<Image>,
    /// How many images were shown.
    pub(super) images: usize,
    /// The block of code that is open.
    pub(super) code: Option<OpenCode>,
    /// How deep the alert stands that a paragraph began.
    pub(super) alert: Option<usize>,
    /// Whether that paragraph was its mark alone, so that a list may follow.
    alert_waits: bool,
    /// Up to here the text was the mark of an alert.
    pub(super) skip_to: usize,
}

#[derive(Default)]
struct Table {
    alignments: Vec<Alignment>,
    cell: usize,
    head: bool,
}

pub(super) struct Image {
    pub(super) target: Target,
    pub(super) alt: String,
    pub(super) nested: usize,
}

impl<'a> Writer<'a> {
    pub(super) fn new(text: Text<'a>, setting: Setting<'a>) -> Self {
        let length = text.marked.len();
        Self {
            text,
            setting,
            done: String::with_capacity(length * 3 / 2),
            out: String::with_capacity(length),
            open: Vec::new(),
            titles: false,
            tool: Tool::None,
            depth: 0,
            raw_depth: 0,
            hidden: Vec::new(),
            heading: 0,
            open_heading: OpenHeading::default(),
            levels: Levels::default(),
            paragraph: 0,
            item: 0,
            table: Table::default(),
            places: 0,
            links: Vec::new(),
            in_address: Vec::new(),
            quotes: Vec::new(),
            image: None,
            images: 0,
            code: None,
            alert: None,
            alert_waits: false,
            skip_to: 0,
        }
    }

    pub(super) fn write(mut self) -> String {
        let events = Parser::new_ext(self.text.marked, options()).into_offset_iter();
        let mut events = events.peekable();
        while let Some((event, span)) = events.next() {
            if self.image.is_some() {
                self.in_image(event);
            } else {
                self.event(event, span);
            }
            let list = |(next, _): &(Event<'_>, Span)| matches!(next, Event::Start(Tag::List(_)));
            if std::mem::take(&mut self.alert_waits) && !events.peek().is_some_and(list) {
                self.end_alert();
            }
        }
        self.end_tool();
        self.flush();
        self.close_to(0);
        self.done
    }

    fn event(&mut self, event: Event<'_>, span: Span) {
        if let (Some(code), Event::Text(words)) = (&mut self.code, &event) {
            return code.push(words);
        }
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag),
            Event::Text(_) if span.end <= self.skip_to => {}
            Event::Text(words) if span.start <= self.skip_to && self.skip_to > 0 => {
                escape::text(&mut self.out, words.trim_start());
            }
            Event::Text(words) => escape::text(&mut self.out, &words),
            Event::Code(words) => {
                self.out.push_str("<code>");
                escape::text(&mut self.out, &words);
                self.out.push_str("</code>");
            }
            Event::Html(html) | Event::InlineHtml(html) => self.html(&html, span),
            Event::SoftBreak | Event::HardBreak
                if span.start <= self.skip_to && self.skip_to > 0 => {}
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::TaskListMarker(done) => {
                if self
                    .out
                    .get(self.item..)
                    .is_some_and(|item| item.starts_with("<li>"))
                {
                    self.out
                        .insert_str(self.item + "<li".len(), " class=\"task\"");
                }
                let (checked, word) = if done {
                    (" checked", "done")
                } else {
                    ("", "to_do")
                };
                self.out.push_str(&format!(
                    "<input type=\"checkbox\" disabled{checked} aria-label=\""
                ));
                escape::attribute(&mut self.out, self.setting.word(word));
                self.out.push_str("\"> ");
            }
            // Extensions that are not switched on.
            Event::FootnoteReference(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, span: Span) {
        if self.depth == 0 {
            self.before_block(&tag, &span);
        }
        match tag {
            Tag::Paragraph => {
                self.start_paragraph(&span);
                self.paragraph = self.out.len();
                self.out.push_str("<p>");
            }
            Tag::Heading { level, .. } => self.start_heading(level as u8),
            Tag::BlockQuote(kind) => self.start_quote(kind, span),
            Tag::CodeBlock(kind) => self.start_code(&kind),
            Tag::List(None) => self.open("<ul>\n"),
            Tag::List(Some(1)) => self.open("<ol>\n"),
            Tag::List(Some(start)) => self.open(&format!("<ol start=\"{start}\">\n")),
            Tag::Item => {
                self.item = self.out.len();
                self.open("<li>");
            }
            Tag::Table(alignments) => {
                self.table = Table {
                    alignments,
                    ..Table::default()
                };
                // What scrolls must be reached by keyboard, which not every browser sees to by itself.
                self.open("<div class=\"table\" tabindex=\"0\"><table>\n");
            }
            Tag::TableHead => {
                self.table.head = true;
                self.out.push_str("<thead>\n<tr>");
            }
            Tag::TableRow => self.out.push_str("<tr>"),
            Tag::TableCell => self.start_cell(),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => self.start_link(link_type, &dest_url, &title, span.start),
            Tag::Image { .. } => {
                let target = self.target(span.start).cloned().unwrap_or(Target::Nowhere);
                self.image = Some(Image {
                    target,
                    alt: String::new(),
                    nested: 0,
                });
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Heading(_) => {
                self.end_heading();
                self.end_title();
            }
            TagEnd::BlockQuote(_) => {
                let close = self.quotes.pop().unwrap_or_default();
                self.close(close);
            }
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::List(ordered) => {
                self.close(if ordered { "</ol>\n" } else { "</ul>\n" });
                self.end_alert();
            }
            TagEnd::Item => self.close("</li>\n"),
            TagEnd::Table => self.close("</tbody>\n</table></div>\n"),
            TagEnd::TableHead => {
                self.table.head = false;
                self.table.cell = 0;
                self.out.push_str("</tr>\n</thead>\n<tbody>\n");
            }
            TagEnd::TableRow => {
                self.table.cell = 0;
                self.out.push_str("</tr>\n");
            }
            TagEnd::TableCell => {
                self.table.cell += 1;
                self.out
                    .push_str(if self.table.head { "</th>" } else { "</td>" });
            }
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Link => {
                let slots = self.in_address.pop().unwrap_or_default();
                self.hide(slots);
                self.out.push_str(self.links.pop().unwrap_or_default());
            }
            _ => {}
        }
    }

    /// Opens a container. Beyond a depth that no author means, only what it holds is shown.
    pub(super) fn open(&mut self, html: &str) {
        self.depth += 1;
        if self.depth <= DEEPEST {
            self.out.push_str(html);
        }
    }

    pub(super) fn close(&mut self, html: &str) {
        if self.depth <= DEEPEST {
            self.out.push_str(html);
        }
        self.depth = self.depth.saturating_sub(1);
    }

    /// A paragraph that is one token is not a paragraph.
    fn end_paragraph(&mut self) {
        let token = self
            .out
            .get(self.paragraph + "<p>".len()..)
            .map(str::trim)
            .and_then(Token::parse);
        match token {
            Some(Token::Region(index)) => {
                self.out.truncate(self.paragraph);
                self.region(index);
            }
            Some(Token::Section(index)) => {
                self.out.truncate(self.paragraph);
                self.section(index);
            }
            Some(Token::Block(_)) => {
                self.out
                    .replace_range(self.paragraph..self.paragraph + "<p>".len(), "");
            }
            Some(Token::Json) => {
                self.out.truncate(self.paragraph);
                self.end_tool();
                self.flush();
                self.done.push_str(self.text.shown);
            }
            Some(Token::Slot(index))
                if self
                    .text
                    .body
                    .marked
                    .slots
                    .get(index)
                    .is_some_and(|slot| slot.block) =>
            {
                self.out
                    .replace_range(self.paragraph..self.paragraph + "<p>".len(), "");
                self.out.push('\n');
            }
            // Nothing but the mark of an alert.
            None if self.out[self.paragraph..].trim_end() == "<p>" => {
                self.out.truncate(self.paragraph);
                self.alert_waits = self.alert.is_some();
                return;
            }
            _ => {
                self.out.push_str("</p>\n");
                self.after_paragraph();
            }
        }
        self.end_alert();
    }

    /// Finishes the stretch since the last border: raw HTML cleaned, slots as elements.
    pub(super) fn flush(&mut self) {
        let cleaned = if self.text.body.outline.raw {
            sanitize::clean(&self.out)
        } else {
            std::mem::take(&mut self.out)
        };
        let expander = Expander {
            text: self.text,
            hidden: &self.hidden,
            setting: self.setting,
        };
        expander.push(&mut self.done, &cleaned);
        self.out.clear();
    }

    fn start_cell(&mut self) {
        let element = if self.table.head { "th" } else { "td" };
        let class = match self.table.alignments.get(self.table.cell) {
            Some(Alignment::Left) => " class=\"left\"",
            Some(Alignment::Center) => " class=\"center\"",
            Some(Alignment::Right) => " class=\"right\"",
            _ => "",
        };
        self.out.push_str(&format!("<{element}{class}>"));
    }
}
