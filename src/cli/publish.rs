//! `inlaid publish`, `releases`, `rollback`, `revoke`
#![allow(clippy::disallowed_methods, reason = "an edge: reads a plan")]

use super::args::{Answer, Hosting, Publish, PublishPlaces, Releases, Revoke, Rollback};
use super::{Outcome, print};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use inlaid::cloud::Cloud;
use inlaid::config::{Config, Host, Overrides};
use inlaid::diagnostic::{Error, Level};
use inlaid::emit::{Manner, emit};
use inlaid::memo::Memo;
use inlaid::path::OutPath;
use inlaid::publish::{self, Bounds, Offer, Opened, Plan, Served, Target};
use inlaid::value::Time;
use serde_json::{Value, json};
use std::fs;
use std::io::{IsTerminal as _, Write as _, stderr};
use std::path::Path;
use std::time::Instant;

/// How many paths of each kind a plan shows to people.
const SHOWN: usize = 20;

pub(super) fn run(options: &Publish) -> Result<Outcome, Error> {
    let started = Instant::now();
    let config = configured(&options.places)?;
    let target = publish::target(&options.to, options.cloud.as_deref(), &config)?;
    let served = served(&options.hosting, &target)?;
    let offer = Offer::served(&config, cloud(&target)?, served)?;
    let opened = Opened::open(&target, &config.out, options.jobs.map(Into::into))?;
    let plan = opened.plan(&offer);
    if options.plan {
        show(&plan, options.format)?;
    }
    let bounds = Bounds {
        allow_errors: options.allow,
        max_delete: options.max_delete,
    };
    opened.check(&plan, &offer, bounds)?;
    if let Some(file) = &options.planned {
        as_planned(&plan, file)?;
    }
    if options.plan {
        return Ok(Outcome::Done);
    }
    apply(&opened, &plan, &offer, (options.quiet, started))
}

pub(super) fn releases(options: &Releases) -> Result<Outcome, Error> {
    let config = configured(&options.places)?;
    let target = publish::target(&options.to, None, &config)?;
    let releases = Opened::open(&target, &config.out, None)?.releases()?;
    let lines = releases.iter().enumerate().map(|(at, release)| {
        let (id, number, files) = (&release.id, release.number, release.files.len());
        let bytes: u64 = release.files.values().map(|file| file.size).sum();
        match options.format {
            Answer::Json => {
                let value = json!({
                    "release": id, "number": number, "cloud": release.cloud, "published": release.published,
                    "files": files, "bytes": bytes, "served": at == 0,
                });
                format!("{value}\n")
            }
            Answer::Human => {
                let served = if at == 0 { "  served" } else { "" };
                let day = date(release.published);
                format!("{id}  {number:>5}  {day}  {files:>7} files  {}{served}\n", size(bytes))
            }
        }
    });
    print(lines.collect::<String>().as_bytes())
}

pub(super) fn rollback(options: &Rollback) -> Result<Outcome, Error> {
    let started = Instant::now();
    let config = configured(&options.places)?;
    let target = publish::target(&options.to, None, &config)?;
    let opened = Opened::open(&target, &config.out, options.jobs.map(Into::into))?;
    let offer = opened.rollback(options.id.as_deref())?;
    let plan = opened.plan(&offer);
    if options.plan {
        show(&plan, options.format)?;
        return Ok(Outcome::Done);
    }
    apply(&opened, &plan, &offer, (options.quiet, started))
}

/// Takes an article out of a target: its pages first, then everything that names it.
pub(super) fn revoke(options: &Revoke) -> Result<Outcome, Error> {
    let started = Instant::now();
    let overrides = Overrides {
        content: options.content.clone(),
        themes: options.themes.clone(),
        out: options.places.out.clone(),
        config: options.places.config.clone(),
        ..Overrides::default()
    };
    let mut config = Config::load(&overrides)?;
    let target = publish::target(&options.to, None, &config)?;
    let open = |config: &Config| Opened::open(&target, &config.out, options.jobs.map(Into::into));
    let opened = open(&config)?;
    let leak = opened.find(&options.article)?;
    opened.take_away(&leak)?;
    for path in &leak.paths {
        say(options.quiet, &format!("gone: {}", path.as_str()));
    }
    let opened = open(&config)?;
    let Some(current) = &opened.current else {
        return Ok(Outcome::Done);
    };
    let name = current.cloud.clone();
    config.without.extend(leak.ids.iter().cloned());
    let id = config.cloud(&name)?;
    config.build = vec![id];
    build_without(&config).map_err(|error| unfinished(&error, &options.article))?;
    let served = served(&options.hosting, &target)?;
    let offer = Offer::served(&config, config.clouds.get(id), served)?;
    let plan = opened.plan(&offer);
    let bounds = Bounds {
        allow_errors: true,
        max_delete: options.max_delete,
    };
    opened
        .check(&plan, &offer, bounds)
        .map_err(|error| unfinished(&error, &options.article))?;
    apply(&opened, &plan, &offer, (options.quiet, started))?;
    let count = open(&config)?.forget(&leak)?;
    say(
        options.quiet,
        &format!(
            "{count} files that name it are kept no more for rollbacks; caches may have pages for another 5 minutes"
        ),
    );
    Ok(Outcome::Done)
}

/// Builds the tree from the content without what was revoked.
fn build_without(config: &Config) -> Result<(), Error> {
    let build = inlaid::build(config, &mut Memo::once())?;
    let outputs = inlaid::search::complete(build.outputs(config))?;
    let errors = build.content.count(Level::Error);
    emit(&outputs, config, (errors, Manner::default()), &|_| {})?;
    Ok(())
}

fn unfinished(error: &Error, article: &str) -> Error {
    Error::refused(
        format!("the pages of `{article}` are gone, but lists still name it: {error}"),
        "mend that, and revoke it again",
    )
}

fn say(quiet: bool, text: &str) {
    if !quiet {
        // Nobody is there to be told when standard error is closed.
        let _ = writeln!(stderr(), "{text}");
    }
}

fn configured(places: &PublishPlaces) -> Result<Config, Error> {
    Config::load(&Overrides {
        out: places.out.clone(),
        config: places.config.clone(),
        ..Overrides::default()
    })
}

/// How the target serves a tree: as told, or as the configuration says of it.
fn served(hosting: &Hosting, target: &Target) -> Result<Served, Error> {
    let told = hosting.host.as_deref().map(Host::parse).transpose()?;
    Ok(Served {
        host: told.or(target.given.host),
        packed: hosting.packed || target.given.packed,
    })
}

/// The cloud that is published.
fn cloud(target: &Target) -> Result<&Cloud, Error> {
    target.cloud.as_ref().ok_or_else(|| {
        let name = &target.name;
        Error::refused(
            format!("`{name}` does not say which cloud it is for"),
            format!("name it: `inlaid publish CLOUD --to {name}`"),
        )
    })
}

/// Refuses where what would be done is not what the file says, which `--plan --format json` printed.
fn as_planned(plan: &Plan, file: &Path) -> Result<(), Error> {
    let text = fs::read(file).map_err(Error::io("read", file))?;
    let planned: Option<Value> = serde_json::from_slice(&text).ok();
    match planned == serde_json::to_value(plan).ok() {
        true => Ok(()),
        false => Err(Error::refused(
            format!("`{}` is not what would be done now", file.display()),
            "the tree or the target has changed since: look at a new plan",
        )),
    }
}

fn apply(
    opened: &Opened<'_>,
    plan: &Plan,
    offer: &Offer,
    (quiet, started): (bool, Instant),
) -> Result<Outcome, Error> {
    if plan.is_empty() {
        let text = format!(
            "nothing to do: {} serves release {} in {:.1} s",
            plan.target,
            plan.release,
            started.elapsed().as_secs_f64()
        );
        say(quiet, &text);
        return Ok(Outcome::Done);
    }
    let bar = progress(plan.bytes, quiet);
    let done = opened.apply(plan, offer, &|bytes| bar.inc(bytes));
    bar.finish_and_clear();
    let done = done?;
    let text = format!(
        "{} serves release {} of {}: {} files written ({}), {} removed, {} unchanged, in {:.1} s",
        plan.target,
        plan.release,
        plan.cloud,
        done.written,
        size(done.bytes),
        done.removed,
        plan.same,
        started.elapsed().as_secs_f64()
    );
    say(quiet, &text);
    Ok(Outcome::Done)
}

fn show(plan: &Plan, format: Answer) -> Result<Outcome, Error> {
    if format == Answer::Json {
        let value = serde_json::to_value(plan).unwrap_or_default();
        return print(format!("{value}\n").as_bytes());
    }
    let from = match &plan.base {
        Some(base) => format!("release {base}"),
        None => "nothing yet".to_owned(),
    };
    let mut text = format!(
        "{}: {} of {}, over {from}\n",
        plan.target, plan.release, plan.cloud
    );
    for (sign, what, paths) in [
        ('+', "added", &plan.add),
        ('~', "changed", &plan.change),
        ('-', "deleted", &plan.delete),
    ] {
        let line = |path: &OutPath| format!("  {sign} {}\n", path.as_str());
        text.extend(paths.iter().take(SHOWN).map(line));
        if paths.len() > SHOWN {
            text += &format!("  {sign} and {} more {what}\n", paths.len() - SHOWN);
        }
    }
    text += &format!(
        "{} added, {} changed, {} deleted, {} unchanged; {} to write\n",
        plan.add.len(),
        plan.change.len(),
        plan.delete.len(),
        plan.same,
        size(plan.bytes)
    );
    print(text.as_bytes())
}

/// Bytes for people.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// Seconds since 1970 for people and programs, UTC.
fn date(seconds: u64) -> String {
    let time = i64::try_from(seconds).ok().and_then(Time::of_unix);
    time.map_or_else(String::new, |time| time.iso())
}

/// A bar on a terminal, and nothing anywhere else.
fn progress(bytes: u64, quiet: bool) -> ProgressBar {
    let target = match stderr().is_terminal() && !quiet {
        true => ProgressDrawTarget::stderr(),
        false => ProgressDrawTarget::hidden(),
    };
    let style = ProgressStyle::with_template("{bar:32} {bytes}/{total_bytes}, {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(Some(bytes), target).with_style(style)
}
