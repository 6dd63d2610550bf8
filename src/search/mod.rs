//! The index of all words: one cloud's rendered pages → the files of its index, before they are put on disk.
//!
//! Pagefind makes the index in memory. Trees that are searched by their titles have none, and are left as they are.

mod document;
mod index;

use crate::config::Search;
use crate::diagnostic::Error;
use crate::output::Output;
use crate::path::OutPath;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

pub use document::Document;
pub use index::index;

/// The files of an index, by their path in the tree.
pub type Files = BTreeMap<OutPath, Vec<u8>>;

/// Whether a tree is searched in full, and has an article to be found.
pub fn has_index(output: &Output<'_>) -> bool {
    output.config().search == Search::Full && output.pages() > 0
}

/// Adds its index to every tree that is searched in full. Several trees are indexed at a time, on as many threads as
/// a build has.
///
/// # Errors
/// When an article cannot be rendered, or the index cannot be made.
pub fn complete<'a>(outputs: Vec<Output<'a>>) -> Result<Vec<Output<'a>>, Error> {
    if !outputs.iter().any(has_index) {
        return Ok(outputs);
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            match outputs.get(at) {
                Some(output) => done.push((at, whole(output))),
                None => return done,
            }
        }
    };
    // Not the pool of the build: while Pagefind waits for its own work there, it could be handed another tree.
    let threads = rayon::current_num_threads().min(outputs.len());
    let done: Vec<_> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut done = work();
        for other in others {
            let other = other.join();
            done.extend(other.unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    });
    let mut files: BTreeMap<usize, Files> = BTreeMap::new();
    for (at, made) in done {
        files.insert(at, made?);
    }
    let outputs = outputs.into_iter().zip(files.into_values());
    Ok(outputs.map(|(output, files)| output.with(files)).collect())
}

fn whole(output: &Output<'_>) -> Result<Files, Error> {
    if !has_index(output) {
        return Ok(Files::new());
    }
    let documents = (0..output.pages()).map(|at| Document::new(output, at));
    index(&output.config().language, documents)
}
