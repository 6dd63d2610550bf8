//! `inlaid check`
#![allow(
    clippy::disallowed_methods,
    reason = "an edge: the only reader of baselines"
)]

use super::args::Check;
use super::{Outcome, git, mend, report, stale};
#[cfg(feature = "publish")]
use inlaid::article::Article;
use inlaid::check::{Baseline, count};
use inlaid::config::Config;
use inlaid::diagnostic::{Error, Finding, Level};
#[cfg(feature = "publish")]
use inlaid::external::{self, Asking};
use inlaid::memo::Memo;
use inlaid::path::ContentPath;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
#[cfg(feature = "publish")]
use std::sync::Arc;
#[cfg(feature = "publish")]
use std::time::Duration;
use std::time::Instant;

/// Says what is wrong, and writes nothing.
pub(super) fn run(options: &Check) -> Result<Outcome, Error> {
    let started = Instant::now();
    let config = Config::load(&options.places.overrides(None))?;
    let content = inlaid::content(&config, &mut Memo::once())?;
    let wanted = match &options.changed {
        Some(revision) => Some(changed(revision, &config, &content)?),
        None if options.files.is_empty() => None,
        None => Some(wanted(&options.files, &config, &content)?),
    };
    if options.fix {
        return mend::run(options, &config, wanted.as_deref());
    }
    let mut asked = asked(options, &content, wanted.as_deref())?;
    asked.extend(stale::check(&content, &config));
    let mut findings = content.check_with(&config, asked);
    if let Some(wanted) = wanted {
        findings.retain(|finding| {
            wanted
                .iter()
                .any(|path| path == finding.place.source.as_str())
        });
    }
    if options.write_baseline
        && let Some(file) = &options.baseline
    {
        let baseline = Baseline::of(&findings);
        fs::write(file, baseline.text()).map_err(Error::io("write", file))?;
    }
    let held = match &options.baseline {
        Some(file) => read(file)?.hold(findings),
        None => Baseline::default().hold(findings),
    };
    let findings = held.fresh;
    report::findings(&findings, &config, options.format, options.quiet)?;
    if !options.quiet {
        let articles = report::count(content.articles.len(), "article");
        report::checked(&articles, &findings, started.elapsed());
        if options.baseline.is_some() {
            report::held(held.known, held.gone);
        }
    }
    Ok(match count(&findings, Level::Error) {
        0 => Outcome::Done,
        _ => Outcome::Findings,
    })
}

fn read(file: &Path) -> Result<Baseline, Error> {
    let text = fs::read_to_string(file).map_err(Error::io("read", file))?;
    Baseline::parse(&text).ok_or_else(|| {
        let message = format!("`{}` is no baseline", file.display());
        Error::refused(message, "write one with `--write-baseline`")
    })
}

/// What other hosts say, where they are to be asked. Nobody is asked for what is not reported.
#[cfg(feature = "publish")]
fn asked(
    options: &Check,
    content: &inlaid::Content,
    wanted: Option<&[String]>,
) -> Result<Vec<Finding>, Error> {
    const DAY: u64 = 24 * 60 * 60;
    let options = &options.external;
    if !options.external {
        return Ok(Vec::new());
    }
    let is_wanted = |article: &&Arc<Article>| {
        wanted.is_none_or(|wanted| wanted.iter().any(|path| path == article.path.as_str()))
    };
    let articles: Vec<_> = content.articles.iter().filter(is_wanted).cloned().collect();
    let asking = Asking {
        timeout: Duration::from_secs(options.timeout),
        age: Duration::from_secs(options.link_age.saturating_mul(DAY)),
        cache: options.link_cache.clone(),
    };
    external::check(&articles, &asking)
}

/// Without publishing the program speaks to no other host.
#[cfg(not(feature = "publish"))]
fn asked(_: &Check, _: &inlaid::Content, _: Option<&[String]>) -> Result<Vec<Finding>, Error> {
    Ok(Vec::new())
}

/// The content paths of what changed since a revision, and of the articles that link there.
fn changed(
    revision: &str,
    config: &Config,
    content: &inlaid::Content,
) -> Result<Vec<String>, Error> {
    let files = git::changed(&config.content, revision)?;
    let root = fs::canonicalize(&config.content).map_err(Error::io("read", &config.content))?;
    let below = files
        .iter()
        .filter_map(|file| file.strip_prefix(&root).ok());
    let mut paths: BTreeSet<String> = below
        .map(|path| path.to_string_lossy().into_owned())
        .collect();
    let mut linking = BTreeSet::new();
    for site in &content.sites {
        for path in &paths {
            let Some((site, at)) = site.find(&ContentPath::new(path)) else {
                continue;
            };
            let links = site.links_to(at).into_iter();
            linking
                .extend(links.map(|(from, _)| site.entries[from].article.path.as_str().to_owned()));
        }
    }
    paths.append(&mut linking);
    Ok(paths.into_iter().collect())
}

/// The content paths of files, which are named from the working folder or from the content root.
fn wanted(
    files: &[std::path::PathBuf],
    config: &Config,
    content: &inlaid::Content,
) -> Result<Vec<String>, Error> {
    let path = |file: &std::path::PathBuf| {
        let below = file.strip_prefix(&config.content).unwrap_or(file);
        let name = below.to_string_lossy().replace('\\', "/");
        let name = name.trim_start_matches("./").to_owned();
        let is_there = content.article(&name).is_some()
            || content
                .findings
                .iter()
                .any(|finding: &Finding| finding.place.source.as_str() == name)
            || Path::new(&config.content).join(&name).is_file();
        match is_there {
            true => Ok(name),
            false => Err(Error::refused(
                format!(
                    "`{}` is no file below `{}`",
                    file.display(),
                    config.content.display()
                ),
                "name it from the working folder, or from the content root",
            )),
        }
    };
    files.iter().map(path).collect()
}
