//! `azure-pipelines.yml`

use super::Setup;
use super::job::{Job, Login};
use super::text::fill;

const WHOLE: &str = include_str!("../starter/ci/azure-pipelines.yml");
const CHECKOUT: &str = include_str!("../starter/ci/azure-checkout.yml");
const INSTALL: &str = include_str!("../starter/ci/azure-install.yml");
const ARTIFACT: &str = include_str!("../starter/ci/azure-artifact.yml");
const JOB: &str = include_str!("../starter/ci/azure-job.yml");

pub(super) fn file(setup: &Setup) -> String {
    let mut jobs: Vec<String> = setup.jobs.iter().map(job).collect();
    let mut artifacts: Vec<String> = setup.clouds().map(artifact).collect();
    let mut commented = String::new();
    if let Some(example) = &setup.example {
        // The account is named beside its key, so that this runs as it is.
        let to = "'az://$(AZURE_STORAGE_ACCOUNT_NAME)/$web'";
        let keys = Login::Keys(&["AZURE_STORAGE_ACCOUNT_KEY"]);
        jobs.push(job(&Job::example(&example.cloud, to, keys)));
        artifacts.push(artifact(&example.cloud));
        let [other, kept] = example.commented(job, artifact);
        commented = other;
        artifacts.push(kept);
    }
    let depth = setup.history("fetchDepth: '0'");
    let values = [
        ("source", setup.source()),
        ("checkout", &*fill(CHECKOUT, &[("depth", depth)])),
        ("install", &install()),
        ("artifacts", &artifacts.concat()),
        ("jobs", &(jobs.join("\n") + &commented)),
    ];
    fill(WHOLE, &values)
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
            "# The target is a folder of the machines of this pool.\npool:\n  name: Default"
        }
        _ => "",
    };
    let variables = match job.login.secrets() {
        [] => String::new(),
        _ => format!("variables:\n  - group: {}", job.name),
    };
    let values = [
        ("stage", &*job.name.replace('-', "_")),
        ("job", &job.name),
        ("title", &job.title),
        ("cloud", &job.cloud),
        ("machine", machine),
        ("variables", &variables),
        ("checkout", &fill(CHECKOUT, &[("depth", "")])),
        ("install", &install()),
        ("script", &job.script()),
        ("env", &env(job)),
    ];
    fill(JOB, &values)
}

/// The variables of the step that publishes; empty where there are none. Secrets of a group are in no step that does not ask for
/// them.
fn env(job: &Job) -> String {
    let secret = |name: &&str| format!("  {name}: $({name})\n");
    let setting = |(name, value): (&str, String)| format!("  {name}: {value}\n");
    let mut lines: String = job.login.secrets().iter().map(secret).collect();
    lines.extend(job.login.settings().into_iter().map(setting));
    match lines.is_empty() {
        true => lines,
        false => format!("env:\n{lines}"),
    }
}
