//! The options of what makes trees.

use super::{Format, Places};
use clap::{Args, ValueEnum};
use inlaid::emit::{Link, Manner, Trust};
use inlaid::output::Shard;
use std::path::PathBuf;

/// Options of `build`.
#[derive(Debug, Args)]
pub(crate) struct Build {
    #[command(flatten)]
    pub(crate) places: Places,
    /// Fill slots with the values of this YAML or JSON file when the pages are made
    #[arg(long, value_name = "FILE")]
    pub(crate) values: Option<PathBuf>,
    /// Put nothing in place and exit with 1 where a finding is an error
    #[arg(long)]
    pub(crate) strict: bool,
    /// Go on: build again whenever something changes, and print a line each time
    #[arg(long, conflicts_with_all = ["strict", "shard"])]
    pub(crate) watch: bool,
    /// Make only this part of each tree, such as `2/4`, the second of four; `inlaid merge` joins them
    #[arg(long, value_name = "I/N")]
    pub(crate) shard: Option<Shard>,
    /// Read every file in place again, too, instead of trusting its size and time
    #[arg(long, conflicts_with = "shard")]
    pub(crate) verify: bool,
    /// What becomes of a file that the trees of several clouds have alike
    #[arg(long, value_enum, default_value_t = Sharing::Auto, value_name = "HOW", conflicts_with = "shard")]
    pub(crate) link: Sharing,
    /// How many threads to use [default: one for each core]
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<std::num::NonZeroUsize>,
    /// Say how long each stage took, on standard error; into FILE, for viewers of trace events, every file as well
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, conflicts_with = "watch")]
    pub(crate) timings: Option<Option<PathBuf>>,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,
    /// Print errors only
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// What becomes of a file that several trees have.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Sharing {
    /// Shared where the file system can: its blocks, or else the file itself by a hard link
    Auto,
    /// A copy in each tree
    Copy,
}

impl Build {
    /// How trees are put in place.
    pub(crate) fn manner(&self) -> Manner {
        Manner {
            trust: match self.verify {
                true => Trust::Content,
                false => Trust::Times,
            },
            link: match self.link {
                Sharing::Auto => Link::Auto,
                Sharing::Copy => Link::Copy,
            },
        }
    }
}

/// Options of `merge`.
#[derive(Debug, Args)]
pub(crate) struct Merge {
    /// Folders that `build --shard` had as `--out`
    #[arg(value_name = "PART", required = true)]
    pub(crate) parts: Vec<PathBuf>,
    /// Join the parts of this cloud; may be given several times [default: every cloud that is found]
    #[arg(long = "cloud", value_name = "NAME")]
    pub(crate) clouds: Vec<String>,
    /// The folder that trees are put in
    #[arg(long, value_name = "DIR", default_value = "public")]
    pub(crate) out: PathBuf,
    /// Print errors only
    #[arg(long, short)]
    pub(crate) quiet: bool,
}
