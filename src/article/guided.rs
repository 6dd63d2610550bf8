//! What only guided solutions have: block elements and sections, and what stands for them in the text to parse.

use super::blocks::{self, Block};
use super::comments::{Comment, Mark};
use super::elements::{self, Element, Piece};
use super::marks::{Edit, Token, arrange, build, split};
use super::outline;
use super::section;
use super::slot::Slot;
use crate::diagnostic::{Note, Span};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// The columns of indentation from which on Markdown may take a line for code.
const CODE: usize = 4;

/// What was found.
#[derive(Default)]
pub(super) struct Guided {
    /// The block elements, in order.
    pub(super) blocks: Vec<Block>,
    /// How many sections there are.
    pub(super) sections: usize,
    /// What stands for them.
    pub(super) edits: Vec<Edit>,
}

/// Finds them outside `edits` and comments. Of the slots in an element only those in its texts stay on the page, and a
/// region mark in one means nothing.
pub(super) fn find(
    source: &str,
    edits: &[Edit],
    (slots, comments): (&mut [Slot], &mut [Comment<'_>]),
    notes: &mut Vec<Note>,
) -> Guided {
    let pieces = pieces(edits, slots, comments);
    let elements = elements::scan(source, &pieces, notes);
    let before = spans(pieces.iter().map(|piece| &piece.span));
    let taken = spans(elements.iter().map(|element| &element.span));
    let hidden = |at: usize| holds(&before, at) || holds(&taken, at);
    let marks = section::scan(source, hidden, notes);
    let blocks = elements.iter().map(|element| blocks::block(element, notes));
    let mut blocks: Vec<Block> = blocks.collect();
    let numbered = blocks.iter_mut();
    numbered.fold(0, |number, block| block.number(number));
    for block in &blocks {
        let (start, end) = (block.span.start, block.span.end);
        let first = slots.partition_point(|slot| slot.span.start < start);
        let last = slots.partition_point(|slot| slot.span.start < end);
        let shown = block.slots();
        for (index, slot) in slots.iter_mut().enumerate().take(last).skip(first) {
            slot.shown = shown.contains(&index);
        }
        let first = comments.partition_point(|comment| comment.span.start < start);
        let last = comments.partition_point(|comment| comment.span.start < end);
        for comment in &mut comments[first..last] {
            comment.mark = Mark::Words;
        }
    }
    let mut found: Vec<Edit> = Vec::new();
    for (index, mark) in marks.iter().enumerate() {
        let mut text = "\n\n".to_owned();
        Token::Section(index).push(&mut text);
        text.push_str("\n\n## ");
        if !mark.titled {
            text.push_str("Section");
        }
        let (before, after) = (mark.before.clone(), mark.after.clone());
        let edits = [(before, text.into()), (after, "\n\n".into())];
        found.extend(edits.map(|(span, text)| Edit { span, text }));
    }
    found.extend(stand_ins(source, edits, &elements));
    Guided {
        blocks,
        sections: marks.len(),
        edits: found,
    }
}

/// What was found before, in order of place.
fn pieces(edits: &[Edit], slots: &[Slot], comments: &[Comment<'_>]) -> Vec<Piece> {
    let nothing = |span: &Span| Piece {
        span: span.clone(),
        text: String::new(),
        plain: String::new(),
    };
    let slots = slots.iter().enumerate().map(|(index, slot)| Piece {
        span: slot.span.clone(),
        text: slot.in_text(|out| Token::Slot(index).push(out)),
        plain: slot.default.clone(),
    });
    let mut pieces: Vec<Piece> = edits.iter().map(|edit| nothing(&edit.span)).collect();
    pieces.extend(slots);
    pieces.extend(comments.iter().map(|comment| nothing(&comment.span)));
    pieces.sort_by_key(|piece| piece.span.start);
    pieces
}

fn spans<'s>(spans: impl Iterator<Item = &'s Span>) -> Vec<Span> {
    spans.cloned().collect()
}

/// Whether one of these spans, which are in order, holds a place.
fn holds(spans: &[Span], at: usize) -> bool {
    let after = spans.partition_point(|span| span.start <= at);
    after > 0 && spans[after - 1].contains(&at)
}

/// A paragraph of its own for each element: as far to the right as the author wrote it, so that it stays in the list
/// that it stands in, but never where Markdown reads code.
fn stand_ins(source: &str, edits: &[Edit], elements: &[Element]) -> Vec<Edit> {
    let edit = |(index, element): (usize, &Element), indent: &str| {
        let mut text = format!("\n\n{indent}");
        Token::Block(index).push(&mut text);
        text.push_str("\n\n");
        Edit {
            span: element.span.clone(),
            text: text.into(),
        }
    };
    let indents = elements.iter().map(|element| {
        let line = source[..element.span.start]
            .rfind('\n')
            .map_or(0, |at| at + 1);
        &source[line..element.span.start]
    });
    let indents: Vec<&str> = indents.collect();
    let numbered = || elements.iter().enumerate();
    let indented = numbered().map(|one| edit(one, indents[one.0]));
    let indented: Vec<Edit> = indented.collect();
    if indents.iter().all(|indent| columns(indent) < CODE) {
        return indented;
    }
    let mut all: Vec<Edit> = edits.iter().chain(&indented).cloned().collect();
    arrange(&mut all);
    let code = in_code(&build(source, &all), elements.len());
    let settled = numbered().map(|one| edit(one, if code[one.0] { "" } else { indents[one.0] }));
    settled.collect()
}

fn columns(indent: &str) -> usize {
    indent.chars().fold(0, |column, c| match c {
        '\t' => column / CODE * CODE + CODE,
        _ => column + 1,
    })
}

/// Which of the elements Markdown takes for code.
fn in_code(text: &str, count: usize) -> Vec<bool> {
    let mut code = vec![false; count];
    let mut open = false;
    for event in Parser::new_ext(text, outline::options()) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => open = true,
            Event::End(TagEnd::CodeBlock) => open = false,
            Event::Text(words) if open => split(&words, |part| {
                if let Ok(Token::Block(index)) = part {
                    code[index] = true;
                }
            }),
            _ => {}
        }
    }
    code
}
