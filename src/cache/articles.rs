//! What each article was found to be, and where its links lead.

use super::seal::{seal, unseal};
use super::{Kept, place};
use crate::article::Known;
use crate::content::Content;
use crate::diagnostic::Error;
use crate::memo::{Key, Memo};
use crate::site::Resolved;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Write as _;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// An article with its key, and its links with theirs.
type Line = (Key, Known, Key, Resolved);

/// How many articles are written at a time: their lines are many and long.
const AT_A_TIME: usize = 128;

/// What was kept of articles, as it was written.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Recalled {
    text: String,
    /// The line of each article and its links, by their keys.
    lines: HashMap<(Key, Key), Range<usize>>,
}

/// Tells a memo what the last build found out about each article, whatever it was built for: what is known of a file is found
/// by what it holds.
pub fn recall(out: &Path, memo: &mut Memo) -> Kept<Recalled> {
    let text = match unseal(&place(out, "articles")) {
        Kept::Last(text) => text,
        Kept::Damaged => return Kept::Damaged,
        Kept::Nothing => return Kept::Nothing,
    };
    let lines: Vec<&str> = text.lines().collect();
    let parsed = lines.par_iter().map(|line| serde_json::from_str(line));
    let Ok(parsed) = parsed.collect::<Result<Vec<Line>, _>>() else {
        return Kept::Damaged;
    };
    let mut at = 0;
    let mut places = HashMap::with_capacity(lines.len());
    for ((article, known, links, resolved), line) in parsed.into_iter().zip(lines) {
        memo.tell(article, Arc::new(known));
        memo.tell(links, Arc::new(resolved));
        places.insert((article, links), at..at + line.len());
        at += line.len() + 1;
    }
    let lines = places;
    Kept::Last(Recalled { text, lines })
}

/// Keeps what a build found out about each article; most of it is as it was `recalled`.
///
/// # Errors
/// When the file cannot be written.
pub fn write_articles(out: &Path, content: &Content, recalled: &Recalled) -> Result<(), Error> {
    let articles = content.articles.chunks(AT_A_TIME);
    let links = content.links.of.chunks(AT_A_TIME);
    seal(&place(out, "articles"), |text| {
        for (articles, links) in articles.zip(links) {
            let lines = articles.par_iter().zip(links);
            let lines = lines.map(|(article, (links, resolved))| {
                let known = recalled.lines.get(&(article.key, *links));
                if let Some(line) = known {
                    return Ok(Cow::from(&recalled.text[line.clone()]));
                }
                let line = (article.key, Known::of(article), links, &**resolved);
                serde_json::to_string(&line).map(Cow::from)
            });
            for line in lines.collect::<Result<Vec<_>, _>>()? {
                writeln!(text, "{line}")?;
            }
        }
        Ok(())
    })
}
