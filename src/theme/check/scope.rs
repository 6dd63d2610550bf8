//! The names that a template sees at one place of a page.

use crate::page::fields::Shape;
use crate::theme::reading::Read;
use std::collections::BTreeMap;

/// One page that is walked over.
pub(super) struct Page<'a> {
    /// The template that it is made by.
    pub(super) entry: &'a str,
    /// Names with what they hold, the innermost last.
    pub(super) frames: Vec<BTreeMap<String, Shape>>,
    /// The block that is shown, and how many of its definitions are below the one at hand.
    pub(super) block: Option<(String, usize)>,
    /// Where each definition of a block stands, the last descendant first.
    pub(super) line: Vec<&'a Read<'a>>,
    pub(super) depth: usize,
}

impl Page<'_> {
    /// What a name holds. Every loop has its `loop`.
    pub(super) fn find(&self, name: &str) -> Option<Shape> {
        if name == "loop" {
            return Some(Shape::Any);
        }
        let found = self.frames.iter().rev().find_map(|frame| frame.get(name));
        found.cloned()
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.frames
            .iter()
            .flat_map(BTreeMap::keys)
            .map(String::as_str)
    }

    pub(super) fn set(&mut self, name: &str, shape: Shape) {
        if let Some(frame) = self.frames.last_mut() {
            frame.insert(name.to_owned(), shape);
        }
    }
}

/// The names of a loop over this.
pub(super) fn bound(names: &[String], over: &Shape) -> BTreeMap<String, Shape> {
    let each = match (names, over) {
        ([_], _) => element(over),
        _ => Shape::Any,
    };
    let each = names.iter().map(|name| (name.clone(), each.clone()));
    each.collect()
}

/// What a list of this shape holds.
pub(super) fn element(shape: &Shape) -> Shape {
    match shape {
        Shape::List(inner) => (**inner).clone(),
        Shape::Pair => Shape::Text,
        _ => Shape::Any,
    }
}
