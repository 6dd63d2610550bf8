//! Headings, lists, fences and tables.

use super::text::Text;
use crate::article::{Heading, Kind, Op, Region, Token};
use crate::diagnostic::{Code, Note};
use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};
use std::ops::Range;

/// How many lists may stand in each other.
const DEEPEST: usize = 2;

pub(super) fn heading_first(text: &Text<'_>, notes: &mut Vec<Note>) {
    let headings = &text.article.body().outline.headings;
    let mut titles = headings.iter().filter(|heading| heading.level == 1);
    let (first, second) = (titles.next(), titles.next());
    let mut say = |at: usize, message: &str, help: &str| {
        let note = Note::new(
            Code::HeadingFirst,
            text.span(at..line_end(text, at)),
            message,
        );
        notes.push(note.help(help));
    };
    if let Some(second) = second {
        say(
            second.at,
            "the article has more than one heading of level 1",
            "it is the title; use `##` for what stands below it",
        );
    } else if let (Some(first), Some(before)) = (first, headings.first())
        && before.at < first.at
    {
        say(
            first.at,
            "the title stands below another heading",
            "begin with the heading of level 1",
        );
    }
}

/// Sections that hosts look for by their heading.
const RECOMMENDED: [&str; 2] = ["recommended steps", "recommended documents"];

pub(super) fn recommended(text: &Text<'_>, notes: &mut Vec<Note>) {
    for heading in &text.article.body().outline.headings {
        let plain = heading.text.trim_end_matches(':').to_lowercase();
        let line = heading.at..line_end(text, heading.at);
        let written = text.marked[line.clone()].trim_start_matches('#').trim();
        let bold = written.starts_with("**") && written.ends_with("**");
        // The title of a part that folds is no Markdown.
        if heading.section {
            continue;
        }
        if RECOMMENDED.contains(&plain.as_str())
            && (heading.level != 2 || !bold || plain.len() != heading.text.len())
        {
            let message = format!("`{}` is not written as hosts look for it", heading.text);
            let note = Note::new(Code::RecommendedHeading, text.span(line), message);
            let title = if plain.ends_with("steps") {
                "Steps"
            } else {
                "Documents"
            };
            notes.push(note.help(format!("write `## **Recommended {title}**`")));
        }
    }
}

/// What an issue description may not hold: hosts show it in a line of plain text, or in a box without room.
fn is_forbidden(kind: Kind, event: &Event<'_>) -> Option<&'static str> {
    let plain = kind == Kind::ServiceHealthInsights;
    let short = plain || matches!(kind, Kind::Rca | Kind::Diagnostics);
    match event {
        Event::Start(Tag::Link { .. }) if short => Some("a link"),
        Event::Start(Tag::Table(_)) if short => Some("a table"),
        Event::Start(Tag::Strong) if plain => Some("bold text"),
        _ => None,
    }
}

pub(super) fn region_content(text: &Text<'_>, notes: &mut Vec<Note>) {
    let marked = &text.article.body().marked;
    // The opening that is open, and whether a mark closes it.
    let mut inside: Option<(usize, bool)> = None;
    for (event, span) in &text.events {
        if let Event::Text(words) = event
            && let Some(Token::Region(at)) = Token::parse(words)
        {
            for op in marked.regions.get(at).into_iter().flatten() {
                match op {
                    Op::Open {
                        id,
                        region: Region::IssueDescription,
                        closed,
                    } => inside = Some((*id, *closed)),
                    Op::Close(id) if inside.is_some_and(|(open, _)| open == *id) => inside = None,
                    _ => {}
                }
            }
        }
        let ends = matches!(event, Event::Start(Tag::Heading { level, .. }) if *level as u8 <= 2);
        inside = inside.filter(|(_, closed)| *closed || !ends);
        if let (Some(_), Some(what)) = (inside, is_forbidden(text.article.kind, event)) {
            let kind = text.article.kind.as_str();
            let message = format!("the issue description of `{kind}` holds {what}");
            let note = Note::new(Code::RegionContent, text.span(span.clone()), message);
            notes.push(note.help("hosts show it as a few words; put the rest below the region"));
        }
    }
}

/// The end of a line of the text to parse.
fn line_end(text: &Text<'_>, at: usize) -> usize {
    let rest = &text.marked[at..];
    at + rest.find('\n').unwrap_or(rest.len())
}

pub(super) fn heading_skip(text: &Text<'_>, notes: &mut Vec<Note>) {
    let headings = &text.article.body().outline.headings;
    for pair in headings.windows(2) {
        let (before, after) = (pair[0].level, pair[1].level);
        if after > before + 1 {
            let at = pair[1].at;
            let message = format!("a heading of level {after} follows one of level {before}");
            let note = Note::new(
                Code::HeadingSkip,
                text.span(at..line_end(text, at)),
                message,
            );
            notes.push(note.help(format!("use `{}`", "#".repeat(usize::from(before) + 1))));
        }
    }
}

pub(super) fn section_empty(text: &Text<'_>, notes: &mut Vec<Note>) {
    let headings = &text.article.body().outline.headings;
    let whole = text.marked;
    // Whether a part that folds has begun.
    let mut folds = false;
    for (at, heading) in headings.iter().enumerate() {
        let next = headings.get(at + 1);
        folds |= heading.section;
        // What stands below may be a section of its own, or in the part that this title folds, or parts that fold.
        let holds = |next: &Heading| {
            let (within, above) = (heading.section && !next.section, !folds && next.section);
            next.level > heading.level || within || above
        };
        if heading.level == 1 || next.is_some_and(holds) {
            continue;
        }
        // A heading that is a link leads to its text, and one with a line break has it within.
        let line = &whole[heading.at..line_end(text, heading.at)];
        if line.contains("](") || line.contains("<br") {
            continue;
        }
        let begin = section_start(text, heading.at);
        let end = next.map_or(whole.len(), |next| next.at);
        let inside = whole.get(begin..end).unwrap_or_default();
        if is_blank(inside) {
            let message = format!("the section `{}` is empty", heading.text);
            let span = text.span(heading.at..line_end(text, heading.at));
            notes.push(
                Note::new(Code::SectionEmpty, span, message)
                    .help("write it, or leave the heading out"),
            );
        }
    }
}

/// Behind the heading that begins at a place.
fn section_start(text: &Text<'_>, at: usize) -> usize {
    let is_it = |(event, span): &&(Event<'_>, Range<usize>)| {
        span.start == at && matches!(event, Event::Start(Tag::Heading { .. }))
    };
    text.events
        .iter()
        .find(is_it)
        .map_or(at, |(_, span)| span.end)
}

/// Whether there is nothing but blanks and marks of regions.
fn is_blank(text: &str) -> bool {
    let mut blank = true;
    crate::article::split(text, |part| {
        blank &= match part {
            Ok(token) => matches!(token, Token::Region(_) | Token::Section(_)),
            Err(words) => words.trim().is_empty(),
        }
    });
    blank
}

pub(super) fn list_deep(text: &Text<'_>, notes: &mut Vec<Note>) {
    let mut depth = 0;
    for (event, span) in &text.events {
        match event {
            Event::Start(Tag::List(_)) => {
                depth += 1;
                if depth == DEEPEST + 1 {
                    let at = span.start;
                    let message = format!("a list is more than {DEEPEST} levels deep");
                    let note =
                        Note::new(Code::ListDeep, text.span(at..line_end(text, at)), message);
                    notes.push(note.help("make sections of the outer levels"));
                }
            }
            Event::End(TagEnd::List(_)) => depth -= 1,
            _ => {}
        }
    }
}

pub(super) fn list_blank(text: &Text<'_>, notes: &mut Vec<Note>) {
    let whole = text.marked;
    let mut depth = 0;
    for (event, span) in &text.events {
        match event {
            Event::Start(Tag::List(_)) => {
                let start = whole[..span.start]
                    .rfind('\n')
                    .map_or(0, |newline| newline + 1);
                let before = whole[..start].trim_end_matches(['\n', '\r']);
                let line = before.rsplit('\n').next().unwrap_or_default();
                // One line end, and words before it that are no other item.
                let near = whole[before.len()..start].matches('\n').count() == 1;
                if depth == 0 && near && Token::find(line).is_none() && is_words(line) {
                    let at = span.start;
                    let note = Note::new(
                        Code::ListBlank,
                        text.span(at..line_end(text, at)),
                        "a list begins without a blank line before it",
                    );
                    let here = text.span(start..start).start;
                    notes.push(
                        note.help("put a blank line before it")
                            .fix(here..here, "\n"),
                    );
                }
                depth += 1;
            }
            Event::End(TagEnd::List(_)) => depth -= 1,
            _ => {}
        }
    }
}

fn is_words(line: &str) -> bool {
    let line = line.trim_start();
    let item = ["* ", "+ ", "*\t"]
        .iter()
        .any(|mark| line.starts_with(mark));
    !line.is_empty() && !item && !line.starts_with(['#', '-', '>', '|', '<', '`', '~', '='])
}

pub(super) fn fence_unclosed(text: &Text<'_>, notes: &mut Vec<Note>) {
    for (event, span) in &text.events {
        let Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) = event else {
            continue;
        };
        let block = &text.marked[span.clone()];
        let mark = block.trim_start().chars().next().unwrap_or('`');
        let length = block
            .trim_start()
            .chars()
            .take_while(|c| *c == mark)
            .count();
        let mut lines = block.trim_end().lines();
        let last = lines.next_back().unwrap_or_default().trim();
        let is_end = last.chars().all(|c| c == mark) && last.chars().count() >= length;
        if !is_end || lines.next().is_none() {
            let at = span.start;
            let note = Note::new(
                Code::FenceUnclosed,
                text.span(at..line_end(text, at)),
                "a code block is opened and never closed",
            );
            let close: String = std::iter::repeat_n(mark, length).collect();
            notes.push(note.help(format!(
                "write `{close}` in a line of its own where it ends"
            )));
        }
    }
}

pub(super) fn table_ragged(text: &Text<'_>, notes: &mut Vec<Note>) {
    let mut columns = 0;
    for (event, span) in &text.events {
        match event {
            Event::Start(Tag::Table(alignments)) => columns = alignments.len(),
            Event::Start(Tag::TableRow) => {
                let row = text.marked[span.clone()].trim();
                let cells = cells(row);
                if cells != columns {
                    let message = format!("the row has {cells} cells, the table {columns} columns");
                    let note = Note::new(Code::TableRagged, text.span(span.clone()), message);
                    notes.push(note.help("cells beyond the last column are not shown; write `\\|` for a bar in a cell"));
                }
            }
            _ => {}
        }
    }
}

/// How many cells a row has as written.
fn cells(row: &str) -> usize {
    let inner = row.strip_prefix('|').unwrap_or(row);
    let mut bars = 0;
    let mut escaped = false;
    let mut last_is_bar = false;
    for c in inner.trim_end().chars() {
        last_is_bar = c == '|' && !escaped;
        bars += usize::from(last_is_bar);
        escaped = c == '\\' && !escaped;
    }
    bars + usize::from(!last_is_bar)
}

#[cfg(test)]
mod tests {
    use super::cells;

    #[test]
    fn cells_are_counted_as_written() {
        assert_eq!(cells("| a | b |"), 2);
        assert_eq!(cells("a | b"), 2);
        assert_eq!(cells("| a \\| b |"), 1);
        assert_eq!(cells("| a | |"), 2);
    }
}
