//! A file of the cache: the name of the program that wrote it, what it wrote, and a hash of both.
#![allow(
    clippy::disallowed_methods,
    reason = "an edge: keeps results beside the output"
)]

use super::Kept;
use crate::diagnostic::Error;
use crate::state;
use std::fs::{self, File};
use std::io::{self, BufWriter, IntoInnerError, Write};
use std::path::Path;
use std::time::UNIX_EPOCH;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// Another number where what is kept, or what a build does with the same input, is no longer the same.
const FIRST_LINE: &str = "inlaid cache 2";

/// What a text is written to. It is gathered first, and hashed as it leaves: a text may be larger than all that it says.
pub(super) type Seal<'a> = BufWriter<Hashed<'a>>;

/// A file, and a hash of what was written to it.
pub(super) struct Hashed<'a> {
    file: &'a mut BufWriter<File>,
    hash: Xxh3,
}

impl Write for Hashed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = self.file.write(bytes)?;
        self.hash.update(&bytes[..length]);
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Writes a text. Where the program cannot tell which one it is, nothing is kept.
///
/// # Errors
/// When the file cannot be written.
pub(super) fn seal(
    path: &Path,
    write: impl FnOnce(&mut Seal<'_>) -> io::Result<()>,
) -> Result<(), Error> {
    let Some(first) = first_line() else {
        return Ok(());
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Error::io("make", folder))?;
    }
    state::replace(path, |file| {
        let hash = Xxh3::new();
        let mut text = BufWriter::with_capacity(state::BUFFER, Hashed { file, hash });
        writeln!(text, "{first}")?;
        write(&mut text)?;
        let Hashed { file, hash } = text.into_inner().map_err(IntoInnerError::into_error)?;
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
