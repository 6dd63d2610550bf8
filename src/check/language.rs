//! Words that say nothing, or were not meant to stay.

use super::text::{Block, Text};
use crate::diagnostic::{Code, Note};
use pulldown_cmark::{Event, Tag, TagEnd};
use std::ops::Range;

/// Texts that say nothing of where a link leads.
const SAY_NOTHING: [&str; 17] = [
    "here",
    "click here",
    "this",
    "link",
    "this link",
    "more",
    "read more",
    "learn more here",
    "this page",
    "this article",
    "this document",
    "this doc",
    "article",
    "document",
    "page",
    "see here",
    "click",
];

/// Words that stand twice in good English.
const MAY_REPEAT: [&str; 6] = ["had", "that", "is", "very", "no", "bye"];

pub(super) fn link_text(text: &Text<'_>, notes: &mut Vec<Note>) {
    let mut link = None;
    for (event, span) in &text.events {
        match event {
            Event::Start(Tag::Link { .. }) => link = Some((span.clone(), String::new())),
            Event::Text(words) | Event::Code(words) => {
                if let Some((_, said)) = &mut link {
                    said.push_str(words);
                }
            }
            Event::Start(Tag::Image { .. }) => link = None,
            Event::End(TagEnd::Link) => {
                let Some((span, said)) = link.take() else {
                    continue;
                };
                let plain = said.trim().trim_end_matches(['.', ':', '!']).to_lowercase();
                if SAY_NOTHING.contains(&plain.as_str()) {
                    let message = format!("`{}` does not say where the link leads", said.trim());
                    let note = Note::new(Code::LinkText, text.span(span), message);
                    notes.push(note.help("use the title of what it leads to"));
                }
            }
            _ => {}
        }
    }
}

pub(super) fn bare_url(text: &Text<'_>, notes: &mut Vec<Note>) {
    // In a block element there are no links.
    for block in text.blocks.iter().filter(|block| !block.source) {
        for scheme in ["https://", "http://"] {
            for (at, _) in block.words.match_indices(scheme) {
                let rest = &block.words[at..];
                let end = rest.find(|c: char| {
                    c.is_whitespace() || c.is_control() || "<>\"'\u{fffc}".contains(c)
                });
                let url = rest[..end.unwrap_or(rest.len())]
                    .trim_end_matches(['.', ',', ')', ';', ':', '*', '!', '?']);
                if url.len() > scheme.len() && !block.in_link(at) {
                    let message = format!("`{url}` is no link: the address stands bare");
                    let note = Note::new(
                        Code::BareUrl,
                        text.place(block, at..at + url.len()),
                        message,
                    );
                    notes.push(note.help("write `[what it is](address)`, or `<address>`"));
                }
            }
        }
    }
}

/// Notes that authors leave to themselves.
const LEFT: [&str; 4] = ["todo", "tbd", "fixme", "lorem ipsum"];

pub(super) fn todo(text: &Text<'_>, notes: &mut Vec<Note>) {
    for block in &text.blocks {
        for place in LEFT.iter().flat_map(|word| whole_words(block, word)) {
            let found = &block.words[place.clone()];
            let message = format!("`{found}` was left in the text");
            let note = Note::new(Code::Todo, text.place(block, place.clone()), message);
            notes.push(note.help("finish it, or leave it out"));
        }
    }
    for link in &text.article.body().outline.links {
        if link.address.to_ascii_lowercase().contains("://todo-") {
            let message = format!("`{}` was left as the address", link.address);
            notes.push(Note::new(Code::Todo, link.span.clone(), message).help("write the address"));
        }
    }
}

/// Where a word stands in the words of a block, in any case, and not as part of another.
pub(super) fn whole_words(block: &Block, word: &str) -> Vec<Range<usize>> {
    let lower = block.words.to_ascii_lowercase();
    let bytes = lower.as_bytes();
    let is_word =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let found = lower.match_indices(word).map(|(at, _)| at..at + word.len());
    found
        .filter(|place| {
            let before = place.start.checked_sub(1).and_then(|at| bytes.get(at));
            !is_word(before) && !is_word(bytes.get(place.end))
        })
        .collect()
}

pub(super) fn placeholder(text: &Text<'_>, notes: &mut Vec<Note>) {
    let strong = text
        .events
        .iter()
        .filter(|(event, _)| matches!(event, Event::Start(Tag::Strong)));
    let strong: Vec<&Range<usize>> = strong.map(|(_, span)| span).collect();
    if strong.is_empty() {
        return;
    }
    for block in text.blocks.iter().filter(|block| !block.source) {
        for (at, _) in block.words.match_indices('[') {
            let Some(end) = block.words[at..].find(']') else {
                continue;
            };
            let inner = &block.words[at + 1..at + end];
            // A single word in brackets is often a label.
            let named = inner.starts_with(|c: char| c.is_ascii_uppercase())
                && inner.chars().all(|c| c.is_ascii_alphabetic() || c == ' ')
                && (2..=4).contains(&inner.split(' ').count());
            let place = block.place(at..at + end + 1);
            let within = |span: &&Range<usize>| span.start <= place.start && place.end <= span.end;
            if named && !block.in_link(at) && strong.iter().any(within) {
                let message = format!("`[{inner}]` looks like a placeholder that was forgotten");
                let note = Note::new(Code::ForgottenPlaceholder, text.span(place), message);
                notes.push(note.help("write what it stands for, or make a slot of it: `<!--$name-->[name]<!--/$name-->`"));
            }
        }
    }
}

pub(super) fn doubled_word(text: &Text<'_>, notes: &mut Vec<Note>) {
    for block in &text.blocks {
        let mut last: Option<(usize, &str)> = None;
        let mut at = 0;
        for word in block.words.split(' ') {
            let here = at;
            at += word.len() + 1;
            if word.is_empty() {
                continue;
            }
            let letters = word.len() > 1 && word.chars().all(|c| c.is_ascii_lowercase());
            if let Some((start, before)) = last
                && letters
                && before == word
                && !MAY_REPEAT.contains(&word)
            {
                let span = text.place(block, start..here + word.len());
                let gap = span.start + word.len()..span.end;
                let note = Note::new(
                    Code::DoubledWord,
                    span,
                    format!("`{word}` stands here twice"),
                );
                let note = note.help("leave one out");
                let written = text.article.text.get(gap.clone()).unwrap_or_default();
                notes.push(match written.trim() == word {
                    true => note.fix(gap, ""),
                    false => note,
                });
            }
            last = letters.then_some((here, word));
        }
    }
}

/// Words that the site's dictionary does not have. Names, codes and words with capitals or digits are passed over.
pub(super) fn spelling(text: &Text<'_>, notes: &mut Vec<Note>) {
    let Some(dictionary) = &text.config.check.dictionary else {
        return;
    };
    for block in &text.blocks {
        let mut at = 0;
        for word in block
            .words
            .split(|c: char| !c.is_alphanumeric() && !"'’._/@-\u{1}\u{fffc}".contains(c))
        {
            let start = at;
            at = start + word.len();
            at += block.words[at..].chars().next().map_or(0, char::len_utf8);
            let trimmed = word.trim_end_matches(['.', '\'', '’', '-', '/']);
            let plain = trimmed.chars().count() > 2 && trimmed.chars().all(char::is_lowercase);
            if plain && !dictionary.has(trimmed) {
                let note = Note::new(
                    Code::Spelling,
                    text.place(block, start..start + trimmed.len()),
                    format!("`{trimmed}` is not in the dictionary"),
                );
                notes.push(match dictionary.nearest(trimmed) {
                    Some(near) => note.help(format!("did you mean `{near}`?")),
                    None => note.help("correct it, or add it to the dictionary"),
                });
            }
        }
    }
}
