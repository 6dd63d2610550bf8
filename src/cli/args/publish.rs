//! The options of the commands that take trees to where they are served.

use super::Answer;
use clap::Args;
use std::path::PathBuf;

/// Where trees and targets are; named alike in every command.
#[derive(Debug, Args)]
pub(crate) struct PublishPlaces {
    /// The folder that trees are in [default: public]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// The configuration [default: site.yaml, if it is there]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

/// What the host of a target needs; named alike in every command.
#[derive(Debug, Args)]
pub(crate) struct Hosting {
    /// Write the rules that this host reads, and hold the tree against its limits: azure-swa, netlify, cloudflare, github-pages,
    /// nginx or caddy [default: `host` of the target]
    #[arg(long, value_name = "NAME")]
    pub(crate) host: Option<String>,
    /// Put packed forms, `.br` and `.gz`, beside text files, for hosts that send them as they are
    #[arg(long)]
    pub(crate) packed: bool,
}

/// Options of `publish`.
#[derive(Debug, Args)]
pub(crate) struct Publish {
    /// The cloud [default: that of the target]
    #[arg(value_name = "CLOUD")]
    pub(crate) cloud: Option<String>,
    /// The target: a name of `publish:` in the configuration, or an address such as `file:/srv/site` or `az://account/$web`
    #[arg(long, value_name = "TARGET")]
    pub(crate) to: String,
    #[command(flatten)]
    pub(crate) places: PublishPlaces,
    #[command(flatten)]
    pub(crate) hosting: Hosting,
    /// Print what would be done, and do nothing
    #[arg(long)]
    pub(crate) plan: bool,
    /// Do only what this file says, which `--plan --format json` printed; refuse where that is not what would be done now
    #[arg(long, value_name = "FILE")]
    pub(crate) planned: Option<PathBuf>,
    /// Publish a tree that was made with findings of level error
    #[arg(long)]
    pub(crate) allow: bool,
    /// How many files may be deleted [default: 10 % of those that are there, at most 256]
    #[arg(long, value_name = "N")]
    pub(crate) max_delete: Option<usize>,
    /// How many requests may be under way at a time [default: 16]
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<std::num::NonZeroUsize>,
    /// How the plan is printed
    #[arg(long, value_enum, default_value_t = Answer::Human, requires = "plan")]
    pub(crate) format: Answer,
    /// Print errors only
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// Options of `releases`.
#[derive(Debug, Args)]
pub(crate) struct Releases {
    /// The target, as for `publish`
    #[arg(long, value_name = "TARGET")]
    pub(crate) to: String,
    #[command(flatten)]
    pub(crate) places: PublishPlaces,
    /// How the releases are printed
    #[arg(long, value_enum, default_value_t = Answer::Human)]
    pub(crate) format: Answer,
}

/// Options of `rollback`.
#[derive(Debug, Args)]
pub(crate) struct Rollback {
    /// The release, as `inlaid releases` lists it [default: the one before]
    #[arg(value_name = "ID")]
    pub(crate) id: Option<String>,
    /// The target, as for `publish`
    #[arg(long, value_name = "TARGET")]
    pub(crate) to: String,
    #[command(flatten)]
    pub(crate) places: PublishPlaces,
    /// Print what would be done, and do nothing
    #[arg(long)]
    pub(crate) plan: bool,
    /// How many requests may be under way at a time [default: 16]
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<std::num::NonZeroUsize>,
    /// How the plan is printed
    #[arg(long, value_enum, default_value_t = Answer::Human, requires = "plan")]
    pub(crate) format: Answer,
    /// Print errors only
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// Options of `revoke`.
#[derive(Debug, Args)]
pub(crate) struct Revoke {
    /// The article: its id, its file below the content root, or its address
    #[arg(value_name = "ARTICLE")]
    pub(crate) article: String,
    /// The target, as for `publish`
    #[arg(long, value_name = "TARGET")]
    pub(crate) to: String,
    #[command(flatten)]
    pub(crate) places: PublishPlaces,
    /// The content root, of which the tree is built again without the article [default: content]
    #[arg(long, value_name = "DIR")]
    pub(crate) content: Option<PathBuf>,
    /// The folder of themes [default: themes]
    #[arg(long, value_name = "DIR")]
    pub(crate) themes: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) hosting: Hosting,
    /// How many files may be deleted besides [default: 10 % of those that are there, at most 256]
    #[arg(long, value_name = "N")]
    pub(crate) max_delete: Option<usize>,
    /// How many requests may be under way at a time [default: 16]
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<std::num::NonZeroUsize>,
    /// Print errors only
    #[arg(long, short)]
    pub(crate) quiet: bool,
}
