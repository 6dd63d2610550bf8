//! What is wrong with a theme, as far as it can be known without the articles of a site.
//!
//! Templates are read, which finds what no page has, and rendered with made-up pages, which finds what is not always
//! there. Colours are computed, words and assets are counted.

mod blocks;
mod colours;
mod scope;
mod trial;
mod unused;
mod uses;
mod walk;
mod words;

use super::files::{self, Files};
use super::reading::Reading;
use super::words as say;
use super::words::Spoken;
use super::{Theme, assets};
use crate::config::Config;
use crate::diagnostic::{Encoding, Error, Finding, Note, locate};
use crate::page::fields::{Fields, fields};
use crate::path::ContentPath;
use crate::words::{ENGLISH, Words};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use walk::Walk;

/// Checks the theme of the configuration with what it inherits.
///
/// A finding's source is the path of the file, as the folder of themes was given; for a theme in the program, where it
/// would lie. They are in order of file and place.
///
/// # Errors
/// When the theme cannot be loaded.
pub fn check(config: &Config) -> Result<Vec<Finding>, Error> {
    let chain = files::chain(&config.themes, &config.theme)?;
    let spoken = say::parse(&chain)?;
    let english = say::words(&spoken, ENGLISH);
    let look = Look {
        chain: &chain,
        reading: Reading::of(&chain),
        fields: fields(),
        assets: asset_files(&chain, &english),
        english,
        spoken: &spoken,
        language: &config.language,
    };
    let mut report = Report::default();
    blocks::report(&look, &mut report);
    if !report.0.is_empty() {
        return Ok(report.findings());
    }
    let keys = files::keys(&chain, &[&config.language]);
    let theme = Theme::of(&chain, &[&config.language], keys)?;
    let walk = Walk::over(&look);
    walk.report(&mut report);
    trial::report(&theme, &look, &mut report);
    colours::report(&look, &walk, &mut report);
    words::report(&look, &mut report);
    unused::report(&look, &walk, &mut report);
    Ok(report.findings())
}

/// What a theme is looked at with.
struct Look<'a> {
    chain: &'a [Files],
    reading: Reading<'a>,
    fields: Fields,
    /// The words of all files.
    spoken: &'a [Spoken<'a>],
    /// The words in English, which every other language falls back to.
    english: Words,
    /// The assets, its own over those that it inherits, and the modules of words.
    assets: BTreeMap<String, Vec<u8>>,
    /// The language of the site.
    language: &'a str,
}

impl Look<'_> {
    /// The theme itself.
    fn own(&self) -> &Files {
        &self.chain[0]
    }
}

fn asset_files(chain: &[Files], english: &Words) -> BTreeMap<String, Vec<u8>> {
    let each = chain.iter().rev().flat_map(|files| &files.assets);
    let files = each.map(|(name, bytes)| (name.clone(), bytes.clone()));
    assets::with_words(files.collect(), english)
}

/// What was found, by file.
#[derive(Default)]
struct Report(BTreeMap<String, (String, Vec<Note>)>);

impl Report {
    fn add(&mut self, path: &Path, text: &str, note: Note) {
        let path = path.to_string_lossy().replace('\\', "/");
        let file = self.0.entry(path);
        file.or_insert_with(|| (text.to_owned(), Vec::new()))
            .1
            .push(note);
    }

    /// The lines of a file that something is said of, from 0.
    fn lines(&self, path: &Path) -> BTreeSet<usize> {
        let path = path.to_string_lossy().replace('\\', "/");
        let file = self.0.get(&path).into_iter();
        file.flat_map(|(text, notes)| {
            notes
                .iter()
                .map(|note| text[..note.span.start].matches('\n').count())
        })
        .collect()
    }

    fn findings(self) -> Vec<Finding> {
        let files = self.0.into_iter();
        let mut findings: Vec<Finding> = files
            .flat_map(|(path, (text, notes))| {
                locate(&ContentPath::new(&path), &text, Encoding::Utf8, notes)
            })
            .collect();
        findings.sort_by(Finding::by_place);
        findings
    }
}
