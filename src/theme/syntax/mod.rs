//! Templates as trees, for what looks at a theme without rendering it.
//!
//! The engine keeps its own trees to itself. Every text has passed the engine before it comes here, so this reads what
//! matters of a template, and passes over what it does not know.

mod expression;
mod tokens;

pub(super) use expression::{Expression, Path, Presence, To};

use crate::diagnostic::Span;
use expression::Reader;
use tokens::{Kind, Piece, Token, pieces};

/// A template.
#[derive(Debug)]
pub(super) struct Template {
    /// The comment that it opens with: what it is for. May be empty.
    pub(super) about: String,
    /// What it extends.
    pub(super) parent: Option<String>,
    pub(super) nodes: Vec<Node>,
    /// The components that it defines.
    pub(super) components: Vec<String>,
}

/// A part of a template that does something.
#[derive(Debug)]
pub(super) enum Node {
    /// `{{ … }}`, and what filters of a section are given.
    Show(Expression),
    /// `{% set name = … %}`; no value where the name holds what a body renders.
    Set(String, Option<Expression>),
    /// The conditions with what they guard, then what stands under `else`.
    If(Vec<(Expression, Vec<Node>)>, Vec<Node>),
    /// `{% for names in … %}`, its body, and what stands under `else`.
    For {
        names: Vec<String>,
        over: Expression,
        body: Vec<Node>,
        otherwise: Vec<Node>,
    },
    /// `{% include "name" %}`
    Include(String),
    /// `{% block name %}`
    Block(Block),
}

/// A block.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) name: String,
    pub(super) span: Span,
    pub(super) body: Vec<Node>,
}

impl Template {
    /// Reads a text that the engine has taken.
    pub(super) fn parse(text: &str) -> Self {
        let (pieces, about) = pieces(text);
        let mut tree = Tree {
            pieces: &pieces,
            at: 0,
            parent: None,
            components: Vec::new(),
        };
        let nodes = tree.nodes();
        Self {
            about,
            parent: tree.parent,
            nodes,
            components: tree.components,
        }
    }

    /// Its blocks, those within others behind them, in order.
    pub(super) fn blocks(&self) -> Vec<&Block> {
        let mut found = Vec::new();
        blocks(&self.nodes, &mut found);
        found
    }

    /// The templates that it includes.
    pub(super) fn includes(&self) -> Vec<&str> {
        let mut found = Vec::new();
        visit(&self.nodes, &mut |node| {
            if let Node::Include(name) = node {
                found.push(name.as_str());
            }
        });
        found
    }
}

fn blocks<'a>(nodes: &'a [Node], found: &mut Vec<&'a Block>) {
    visit(nodes, &mut |node| {
        if let Node::Block(block) = node {
            found.push(block);
        }
    });
}

/// Shows every node, those within others behind them.
fn visit<'a>(nodes: &'a [Node], see: &mut dyn FnMut(&'a Node)) {
    for node in nodes {
        see(node);
        match node {
            Node::If(branches, otherwise) => {
                branches.iter().for_each(|(_, body)| visit(body, see));
                visit(otherwise, see);
            }
            Node::For {
                body, otherwise, ..
            } => {
                visit(body, see);
                visit(otherwise, see);
            }
            Node::Block(block) => visit(&block.body, see),
            Node::Show(_) | Node::Set(..) | Node::Include(_) => {}
        }
    }
}

/// Makes a tree of pieces.
struct Tree<'a> {
    pieces: &'a [Piece],
    at: usize,
    parent: Option<String>,
    components: Vec<String>,
}

impl<'a> Tree<'a> {
    /// The nodes up to a tag that ends or divides what they stand in; that one is left.
    fn nodes(&mut self) -> Vec<Node> {
        let mut nodes = Vec::new();
        while let Some(piece) = self.pieces.get(self.at) {
            match piece {
                Piece::Show(tokens) => {
                    self.at += 1;
                    nodes.push(Node::Show(Reader::new(tokens).expression()));
                }
                Piece::Tag(tokens) => {
                    let keyword = keyword(tokens);
                    if keyword.starts_with("end") || matches!(keyword, "else" | "elif") {
                        break;
                    }
                    self.at += 1;
                    self.tag(keyword, tokens, &mut nodes);
                }
            }
        }
        nodes
    }

    fn tag(&mut self, keyword: &str, tokens: &'a [Token], nodes: &mut Vec<Node>) {
        let mut reader = Reader::new(tokens.get(1..).unwrap_or_default());
        match keyword {
            "extends" => self.parent = text(tokens),
            "include" => nodes.extend(text(tokens).map(Node::Include)),
            "set" | "set_global" => self.set(&mut reader, nodes),
            "if" => nodes.push(self.choice(reader.expression())),
            "for" => {
                let names = reader.names();
                let over = reader.expression();
                let body = self.nodes();
                let otherwise = self.otherwise();
                self.at += 1;
                nodes.push(Node::For {
                    names,
                    over,
                    body,
                    otherwise,
                });
            }
            "block" => {
                let body = self.nodes();
                self.at += 1;
                nodes.extend(
                    reader
                        .name()
                        .map(|(name, span)| Node::Block(Block { name, span, body })),
                );
            }
            "filter" => {
                nodes.extend(reader.rest().into_iter().map(only_given).map(Node::Show));
                nodes.extend(self.nodes());
                self.at += 1;
            }
            "raw" => self.at += 1,
            "component" => {
                // It sees what it is given and nothing else, so the engine knows all of its names.
                self.components.extend(reader.name().map(|(name, _)| name));
                self.nodes();
                self.at += 1;
            }
            "break" | "continue" => {}
            _ => nodes.push(Node::Show(Reader::new(tokens).expression())),
        }
    }

    fn set(&mut self, reader: &mut Reader<'_>, nodes: &mut Vec<Node>) {
        let Some((name, _)) = reader.name() else {
            return;
        };
        if reader.takes("=") {
            return nodes.push(Node::Set(name, Some(reader.expression())));
        }
        nodes.extend(self.nodes());
        self.at += 1;
        nodes.push(Node::Set(name, None));
    }

    fn choice(&mut self, condition: Expression) -> Node {
        let mut branches = vec![(condition, self.nodes())];
        while let Some(Piece::Tag(tokens)) = self.pieces.get(self.at) {
            if keyword(tokens) != "elif" {
                break;
            }
            self.at += 1;
            let condition = Reader::new(&tokens[1..]).expression();
            branches.push((condition, self.nodes()));
        }
        let otherwise = self.otherwise();
        self.at += 1;
        Node::If(branches, otherwise)
    }

    fn otherwise(&mut self) -> Vec<Node> {
        match self.pieces.get(self.at) {
            Some(Piece::Tag(tokens)) if keyword(tokens) == "else" => {
                self.at += 1;
                self.nodes()
            }
            _ => Vec::new(),
        }
    }
}

/// Of a filter that stands without a value, what it is given: its own name is no variable.
fn only_given(filter: Expression) -> Expression {
    match filter {
        Expression::Path(_) => Expression::Made(Vec::new()),
        other => other,
    }
}

fn keyword(tokens: &[Token]) -> &str {
    match tokens.first().map(|token| &token.kind) {
        Some(Kind::Name(name)) => name,
        _ => "",
    }
}

fn text(tokens: &[Token]) -> Option<String> {
    tokens.iter().find_map(|token| match &token.kind {
        Kind::Text(text) => Some(text.clone()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_template_uses_is_read_as_the_engine_reads_it() {
        let text = "{#- What it is for. -#}\n{% extends \"base.html\" %}{% block main -%}\
            {% if a.b is defined and c | length > 1 %}{{ d[\"e\"] | say(n=f.g) }}{% elif h %}{% include 'x.html' %}\
            {% else %}{% for k, v in m %}{{ v?.w ~ \"%}\" }}{% endfor %}{% endif %}{{ super() }}{% endblock main %}";
        let template = Template::parse(text);
        assert_eq!(template.about, "What it is for.");
        assert_eq!(template.parent.as_deref(), Some("base.html"));
        assert_eq!(template.includes(), ["x.html"]);
        let blocks = template.blocks();
        assert_eq!(blocks.len(), 1);
        let [Node::If(branches, otherwise), Node::Show(Expression::Super)] = &blocks[0].body[..]
        else {
            unreachable!("{:#?}", blocks[0].body)
        };
        assert_eq!((branches.len(), otherwise.len()), (2, 1));
        assert!(
            matches!(branches[0].0, Expression::And(..)),
            "{:?}",
            branches[0].0
        );
        let Node::For { names, body, .. } = &otherwise[0] else {
            unreachable!("{otherwise:?}")
        };
        assert_eq!(names, &["k", "v"]);
        let Node::Show(Expression::Made(parts)) = &body[0] else {
            unreachable!("{body:?}")
        };
        let Expression::Path(path) = &parts[0] else {
            unreachable!("{parts:?}")
        };
        assert!(path.name == "v" && path.steps[0].asks);
    }
}
