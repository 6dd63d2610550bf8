//! The command line as typed.

mod check;
#[cfg(feature = "publish")]
mod publish;
mod trees;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use inlaid::config::Overrides;
use std::path::PathBuf;

pub(crate) use check::Check;
#[cfg(feature = "publish")]
pub(crate) use publish::{Hosting, Publish, PublishPlaces, Releases, Revoke, Rollback};
pub(crate) use trees::{Build, Merge};

/// Self-help articles in, one static site per cloud out.
#[derive(Debug, Parser)]
#[command(name = "inlaid", version, about, long_about = None, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Build one static site for each cloud
    Build(Build),
    /// Join the parts that `build --shard` made on several machines into whole trees
    Merge(Merge),
    /// Say what is wrong with articles, beyond what a build says; changes no article unless told to
    Check(Check),
    /// Show the sites in a browser, and each change at once
    Serve(Serve),
    /// Write a small site that builds, or the files by which CI checks, builds and publishes a site
    Init(Init),
    /// Write an article of a kind with its header filled in
    New(New),
    /// List the slots of all articles, or write down what can be said of them
    Slots(Slots),
    /// Say in which clouds an article is and by which line, at which address, in which lists, and what links to it
    Why(Why),
    /// List where the links of an article lead, and which lead to it
    Links(Why),
    /// Give an article another file or another id; links to it follow, and its old address becomes a redirect
    Mv(Mv),
    /// List the articles that one cloud has and another has not
    Diff(Diff),
    /// Count articles, clouds, kinds, services, slots, links and findings
    Stats(Ask),
    /// Put a built tree where it is served from
    #[cfg(feature = "publish")]
    Publish(Publish),
    /// List the releases of a target that can be gone back to
    #[cfg(feature = "publish")]
    Releases(Releases),
    /// Have a target serve an earlier release again
    #[cfg(feature = "publish")]
    Rollback(Rollback),
    /// Take an article out of a target at once, and everything that names it
    #[cfg(feature = "publish")]
    Revoke(Revoke),
    /// Check a theme, or copy a file of it to change
    #[command(subcommand)]
    Theme(Theme),
    /// Say what a finding means, with a wrong and a right example
    Explain {
        /// The code of the finding, such as `slot-case`; without it, all codes are listed
        code: Option<String>,
    },
    /// Print the completions of a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Write the man pages into a folder
    Man {
        /// The folder; it is made where it is missing
        dir: PathBuf,
    },
}

/// Where things are; named alike in every command.
#[derive(Debug, Args)]
pub(crate) struct Places {
    /// Build this cloud; may be given several times [default: every cloud of the configuration]
    #[arg(long = "cloud", value_name = "NAME")]
    pub(crate) clouds: Vec<String>,
    /// The content root [default: content]
    #[arg(long, value_name = "DIR")]
    pub(crate) content: Option<PathBuf>,
    /// The folder of themes [default: themes]
    #[arg(long, value_name = "DIR")]
    pub(crate) themes: Option<PathBuf>,
    /// The folder that trees are put in [default: public]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// The configuration [default: site.yaml, if it is there]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

impl Places {
    /// What they say over the configuration, with a file of values.
    pub(crate) fn overrides(&self, values: Option<&PathBuf>) -> Overrides {
        Overrides {
            content: self.content.clone(),
            themes: self.themes.clone(),
            out: self.out.clone(),
            config: self.config.clone(),
            clouds: self.clouds.clone(),
            values: values.cloned(),
        }
    }
}

/// Options of `init`.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The folder to make; it must be empty or not there [with `--ci`: the folder of a site, by default this one]
    #[cfg_attr(feature = "publish", arg(required_unless_present = "ci"))]
    #[cfg_attr(not(feature = "publish"), arg(required = true))]
    pub(crate) dir: Option<PathBuf>,
    /// Write `.github/workflows/pages.yml` and `azure-pipelines.yml`, which check, build and publish each cloud in a job of its
    /// own; a site that is there already gets these two files and nothing else
    #[cfg(feature = "publish")]
    #[arg(long)]
    pub(crate) ci: bool,
}

/// Options of the commands that answer questions.
#[derive(Debug, Args)]
pub(crate) struct Ask {
    #[command(flatten)]
    pub(crate) places: Places,
    /// How the answer is printed
    #[arg(long, value_enum, default_value_t = Answer::Human)]
    pub(crate) format: Answer,
}

/// How answers are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Answer {
    /// For people
    Human,
    /// For programs: one JSON object
    Json,
}

/// Options of `why` and `links`.
#[derive(Debug, Args)]
pub(crate) struct Why {
    /// The article: its id, or its path
    #[arg(value_name = "ARTICLE")]
    pub(crate) file: String,
    /// The cloud; without it every cloud, or for links the first that has the article
    #[arg(value_name = "CLOUD")]
    pub(crate) cloud: Option<String>,
    #[command(flatten)]
    pub(crate) ask: Ask,
}

/// Options of `mv`.
#[derive(Debug, Args)]
pub(crate) struct Mv {
    /// The article: its id, or its path
    #[arg(value_name = "OLD")]
    pub(crate) old: String,
    /// Its new path below the content root, which ends in `.md`, or its new id
    #[arg(value_name = "NEW")]
    pub(crate) new: String,
    #[command(flatten)]
    pub(crate) places: Places,
}

/// Options of `diff`.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// A cloud
    #[arg(value_name = "CLOUD")]
    pub(crate) one: String,
    /// Another
    #[arg(value_name = "OTHER")]
    pub(crate) other: String,
    #[command(flatten)]
    pub(crate) ask: Ask,
}

/// Options of `serve`.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) places: Places,
    /// Fill slots with the values of this YAML or JSON file
    #[arg(long, value_name = "FILE")]
    pub(crate) values: Option<PathBuf>,
    /// The port to listen at; where it is taken, the next free one [default: 8400]
    #[arg(long, value_name = "N")]
    pub(crate) port: Option<u16>,
    /// The address to listen at; any but that of this machine alone opens the preview to others
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(crate) host: std::net::IpAddr,
    /// Open the preview in a browser
    #[arg(long)]
    pub(crate) open: bool,
    /// The address that opens your editor at `{file}`, `{line}`, `{column}` [default: vscode://file{file}:{line}:{column}]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) editor: Option<String>,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,
    /// Print errors only
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people: the first 20 with their text, then counts, on standard error
    Human,
    /// For programs: all of them, one JSON object a line, on standard output
    Json,
    /// For code scanning: one SARIF 2.1.0 log, on standard output
    Sarif,
    /// For GitHub Actions: one annotation a finding, on standard output
    Github,
}

/// Options of `slots`.
#[derive(Debug, Args)]
pub(crate) struct Slots {
    /// The content root [default: content]
    #[arg(long, value_name = "DIR")]
    pub(crate) content: Option<PathBuf>,
    /// The configuration [default: site.yaml, if it is there]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Look at this article alone: its id, or its path below the content root
    #[arg(long, value_name = "ID")]
    pub(crate) article: Option<String>,
    /// How slots are listed
    #[arg(long, value_enum, default_value_t = Listing::Human)]
    pub(crate) format: Listing,
    /// Write a first `slots.yaml` into the content root
    #[arg(long, conflicts_with_all = ["schema", "sample", "article", "format"])]
    pub(crate) write: bool,
    /// Print a JSON Schema of the values that a host may send
    #[arg(long, conflicts_with_all = ["sample", "format"])]
    pub(crate) schema: bool,
    /// Print a file of made-up values for `build --values`
    #[arg(long, conflicts_with = "format")]
    pub(crate) sample: bool,
}

/// How slots are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Listing {
    /// For people: a table, and below it the names that are spelled in several ways
    Human,
    /// For programs: one JSON array of objects with `name`, `key`, `spellings` (objects of `name` and `count`),
    /// `alsoSpelled`, `kinds` (counts by `label`, `prose`, `optional`, `address`), `count`, `block`, `inline`, `articles` (paths),
    /// `default`, `declared` and `type` (`null` where none is declared); keys are added and not taken away
    Json,
}

/// What to do with a theme.
#[derive(Debug, Subcommand)]
pub(crate) enum Theme {
    /// Say what is wrong with the theme and what it inherits: templates, blocks, colours, words, assets
    Check(ThemeCheck),
    /// Copy a file that the theme inherits into its folder, to change it there
    Eject(ThemeEject),
}

/// Where a theme is; named alike in every command.
#[derive(Debug, Args)]
pub(crate) struct ThemePlaces {
    /// The theme [default: that of the configuration]
    #[arg(long, value_name = "NAME")]
    pub(crate) theme: Option<String>,
    /// The folder of themes [default: themes]
    #[arg(long, value_name = "DIR")]
    pub(crate) themes: Option<PathBuf>,
    /// The configuration [default: site.yaml, if it is there]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

/// Options of `theme check`.
#[derive(Debug, Args)]
pub(crate) struct ThemeCheck {
    #[command(flatten)]
    pub(crate) places: ThemePlaces,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,
    /// Print errors only
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// Options of `theme eject`.
#[derive(Debug, Args)]
pub(crate) struct ThemeEject {
    /// The file, such as `side.html` or `assets/style.css`
    #[arg(required_unless_present = "list")]
    pub(crate) file: Option<String>,
    #[command(flatten)]
    pub(crate) places: ThemePlaces,
    /// Take the place of a file that is there already
    #[arg(long)]
    pub(crate) force: bool,
    /// List the files that can be copied, and copy none
    #[arg(long, conflicts_with_all = ["file", "force"])]
    pub(crate) list: bool,
}

/// Options of `new`.
#[derive(Debug, Args)]
pub(crate) struct New {
    /// The kind of article, such as `generic` or `diagnostics`
    pub(crate) kind: String,
    /// The article's id, which is also the name of its file
    pub(crate) id: String,
    /// Its title [default: the id in words]
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// The service it belongs to
    #[arg(long)]
    pub(crate) service: Option<String>,
    /// The resource it belongs to
    #[arg(long)]
    pub(crate) resource: Option<String>,
    /// The content root
    #[arg(long, value_name = "DIR", default_value = "content")]
    pub(crate) content: PathBuf,
}
