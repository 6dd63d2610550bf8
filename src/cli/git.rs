//! What git knows of the content.
#![allow(clippy::disallowed_methods, reason = "an edge: asks git")]

use inlaid::diagnostic::Error;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The files below a folder that differ from what was committed last, and those that git does not keep.
pub(super) fn dirty(content: &Path) -> Result<BTreeSet<PathBuf>, Error> {
    changed(content, "HEAD").map_err(|_| {
        let message = format!(
            "git does not keep `{}`, so what is mended could not be taken back",
            content.display()
        );
        let help = "`--dry-run` shows what would change, `--allow-dirty` changes it all the same";
        Error::refused(message, help)
    })
}

/// The files below a folder that differ from a revision, and those that git does not keep. Files that are gone are not
/// among them.
///
/// # Errors
/// When there is no git, no repository or no such revision.
pub(super) fn changed(content: &Path, revision: &str) -> Result<BTreeSet<PathBuf>, Error> {
    let mut files = BTreeSet::new();
    for words in [
        &[
            "diff",
            "--name-only",
            "--no-renames",
            "--relative",
            "-z",
            revision,
            "--",
            ".",
        ][..],
        &["ls-files", "--others", "--exclude-standard", "-z", "."],
    ] {
        let output = Command::new("git")
            .current_dir(content)
            .args(words)
            .output();
        let output = output.map_err(Error::io("run", "git"))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            let message = format!("git cannot say what changed since `{revision}`: {said}");
            return Err(Error::refused(
                message,
                "name a revision of the repository that keeps the content",
            ));
        }
        let names = output
            .stdout
            .split(|byte| *byte == 0)
            .filter(|name| !name.is_empty());
        let names = names.map(|name| content.join(OsStr::from_bytes(name)));
        files.extend(names.filter_map(|file| fs::canonicalize(file).ok()));
    }
    Ok(files)
}
