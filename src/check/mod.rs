//! What the content team asks of articles beyond the format: a table of rules, each a function from plain data to
//! findings. Which of them count, and how much, is for the site and for the article to say.

mod access;
mod baseline;
mod header;
mod language;
mod links;
mod mend;
mod secrets;
mod slots;
mod structure;
mod text;

pub use baseline::{Baseline, Held};
pub use mend::mend;

use crate::article::Article;
use crate::config::Config;
use crate::diagnostic::{Code, Finding, Level, Note};
use crate::path::ContentPath;
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;
use text::Text;

/// What a rule looks at.
enum Look {
    /// One article by itself.
    One(fn(&Text<'_>, &mut Vec<Note>)),
    /// All articles.
    All(fn(&[Arc<Article>], &Config) -> Placed),
}

/// Notes, each with the place of its article.
type Placed = Vec<(usize, Note)>;

use Look::{All, One};

/// Every rule, with the one code that it reports.
const RULES: &[(Code, Look)] = &[
    (Code::MissingProperty, One(header::missing)),
    (Code::BadValue, One(header::values)),
    (Code::ValueBlanks, One(header::blanks)),
    (Code::TitlePeriod, One(header::title_period)),
    (Code::FileName, One(header::file_name)),
    (Code::FileService, One(header::file_service)),
    (Code::DeepFolder, One(header::deep_folder)),
    (Code::OrderTwice, All(header::order_twice)),
    (Code::HeadingFirst, One(structure::heading_first)),
    (Code::HeadingSkip, One(structure::heading_skip)),
    (Code::SectionEmpty, One(structure::section_empty)),
    (Code::RecommendedHeading, One(structure::recommended)),
    (Code::RegionContent, One(structure::region_content)),
    (Code::ListDeep, One(structure::list_deep)),
    (Code::ListBlank, One(structure::list_blank)),
    (Code::FenceUnclosed, One(structure::fence_unclosed)),
    (Code::TableRagged, One(structure::table_ragged)),
    (Code::LinkText, One(language::link_text)),
    (Code::BareUrl, One(language::bare_url)),
    (Code::Todo, One(language::todo)),
    (Code::ForgottenPlaceholder, One(language::placeholder)),
    (Code::DoubledWord, One(language::doubled_word)),
    (Code::Spelling, One(language::spelling)),
    (Code::LinkLocale, One(links::locale)),
    (Code::LinkInternal, One(links::internal)),
    (Code::LinkShort, One(links::short)),
    (Code::LinkHttp, One(links::http)),
    (Code::LinkForeignCloud, One(links::foreign_cloud)),
    (Code::LinkTwice, One(links::twice)),
    (Code::SlotInTitle, One(slots::in_title)),
    (Code::SlotGap, One(slots::gap)),
    (Code::SlotTwin, All(slots::twin)),
    (Code::TokenUndeclared, All(slots::undeclared)),
    (Code::ImageAlt, One(access::image_alt)),
    (Code::TableHead, One(access::table_head)),
    (Code::ColourCue, One(access::colour_cue)),
    (Code::Secret, One(secrets::secret)),
    (Code::Email, One(secrets::email)),
    (Code::PrivateHost, One(secrets::private_host)),
];

/// The codes that others have to be asked for: hosts, or git.
const ASKED: [Code; 4] = [
    Code::LinkDead,
    Code::LinkMoved,
    Code::LinkUnanswered,
    Code::TranslationStale,
];

/// The codes that only a check reports.
pub fn codes() -> impl Iterator<Item = Code> {
    let rules = RULES.iter().map(|(code, _)| *code);
    rules.chain(ASKED).chain([Code::UnusedAllowance])
}

/// What the rules find in articles, which are in order of path.
pub fn check(articles: &[Arc<Article>], config: &Config) -> Vec<Finding> {
    let mut notes: Vec<Vec<Note>> = articles
        .par_iter()
        .map(|article| one(article, config))
        .collect();
    for (code, look) in RULES {
        let All(rule) = look else { continue };
        for (at, note) in rule(articles, config) {
            debug_assert_eq!(note.code, *code);
            notes[at].push(note);
        }
    }
    let located = articles.par_iter().zip(notes);
    located
        .flat_map_iter(|(article, notes)| article.locate(notes))
        .collect()
}

fn one(article: &Article, config: &Config) -> Vec<Note> {
    let marked = article.body().marked.text(&article.text);
    let text = Text::new(article, &marked, config);
    let mut notes = Vec::new();
    for (code, look) in RULES {
        let One(rule) = look else { continue };
        // What is off everywhere in the article need not be looked for.
        if config.check.level(&article.path, *code).is_some() {
            rule(&text, &mut notes);
        }
    }
    notes
}

/// The findings that count, with the level that the site gives them, in order of file and place. What an article allows
/// is left out; an allowance of nothing is a finding itself.
pub fn settle(findings: Vec<Finding>, articles: &[Arc<Article>], config: &Config) -> Vec<Finding> {
    let mut allowed: HashMap<(ContentPath, Code), bool> = HashMap::new();
    for article in articles {
        let allowances = article.body().marked.allowances.iter();
        allowed.extend(allowances.map(|allowance| ((article.path.clone(), allowance.code), false)));
    }
    let mut settled: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings {
        match allowed.get_mut(&(finding.place.source.clone(), finding.code)) {
            Some(used) => *used = true,
            None => settled.push(finding),
        }
    }
    for article in articles {
        let unused = article.body().marked.allowances.iter();
        let unused = unused.filter(|allowance| {
            // What was not looked for is not known to be absent.
            let sought = !ASKED.contains(&allowance.code)
                && config.check.level(&article.path, allowance.code).is_some();
            sought && !allowed[&(article.path.clone(), allowance.code)]
        });
        let notes = unused.map(|allowance| {
            let message = format!("`{}` is allowed and does not occur", allowance.code);
            Note::new(Code::UnusedAllowance, allowance.span.clone(), message)
                .help("remove the comment")
        });
        settled.extend(article.locate(notes.collect()));
    }
    settled.retain_mut(
        |finding| match config.check.level(&finding.place.source, finding.code) {
            Some(level) => {
                finding.level = level;
                true
            }
            None => false,
        },
    );
    settled.sort_by(Finding::by_place);
    settled
}

/// How many findings have this level.
pub fn count(findings: &[Finding], level: Level) -> usize {
    findings
        .iter()
        .filter(|finding| finding.level == level)
        .count()
}
