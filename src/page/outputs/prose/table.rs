//! Tables → Markdown, whose cells hold a line each.

use super::blocks::{Kind, Piece, push};
use super::inline::{Line, inline, strong};
use super::tree::{Element, Node};
use crate::config::Urls;

/// The cells of a table, each with its element, row by row.
type Rows<'t, 'a> = Vec<Vec<&'t Element<'a>>>;

pub(super) fn table(out: &mut Vec<Piece>, element: &Element<'_>, urls: Urls) {
    for node in &element.children {
        if let Node::Element(caption) = node
            && caption.name() == "caption"
        {
            push(out, strong(&caption.children, urls), Kind::Other);
        }
    }
    let mut rows = Rows::new();
    collect(&mut rows, &element.children);
    rows.retain(|row| !row.is_empty());
    let Some(columns) = rows.iter().map(Vec::len).max() else {
        return;
    };
    let headed = rows[0].iter().all(|cell| cell.name() == "th");
    let mut lines = Vec::with_capacity(rows.len() + 2);
    if !headed {
        lines.push("|".to_owned() + &"  |".repeat(columns));
        lines.push(rule(&[], columns));
    }
    for (at, row) in rows.iter().enumerate() {
        lines.push(line(row, columns, urls));
        if at == 0 && headed {
            lines.push(rule(row, columns));
        }
    }
    push(out, lines.join("\n"), Kind::Other);
}

/// The rows of a table; what stands beside its cells is a row of its own.
fn collect<'t, 'a>(rows: &mut Rows<'t, 'a>, nodes: &'t [Node<'a>]) {
    for node in nodes {
        let Node::Element(element) = node else {
            continue;
        };
        match element.name() {
            "caption" => {}
            "tr" => {
                rows.push(Vec::new());
                collect(rows, &element.children);
            }
            "td" | "th" => match rows.last_mut() {
                Some(row) => row.push(element),
                None => rows.push(vec![element]),
            },
            _ => collect(rows, &element.children),
        }
    }
}

fn line(row: &[&Element<'_>], columns: usize, urls: Urls) -> String {
    let mut line = "|".to_owned();
    for at in 0..columns {
        let text = row
            .get(at)
            .map(|cell| inline(&cell.children, Line::Cell, urls));
        line.push_str(&format!(" {} |", text.unwrap_or_default()));
    }
    line
}

/// The line below the head, which says how columns are aligned.
fn rule(head: &[&Element<'_>], columns: usize) -> String {
    let mut line = "|".to_owned();
    for at in 0..columns {
        let is = |class| head.get(at).is_some_and(|cell| cell.is(class));
        line.push_str(match (is("left"), is("center"), is("right")) {
            (true, _, _) => " :-- |",
            (_, true, _) => " :-: |",
            (_, _, true) => " --: |",
            _ => " --- |",
        });
    }
    line
}
