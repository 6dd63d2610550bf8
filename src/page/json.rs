//! Files of JSON, written as they are made.

use serde::{Serialize, Serializer};

/// What an iterator yields, made while it is written: all entries of a catalogue at once take megabytes.
pub(super) struct Each<F>(pub(super) F);

impl<I: Iterator<Item: Serialize>, F: Fn() -> I> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// `size` is about how long it gets: growing from nothing would copy megabytes.
pub(super) fn json(value: &impl Serialize, size: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(size);
    serde_json::to_writer(&mut bytes, value)
        .unwrap_or_else(|error| unreachable!("plain data is JSON: {error}"));
    bytes.push(b'\n');
    bytes
}
