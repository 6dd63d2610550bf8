//! Blocks that no ancestor of their template has, so that nothing could ever show them. The engine takes no such theme.

use super::{Look, Report};
use crate::diagnostic::{Code, Note};
use crate::property::nearest;
use crate::theme::syntax::Node;
use std::collections::BTreeSet;

pub(super) fn report(look: &Look<'_>, report: &mut Report) {
    for (full, read) in &look.reading.templates {
        if read.template.parent.is_none() {
            continue;
        }
        let line = look.reading.line(full);
        let ancestors = line.iter().skip(1);
        let known: BTreeSet<&str> = ancestors
            .flat_map(|read| read.template.blocks())
            .map(|block| block.name.as_str())
            .collect();
        for node in &read.template.nodes {
            let Node::Block(block) = node else { continue };
            if known.contains(block.name.as_str()) {
                continue;
            }
            let parent = read.template.parent.as_deref().unwrap_or_default();
            let message = format!(
                "no template that this one extends has the block `{}`",
                block.name
            );
            let note = Note::new(Code::ThemeBlock, block.span.clone(), message);
            let note = match nearest(&block.name, known.iter().copied()) {
                Some(near) => note.help(format!("did you mean `{near}`?")),
                None => {
                    let names: Vec<&str> = known.iter().copied().collect();
                    note.help(format!("the blocks of `{parent}` are {}", names.join(", ")))
                }
            };
            report.add(read.path, read.text, note);
        }
    }
}
