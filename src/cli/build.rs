//! `inlaid build`

use super::Outcome;
use super::args::{Build, Format};
use super::report::{self, Said};
use super::timings::Steps;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use inlaid::cache::{self, Kept, Last, Recalled, Tree};
use inlaid::check;
use inlaid::config::Config;
use inlaid::diagnostic::{Error, Level};
use inlaid::emit::{Put, Step, Whole, emit, emit_part, stands};
use inlaid::memo::Memo;
use inlaid::output::{Layout, Output, Shard};
use inlaid::part;
use inlaid::theme::Theme;
use inlaid::timing::Clock;
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
    let mut memo = Memo::once();
    let steps = Steps::default();
    let mut made = make(&config, options, &mut memo, &steps)?;
    report::findings(&made.said.findings, &config, options.format, options.quiet)?;
    if !options.quiet {
        let human = options.format == Format::Human;
        report::summary(&made.said, &made.trees(), &config, started.elapsed(), human);
    }
    if let Some(file) = &options.timings {
        made.clock.lap("report");
        steps.tell(&made.clock, file.as_deref())?;
    }
    let outcome = if made.refused {
        Outcome::Findings
    } else {
        Outcome::Done
    };
    // As above: the process ends.
    std::mem::forget(memo);
    Ok(outcome)
}

/// What became of the trees, and what is to be said.
struct Made {
    said: Said,
    /// Folder, number of pages, and what was written; in the order of the clouds.
    put: Vec<(String, usize, Option<Put>)>,
    refused: bool,
    clock: Clock,
}

impl Made {
    fn trees(&self) -> Vec<(&str, usize, Option<&Put>)> {
        let trees = self.put.iter();
        trees
            .map(|(cloud, pages, put)| (cloud.as_str(), *pages, put.as_ref()))
            .collect()
    }

    /// The trees of a build that stand as it put them in place.
    fn already(last: Last, mut clock: Clock) -> Self {
        clock.lap("compare");
        let tree = |tree: Tree| (tree.cloud, tree.pages, Some(Put::default()));
        Self {
            said: Said {
                articles: last.articles,
                homeless: last.homeless,
                findings: last.findings,
            },
            put: last.trees.into_iter().map(tree).collect(),
            refused: false,
            clock,
        }
    }
}

fn make(config: &Config, options: &Build, memo: &mut Memo, steps: &Steps) -> Result<Made, Error> {
    let mut scan = inlaid::scan(config, memo)?;
    let (mut damaged, mut recalled) = (false, None);
    // A part stands beside the trees, and who watches has what was made in memory.
    if options.shard.is_none() && !options.watch {
        match cache::read(&config.out) {
            Kept::Last(last) if is_same(&scan, &last, config, options)? => {
                let clock = scan.clock.clone();
                // As below: the process ends.
                std::mem::forget(scan);
                return Ok(Made::already(*last, clock));
            }
            Kept::Last(last) => {
                for tree in last.trees {
                    Layout::recall(tree.layout, tree.indexes, memo);
                }
            }
            kept => damaged = kept == Kept::Damaged,
        }
        recalled = Some(match cache::recall(&config.out, memo) {
            Kept::Last(recalled) => recalled,
            kept => {
                damaged |= kept == Kept::Damaged;
                Recalled::default()
            }
        });
        scan.clock.lap("recall");
    }
    let build = inlaid::build_of(&mut scan, config, None, memo)?;
    drop(scan);
    let mut made = make_anew(build, config, options, (recalled.as_ref(), steps))?;
    let mut put = made.put.iter().filter_map(|(_, _, put)| put.as_ref());
    if damaged || put.any(|put| put.damaged) {
        made.said.findings.insert(0, cache::damaged());
    }
    Ok(made)
}

/// Whether a build would make what an earlier one made, and all of that is still in place.
fn is_same(
    scan: &inlaid::Scan,
    last: &Last,
    config: &Config,
    options: &Build,
) -> Result<bool, Error> {
    let is_refused = options.strict && check::count(&last.findings, Level::Error) > 0;
    let is_same = !is_refused && scan.key(Theme::key_of(config)?) == last.key;
    Ok(is_same && stands(last, &config.out, options.manner().trust)?)
}

fn make_anew(
    build: inlaid::Build,
    config: &Config,
    options: &Build,
    (recalled, steps): (Option<&Recalled>, &Steps),
) -> Result<Made, Error> {
    let mut clock = build.content.clock.clone();
    let refused = options.strict && build.content.count(Level::Error) > 0;
    let shard = options.shard.unwrap_or(Shard::WHOLE);
    let outputs = build.outputs_of(shard, config);
    clock.lap("lay out");
    let outputs = match refused || options.shard.is_some() {
        true => outputs,
        false => inlaid::search::complete(outputs)?,
    };
    clock.lap("search");
    let put = match refused {
        true => Vec::new(),
        false => place(&build, &outputs, config, (options, steps))?,
    };
    if !refused && options.shard.is_none() {
        keep(&build, &outputs, &put, config)?;
        if let Some(recalled) = recalled {
            cache::write_articles(&config.out, &build.content, recalled)?;
        }
    }
    clock.lap("files");
    let put = put.into_iter().map(Some).chain(std::iter::repeat(None));
    let put = outputs.iter().zip(put).map(|(output, put)| {
        let name = match options.shard {
            Some(shard) => part::name(output.cloud(), shard),
            None => output.cloud().to_owned(),
        };
        let entries = output.site().entries.iter();
        let pages = entries.filter(|entry| shard.has_article(&entry.article.id));
        (name, pages.count(), put)
    });
    let put = put.collect();
    drop(outputs);
    let said = Said {
        articles: build.content.articles.len(),
        homeless: build.content.homeless,
        findings: build.content.findings.clone(),
    };
    if !options.watch {
        // The process ends. To give back what it holds, article by article, would keep the author waiting for nothing.
        std::mem::forget(build);
    }
    Ok(Made {
        said,
        put,
        refused,
        clock,
    })
}

/// Keeps what was made for the next build. The states are those that were written while no other build could write one.
fn keep(
    build: &inlaid::Build,
    outputs: &[Output<'_>],
    put: &[Put],
    config: &Config,
) -> Result<(), Error> {
    let trees = outputs.iter().zip(put).zip(&build.layouts);
    let trees = trees.map(|((output, put), layout)| {
        Some(Tree {
            cloud: output.cloud().to_owned(),
            pages: output.pages(),
            state: put.state?,
            layout: layout.key,
            indexes: layout.indexes(),
        })
    });
    // Somebody took a tree away just now: the next build has to see to it.
    let Some(trees) = trees.collect() else {
        return Ok(());
    };
    let last = Last {
        key: build.key,
        articles: build.content.articles.len(),
        homeless: build.content.homeless,
        findings: build.content.findings.clone(),
        trees,
    };
    cache::write(&config.out, &last)
}

/// Puts the trees in place, or the part of each that is asked for.
fn place(
    build: &inlaid::Build,
    outputs: &[Output<'_>],
    config: &Config,
    (options, steps): (&Build, &Steps),
) -> Result<Vec<Put>, Error> {
    let errors = build.content.count(Level::Error);
    let shard = options.shard.unwrap_or(Shard::WHOLE);
    let files = outputs.iter().map(|output| {
        let own = output.paths().filter(|path| output.is_made_by(shard, path));
        own.count() as u64
    });
    let bar = progress(files.sum(), options.quiet || options.watch);
    let tell = |step: &Step<'_>| {
        bar.inc(1);
        if options.timings.is_some() {
            steps.add(step);
        }
    };
    let put = match options.shard {
        Some(shard) => {
            let input = build.input(config);
            let whole = Whole {
                shard,
                input,
                errors,
            };
            emit_part(outputs, config, whole, &tell)
        }
        None => emit(outputs, config, (errors, options.manner()), &tell),
    };
    bar.finish_and_clear();
    put
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
                let made = make(&config, options, &mut memo, &Steps::default())?;
                let fresh = news.of(&made.said.findings);
                report::findings(&fresh, &config, options.format, options.quiet)?;
                Ok(made)
            });
        match made {
            Ok(made) => report::rebuilt(&made.said, &made.trees(), started.elapsed()),
            Err(error) => report::fault(&error),
        }
        memo.sweep();
        let _ = watch.wait(None);
    }
}

/// A bar on a terminal, and nothing anywhere else.
pub(super) fn progress(files: u64, quiet: bool) -> ProgressBar {
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
