//! Findings and the summary, for people and for programs.

use super::args::Format;
use super::{formats, print};
use annotate_snippets::{AnnotationKind, Level as Title, Origin, Renderer, Snippet};
use inlaid::config::Config;
use inlaid::diagnostic::{Code, Error, Finding, Level};
use inlaid::emit::Put;
use inlaid::part::Joined;
use inlaid::path::ContentPath;
use inlaid::{Build, Changes};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashSet};
use std::io::{IsTerminal as _, Write as _, stderr};
use std::path::Path;
use std::time::Duration;

/// How many findings are shown in full to people; the rest is counted.
const SHOWN: usize = 20;

/// Prints the findings: to standard error for people, to standard output for programs.
pub(super) fn findings(
    findings: &[Finding],
    config: &Config,
    format: Format,
    quiet: bool,
) -> Result<(), Error> {
    match format {
        Format::Json => {
            let lines = findings
                .iter()
                .map(|finding| format!("{}\n", formats::json(finding)));
            print(lines.collect::<String>().as_bytes())?;
        }
        Format::Sarif => {
            print(format!("{:#}\n", formats::sarif(findings, config)).as_bytes())?;
        }
        Format::Github => {
            let lines = findings
                .iter()
                .map(|finding| formats::annotation(finding, config));
            print(lines.collect::<String>().as_bytes())?;
        }
        Format::Human => {
            let wanted: Vec<&Finding> = findings
                .iter()
                .filter(|finding| !quiet || finding.level == Level::Error)
                .collect();
            // Nobody is there to be told when standard error is closed.
            let _ = stderr()
                .lock()
                .write_all(for_people(&wanted, stderr().is_terminal()).as_bytes());
        }
    }
    Ok(())
}

/// The first findings with their text, errors before warnings, then counts by code.
fn for_people(findings: &[&Finding], colours: bool) -> String {
    let mut worst = findings.to_vec();
    worst.sort_by_key(|finding| finding.level);
    // What is only worth knowing is counted, not shown, where there is more than that.
    let shown: Vec<&Finding> = worst
        .iter()
        .copied()
        .filter(|finding| finding.level != Level::Info || findings.len() <= SHOWN)
        .take(SHOWN)
        .collect();
    let mut out: String = shown
        .iter()
        .map(|finding| excerpt(finding, colours) + "\n\n")
        .collect();
    if shown.len() < findings.len() {
        out.push_str(&format!(
            "{} of {} findings are shown; by code:\n",
            shown.len(),
            findings.len()
        ));
        let mut counts: BTreeMap<(Level, Code), usize> = BTreeMap::new();
        for finding in findings {
            *counts.entry((finding.level, finding.code)).or_default() += 1;
        }
        for ((level, code), count) in counts {
            out.push_str(&format!(
                "{count:7}  {:8} {:20}  {}\n",
                level.as_str(),
                code.as_str(),
                code.summary()
            ));
        }
        out.push_str(
            "`--format json` prints all of them, `inlaid explain CODE` says what one means\n\n",
        );
    }
    out
}

/// One finding with its text, the span underlined.
pub(crate) fn excerpt(finding: &Finding, colours: bool) -> String {
    let title = match finding.level {
        Level::Error => Title::ERROR,
        Level::Warning => Title::WARNING,
        Level::Info => Title::INFO,
    };
    let place = &finding.place;
    let mut group = title
        .primary_title(finding.message.as_str())
        .id(finding.code.as_str())
        .elements(std::iter::empty::<
            Snippet<'_, annotate_snippets::Annotation<'_>>,
        >());
    let path = place.source.as_str();
    if place.excerpt.text.is_empty() {
        group = group.element(Origin::path(path));
    } else {
        let annotation = AnnotationKind::Primary.span(place.excerpt.span.clone());
        let snippet = Snippet::source(&*place.excerpt.text)
            .line_start(place.start.line)
            .annotation(annotation);
        let column = 1 + place.excerpt.text[..place.excerpt.span.start]
            .chars()
            .count();
        if column == place.start.column {
            group = group.element(snippet.path(path));
        } else {
            // The line was too long and is cut, so its place is said apart from it.
            let origin = Origin::path(path).line(place.start.line);
            group = group
                .element(origin.char_column(place.start.column))
                .element(snippet);
        }
    }
    if let Some(help) = &finding.help {
        group = group.element(Title::HELP.message(help.as_str()));
    }
    let renderer = if colours {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    renderer.render(&[group]).to_string()
}

/// What a build has to say of the content.
pub(super) struct Said {
    /// How many articles there are.
    pub(super) articles: usize,
    /// How many of them are in no cloud.
    pub(super) homeless: usize,
    /// What authors should know.
    pub(super) findings: Vec<Finding>,
}

impl Said {
    /// How many findings have this level.
    pub(super) fn count(&self, level: Level) -> usize {
        inlaid::check::count(&self.findings, level)
    }
}

/// The last lines: trees, findings, time. On standard error, so that data stays data.
pub(super) fn summary(
    said: &Said,
    trees: &[(&str, usize, Option<&Put>)],
    config: &Config,
    took: Duration,
    people: bool,
) {
    let mut lines = String::new();
    for (cloud, pages, put) in trees.iter().filter(|_| people) {
        let became = put.map_or_else(
            || "not put in place: a finding is an error".to_owned(),
            became,
        );
        lines.push_str(&format!(
            "{:12} {pages:6} pages  {became}\n",
            format!("{cloud}/")
        ));
    }
    if said.articles > 0 && said.homeless == said.articles {
        lines.push_str("no article is in any cloud, so every site is empty: write `cloudEnvironments=\"public\"` in the headers\n");
    } else if said.articles == 0 {
        lines.push_str(&format!(
            "no article was found below `{}`: an article begins with a `<properties … />` header\n",
            config.content.display()
        ));
    }
    let pages: usize = trees.iter().map(|(_, pages, _)| pages).sum();
    lines.push_str(&format!(
        "{}, {} in {}, {}, {}, {} in {:.2} s → {}\n",
        count(said.articles, "article"),
        count(pages, "page"),
        count(trees.len(), "cloud"),
        count(said.count(Level::Error), "error"),
        count(said.count(Level::Warning), "warning"),
        count(said.count(Level::Info), "note"),
        took.as_secs_f64(),
        config.out.display(),
    ));
    // Nobody is there to be told when standard error is closed.
    let _ = stderr().lock().write_all(lines.as_bytes());
}

fn became(put: &Put) -> String {
    match put {
        Put {
            written: 0,
            removed: 0,
            ..
        } => "unchanged".to_owned(),
        put => format!(
            "{} files written, {} unchanged, {} removed",
            put.written, put.unchanged, put.removed
        ),
    }
}

/// The last lines of a merge: what became of each tree, and time.
pub(super) fn merged(trees: &[(&Joined, Put)], out: &Path, took: Duration) {
    let line = |(joined, put): &(&Joined, Put)| {
        let (cloud, parts) = (format!("{}/", joined.cloud), count(joined.parts, "part"));
        format!("{cloud:12} {parts:>12}  {}\n", became(put))
    };
    let lines: String = trees.iter().map(line).collect();
    let (seconds, out) = (took.as_secs_f64(), out.display());
    let last = format!(
        "{} in {seconds:.2} s → {out}\n",
        count(trees.len(), "cloud")
    );
    // Nobody is there to be told when standard error is closed.
    let _ = stderr().lock().write_all((lines + &last).as_bytes());
}

/// One line of a build that is made again and again: what was written where, what is wrong in all, and how long it took.
pub(super) fn rebuilt(said: &Said, trees: &[(&str, usize, Option<&Put>)], took: Duration) {
    let changes = trees.iter().filter_map(|(cloud, _, put)| {
        let put = put.filter(|put| put.written + put.removed > 0)?;
        let removed = match put.removed {
            0 => String::new(),
            removed => format!(", {removed} removed"),
        };
        Some(format!("{cloud}/ {} written{removed}", put.written))
    });
    let changes: Vec<String> = changes.collect();
    let changes = match changes.is_empty() {
        true => "nothing changed".to_owned(),
        false => changes.join(" · "),
    };
    let line = format!(
        "{changes} ({}, {}) in {:.2} s\n",
        count(said.count(Level::Error), "error"),
        count(said.count(Level::Warning), "warning"),
        took.as_secs_f64()
    );
    // Nobody is there to be told when standard error is closed.
    let _ = stderr().lock().write_all(line.as_bytes());
}

/// The last line of a check of something, such as of `3 articles`. On standard error, so that data stays data.
pub(super) fn checked(what: &str, findings: &[Finding], took: Duration) {
    let of = |level| inlaid::check::count(findings, level);
    let line = format!(
        "{what}, {}, {}, {} in {:.2} s\n",
        count(of(Level::Error), "error"),
        count(of(Level::Warning), "warning"),
        count(of(Level::Info), "note"),
        took.as_secs_f64()
    );
    // Nobody is there to be told when standard error is closed.
    let _ = stderr().lock().write_all(line.as_bytes());
}

/// What a baseline held.
pub(super) fn held(known: usize, gone: usize) {
    let gone = match gone {
        0 => String::new(),
        1 => "; 1 of them is gone, and `--write-baseline` takes it out".to_owned(),
        gone => format!("; {gone} of them are gone, and `--write-baseline` takes them out"),
    };
    // Nobody is there to be told when standard error is closed.
    let _ = writeln!(
        stderr(),
        "{} known from the baseline{gone}",
        count(known, "finding")
    );
}

pub(super) fn count(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

/// What keeps a build from being made, while it is waited for to be mended.
pub(super) fn fault(error: &Error) {
    // Nobody is there to be told when standard error is closed.
    let _ = writeln!(stderr(), "error: {error}");
}

/// One line of a preview's build: what changed in it, and how long each stage took.
pub(super) fn shown(build: &Build, changes: Option<&Changes>, took: Duration) {
    let milliseconds = |took: Duration| format!("{:.0}", took.as_secs_f64() * 1000.0);
    let laps = build.content.clock.laps.iter();
    let stages: Vec<String> = laps
        .map(|lap| format!("{} {}", lap.stage, milliseconds(lap.wall)))
        .collect();
    let line = format!(
        "{}, {}, {}: ready in {} ms ({})\n",
        changes.map_or_else(|| contents(build), changed),
        count(build.content.count(Level::Error), "error"),
        count(build.content.count(Level::Warning), "warning"),
        milliseconds(took),
        stages.join(", ")
    );
    // Nobody is there to be told when standard error is closed.
    let _ = stderr().lock().write_all(line.as_bytes());
}

fn contents(build: &Build) -> String {
    format!(
        "{}, {} in {}",
        count(build.content.articles.len(), "article"),
        count(pages(build), "page"),
        count(build.content.sites.len(), "cloud")
    )
}

fn pages(build: &Build) -> usize {
    build
        .content
        .sites
        .iter()
        .map(|site| site.entries.count())
        .sum()
}

/// What changed, by name where it is little.
fn changed(changes: &Changes) -> String {
    let of = |paths: &[ContentPath], verb: &str| match paths {
        [] => None,
        [one] => Some(format!("{one} {verb}")),
        more => Some(format!("{} articles {verb}", more.len())),
    };
    let parts = [
        of(&changes.changed, "changed"),
        of(&changes.added, "added"),
        of(&changes.removed, "removed"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    match parts.is_empty() {
        true => "no article changed".to_owned(),
        false => parts.join(", "),
    }
}

/// A preview's build for programs. Times are in milliseconds; `changes` is missing in the first.
pub(super) fn built(build: &Build, changes: Option<Changes>, took: Duration) -> Value {
    let milliseconds = |took: Duration| (took.as_secs_f64() * 10_000.0).round() / 10.0;
    let laps = build.content.clock.laps.iter();
    let mut stages: Map<String, Value> = laps
        .map(|lap| (lap.stage.to_owned(), json!(milliseconds(lap.wall))))
        .collect();
    stages.insert("all".to_owned(), json!(milliseconds(took)));
    let mut event = json!({
        "event": "built",
        "articles": build.content.articles.len(),
        "pages": pages(build),
        "clouds": build.content.sites.len(),
        "errors": build.content.count(Level::Error),
        "warnings": build.content.count(Level::Warning),
        "notes": build.content.count(Level::Info),
        "took": stages,
    });
    if let Some(changes) = changes {
        let names = |paths: Vec<ContentPath>| -> Value {
            paths.iter().map(|path| json!(path.as_str())).collect()
        };
        event["changed"] = names(changes.changed);
        event["added"] = names(changes.added);
        event["removed"] = names(changes.removed);
    }
    event
}

/// Which findings are new since the last build, wherever in their files they stand now.
#[derive(Default)]
pub(super) struct News(HashSet<(Code, ContentPath, String)>);

impl News {
    /// The findings that were not there before.
    pub(super) fn of(&mut self, findings: &[Finding]) -> Vec<Finding> {
        let what = |finding: &Finding| {
            let source = finding.place.source.clone();
            (finding.code, source, finding.message.clone())
        };
        let fresh = findings
            .iter()
            .filter(|finding| !self.0.contains(&what(finding)));
        let fresh = fresh.cloned().collect();
        self.0 = findings.iter().map(what).collect();
        fresh
    }
}
