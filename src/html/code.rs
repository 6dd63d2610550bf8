//! Slots in code, and the quotes they stand in: a reader copies a command, and a shell runs it.

use crate::article::{Token, split};
use crate::value::{Quotes, Quoting};
use std::collections::HashMap;

/// What a body's code holds, read along with it.
#[derive(Default)]
pub(super) struct Code {
    /// How many elements of code are open, one in another.
    depth: usize,
    quoting: Quoting,
    /// Whether the outermost element holds anything but one slot.
    text: bool,
    /// The slots of the outermost element.
    inside: Vec<usize>,
    /// What surrounds each slot in code.
    found: HashMap<usize, Quotes>,
}

impl Code {
    /// Code begins.
    pub(super) fn open(&mut self) {
        self.depth += 1;
    }

    /// Code goes on. Text that is no code is passed over.
    pub(super) fn read(&mut self, text: &str) {
        if self.depth == 0 {
            return;
        }
        split(text, |part| match part {
            Ok(Token::Slot(index)) => {
                self.found.insert(index, self.quoting.quotes());
                self.inside.push(index);
            }
            Ok(_) => {}
            Err(text) => {
                self.quoting.read(text);
                self.text |= !text.trim().is_empty();
            }
        });
    }

    /// Code ends.
    pub(super) fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        if self.depth == 0 {
            self.end();
        }
    }

    /// Whatever is open ends.
    pub(super) fn end(&mut self) {
        if let (false, [only]) = (self.text, self.inside.as_slice()) {
            self.found.insert(*only, Quotes::Alone);
        }
        self.depth = 0;
        self.quoting = Quoting::default();
        self.text = false;
        self.inside.clear();
    }

    /// What surrounds a slot, if it stands in code.
    pub(super) fn around(&self, slot: usize) -> Option<Quotes> {
        self.found.get(&slot).copied()
    }
}
