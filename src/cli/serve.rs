//! `inlaid serve`

use super::args::{Format, Serve};
use super::{Outcome, print, report};
use inlaid::config::{Config, samples};
use inlaid::diagnostic::Error;
use inlaid::memo::Memo;
use inlaid::serve::{Server, Shown};
use inlaid::watch::Watch;
use serde_json::json;
use std::io::{Write as _, stderr};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The port that is tried first.
const PORT: u16 = 8400;

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
    let mut news = report::News::default();
    let mut last = None;
    for round in 1.. {
        let started = Instant::now();
        let built = Config::load(&options.places.overrides(options.values.as_ref())).and_then(
            |mut config| {
                config.search = config.search.in_preview();
                let samples = samples(&config.content)?;
                let build = inlaid::build(&config, &mut memo)?;
                Ok((config, build, samples))
            },
        );
        let took = started.elapsed();
        match built {
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
            }
            Err(error) => {
                server.fail(round, error.to_string());
                report::fault(&error);
                if options.format == Format::Json {
                    let event = json!({ "event": "fault", "message": error.to_string() });
                    print(format!("{event}\n").as_bytes())?;
                }
            }
        }
        memo.sweep();
        watch.wait();
    }
    Ok(Outcome::Done)
}

/// Says what was built, and what is wrong that was not wrong before.
fn say(
    shown: &Shown,
    last: Option<&Shown>,
    took: Duration,
    news: &mut report::News,
    options: &Serve,
) -> Result<(), Error> {
    let Some((config, build)) = shown.built.as_deref() else {
        return Ok(());
    };
    let last = last.and_then(|last| last.built.as_deref());
    let changes = last.map(|(_, last)| build.content.changes(&last.content));
    report::shown(build, changes.as_ref(), took);
    let fresh = news.of(&build.content.findings);
    report::findings(&fresh, config, options.format, options.quiet)?;
    if options.format == Format::Json {
        print(format!("{}\n", report::built(build, changes, took)).as_bytes())?;
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
