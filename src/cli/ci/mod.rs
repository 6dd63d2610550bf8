//! `inlaid init --ci`: files with which GitHub Actions or Azure Pipelines check, build and publish a site.

mod azure;
mod github;
mod job;
mod text;

use inlaid::cloud::Clouds;
use inlaid::config::{Config, Dates, PublishTarget};
use inlaid::diagnostic::Error;
use job::{Job, Login};
use std::collections::BTreeSet;

/// The cloud that an example of a sovereign one is for.
const SOVEREIGN: &str = "fairfax";

/// What `site.yaml` has to say for the job that is a comment.
const TARGET: &str = "\
A sovereign cloud. To publish it, take the `# ` from this job and from the steps in `build` that keep its tree, and tell
`site.yaml` where it goes:

    publish:
      fairfax:
        cloud: fairfax
        to: az://contosofairfax/$web

";

/// What the files are made from.
struct Setup {
    /// The jobs of the targets of the configuration.
    jobs: Vec<Job>,
    /// What stands in for them where there are none.
    example: Option<Example>,
    /// Whether pages say when they changed.
    dates: Dates,
}

/// Jobs for targets that are not there yet.
struct Example {
    /// The cloud of the job that runs.
    cloud: String,
    /// A job that is a comment.
    sovereign: Option<Job>,
}

/// The files, each by its path below the folder of the site.
///
/// # Errors
/// When no job can be made of a target.
pub(super) fn files(config: &Config) -> Result<[(&'static str, String); 2], Error> {
    let setup = Setup::of(config)?;
    Ok([
        (".github/workflows/pages.yml", github::file(&setup)),
        ("azure-pipelines.yml", azure::file(&setup)),
    ])
}

impl Setup {
    fn of(config: &Config) -> Result<Self, Error> {
        let clouds = &config.clouds;
        let jobs = jobs(&config.publish, clouds)?;
        Ok(Self {
            example: jobs.is_empty().then(|| Example::of(clouds)),
            jobs,
            dates: config.dates,
        })
    }

    /// The clouds that jobs publish, each once.
    fn clouds(&self) -> impl Iterator<Item = &str> {
        let mut seen = BTreeSet::new();
        let clouds = self.jobs.iter().map(|job| job.cloud.as_str());
        clouds.filter(move |cloud| seen.insert(*cloud))
    }

    /// Where the jobs come from.
    fn source(&self) -> &'static str {
        match self.example {
            None => "from `publish:` of `site.yaml`",
            Some(_) => "with an example of such a job",
        }
    }

    /// `setting`, which has a checkout bring the history along, where that matters.
    fn history(&self, setting: &'static str) -> &'static str {
        match self.dates {
            Dates::Git => setting,
            Dates::Off => "",
        }
    }
}

/// A job for each target that says which cloud it is for.
fn jobs(targets: &[PublishTarget], clouds: &Clouds) -> Result<Vec<Job>, Error> {
    let mut jobs: Vec<Job> = Vec::new();
    for target in targets {
        let Some(job) = Job::of(target, clouds)? else {
            continue;
        };
        // Hosts compare names of environments without case.
        if jobs.iter().any(|other| other.is_named_as(&job)) {
            let message = format!("two targets would have the job `{}`", job.name);
            return Err(Error::refused(message, "rename one of them"));
        }
        jobs.push(job);
    }
    match (targets.first(), jobs.is_empty()) {
        (Some(target), true) => Err(Error::refused(
            format!("`{}` does not say which cloud it is for", target.name),
            "give the targets in `site.yaml` a `cloud:`; each then has a job",
        )),
        _ => Ok(jobs),
    }
}

impl Example {
    fn of(clouds: &Clouds) -> Self {
        let cloud = clouds.iter().next();
        let sovereign = clouds.find(SOVEREIGN).map(|_| {
            let login = Login::Keys(&["AZURE_STORAGE_ACCOUNT_KEY"]);
            Job::example(SOVEREIGN, SOVEREIGN, login)
        });
        Self {
            cloud: cloud.map_or_else(String::new, |(_, cloud)| cloud.name.clone()),
            sovereign,
        }
    }

    /// The job that is a comment, with what it takes to have it, and what stands for it in `build`; empty where there is none.
    fn commented(
        &self,
        job: impl Fn(&Job) -> String,
        artifact: impl Fn(&str) -> String,
    ) -> [String; 2] {
        let Some(sovereign) = &self.sovereign else {
            return [String::new(), String::new()];
        };
        let job = text::comment(&format!("{TARGET}{}", job(sovereign)));
        [
            format!("\n{job}"),
            text::comment(&artifact(&sovereign.cloud)),
        ]
    }
}
