//! What hosts are told of the files of a tree: what they are, and how long they may be kept.

mod kinds;

pub use kinds::{cache_control, content_type};
