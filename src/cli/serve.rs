//! `inlaid serve`

use super::args::{Format, Serve};
use super::{Outcome, print, report};
use inlaid::config::{Config, Sample, samples};
use inlaid::diagnostic::Error;
use inlaid::memo::Memo;
use inlaid::serve::{Server, Shown};
use inlaid::source::Sources;
use inlaid::watch::{Touched, Watch};
use inlaid::{Build, Scan};
use serde_json::json;
use std::io::{Write as _, stderr};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The port that is tried first.
const PORT: u16 = 8400;

/// How long nothing has to change before everything is looked at.
const QUIET: Duration = Duration::from_millis(400);
/// After how long of changes without a pause everything is looked at all the same.
const DUE: Duration = Duration::from_secs(5);

/// Builds, shows, waits; for ever.
pub(super) fn run(options: &Serve) -> Result<Outcome, Error> {
    if options.format == Format::Sarif {
        let message = "a SARIF log holds the findings of one build, and a preview makes many";
        return Err(Error::refused(
            message,
            "use `--format json`, or `inlaid check --format sarif`",
        ));
    }
    let config = Config::load(&options.places.overrides(options.values.as_ref()))?;
    let named = options.places.config.as_deref();
    let mut files = vec![named.unwrap_or(Path::new("site.yaml"))];
    files.extend(options.values.as_deref());
    // Before the first build, so that no change falls between the two.
    let mut watch = Watch::new(&config, &files)?;
    let port = options.port.unwrap_or(PORT);
    let server = Server::start(options.host, port)?;
    greet(&server, options, port, &watch)?;
    let mut memo = Memo::default();
    let mut look = Look::default();
    let mut news = report::News::default();
    let mut last: Option<Arc<Shown>> = None;
    let mut is_last_shown = false;
    let mut touched = Touched::Anything;
    for round in 1.. {
        let started = Instant::now();
        let made = make(options, &mut look, &touched, last.as_deref(), &mut memo);
        let took = started.elapsed();
        match made {
            // Somebody looked at a file, or an editor put one of its own beside it.
            Ok((_, build, _))
                if is_last_shown
                    && touched != Touched::Anything
                    && is_same(last.as_deref(), &build) => {}
            Ok((config, build, samples)) => {
                let mut shown = Shown::new(round, Some((config, build)), None);
                shown.samples = samples;
                if let Some(editor) = &options.editor {
                    shown.editor.clone_from(editor);
                }
                // Browsers first: what is said here can wait.
                let shown = server.show(shown);
                say(&shown, last.as_deref(), took, &mut news, options)?;
                last = Some(shown);
                is_last_shown = true;
            }
            Err(error) => {
                is_last_shown = false;
                server.fail(round, error.to_string());
                say_fault(&error, options)?;
            }
        }
        memo.sweep();
        touched = watch.wait(look.limit());
    }
    Ok(Outcome::Done)
}

/// Builds what is there now, and reads the samples to show it with.
fn make(
    options: &Serve,
    look: &mut Look,
    touched: &Touched,
    last: Option<&Shown>,
    memo: &mut Memo,
) -> Result<(Config, Build, Vec<Sample>), Error> {
    let mut config = Config::load(&options.places.overrides(options.values.as_ref()))?;
    config.search = config.search.in_preview();
    let samples = samples(&config.content)?;
    let mut scan = look.scan(touched, &config)?;
    let earlier = built(last).map(|(_, build)| build);
    let build = inlaid::build_of(&mut scan, &config, earlier, memo)?;
    look.known = Some(scan.sources);
    Ok((config, build, samples))
}

/// Whether a build was made of the same as the last one.
fn is_same(last: Option<&Shown>, build: &Build) -> bool {
    built(last).is_some_and(|(_, last)| last.key == build.key)
}

/// The build that is shown, and what it was configured with.
fn built(shown: Option<&Shown>) -> Option<&(Config, Build)> {
    shown.and_then(|shown| shown.built.as_deref())
}

/// Looks at the content: after a save only where the file system tells of a change, and everywhere as soon as nothing else
/// is to do, in case that something was not told.
#[derive(Default)]
struct Look {
    /// What the file system said of files that did not change since.
    memo: Memo,
    /// What was read last; without the texts, which the build has.
    known: Option<Sources>,
    /// Since when not everything was looked at.
    since: Option<Instant>,
}

impl Look {
    fn scan(&mut self, touched: &Touched, config: &Config) -> Result<Scan, Error> {
        let is_due = self.since.is_some_and(|since| since.elapsed() > DUE);
        // Taken, so that everything is looked at after a fault.
        let known = self.known.take().filter(|_| !is_due);
        let part = match (known, touched) {
            (Some(known), Touched::Content(touched)) => {
                inlaid::scan_again(known, touched, config, &mut self.memo)?
            }
            _ => None,
        };
        let scan = match part {
            Some(scan) => {
                self.since.get_or_insert_with(Instant::now);
                scan
            }
            None => {
                let scan = inlaid::scan(config, &mut self.memo)?;
                self.since = None;
                self.memo.sweep();
                scan
            }
        };
        Ok(scan)
    }

    /// How long to wait for a change before everything is looked at.
    fn limit(&self) -> Option<Duration> {
        self.since.map(|_| QUIET)
    }
}

/// Says what was built, and what is wrong that was not wrong before.
fn say(
    shown: &Shown,
    last: Option<&Shown>,
    took: Duration,
    news: &mut report::News,
    options: &Serve,
) -> Result<(), Error> {
    let Some((config, build)) = built(Some(shown)) else {
        return Ok(());
    };
    let last = built(last);
    let changes = last.map(|(_, last)| build.content.changes(&last.content));
    report::shown(build, changes.as_ref(), took);
    let fresh = news.of(&build.content.findings);
    report::findings(&fresh, config, options.format, options.quiet)?;
    if options.format == Format::Json {
        print(format!("{}\n", report::built(build, changes, took)).as_bytes())?;
    }
    Ok(())
}

/// Says why there is no newer build.
fn say_fault(error: &Error, options: &Serve) -> Result<(), Error> {
    report::fault(error);
    if options.format == Format::Json {
        let event = json!({ "event": "fault", "message": error.to_string() });
        print(format!("{event}\n").as_bytes())?;
    }
    Ok(())
}

/// Says where the preview is, and what is unusual about it.
fn greet(server: &Server, options: &Serve, port: u16, watch: &Watch) -> Result<(), Error> {
    let address = format!("http://{}/", server.address);
    let mut lines = format!("preview at {address} (end it with Ctrl-C)\n");
    if server.address.port() != port {
        lines.push_str(&format!("port {port} is taken\n"));
    }
    if !options.host.is_loopback() {
        lines.push_str("every machine that reaches this one can read all articles of all clouds that are built\n");
    }
    if !watch.tells() {
        lines.push_str("this file system tells nothing of changes, so all files are looked at twice a second\n");
    }
    // Nobody is there to be told when standard error is closed.
    let _ = stderr().lock().write_all(lines.as_bytes());
    if options.format == Format::Json {
        let event = json!({ "event": "serving", "address": address });
        print(format!("{event}\n").as_bytes())?;
    }
    if options.open {
        open(&address);
    }
    Ok(())
}

/// Opens an address in the reader's browser; where there is none, the address was said.
fn open(address: &str) {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    let mut command = Command::new(opener);
    let command = command.arg(address).stdin(Stdio::null());
    let _ = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
}
