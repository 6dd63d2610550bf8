//! A file of the cache: the name of the program that wrote it, what it wrote, and a hash of both.
#![allow(
    clippy::disallowed_methods,
    reason = "an edge: keeps results beside the output"
)]

use super::Kept;
use crate::diagnostic::Error;
use crate::state;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::time::UNIX_EPOCH;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// Another number where what is kept, or what a build does with the same input, is no longer the same.
const FIRST_LINE: &str = "inlaid cache 2";

/// Writes a text of these parts. Where the program cannot tell which one it is, nothing is kept.
///
/// # Errors
/// When the file cannot be written.
pub(super) fn seal(path: &Path, parts: impl Iterator<Item = String>) -> Result<(), Error> {
    let Some(first) = first_line() else {
        return Ok(());
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Error::io("make", folder))?;
    }
    state::replace(path, |file| {
        let mut hash = Xxh3::new();
        for part in std::iter::once(first + "\n").chain(parts) {
            hash.update(part.as_bytes());
            file.write_all(part.as_bytes())?;
        }
        writeln!(file, "\n{:032x}", hash.digest128())
    })
}

/// Reads a text that this program sealed.
pub(super) fn unseal(path: &Path) -> Kept<String> {
    let Ok(bytes) = fs::read(path) else {
        return Kept::Nothing;
    };
    let Ok(mut text) = String::from_utf8(bytes) else {
        return Kept::Damaged;
    };
    let parsed = || {
        let (sealed, hash) = text.strip_suffix('\n')?.rsplit_once('\n')?;
        let is_sound = *hash == format!("{:032x}", xxh3_128(sealed.as_bytes()));
        let (first, _) = sealed.split_once('\n').filter(|_| is_sound)?;
        Some((first, sealed.len()))
    };
    match parsed() {
        Some((first, end)) if Some(first) == first_line().as_deref() => {
            let start = first.len() + 1;
            text.truncate(end);
            text.drain(..start);
            Kept::Last(text)
        }
        Some(_) => Kept::Nothing,
        None => Kept::Damaged,
    }
}

/// Names the program: its version, and its file, since another program of the same version may make other trees.
fn first_line() -> Option<String> {
    let meta = fs::metadata(std::env::current_exe().ok()?).ok()?;
    let changed = meta.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!(
        "{FIRST_LINE} {} {} {}",
        env!("CARGO_PKG_VERSION"),
        meta.len(),
        changed.as_nanos()
    ))
}
