//! What stands in a line → Markdown: text with what Markdown would take for a mark escaped, emphasis, links, code.

use super::tree::{Element, Node, push_text};
use super::{is_block, twin_of};
use crate::config::Urls;

/// Where a line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// In a paragraph, which may have several.
    Free,
    /// In a heading, which is one line.
    Heading,
    /// In the cell of a table.
    Cell,
}

/// White space that waits for what follows it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Blank {
    None,
    Space,
    Newline,
    Break,
}

/// The Markdown of one paragraph, heading or cell.
pub(super) struct Inline {
    out: String,
    line: Line,
    urls: Urls,
    blank: Blank,
    /// Where the text began, or emphasis in it: there no white space is wanted.
    fresh: usize,
    /// How many links are open: brackets in their text are escaped.
    links: usize,
}

/// The Markdown of nodes in a line.
pub(super) fn inline(nodes: &[Node<'_>], line: Line, urls: Urls) -> String {
    let mut writer = Inline::new(line, urls);
    writer.nodes(nodes, None);
    writer.out
}

/// The same, all of it strong.
pub(super) fn strong(nodes: &[Node<'_>], urls: Urls) -> String {
    let mut writer = Inline::new(Line::Free, urls);
    writer.emphasis("**", nodes, None);
    writer.out
}

/// The Markdown of a slot that stands alone.
pub(super) fn label(element: &Element<'_>, urls: Urls) -> String {
    let mut writer = Inline::new(Line::Free, urls);
    writer.label(element);
    writer.out
}

/// The Markdown of a text, in as many links.
pub(super) fn text(text: &str, links: usize) -> String {
    let mut writer = Inline::new(Line::Heading, Urls::File);
    writer.links = links;
    writer.text(text);
    writer.out
}

impl Inline {
    fn new(line: Line, urls: Urls) -> Self {
        Self {
            out: String::new(),
            line,
            urls,
            blank: Blank::None,
            fresh: 0,
            links: 0,
        }
    }

    /// `follows` is the first character behind the nodes, where that is known.
    fn nodes(&mut self, nodes: &[Node<'_>], follows: Option<char>) {
        for (at, node) in nodes.iter().enumerate() {
            match node {
                Node::Text(text) => self.text(text),
                Node::Element(element) if element.is_hidden() => {}
                Node::Element(element) => {
                    let next = nodes[at + 1..].iter().find_map(first);
                    self.element(element, next.or(follows));
                }
            }
        }
    }

    fn element(&mut self, element: &Element<'_>, follows: Option<char>) {
        let children = &element.children;
        match element.name() {
            _ if element.is_label() => self.label(element),
            "br" => self.wait(Blank::Break),
            "strong" | "b" => self.emphasis("**", children, follows),
            "em" | "i" => self.emphasis("*", children, follows),
            "del" | "s" | "strike" => self.emphasis("~~", children, follows),
            "code" | "pre" => self.code(children),
            "a" if element.attribute("href").is_some() => self.link(element, follows),
            "img" => self.image(element),
            "input" => self.input(element),
            "button" => {}
            "sub" | "sup" => {
                self.begin();
                let name = element.name();
                self.out.push_str(&format!("<{name}>"));
                self.nodes(children, Some('<'));
                self.out.push_str(&format!("</{name}>"));
            }
            "li" => {
                self.wait(Blank::Break);
                self.begin();
                self.out.push_str("• ");
                self.nodes(children, None);
                self.wait(Blank::Break);
            }
            "td" | "th" => {
                self.wait(Blank::Space);
                self.nodes(children, None);
                self.wait(Blank::Space);
            }
            name if is_block(name) => {
                self.wait(Blank::Break);
                self.nodes(children, None);
                self.wait(Blank::Break);
            }
            _ => self.nodes(children, follows),
        }
    }

    fn wait(&mut self, blank: Blank) {
        self.blank = self.blank.max(blank);
    }

    /// Writes the white space that waits, before what is no white space; none at the beginning of a line.
    fn begin(&mut self) {
        let blank = std::mem::replace(&mut self.blank, Blank::None);
        if self.out.len() == self.fresh {
            return;
        }
        self.out.push_str(match (blank, self.line) {
            (Blank::None, _) => "",
            (Blank::Break, Line::Cell) => "<br>",
            (Blank::Newline, Line::Free) => "\n",
            (Blank::Break, Line::Free) => "\\\n",
            _ => " ",
        });
    }

    fn text(&mut self, text: &str) {
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                ' ' | '\t' | '\u{c}' => self.wait(Blank::Space),
                '\n' | '\r' => self.wait(Blank::Newline),
                c => {
                    self.begin();
                    if self.is_mark(c, chars.peek().copied()) {
                        self.out.push('\\');
                    }
                    self.out.push(c);
                }
            }
        }
    }

    /// Whether Markdown would take a character for a mark where it stands.
    fn is_mark(&self, c: char, next: Option<char>) -> bool {
        let last = self.out.chars().next_back();
        let line_begins = last.is_none_or(|last| last == '\n');
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        match c {
            '\\' | '`' | '*' | '<' | '~' => true,
            '_' => !(is_word(last) && is_word(next)),
            '&' => next.is_none_or(|next| next.is_ascii_alphanumeric() || next == '#'),
            '[' => {
                let begins = line_begins || matches!(next, None | Some('!' | '^'));
                self.links > 0 || begins || last == Some(']')
            }
            ']' => self.links > 0,
            '!' => next == Some('['),
            '(' | ':' if last == Some(']') => true,
            '#' | '>' | '-' | '+' | '=' | ':' if line_begins => true,
            '|' => line_begins || self.line == Line::Cell,
            '.' | ')' => next.is_none_or(char::is_whitespace) && self.is_number(),
            _ => false,
        }
    }

    /// Whether the line is a number so far, which would be that of a list.
    fn is_number(&self) -> bool {
        let line = self.out.rsplit('\n').next().unwrap_or_default();
        !line.is_empty() && line.len() < 10 && line.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// The name of what is missing, in brackets.
    fn label(&mut self, element: &Element<'_>) {
        self.begin();
        let mut name = String::new();
        push_text(&mut name, &element.children);
        // A list would take one letter for the mark of a task.
        let marks = match name.trim().chars().count() < 2 || name.starts_with(['^', '!']) {
            true => ("\\[", "\\]"),
            false => ("[", "]"),
        };
        self.out.push_str(marks.0);
        self.text(name.trim());
        self.begin();
        self.out.push_str(marks.1);
    }

    /// Emphasis, where Markdown can say it: its marks would be text between certain neighbours.
    fn emphasis(&mut self, mark: &str, nodes: &[Node<'_>], follows: Option<char>) {
        let Some(begin) = nodes.iter().find_map(first_visible) else {
            return self.nodes(nodes, follows);
        };
        let end = nodes.iter().rev().find_map(last);
        let blank = nodes
            .iter()
            .find_map(first)
            .is_some_and(char::is_whitespace);
        let before = match self.blank {
            Blank::None if !blank => self.out.chars().next_back(),
            _ => None,
        };
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let sign = |c: char| !c.is_alphanumeric() && !c.is_whitespace();
        let beside = |c: Option<char>| c.is_some_and(|c| "*~`\\".contains(c));
        let opened = beside(before) || sign(begin) && word(before);
        let closed = beside(follows) || end.is_some_and(sign) && word(follows);
        let inner = nodes.iter().all(|node| !is_emphasis(node));
        if opened || closed || !inner {
            return self.nodes(nodes, follows);
        }
        if blank {
            self.wait(Blank::Space);
        }
        self.begin();
        self.out.push_str(mark);
        let from = self.out.len();
        self.fresh = from;
        self.nodes(nodes, Some('*'));
        // White space at the end waits for what comes behind the mark.
        if self.out.len() > from {
            self.out.push_str(mark);
        } else {
            self.out.truncate(from - mark.len());
        }
    }

    fn code(&mut self, nodes: &[Node<'_>]) {
        let mut code = String::new();
        push_text(&mut code, nodes);
        let code = code.replace(['\n', '\r'], " ");
        if code.trim().is_empty() {
            return self.text(&code);
        }
        self.begin();
        if self.out.ends_with('`') {
            self.out.push(' ');
        }
        let ticks = "`".repeat(longest_run(&code) + 1);
        let outer = |c: char| c == '`' || c == ' ';
        let pad = if code.starts_with(outer) || code.ends_with(outer) {
            " "
        } else {
            ""
        };
        let code = match self.line {
            Line::Cell => code.replace('|', "\\|"),
            _ => code,
        };
        self.out
            .push_str(&format!("{ticks}{pad}{code}{pad}{ticks}"));
    }

    fn link(&mut self, element: &Element<'_>, follows: Option<char>) {
        // A heading leads to itself only on the page.
        let empty = element.children.iter().find_map(first_visible).is_none();
        if empty || element.is("anchor") || self.links > 0 {
            return self.nodes(&element.children, follows);
        }
        self.begin();
        if self.out.ends_with('!') && !self.out.ends_with("\\!") {
            self.out.pop();
            self.out.push_str("\\!");
        }
        self.out.push('[');
        self.fresh = self.out.len();
        self.links += 1;
        self.nodes(&element.children, Some(']'));
        self.links -= 1;
        self.out.push(']');
        let address = element.attribute("href").unwrap_or_default();
        self.destination(
            &twin_of(&address, self.urls),
            &element.attribute("title").unwrap_or_default(),
        );
    }

    fn image(&mut self, element: &Element<'_>) {
        self.begin();
        self.out.push_str("![");
        self.links += 1;
        self.text(&element.attribute("alt").unwrap_or_default());
        self.links -= 1;
        self.blank = Blank::None;
        self.out.push(']');
        self.destination(&element.attribute("src").unwrap_or_default(), "");
    }

    /// Where a link leads, and its title.
    fn destination(&mut self, address: &str, title: &str) {
        self.out.push('(');
        for c in address.chars() {
            match c {
                '(' => self.out.push_str("%28"),
                ')' => self.out.push_str("%29"),
                '<' => self.out.push_str("%3C"),
                '>' => self.out.push_str("%3E"),
                '\\' => self.out.push_str("%5C"),
                '|' => self.out.push_str("%7C"),
                '&' => self.out.push_str("\\&"),
                ' ' => self.out.push_str("%20"),
                c if c.is_control() => {}
                c => self.out.push(c),
            }
        }
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        if !title.is_empty() {
            let mark = |c| matches!(c, '"' | '\\' | '&' | '<' | '|');
            self.out.push_str(" \"");
            for c in title.chars() {
                self.out.push_str(if mark(c) { "\\" } else { "" });
                self.out.push(c);
            }
            self.out.push('"');
        }
        self.out.push(')');
    }

    /// A box to tick, or what stands in a field until it is filled.
    fn input(&mut self, element: &Element<'_>) {
        let kind = element.attribute("type").unwrap_or_default();
        if kind == "checkbox" {
            self.begin();
            let ticked = element.attribute("checked").is_some();
            self.out.push_str(if ticked { "[x]" } else { "[ ]" });
        }
        self.text(&element.attribute("placeholder").unwrap_or_default());
    }
}

/// The longest run of backticks.
pub(super) fn longest_run(code: &str) -> usize {
    let runs = code.split(|c| c != '`').map(str::len);
    runs.max().unwrap_or_default()
}

fn is_emphasis(node: &Node<'_>) -> bool {
    let Node::Element(element) = node else {
        return false;
    };
    matches!(
        element.name(),
        "strong" | "b" | "em" | "i" | "del" | "s" | "strike"
    ) || element.children.iter().any(is_emphasis)
}

/// The mark that an element begins and ends with in Markdown.
fn ends(element: &Element<'_>) -> Option<(char, char)> {
    match element.name() {
        _ if element.is_hidden() => None,
        _ if element.is_label() => Some(('[', ']')),
        "code" | "pre" => Some(('`', '`')),
        "a" if element.attribute("href").is_some() => Some(('[', ')')),
        "img" => Some(('!', ')')),
        "sub" | "sup" => Some(('<', '>')),
        "br" => Some((' ', ' ')),
        name if is_block(name) => Some((' ', ' ')),
        _ => None,
    }
}

/// The first character of a node, white space too.
fn first(node: &Node<'_>) -> Option<char> {
    match node {
        Node::Text(text) => text.chars().next(),
        Node::Element(element) if element.is_hidden() => None,
        Node::Element(element) => {
            let own = ends(element).map(|(begin, _)| begin);
            own.or_else(|| element.children.iter().find_map(first))
        }
    }
}

/// The first character of a node that is no white space.
fn first_visible(node: &Node<'_>) -> Option<char> {
    match node {
        Node::Text(text) => text.trim_start().chars().next(),
        Node::Element(element) if element.is_hidden() => None,
        Node::Element(element) => {
            let own = ends(element).map(|(begin, _)| begin);
            let own = own.filter(|begin| !begin.is_whitespace());
            own.or_else(|| element.children.iter().find_map(first_visible))
        }
    }
}

/// The last character of a node, white space too.
fn last(node: &Node<'_>) -> Option<char> {
    match node {
        Node::Text(text) => text.chars().next_back(),
        Node::Element(element) if element.is_hidden() => None,
        Node::Element(element) => {
            let own = ends(element).map(|(_, end)| end);
            own.or_else(|| element.children.iter().rev().find_map(last))
        }
    }
}
