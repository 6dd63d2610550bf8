//! `inlaid check --fix`
#![allow(
    clippy::disallowed_methods,
    reason = "an edge: changes articles, and only here"
)]

use super::args::Check;
use super::report::count;
use super::{Outcome, git, print};
use inlaid::Content;
use inlaid::check::mend;
use inlaid::config::Config;
use inlaid::diagnostic::{Error, Finding};
use inlaid::memo::Memo;
use similar::TextDiff;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Write as _, stderr};

/// How often edits that wait for each other are tried.
const ROUNDS: usize = 10;

/// Mends articles. `wanted` are the content paths to look at; `None` for all.
pub(super) fn run(
    options: &Check,
    config: &Config,
    wanted: Option<&[String]>,
) -> Result<Outcome, Error> {
    let dirty = match options.allow_dirty || options.dry_run {
        true => BTreeSet::new(),
        false => git::dirty(&config.content)?,
    };
    let mut memo = Memo::default();
    let (mut mended, mut files, mut passed) = (0, BTreeSet::new(), BTreeSet::new());
    for _ in 0..ROUNDS {
        let content = inlaid::content(config, &mut memo)?;
        let mut again = false;
        for (path, findings) in by_file(&content, config, wanted) {
            let file = config.content.join(&path);
            let before = fs::read(&file).map_err(Error::io("read", &file))?;
            let (after, done) = mend(&before, &findings.iter().collect::<Vec<_>>());
            if done == 0 {
                continue;
            }
            if dirty.contains(&fs::canonicalize(&file).unwrap_or_default()) {
                passed.insert(path);
                continue;
            }
            mended += done;
            if options.dry_run {
                print(diff(&path, &before, &after).as_bytes())?;
            } else {
                fs::write(&file, after).map_err(Error::io("write", &file))?;
                again = true;
            }
            files.insert(path);
        }
        memo.sweep();
        if !again {
            break;
        }
    }
    let would = if options.dry_run { "would be " } else { "" };
    let mut said = format!(
        "{} {would}mended in {}\n",
        count(mended, "finding"),
        count(files.len(), "file")
    );
    if !passed.is_empty() {
        said.push_str(&format!(
            "passed over, with changes that are not committed: {}; `--allow-dirty` mends them, too\n",
            count(passed.len(), "file")
        ));
    }
    // Nobody is there to be told when standard error is closed.
    let _ = stderr().lock().write_all(said.as_bytes());
    Ok(Outcome::Done)
}

fn by_file(
    content: &Content,
    config: &Config,
    wanted: Option<&[String]>,
) -> BTreeMap<String, Vec<Finding>> {
    let mut files: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
    for finding in content.check(config) {
        let path = finding.place.source.as_str();
        let meant = wanted.is_none_or(|wanted| wanted.iter().any(|one| one == path));
        if !finding.fix.is_empty() && meant && content.article(path).is_some() {
            files.entry(path.to_owned()).or_default().push(finding);
        }
    }
    files
}

fn diff(path: &str, before: &[u8], after: &[u8]) -> String {
    let [before, after] = [before, after].map(String::from_utf8_lossy);
    let diff = TextDiff::from_lines(&*before, &*after);
    let (old, new) = (format!("a/{path}"), format!("b/{path}"));
    diff.unified_diff()
        .context_radius(1)
        .header(&old, &new)
        .to_string()
}
