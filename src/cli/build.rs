//! `inlaid build`

use super::Outcome;
use super::args::{Build, Format};
use super::report;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use inlaid::config::{Config, Overrides};
use inlaid::diagnostic::{Error, Level};
use inlaid::emit::{Put, emit};
use inlaid::memo::Memo;
use std::io::{IsTerminal as _, stderr};
use std::time::Instant;

pub(super) fn run(options: &Build) -> Result<Outcome, Error> {
    let started = Instant::now();
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
    let config = Config::load(&overrides(options))?;
    let build = inlaid::build(&config, &mut Memo::default())?;
    let errors = build.count(Level::Error);
    let outputs = build.outputs(&config);
    let refused = options.strict && errors > 0;
    let put = match refused {
        true => Vec::new(),
        false => {
            let files = outputs
                .iter()
                .map(|output| output.paths().count() as u64)
                .sum();
            let bar = progress(files, options.quiet);
            let put = emit(&outputs, &config, errors, &|files| bar.inc(files));
            bar.finish_and_clear();
            put?
        }
    };
    report::findings(&build.findings, &config, options.format, options.quiet)?;
    if !options.quiet {
        let trees = outputs
            .iter()
            .zip(put.iter().map(Some).chain(std::iter::repeat(None)));
        let trees: Vec<(&str, usize, Option<&Put>)> = trees
            .map(|(output, put)| (output.cloud(), output.pages(), put))
            .collect();
        report::summary(
            &build,
            &trees,
            &config,
            started.elapsed(),
            options.format == Format::Human,
        );
    }
    Ok(if refused {
        Outcome::Findings
    } else {
        Outcome::Done
    })
}

fn overrides(options: &Build) -> Overrides {
    let places = &options.places;
    Overrides {
        content: places.content.clone(),
        themes: places.themes.clone(),
        out: places.out.clone(),
        config: places.config.clone(),
        clouds: places.clouds.clone(),
        values: options.values.clone(),
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
