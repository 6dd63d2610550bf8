//! Walks every template of a theme as a page would, and writes down which names it uses.
//!
//! A name that is asked for first (`is defined`, `| default(…)`) may be missing. One that is only tested for truth may be
//! missing on some pages, as a template may be part of several. In each of these, what stands before a dot has to be
//! there, unless the dot is `?.`. What `if` guards is not looked at where the name
//! that it tests is missing, because it is never shown there.

use super::Look;
use super::scope::{Page, bound, element};
use super::uses::{Place, Uses};
use crate::page::fields::{Shape, View};
use crate::theme::reading::Read;
use crate::theme::syntax::{Expression, Node, Path, Presence, To};
use std::collections::{BTreeMap, BTreeSet};

/// How deep templates may include each other before it is taken for a circle that a condition ends.
const DEEPEST: usize = 24;

/// What was seen on the way.
pub(super) struct Walk<'a> {
    pub(super) look: &'a Look<'a>,
    /// The templates that some page is made with, by `THEME/NAME`.
    pub(super) templates: BTreeSet<String>,
    /// The assets that templates name, in the order in which they do; `*` where one is computed.
    pub(super) assets: Vec<String>,
    /// Sections and keys of words; the key `*` stands for the whole section.
    pub(super) words: BTreeSet<(String, String)>,
    pub(super) uses: Uses,
}

/// Whether a condition holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Truth {
    Yes,
    No,
    Perhaps,
}

/// How a name is used.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// Its value is needed.
    Needed,
    /// It is tested for truth.
    Tested,
    /// It is asked for, or something stands in for it.
    Asked,
}

impl Manner {
    /// How what stands at a place of a path is used; 0 is its first name.
    fn at(self, at: usize, path: &Path) -> Self {
        match self {
            Self::Tested | Self::Asked
                // The engine wants what stands before a dot, unless that is `?.`.
                if path.steps.get(at).is_some_and(|step| !step.asks) =>
            {
                Self::Needed
            }
            manner => manner,
        }
    }
}

impl<'a> Walk<'a> {
    /// Walks over every template that makes a page or a body.
    pub(super) fn over(look: &'a Look<'a>) -> Self {
        let mut walk = Self {
            look,
            templates: BTreeSet::new(),
            assets: Vec::new(),
            words: BTreeSet::new(),
            uses: Uses::default(),
        };
        for view in &look.fields.pages {
            walk.page(view, look.globals(&view.template));
        }
        for view in &look.fields.bodies {
            walk.page(view, BTreeMap::from([look.told()]));
        }
        walk
    }

    fn page(&mut self, view: &'a View, globals: BTreeMap<String, Shape>) {
        let look = self.look;
        let mut names = globals;
        let seen = look.fields.seen_by(&view.template).into_iter();
        names.extend(seen.map(|field| (field.name.clone(), field.shape.clone())));
        let mut page = Page {
            entry: &view.template,
            frames: vec![names],
            block: None,
            line: look.reading.line(&view.template),
            depth: 0,
        };
        self.mark(&view.template);
        if let Some(root) = page.line.last().copied() {
            self.nodes(&root.template.nodes, root, &mut page);
        }
    }

    /// Marks a template and all that it extends as used.
    fn mark(&mut self, name: &str) {
        let mut next = Some(name);
        while let Some((full, read)) = next.and_then(|name| self.look.reading.resolve(name)) {
            if !self.templates.insert(full.to_owned()) {
                break;
            }
            next = read.template.parent.as_deref();
        }
    }

    fn nodes(&mut self, nodes: &'a [Node], read: &'a Read<'a>, page: &mut Page<'a>) {
        for node in nodes {
            self.node(node, read, page);
        }
    }

    fn node(&mut self, node: &'a Node, read: &'a Read<'a>, page: &mut Page<'a>) {
        match node {
            Node::Show(Expression::Super) => self.inherited(page),
            Node::Show(value) => drop(self.value(value, read, page)),
            Node::Set(name, value) => {
                let shape = value
                    .as_ref()
                    .map(|value| self.value(value, read, page))
                    .unwrap_or(Shape::Any);
                page.set(name, shape);
            }
            Node::If(branches, otherwise) => self.choice(branches, otherwise, read, page),
            Node::For {
                names,
                over,
                body,
                otherwise,
            } => {
                let shape = self.value(over, read, page);
                page.frames.push(bound(names, &shape));
                self.nodes(body, read, page);
                page.frames.pop();
                self.nodes(otherwise, read, page);
            }
            Node::Include(name) => self.include(name, page),
            Node::Block(block) => self.block(&block.name, 0, page),
        }
    }

    fn choice(
        &mut self,
        branches: &'a [(Expression, Vec<Node>)],
        otherwise: &'a [Node],
        read: &'a Read<'a>,
        page: &mut Page<'a>,
    ) {
        for (condition, body) in branches {
            let truth = self.truth(condition, read, page);
            if truth != Truth::No {
                self.nodes(body, read, page);
            }
            if truth == Truth::Yes {
                return;
            }
        }
        self.nodes(otherwise, read, page);
    }

    fn include(&mut self, name: &'a str, page: &mut Page<'a>) {
        self.mark(name);
        let look = self.look;
        let line = look.reading.line(name);
        let (Some(root), true) = (line.last().copied(), page.depth < DEEPEST) else {
            return;
        };
        let (outer_line, outer_block) =
            (std::mem::replace(&mut page.line, line), page.block.take());
        page.depth += 1;
        page.frames.push(BTreeMap::new());
        self.nodes(&root.template.nodes, root, page);
        page.frames.pop();
        page.depth -= 1;
        (page.line, page.block) = (outer_line, outer_block);
    }

    /// Shows a definition of a block: the last descendant's, or one of those that it stands over.
    fn block(&mut self, name: &str, over: usize, page: &mut Page<'a>) {
        let line = page.line.clone();
        let definitions = line.iter().filter_map(|read| {
            let blocks = read.template.blocks().into_iter();
            Some((*read, blocks.into_iter().find(|block| block.name == name)?))
        });
        let Some((read, block)) = definitions.into_iter().nth(over) else {
            return;
        };
        let outer = page.block.replace((name.to_owned(), over));
        page.frames.push(BTreeMap::new());
        self.nodes(&block.body, read, page);
        page.frames.pop();
        page.block = outer;
    }

    fn inherited(&mut self, page: &mut Page<'a>) {
        if let Some((name, over)) = page.block.clone() {
            self.block(&name, over + 1, page);
        }
    }

    fn truth(&mut self, value: &'a Expression, read: &'a Read<'a>, page: &mut Page<'a>) -> Truth {
        match value {
            Expression::Path(path) => match self.path(path, Manner::Tested, read, page) {
                Some(_) => Truth::Perhaps,
                None => Truth::No,
            },
            Expression::Not(inner) => match self.truth(inner, read, page) {
                Truth::Yes => Truth::No,
                Truth::No => Truth::Yes,
                Truth::Perhaps => Truth::Perhaps,
            },
            Expression::And(left, right) => match self.truth(left, read, page) {
                Truth::No => Truth::No,
                Truth::Yes => self.truth(right, read, page),
                Truth::Perhaps => match self.truth(right, read, page) {
                    Truth::No => Truth::No,
                    _ => Truth::Perhaps,
                },
            },
            Expression::Or(left, right) => match self.truth(left, read, page) {
                Truth::Yes => Truth::Yes,
                Truth::No => self.truth(right, read, page),
                Truth::Perhaps => match self.truth(right, read, page) {
                    Truth::Yes => Truth::Yes,
                    _ => Truth::Perhaps,
                },
            },
            Expression::Defined(inner, presence) => self.presence(inner, *presence, read, page),
            _ => {
                self.value(value, read, page);
                Truth::Perhaps
            }
        }
    }

    fn presence(
        &mut self,
        inner: &'a Expression,
        presence: Presence,
        read: &'a Read<'a>,
        page: &mut Page<'a>,
    ) -> Truth {
        let there = match inner {
            Expression::Path(path) => self.path(path, Manner::Asked, read, page).is_some(),
            _ => return Truth::Perhaps,
        };
        match (there, presence) {
            (false, Presence::There) | (true, Presence::Absent) => Truth::No,
            (true, Presence::There) | (false, Presence::Absent) => Truth::Yes,
        }
    }

    fn value(&mut self, value: &'a Expression, read: &'a Read<'a>, page: &mut Page<'a>) -> Shape {
        match value {
            Expression::Path(path) => {
                let shape = self.path(path, Manner::Needed, read, page);
                return shape.unwrap_or(Shape::Any);
            }
            Expression::Default(inner, given) => {
                if let Expression::Path(path) = &**inner {
                    self.path(path, Manner::Asked, read, page);
                }
                self.values(given, read, page);
            }
            Expression::Choice(parts) => {
                let [condition, yes, no] = &**parts;
                let truth = self.truth(condition, read, page);
                if truth != Truth::No {
                    self.value(yes, read, page);
                }
                if truth != Truth::Yes {
                    self.value(no, read, page);
                }
            }
            Expression::Each { names, over, inner } => {
                let shape = self.value(over, read, page);
                page.frames.push(bound(names, &shape));
                self.values(inner, read, page);
                page.frames.pop();
            }
            Expression::Made(inner) => self.values(inner, read, page),
            Expression::Not(_)
            | Expression::And(..)
            | Expression::Or(..)
            | Expression::Defined(..) => drop(self.truth(value, read, page)),
            Expression::Super => self.inherited(page),
            Expression::Text(_) => return Shape::Text,
        }
        Shape::Any
    }

    fn values(&mut self, values: &'a [Expression], read: &'a Read<'a>, page: &mut Page<'a>) {
        for value in values {
            self.value(value, read, page);
        }
    }

    /// What a path holds; `None` where it is missing.
    fn path(
        &mut self,
        path: &'a Path,
        manner: Manner,
        read: &'a Read<'a>,
        page: &mut Page<'a>,
    ) -> Option<Shape> {
        let mut place = Place::new(read, &path.span, &path.name);
        let Some(mut shape) = page.find(&path.name) else {
            let names: Vec<String> = page.names().map(str::to_owned).collect();
            self.missing(&place, names, manner.at(0, path), page.entry);
            return None;
        };
        self.remember(path);
        self.uses.found(&place, page.entry);
        for (at, step) in path.steps.iter().enumerate() {
            let next = match &step.to {
                To::Key(key) => {
                    place.step(&step.span, key);
                    self.key(&shape, key)
                }
                To::Index(index) => {
                    self.values(index, read, page);
                    Some(element(&shape))
                }
            };
            let Some(next) = next else {
                self.missing(
                    &place,
                    self.keys(&shape),
                    manner.at(at + 1, path),
                    page.entry,
                );
                return None;
            };
            shape = next;
            self.uses.found(&place, page.entry);
        }
        Some(shape)
    }

    fn missing(&mut self, place: &Place<'a>, known: Vec<String>, manner: Manner, entry: &str) {
        match manner {
            Manner::Asked => {}
            Manner::Tested => self.uses.tested(place, known, entry),
            Manner::Needed => self.uses.needed(place, known, entry),
        }
    }

    /// Which words and assets a path means.
    fn remember(&mut self, path: &Path) {
        let key = |at: usize| match path.steps.get(at).map(|step| &step.to) {
            Some(To::Key(key)) => key.clone(),
            _ => "*".to_owned(),
        };
        match path.name.as_str() {
            "t" => drop(self.words.insert((key(0), key(1)))),
            "assets" => self.assets.push(key(0)),
            _ => {}
        }
    }

    fn key(&self, shape: &Shape, key: &str) -> Option<Shape> {
        match shape {
            Shape::Record(_) => Some(self.look.fields.of(shape, key)?.shape.clone()),
            Shape::Open(inner) => inner.get(key).cloned(),
            Shape::Any => Some(Shape::Any),
            Shape::Text | Shape::Number | Shape::Flag | Shape::List(_) | Shape::Pair => None,
        }
    }

    /// The names that a shape has.
    fn keys(&self, shape: &Shape) -> Vec<String> {
        match shape {
            Shape::Record(name) => {
                let fields = self.look.fields.types.get(name).into_iter().flatten();
                fields.map(|field| field.name.clone()).collect()
            }
            Shape::Open(inner) => inner.keys().cloned().collect(),
            _ => Vec::new(),
        }
    }
}
