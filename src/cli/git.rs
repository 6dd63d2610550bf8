//! What git knows of the content.
#![allow(clippy::disallowed_methods, reason = "an edge: asks git")]

use inlaid::diagnostic::Error;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

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

/// How many commits of the content are newer than the last one of each of these files, which are named from the folder
/// with `/`. What git does not keep is left out; so is everything where there is no git or no repository.
pub(super) fn ages(content: &Path, mut wanted: BTreeSet<&str>) -> BTreeMap<String, usize> {
    let mut ages = BTreeMap::new();
    let mut command = Command::new("git");
    command
        .current_dir(content)
        .args(["-c", "core.quotePath=false", "log", "--format=%x01"])
        .args(["--name-only", "--no-renames", "--relative", "--", "."])
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let Ok(mut git) = command.spawn() else {
        return ages;
    };
    let mut commits = 0;
    let lines = git.stdout.take().into_iter();
    for line in lines.flat_map(|out| BufReader::new(out).split(b'\n').map_while(Result::ok)) {
        match std::str::from_utf8(&line) {
            Ok("\u{1}") => commits += 1,
            Ok(name) if wanted.remove(name) => drop(ages.insert(name.to_owned(), commits)),
            _ => {}
        }
        // What is older than all that is asked for need not be read.
        if wanted.is_empty() {
            break;
        }
    }
    let _ = git.kill();
    let _ = git.wait();
    ages
}
