//! What shuts readers out who cannot see.

use super::language::whole_words;
use super::text::Text;
use crate::diagnostic::{Code, Note};
use pulldown_cmark::{Event, Tag, TagEnd};

pub(super) fn image_alt(text: &Text<'_>, notes: &mut Vec<Note>) {
    let mut image = None;
    for (event, span) in &text.events {
        match event {
            Event::Start(Tag::Image { .. }) => image = Some((span.clone(), String::new())),
            Event::Text(words) | Event::Code(words) => {
                if let Some((_, alt)) = &mut image {
                    alt.push_str(words);
                }
            }
            Event::End(TagEnd::Image) => {
                let Some((span, alt)) = image.take() else {
                    continue;
                };
                let says = alt.trim().to_lowercase();
                let message = match says.as_str() {
                    "" => "the image has no alternative text".to_owned(),
                    "image" | "picture" | "screenshot" | "img" | "alt text" | "alt" => {
                        format!("`{}` does not say what the image shows", alt.trim())
                    }
                    _ => continue,
                };
                let note = Note::new(Code::ImageAlt, text.span(span), message);
                notes
                    .push(note.help("say in the brackets what the image tells: `![…](image.png)`"));
            }
            _ => {}
        }
    }
}

pub(super) fn table_head(text: &Text<'_>, notes: &mut Vec<Note>) {
    let mut head: Option<(std::ops::Range<usize>, bool)> = None;
    for (event, span) in &text.events {
        match event {
            Event::Start(Tag::TableHead) => head = Some((span.clone(), true)),
            Event::Text(_) | Event::Code(_) | Event::Start(Tag::Image { .. }) => {
                if let Some((_, empty)) = &mut head {
                    *empty = false;
                }
            }
            Event::End(TagEnd::TableHead) => {
                if let Some((span, true)) = head.take() {
                    let note = Note::new(
                        Code::TableHead,
                        text.span(span),
                        "the table has no words in its head",
                    );
                    notes.push(
                        note.help("name the columns: a screen reader says the name with each cell"),
                    );
                }
            }
            _ => {}
        }
    }
}

/// Ways to point at something by its colour alone.
const CUES: [&str; 12] = [
    "in red",
    "in green",
    "highlighted in yellow",
    "marked red",
    "marked green",
    "the red button",
    "the green button",
    "the blue button",
    "red text",
    "the red box",
    "the green box",
    "the items in red",
];

pub(super) fn colour_cue(text: &Text<'_>, notes: &mut Vec<Note>) {
    for block in &text.blocks {
        for place in CUES.iter().flat_map(|cue| whole_words(block, cue)) {
            let message = format!(
                "`{}` helps nobody who does not see colours",
                &block.words[place.clone()]
            );
            let note = Note::new(Code::ColourCue, text.place(block, place.clone()), message);
            notes.push(note.help("name what is meant by its text or its place as well"));
        }
    }
}
