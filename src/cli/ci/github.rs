//! `.github/workflows/pages.yml`

use super::job::{Job, Login};
use super::text::fill;
use super::{Example, Setup};

const WHOLE: &str = include_str!("../starter/ci/pages.yml");
const CHECKOUT: &str = include_str!("../starter/ci/checkout.yml");
const INSTALL: &str = include_str!("../starter/ci/install.yml");
const ARTIFACT: &str = include_str!("../starter/ci/artifact.yml");
const JOB: &str = include_str!("../starter/ci/job.yml");
const SERVED: &str = include_str!("../starter/ci/served.yml");

/// The token of the environment, for a branch of another repository, or else that of the job, which is good for its own.
const TOKEN: &str = "${{ secrets.GIT_TOKEN || github.token }}";

pub(super) fn file(setup: &Setup) -> String {
    let mut jobs: Vec<String> = setup.jobs.iter().map(job).collect();
    let mut artifacts: Vec<String> = setup.clouds().map(artifact).collect();
    let mut commented = String::new();
    if let Some(example) = &setup.example {
        jobs.push(job(&own_branch(example)));
        artifacts.push(artifact(&example.cloud));
        let [other, kept] = example.commented(job, artifact);
        commented = other;
        artifacts.push(kept);
    }
    let depth = setup.history("fetch-depth: 0");
    let values = [
        ("source", setup.source()),
        ("checkout", &*fill(CHECKOUT, &[("depth", depth)])),
        ("install", &install()),
        ("artifacts", &artifacts.concat()),
        ("jobs", &(jobs.join("\n") + &commented)),
    ];
    fill(WHOLE, &values)
}

/// A job that needs no secret: it pushes to a branch of the repository that it runs for, which Pages serves.
fn own_branch(example: &Example) -> Job {
    let login = Login::Token {
        host: "${{ github.server_url }}".to_owned(),
        own: Some("$GITHUB_REPOSITORY".to_owned()),
    };
    let to = "\"git+$GITHUB_SERVER_URL/$GITHUB_REPOSITORY.git#gh-pages\" --host github-pages";
    Job::example(&example.cloud, to, login)
}

fn install() -> String {
    fill(INSTALL, &[("version", env!("CARGO_PKG_VERSION"))])
}

fn artifact(cloud: &str) -> String {
    fill(ARTIFACT, &[("cloud", cloud)])
}

fn job(job: &Job) -> String {
    let machine = match job.login {
        Login::Here => {
            "# The target is a folder of the machine that this runs on.\nruns-on: self-hosted"
        }
        _ => "runs-on: ubuntu-latest",
    };
    let own = match &job.login {
        Login::Token { own, .. } => own.as_deref(),
        _ => None,
    };
    let permissions = match own {
        Some(_) => "# To push, and to have served what was pushed.\ncontents: write\npages: write",
        None => "contents: read",
    };
    let after = own.map(|repository| fill(SERVED, &[("token", TOKEN), ("repository", repository)]));
    let values = [
        ("job", &*job.name),
        ("title", &job.title),
        ("cloud", &*job.cloud),
        ("machine", machine),
        ("permissions", permissions),
        ("checkout", &fill(CHECKOUT, &[("depth", "")])),
        ("install", &install()),
        ("env", &env(job, own)),
        ("script", &job.script()),
        ("after", &after.unwrap_or_default()),
    ];
    fill(JOB, &values)
}

/// The variables of the step that publishes; empty where there are none.
fn env(job: &Job, own: Option<&str>) -> String {
    let secret = |name: &&str| match own {
        Some(_) => format!("  {name}: {TOKEN}\n"),
        None => format!("  {name}: ${{{{ secrets.{name} }}}}\n"),
    };
    let setting = |(name, value): (&str, String)| format!("  {name}: {value}\n");
    let mut lines: String = job.login.secrets().iter().map(secret).collect();
    lines.extend(job.login.settings().into_iter().map(setting));
    match lines.is_empty() {
        true => lines,
        false => format!("env:\n{lines}"),
    }
}
