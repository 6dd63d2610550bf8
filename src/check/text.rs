//! An article as rules see it: its Markdown read once, as events.

use crate::article::{Article, Token, options};
use crate::config::Config;
use crate::diagnostic::Span;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use std::ops::Range;

/// An article and the events of its body.
pub(super) struct Text<'a> {
    pub(super) article: &'a Article,
    pub(super) config: &'a Config,
    /// The text to parse.
    pub(super) marked: &'a str,
    /// Each with its place in the text to parse.
    pub(super) events: Vec<(Event<'a>, Range<usize>)>,
    /// The words of the body outside code, block by block, and those of block elements.
    pub(super) blocks: Vec<Block>,
}

/// The words of a paragraph, a heading or a cell: what a reader sees, slots left out.
#[derive(Default)]
pub(super) struct Block {
    pub(super) words: String,
    /// Where each stretch of `words` begins there and in the text to parse, and whether a link holds it.
    parts: Vec<(usize, usize, bool)>,
    /// Whether places are in the source: what a block element says is not in the text to parse.
    pub(super) source: bool,
}

impl Block {
    /// Where a stretch of the words stands in the text to parse.
    pub(super) fn place(&self, words: Range<usize>) -> Range<usize> {
        let at = |word: usize| {
            let part = self.parts.partition_point(|(start, ..)| *start <= word);
            let (start, place, _) = self.parts[part.saturating_sub(1)];
            place + word - start
        };
        let start = at(words.start);
        // The end is that of the last character, which may stand in a later stretch.
        let last = self.words[words.clone()]
            .chars()
            .last()
            .map_or(0, char::len_utf8);
        let end = if last == 0 {
            start
        } else {
            at(words.end - last) + last
        };
        start..end.max(start)
    }

    /// Whether a link holds the words at this place.
    pub(super) fn in_link(&self, word: usize) -> bool {
        let part = self.parts.partition_point(|(start, ..)| *start <= word);
        part.checked_sub(1).is_some_and(|part| self.parts[part].2)
    }
}

impl<'a> Text<'a> {
    /// Of an article and its text to parse.
    pub(super) fn new(article: &'a Article, marked: &'a str, config: &'a Config) -> Self {
        let parser = Parser::new_ext(marked, options());
        let events: Vec<_> = parser.into_offset_iter().collect();
        let mut blocks = blocks(&events);
        blocks.extend(prose(article));
        Self {
            article,
            config,
            marked,
            events,
            blocks,
        }
    }

    /// Where words of a block are written.
    pub(super) fn place(&self, block: &Block, words: Range<usize>) -> Span {
        let place = block.place(words);
        if block.source {
            place
        } else {
            self.span(place)
        }
    }

    /// The stretch of the source behind one of the text to parse.
    pub(super) fn span(&self, text: Range<usize>) -> Span {
        self.article.body().marked.map.span(text)
    }
}

/// The sentences and titles of block elements. One with a comment or a slot in it is left to its author.
fn prose(article: &Article) -> impl Iterator<Item = Block> {
    let spans = article
        .body()
        .marked
        .blocks
        .iter()
        .flat_map(|block| &block.prose);
    let words = spans.map(|span| (&article.text[span.clone()], span.start));
    let plain = words.filter(|(words, _)| !words.contains("<!--"));
    plain.map(|(words, start)| Block {
        words: words.replace('\n', " "),
        parts: vec![(0, start, false)],
        source: true,
    })
}

fn blocks(events: &[(Event<'_>, Range<usize>)]) -> Vec<Block> {
    let mut blocks = vec![Block::default()];
    let (mut code, mut links) = (false, 0_usize);
    for (event, span) in events {
        match event {
            Event::Start(Tag::CodeBlock(_)) => code = true,
            Event::End(TagEnd::CodeBlock) => code = false,
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => links += 1,
            Event::End(TagEnd::Link | TagEnd::Image) => links = links.saturating_sub(1),
            Event::Start(
                Tag::Paragraph | Tag::Heading { .. } | Tag::TableCell | Tag::Item | Tag::HtmlBlock,
            )
            | Event::End(TagEnd::Paragraph | TagEnd::Item) => blocks.push(Block::default()),
            _ => {}
        }
        let Some(block) = blocks.last_mut() else {
            continue;
        };
        let words = match event {
            Event::Text(words) if !code => &**words,
            // What stands between words keeps them apart.
            Event::Code(_) => "\u{fffc}",
            Event::SoftBreak | Event::HardBreak => " ",
            _ => continue,
        };
        block.parts.push((block.words.len(), span.start, links > 0));
        let mut rest = words;
        while let Some((_, token)) = Token::find(rest) {
            // A slot is as long as its token, so that places stay what they are.
            block.words.push_str(&rest[..token.start]);
            block
                .words
                .extend(std::iter::repeat_n('\u{1}', token.len()));
            rest = &rest[token.end..];
        }
        block.words.push_str(rest);
    }
    blocks.retain(|block| !block.words.trim().is_empty());
    blocks
}
