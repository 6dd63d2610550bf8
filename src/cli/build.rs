//! `inlaid build`

use super::Outcome;
use super::args::{Build, Format};
use super::report;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use inlaid::config::Config;
use inlaid::diagnostic::{Error, Level};
use inlaid::emit::{Put, emit};
use inlaid::memo::Memo;
use inlaid::watch::Watch;
use std::io::{IsTerminal as _, stderr};
use std::path::Path;
use std::time::Instant;

pub(super) fn run(options: &Build) -> Result<Outcome, Error> {
    if let Some(jobs) = options.jobs {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(jobs.get())
            .build_global();
        pool.map_err(|error| {
            Error::refused(
                format!("cannot start {jobs} threads: {error}"),
                "give a smaller `--jobs`",
            )
        })?;
    }
    let started = Instant::now();
    let config = Config::load(&options.places.overrides(options.values.as_ref()))?;
    if options.watch {
        return watch(options, &config);
    }
    let mut memo = Memo::default();
    let made = make(&config, options, &mut memo)?;
    report::findings(&made.build.findings, &config, options.format, options.quiet)?;
    if !options.quiet {
        let human = options.format == Format::Human;
        report::summary(
            &made.build,
            &made.trees(),
            &config,
            started.elapsed(),
            human,
        );
    }
    let outcome = if made.refused {
        Outcome::Findings
    } else {
        Outcome::Done
    };
    // The process ends. To give back what it holds, article by article, would keep the author waiting for nothing.
    std::mem::forget((made, memo));
    Ok(outcome)
}

/// A build, and what became of its trees.
struct Made {
    build: inlaid::Build,
    /// Cloud, number of pages, and what was written; in the order of the clouds.
    put: Vec<(String, usize, Option<Put>)>,
    refused: bool,
}

impl Made {
    fn trees(&self) -> Vec<(&str, usize, Option<&Put>)> {
        let trees = self.put.iter();
        trees
            .map(|(cloud, pages, put)| (cloud.as_str(), *pages, put.as_ref()))
            .collect()
    }
}

fn make(config: &Config, options: &Build, memo: &mut Memo) -> Result<Made, Error> {
    let build = inlaid::build(config, memo)?;
    let errors = build.count(Level::Error);
    let outputs = build.outputs(config);
    let refused = options.strict && errors > 0;
    let outputs = match refused {
        true => outputs,
        false => inlaid::search::complete(outputs)?,
    };
    let put = match refused {
        true => Vec::new(),
        false => {
            let files = outputs
                .iter()
                .map(|output| output.paths().count() as u64)
                .sum();
            let bar = progress(files, options.quiet || options.watch);
            let put = emit(&outputs, config, errors, &|files| bar.inc(files));
            bar.finish_and_clear();
            put?
        }
    };
    let put = put.into_iter().map(Some).chain(std::iter::repeat(None));
    let put = outputs
        .iter()
        .zip(put)
        .map(|(output, put)| (output.cloud().to_owned(), output.pages(), put))
        .collect();
    drop(outputs);
    Ok(Made {
        build,
        put,
        refused,
    })
}

/// Builds again and again. What is wrong with the configuration or a template is said, and waited out.
fn watch(options: &Build, config: &Config) -> Result<Outcome, Error> {
    let named = options.places.config.as_deref();
    let mut files = vec![named.unwrap_or(Path::new("site.yaml"))];
    files.extend(options.values.as_deref());
    // Before the first build, so that no change falls between the two.
    let mut watch = Watch::new(config, &files)?;
    let mut memo = Memo::default();
    let mut news = report::News::default();
    loop {
        let started = Instant::now();
        let made =
            Config::load(&options.places.overrides(options.values.as_ref())).and_then(|config| {
                let made = make(&config, options, &mut memo)?;
                let fresh = news.of(&made.build.findings);
                report::findings(&fresh, &config, options.format, options.quiet)?;
                Ok(made)
            });
        match made {
            Ok(made) => report::rebuilt(&made.build, &made.trees(), started.elapsed()),
            Err(error) => report::fault(&error),
        }
        memo.sweep();
        watch.wait();
    }
}

/// A bar on a terminal, and nothing anywhere else.
fn progress(files: u64, quiet: bool) -> ProgressBar {
    let shown = stderr().is_terminal() && !quiet;
    let target = if shown {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let style = ProgressStyle::with_template("{bar:32} {pos}/{len} files")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(Some(files), target).with_style(style)
}
