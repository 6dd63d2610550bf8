//! `inlaid serve`

use super::args::Serve;
use super::{Outcome, report};
use inlaid::config::{Config, samples};
use inlaid::diagnostic::Error;
use inlaid::memo::Memo;
use inlaid::serve::{Server, Shown};
use inlaid::watch::Watch;
use std::io::{Write as _, stderr};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// The port that is tried first.
const PORT: u16 = 8400;

/// Builds, shows, waits; for ever.
pub(super) fn run(options: &Serve) -> Result<Outcome, Error> {
    let config = Config::load(&options.places.overrides(options.values.as_ref()))?;
    let named = options.places.config.as_deref();
    let mut files = vec![named.unwrap_or(Path::new("site.yaml"))];
    files.extend(options.values.as_deref());
    // Before the first build, so that no change falls between the two.
    let mut watch = Watch::new(&config, &files)?;
    let port = options.port.unwrap_or(PORT);
    let server = Server::start(options.host, port)?;
    greet(&server, options, port, &watch);
    let mut memo = Memo::default();
    let mut news = report::News::default();
    for round in 1.. {
        let started = Instant::now();
        let built =
            Config::load(&options.places.overrides(options.values.as_ref())).and_then(|config| {
                let samples = samples(&config.content)?;
                let build = inlaid::build(&config, &mut memo)?;
                Ok((config, build, samples))
            });
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
                if let Some((config, build)) = shown.built.as_deref() {
                    report::shown(build, took);
                    let fresh = news.of(&build.findings);
                    report::findings(&fresh, config, options.format, options.quiet)?;
                }
            }
            Err(error) => {
                report::fault(&error);
                server.fail(round, error.to_string());
            }
        }
        memo.sweep();
        watch.wait();
    }
    Ok(Outcome::Done)
}

/// Says where the preview is, and what is unusual about it.
fn greet(server: &Server, options: &Serve, port: u16, watch: &Watch) {
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
    if options.open {
        open(&address);
    }
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
