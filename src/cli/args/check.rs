//! The options of `check`.

use super::{Format, Places};
use clap::Args;
use std::path::PathBuf;

/// Options of `check`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) places: Places,
    /// Report only the files that are named here, by their path below the content root
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Report only articles that changed since a revision of git, and those that link to them [REV: HEAD]
    #[arg(long, value_name = "REV", num_args = 0..=1, default_missing_value = "HEAD", require_equals = true, conflicts_with = "files")]
    pub(crate) changed: Option<String>,
    /// Only count the findings that this file holds, and show those that are new
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Write all findings into the file of `--baseline`; those that are gone leave it
    #[arg(long, requires = "baseline", conflicts_with_all = ["files", "changed"])]
    pub(crate) write_baseline: bool,
    #[cfg(feature = "publish")]
    #[command(flatten)]
    pub(crate) external: External,
    /// Ask no other host; this is how it is anyway
    #[arg(long)]
    #[cfg_attr(feature = "publish", arg(conflicts_with = "external"))]
    pub(crate) offline: bool,
    /// Mend what has one right answer, and leave every other byte as it is
    #[arg(long, conflicts_with = "baseline")]
    pub(crate) fix: bool,
    /// Print what `--fix` would change, and change nothing
    #[arg(long, requires = "fix")]
    pub(crate) dry_run: bool,
    /// Mend files that have changes git does not know, too
    #[arg(long, requires = "fix")]
    pub(crate) allow_dirty: bool,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,
    /// Print errors only
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// What `check` asks other hosts.
#[cfg(feature = "publish")]
#[derive(Debug, Args)]
pub(crate) struct External {
    /// Ask other hosts, too, whether their pages are there
    #[arg(long, conflicts_with = "fix")]
    pub(crate) external: bool,
    /// With `--external`: the file that keeps what hosts said
    #[arg(
        long,
        value_name = "FILE",
        default_value = ".inlaid-links.json",
        requires = "external"
    )]
    pub(crate) link_cache: PathBuf,
    /// With `--external`: how many days what a host said counts
    #[arg(long, value_name = "DAYS", default_value_t = 7, requires = "external")]
    pub(crate) link_age: u64,
    /// With `--external`: how many seconds an answer may take
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 10,
        requires = "external"
    )]
    pub(crate) timeout: u64,
}
