//! Blocks → Markdown: paragraphs, headings, lists, quotations, code, and what forms are made of.

use super::inline::{Line, inline, label, longest_run, strong};
use super::is_block;
use super::table::table;
use super::tree::{Element, Node, push_text};
use crate::config::Urls;

/// The Markdown of one block, and how it stands beside others.
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text that an element holds beside blocks.
    Bare,
    /// A list with this mark; one beside another needs a mark of its own.
    List(char),
    /// Something that can be chosen; those beside each other are one list.
    Choice,
    Other,
}

/// The Markdown of blocks, without a line end behind the last.
pub(super) fn blocks(nodes: &[Node<'_>], urls: Urls) -> String {
    join(&pieces(nodes, urls))
}

fn join(pieces: &[Piece]) -> String {
    let mut out = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        if let Some(before) = at.checked_sub(1).and_then(|at| pieces.get(at)) {
            let tight = match (before.kind, piece.kind) {
                (Kind::Choice, Kind::Choice) => true,
                (Kind::Bare, Kind::List(_)) => interrupts(&piece.text),
                _ => false,
            };
            out.push_str(if tight { "\n" } else { "\n\n" });
        }
        out.push_str(&piece.text);
    }
    out
}

/// Whether a list may follow a paragraph without an empty line.
fn interrupts(list: &str) -> bool {
    let line = list.lines().next().unwrap_or_default();
    ["- ", "* ", "1. ", "1) "]
        .iter()
        .any(|mark| line.starts_with(mark) && line.len() > mark.len())
}

pub(super) fn pieces(nodes: &[Node<'_>], urls: Urls) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut from = 0;
    for (at, node) in nodes.iter().enumerate() {
        if let Node::Element(element) = node
            && stands_apart(element)
        {
            bare(&mut out, &nodes[from..at], urls);
            from = at + 1;
            if !element.is_hidden() {
                block(&mut out, element, urls);
            }
        }
    }
    bare(&mut out, &nodes[from..], urls);
    out
}

/// Whether an element is no part of a line: a block, or what holds one.
fn stands_apart(element: &Element<'_>) -> bool {
    is_block(element.name()) || element.children.iter().any(holds_block)
}

fn holds_block(node: &Node<'_>) -> bool {
    matches!(node, Node::Element(element) if stands_apart(element))
}

/// Text that stands between blocks.
fn bare(out: &mut Vec<Piece>, nodes: &[Node<'_>], urls: Urls) {
    push(out, inline(nodes, Line::Free, urls), Kind::Bare);
}

pub(super) fn push(out: &mut Vec<Piece>, text: String, kind: Kind) {
    if !text.is_empty() {
        out.push(Piece { text, kind });
    }
}

fn block(out: &mut Vec<Piece>, element: &Element<'_>, urls: Urls) {
    let children = &element.children;
    match element.name() {
        _ if element.is_label() => push(out, label(element, urls), Kind::Other),
        // Quoted, an alert says by its mark what its title says on the page.
        "p" if element.is("alert-title") => {}
        "p" => paragraph(out, children, urls),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => heading(out, element, urls),
        "ul" | "dir" => list(out, element, None, urls),
        "ol" => {
            let start = element
                .attribute("start")
                .and_then(|start| start.parse().ok());
            list(out, element, Some(start.unwrap_or(1)), urls);
        }
        "dl" => terms(out, element, urls),
        "blockquote" => push(out, quoted(&blocks(children, urls)), Kind::Other),
        "div" if element.is("alert") => alert(out, element, urls),
        "pre" => code(out, element),
        "table" => table(out, element, urls),
        "hr" => push(out, "---".to_owned(), Kind::Other),
        "label" | "option" if element.is("choice") || element.name() == "option" => {
            let text = inline(children, Line::Heading, urls);
            push(out, format!("- {text}"), Kind::Choice);
        }
        "label" | "legend" | "figcaption" | "caption" => {
            push(out, strong(children, urls), Kind::Other)
        }
        "summary" if !children.iter().any(is_heading) => {
            push(out, strong(children, urls), Kind::Other)
        }
        "textarea" => {
            let text = element.attribute("placeholder").unwrap_or_default();
            push(out, super::text(&text), Kind::Other);
        }
        _ => within(out, children, urls),
    }
}

/// The blocks in an element that is none of Markdown's.
fn within(out: &mut Vec<Piece>, children: &[Node<'_>], urls: Urls) {
    for mut piece in pieces(children, urls) {
        if piece.kind == Kind::Bare {
            piece.kind = Kind::Other;
        }
        out.push(piece);
    }
}

fn paragraph(out: &mut Vec<Piece>, children: &[Node<'_>], urls: Urls) {
    match children.iter().any(holds_block) {
        true => within(out, children, urls),
        false => push(out, inline(children, Line::Free, urls), Kind::Other),
    }
}

fn is_heading(node: &Node<'_>) -> bool {
    matches!(node, Node::Element(element) if level(element.name()).is_some())
}

fn level(name: &str) -> Option<usize> {
    let level = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}

fn heading(out: &mut Vec<Piece>, element: &Element<'_>, urls: Urls) {
    let mut text = inline(&element.children, Line::Heading, urls);
    let open = text.trim_end_matches('#');
    if open.len() < text.len() && !open.ends_with('\\') {
        // It would close the heading.
        text.insert(open.len(), '\\');
    }
    let level = level(element.name()).unwrap_or(1);
    if !text.is_empty() {
        push(out, format!("{} {text}", "#".repeat(level)), Kind::Other);
    }
}

fn quoted(text: &str) -> String {
    let line = |line: &str| match line {
        "" => ">".to_owned(),
        line => format!("> {line}"),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn alert(out: &mut Vec<Piece>, element: &Element<'_>, urls: Urls) {
    let names = ["note", "tip", "important", "warning", "caution"];
    let name = names
        .iter()
        .find(|name| element.is(&format!("alert-{name}")));
    let mark = format!("[!{}]", name.unwrap_or(&"note").to_ascii_uppercase());
    let text = blocks(&element.children, urls);
    // The mark of an item without text would be text itself, right below the other mark.
    let first = text.lines().next().unwrap_or_default();
    let between = if is_empty_item(first) { "\n\n" } else { "\n" };
    push(out, quoted(&format!("{mark}{between}{text}")), Kind::Other);
}

/// Whether a line is the mark of an item of a list and nothing else.
fn is_empty_item(line: &str) -> bool {
    let number = line.trim_end_matches(['.', ')']);
    matches!(line, "-" | "*")
        || number.len() + 1 == line.len() && number.bytes().all(|byte| byte.is_ascii_digit())
}

fn code(out: &mut Vec<Piece>, element: &Element<'_>) {
    let inner = element.children.iter().find_map(|node| match node {
        Node::Element(code) if code.name() == "code" => code.attribute("class"),
        _ => None,
    });
    let language = inner
        .as_deref()
        .and_then(|class| class.strip_prefix("language-"));
    let language =
        language.filter(|language| !language.contains(|c: char| c == '`' || c.is_whitespace()));
    let mut code = String::new();
    push_text(&mut code, &element.children);
    let code = code.replace("\r\n", "\n").replace('\r', "\n");
    let fence = "`".repeat(longest_run(&code).max(2) + 1);
    let code = code.strip_suffix('\n').unwrap_or(&code);
    let language = language.unwrap_or_default();
    push(
        out,
        format!("{fence}{language}\n{code}\n{fence}"),
        Kind::Other,
    );
}

/// A list; `start` is the number of the first item of an ordered one.
fn list(out: &mut Vec<Piece>, element: &Element<'_>, start: Option<u64>, urls: Urls) {
    let items = element.children.iter().filter_map(|node| match node {
        Node::Element(item) if item.name() == "li" => Some(join(&pieces(&item.children, urls))),
        other => Some(blocks(std::slice::from_ref(other), urls)).filter(|text| !text.is_empty()),
    });
    let items: Vec<String> = items.collect();
    push_list(out, &items, start);
}

/// Terms and what is said of them: a list, each with its term first.
fn terms(out: &mut Vec<Piece>, element: &Element<'_>, urls: Urls) {
    let mut items: Vec<String> = Vec::new();
    collect_terms(&mut items, &element.children, urls);
    push_list(out, &items, None);
}

fn collect_terms(items: &mut Vec<String>, nodes: &[Node<'_>], urls: Urls) {
    for node in nodes {
        match node {
            Node::Text(text) if text.trim().is_empty() => {}
            Node::Element(term) if term.name() == "dt" => {
                items.push(strong(&term.children, urls));
            }
            Node::Element(said) if said.name() == "dd" => define(items, said, urls),
            Node::Element(group) if group.name() == "div" => {
                collect_terms(items, &group.children, urls);
            }
            other => items.push(blocks(std::slice::from_ref(other), urls)),
        }
    }
}

/// Adds to the last term what is said of it.
fn define(items: &mut Vec<String>, said: &Element<'_>, urls: Urls) {
    let pieces = pieces(&said.children, urls);
    let bare = pieces.first().is_some_and(|piece| piece.kind == Kind::Bare);
    let text = join(&pieces);
    match items.last_mut() {
        Some(item) if bare && !item.contains('\n') => item.push_str(&format!(": {text}")),
        Some(item) if !text.is_empty() => item.push_str(&format!("\n\n{text}")),
        Some(_) => {}
        None => items.push(text),
    }
}

fn push_list(out: &mut Vec<Piece>, items: &[String], start: Option<u64>) {
    let beside = out.last().map(|piece| piece.kind);
    let mark = match (start, beside) {
        (None, Some(Kind::List('-') | Kind::Choice)) => '*',
        (None, _) => '-',
        (Some(_), Some(Kind::List('.'))) => ')',
        (Some(_), _) => '.',
    };
    let between = match items.iter().any(|item| item.contains("\n\n")) {
        true => "\n\n",
        false => "\n",
    };
    let mut text = String::new();
    for (at, item) in items.iter().enumerate() {
        text.push_str(if at > 0 { between } else { "" });
        let mark = match start {
            None => mark.to_string(),
            Some(start) => format!("{}{mark}", start.saturating_add(at as u64) % 1_000_000_000),
        };
        let inner = " ".repeat(mark.len() + 1);
        text.push_str(&mark);
        for (at, line) in item.split('\n').enumerate() {
            match (at, line) {
                (_, "") => text.push_str(if at > 0 { "\n" } else { "" }),
                (0, line) => text.extend([" ", line]),
                (_, line) => text.extend(["\n", &inner, line]),
            }
        }
    }
    push(out, text, Kind::List(mark));
}
