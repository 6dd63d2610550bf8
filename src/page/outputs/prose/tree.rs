//! A rendered body as a tree of elements, for whoever says it in other words than HTML.

use crate::article::{RawTag, scan_tags};
use std::borrow::Cow;

/// How deep elements nest in a tree; what is deeper is taken for content of the deepest.
const DEEPEST: usize = 160;

/// Elements that hold nothing.
const VOID: [&str; 6] = ["br", "hr", "img", "input", "wbr", "col"];

/// A part of a body.
#[derive(Debug)]
pub(in crate::page::outputs) enum Node<'a> {
    /// A text, entities decoded.
    Text(Cow<'a, str>),
    /// An element.
    Element(Element<'a>),
}

/// An element of a body.
#[derive(Debug)]
pub(in crate::page::outputs) struct Element<'a> {
    /// Its tag.
    tag: RawTag<'a>,
    /// What it holds.
    pub(in crate::page::outputs) children: Vec<Node<'a>>,
}

impl Element<'_> {
    /// Its name, in lower case.
    pub(in crate::page::outputs) fn name(&self) -> &str {
        &self.tag.name
    }

    /// An attribute, entities decoded.
    pub(in crate::page::outputs) fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        self.tag.attribute(name).map(htmlize::unescape)
    }

    /// Whether it is of a class.
    pub(in crate::page::outputs) fn is(&self, class: &str) -> bool {
        let classes = self.tag.attribute("class").unwrap_or_default();
        classes.split(' ').any(|own| own == class)
    }

    /// Whether the page does not show it.
    pub(in crate::page::outputs) fn is_hidden(&self) -> bool {
        self.tag.attribute("hidden").is_some()
    }

    /// Whether it is a slot without a value whose default is the name of what is missing.
    pub(in crate::page::outputs) fn is_label(&self) -> bool {
        self.tag.attribute("data-slot-kind") == Some("label")
            && self.tag.attribute("data-slot-state") == Some("unfilled")
    }
}

/// The tree of a body: what the program wrote, or what was cleaned, so that elements are closed in order.
pub(in crate::page::outputs) fn parse(html: &str) -> Vec<Node<'_>> {
    parse_until(html, |_| false)
}

/// The element that a text begins with, and nothing of what follows it; `None` where it begins with none.
pub(in crate::page::outputs) fn first(html: &str) -> Option<Element<'_>> {
    let is_whole = |builder: &Builder<'_>| builder.open.is_empty();
    match parse_until(html, is_whole).into_iter().next() {
        Some(Node::Element(element)) => Some(element),
        _ => None,
    }
}

/// The same, up to the first tag after which there is enough.
fn parse_until<'a>(html: &'a str, is_enough: impl Fn(&Builder<'a>) -> bool) -> Vec<Node<'a>> {
    let mut builder = Builder {
        roots: Vec::new(),
        open: Vec::new(),
    };
    let mut from = 0;
    for tag in scan_tags(html) {
        builder.text(&html[from..tag.span.start]);
        from = tag.span.end;
        if tag.closes {
            builder.close(&tag.name);
        } else {
            builder.open(tag);
        }
        if is_enough(&builder) {
            return builder.roots;
        }
    }
    builder.text(&html[from..]);
    while builder.pop() {}
    builder.roots
}

struct Builder<'a> {
    roots: Vec<Node<'a>>,
    open: Vec<Element<'a>>,
}

impl<'a> Builder<'a> {
    fn add(&mut self, node: Node<'a>) {
        match self.open.last_mut() {
            Some(parent) => parent.children.push(node),
            None => self.roots.push(node),
        }
    }

    fn text(&mut self, html: &'a str) {
        if !html.is_empty() {
            self.add(Node::Text(htmlize::unescape(html)));
        }
    }

    fn open(&mut self, tag: RawTag<'a>) {
        let is_void = VOID.contains(&tag.name.as_str());
        let element = Element {
            tag,
            children: Vec::new(),
        };
        if is_void {
            self.add(Node::Element(element));
        } else {
            self.open.push(element);
        }
    }

    /// Closes the innermost element of this name, and those in it.
    fn close(&mut self, name: &str) {
        if let Some(at) = self.open.iter().rposition(|open| open.name() == name) {
            while self.open.len() > at {
                self.pop();
            }
        }
    }

    fn pop(&mut self) -> bool {
        let Some(element) = self.open.pop() else {
            return false;
        };
        if self.open.len() < DEEPEST {
            self.add(Node::Element(element));
        } else {
            element.children.into_iter().for_each(|node| self.add(node));
        }
        true
    }
}

/// Appends the text that the page shows of some nodes, white space as it is; labels are in brackets.
pub(in crate::page::outputs) fn push_text(out: &mut String, nodes: &[Node<'_>]) {
    for node in nodes {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Element(element) if element.is_hidden() => {}
            Node::Element(element) if element.name() == "br" => out.push('\n'),
            Node::Element(element) if element.is_label() => {
                out.push('[');
                push_text(out, &element.children);
                out.push(']');
            }
            Node::Element(element) => push_text(out, &element.children),
        }
    }
}
