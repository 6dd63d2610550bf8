//! Arguments, commands, reports, progress: everything that speaks to a terminal.

mod args;
mod ask;
mod build;
mod check;
#[cfg(feature = "publish")]
mod ci;
mod formats;
mod git;
mod mend;
mod merge;
mod mv;
#[cfg(feature = "publish")]
mod publish;
mod report;
mod serve;
mod slots;
mod stale;
mod theme;
mod timings;
mod write;

use args::{Cli, Command};
use clap::{CommandFactory as _, Parser as _};
use inlaid::diagnostic::{Code, Error};
use inlaid::property::nearest;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

/// What the program ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done.
    Done,
    /// Findings of level error, under `--strict`.
    Findings,
}

/// Runs the program. 0: done; 1: findings of level error under `--strict`; 2: could not run.
pub(crate) fn run() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command {
        Command::Build(options) => build::run(&options),
        Command::Merge(options) => merge::run(&options),
        Command::Check(options) => check::run(&options),
        Command::Serve(options) => serve::run(&options),
        Command::Init(options) => write::site(&options),
        Command::New(new) => write::article(&new),
        Command::Slots(options) => slots::run(&options),
        Command::Why(options) => ask::why(&options),
        Command::Links(options) => ask::links(&options),
        Command::Mv(options) => mv::run(&options),
        Command::Diff(options) => ask::diff(&options),
        Command::Stats(options) => ask::stats(&options),
        #[cfg(feature = "publish")]
        Command::Publish(options) => publish::run(&options),
        #[cfg(feature = "publish")]
        Command::Releases(options) => publish::releases(&options),
        #[cfg(feature = "publish")]
        Command::Rollback(options) => publish::rollback(&options),
        #[cfg(feature = "publish")]
        Command::Revoke(options) => publish::revoke(&options),
        Command::Theme(what) => theme::run(&what),
        Command::Explain { code } => explain(code.as_deref()),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "inlaid", &mut script);
            print(&script)
        }
        Command::Man { dir } => man(&dir),
    };
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(error) => {
            // A reader that hung up has seen enough; there is nobody left to tell.
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Writes data to standard output. A pipe that was closed is no failure.
pub(crate) fn print(bytes: &[u8]) -> Result<Outcome, Error> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::io("write", "standard output")(cause))
        }
        _ => Ok(Outcome::Done),
    }
}

fn explain(code: Option<&str>) -> Result<Outcome, Error> {
    let Some(name) = code else {
        let width = Code::ALL
            .iter()
            .map(|code| code.as_str().len())
            .max()
            .unwrap_or_default();
        let line = |code: &Code| {
            format!(
                "{:width$}  {:7}  {}\n",
                code.as_str(),
                code.level().as_str(),
                code.summary()
            )
        };
        return print(Code::ALL.iter().map(line).collect::<String>().as_bytes());
    };
    match Code::find(name) {
        Some(code) => print(
            format!(
                "{} ({}{})\n\n{}",
                code.summary(),
                code.level().as_str(),
                if code.is_off() { ", off" } else { "" },
                code.explanation()
            )
            .as_bytes(),
        ),
        None => {
            let help = match nearest(name, Code::ALL.iter().map(|code| code.as_str())) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`inlaid explain` lists all codes".to_owned(),
            };
            Err(Error::refused(
                format!("no finding has the code `{name}`"),
                help,
            ))
        }
    }
}

fn man(dir: &Path) -> Result<Outcome, Error> {
    std::fs::create_dir_all(dir).map_err(Error::io("make", dir))?;
    clap_mangen::generate_to(Cli::command(), dir).map_err(Error::io("write", dir))?;
    Ok(Outcome::Done)
}
