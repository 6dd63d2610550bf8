//! Why the program cannot go on, as opposed to a finding, which stops nothing.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why nothing, or nothing more, could be built.
#[derive(Debug)]
pub enum Error {
    /// The system refused something.
    Io {
        /// What was tried: `read`, `write` …
        act: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// A configuration file or a template says something that cannot be.
    Text {
        /// The file.
        path: PathBuf,
        /// The line, from 1; 0 where the file as a whole is meant.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
        /// The line of the file; empty where there is none to show.
        excerpt: String,
        /// What is wrong.
        message: String,
        /// The way out, where we know.
        help: Option<String>,
    },
    /// We could, but will not.
    Refused {
        /// What is refused, and why.
        message: String,
        /// The way out.
        help: String,
    },
}

impl Error {
    /// Wraps what the system said: `map_err(Error::io("read", path))`.
    pub fn io(act: &'static str, path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        move |cause| Self::Io {
            act,
            path: path.as_ref().to_owned(),
            cause,
        }
    }

    /// A refusal.
    pub fn refused(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Refused {
            message: message.into(),
            help: help.into(),
        }
    }

    /// A fault at a line and column, both from 1, of a text.
    pub fn text(
        path: impl AsRef<Path>,
        text: &str,
        (line, column): (usize, usize),
        message: impl Into<String>,
    ) -> Self {
        let excerpt = text
            .lines()
            .nth(line.saturating_sub(1))
            .unwrap_or_default()
            .to_owned();
        Self::Text {
            path: path.as_ref().to_owned(),
            line,
            column,
            excerpt,
            message: message.into(),
            help: None,
        }
    }

    /// The error with advice.
    #[must_use]
    pub fn with_help(self, advice: Option<String>) -> Self {
        match self {
            Self::Text {
                path,
                line,
                column,
                excerpt,
                message,
                help,
            } => Self::Text {
                path,
                line,
                column,
                excerpt,
                message,
                help: advice.or(help),
            },
            other => other,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { act, path, cause } => {
                write!(out, "cannot {act} `{}`: {}", path.display(), plain(cause))
            }
            Self::Refused { message, help } => write!(out, "{message}\n  = help: {help}"),
            Self::Text {
                path,
                line: 0,
                message,
                help,
                ..
            } => {
                write!(out, "{message}\n  --> {}", path.display())?;
                help.as_ref()
                    .map_or(Ok(()), |help| write!(out, "\n  = help: {help}"))
            }
            Self::Text {
                path,
                line,
                column,
                excerpt,
                message,
                help,
            } => {
                let number = line.to_string();
                let (gap, blank) = (
                    " ".repeat(number.len()),
                    " ".repeat(column.saturating_sub(1)),
                );
                write!(
                    out,
                    "{message}\n{gap}--> {}:{line}:{column}\n{gap} |\n{number} | {excerpt}\n{gap} | {blank}^",
                    path.display()
                )?;
                help.as_ref()
                    .map_or(Ok(()), |help| write!(out, "\n{gap} = help: {help}"))
            }
        }
    }
}

/// What the system said, without its number: `permission denied`.
fn plain(cause: &io::Error) -> String {
    let text = cause.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { cause, .. } => Some(cause),
            _ => None,
        }
    }
}
