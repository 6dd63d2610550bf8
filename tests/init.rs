//! `inlaid init`: which files it writes, and what the jobs are let do that it writes for CI. `tests/ci/run` runs them.
#![cfg(feature = "publish")]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads and writes its own files, and fails where it cannot"
)]

use serde_yaml::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const GITHUB: &str = ".github/workflows/pages.yml";
const AZURE: &str = "azure-pipelines.yml";

/// A target of every kind.
const TARGETS: &str = r##"
dates: git
publish:
  pages: { cloud: public, to: "git+https://github.com/contoso/help.git#gh-pages" }
  lab: { cloud: public, to: "git+https://me@git.contoso.com:8443/help.git" }
  china: { cloud: mooncake, to: "git+ssh://git@git.contoso.cn/help.git#site" }
  fairfax: { cloud: fairfax, to: "az://contosofairfax/$web" }
  amazon.one: { cloud: fairfax, to: "s3://contoso" }
  google: { cloud: public, to: "gs://contoso" }
  disk: { cloud: usnat, to: "file:/srv/help" }
  bare: { cloud: usnat, to: "git+file:/srv/help.git" }
  unsaid: { to: "file:/srv/any" }
"##;

fn fresh(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("init")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn init(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_inlaid"));
    let command = command.current_dir(folder).arg("init").args(arguments);
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn files(folder: &Path) -> Vec<String> {
    let files = walkdir::WalkDir::new(folder).sort_by_file_name();
    let files = files.into_iter().map(Result::unwrap);
    let files = files.filter(|entry| entry.file_type().is_file());
    let names = files.map(|entry| {
        let path = entry.path().strip_prefix(folder).unwrap();
        path.display().to_string()
    });
    names.collect()
}

/// A site with this configuration and the files for CI, read.
fn with_targets(name: &str, config: &str) -> [Value; 2] {
    let folder = fresh(name);
    fs::write(folder.join("site.yaml"), config).unwrap();
    let output = init(&folder, &["--ci"]);
    assert!(output.status.success(), "{}", said(&output));
    [GITHUB, AZURE].map(|file| {
        let text = fs::read_to_string(folder.join(file)).unwrap();
        serde_yaml::from_str(&text).unwrap()
    })
}

fn text(value: &Value) -> String {
    serde_yaml::to_string(value).unwrap()
}

/// The jobs of the first file and the stages of the second, by name.
fn jobs([github, azure]: &[Value; 2]) -> Vec<(String, Value)> {
    let jobs = github["jobs"].as_mapping().unwrap().iter();
    let jobs = jobs.map(|(name, job)| (name.as_str().unwrap().to_owned(), job.clone()));
    let stages = azure["stages"].as_sequence().unwrap().iter();
    let stages = stages.map(|stage| (stage["stage"].as_str().unwrap().to_owned(), stage.clone()));
    jobs.chain(stages).collect()
}

/// What a job names of `${{ secrets.NAME }}` or `$(NAME)`, where names are in capitals.
fn secrets(job: &Value) -> BTreeSet<String> {
    let text = text(job);
    let after = ["secrets.", "$("].map(|sign| text.split(sign).skip(1));
    let names = after.into_iter().flatten().map(|rest| {
        let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        rest[..end.unwrap_or(rest.len())].to_owned()
    });
    let shouted = |name: &String| {
        name.chars()
            .all(|letter| letter == '_' || letter.is_ascii_uppercase())
    };
    names
        .filter(|name| !name.is_empty() && shouted(name))
        .collect()
}

#[test]
fn a_new_site_has_the_files_for_ci_where_they_are_asked_for() {
    let folder = fresh("new");
    assert!(init(&folder, &["plain"]).status.success());
    assert!(init(&folder, &["site", "--ci"]).status.success());
    let plain = files(&folder.join("plain"));
    let mut wanted = [plain, vec![GITHUB.to_owned(), AZURE.to_owned()]].concat();
    wanted.sort();
    assert_eq!(files(&folder.join("site")), wanted);
}

#[test]
fn a_repository_without_a_file_is_empty() {
    let folder = fresh("repository");
    fs::create_dir(folder.join(".git")).unwrap();
    assert!(init(&folder, &["."]).status.success());
    assert!(folder.join("site.yaml").exists());
}

#[test]
fn a_site_that_is_there_gets_two_files_and_keeps_its_own() {
    let folder = fresh("there");
    fs::create_dir(folder.join("content")).unwrap();
    fs::write(folder.join("content/a.md"), "mine").unwrap();
    assert!(init(&folder, &["--ci"]).status.success());
    assert_eq!(files(&folder), [GITHUB, AZURE, "content/a.md"]);
    assert_eq!(fs::read(folder.join("content/a.md")).unwrap(), b"mine");
}

#[test]
fn no_file_is_overwritten() {
    for taken in [GITHUB, AZURE] {
        let folder = fresh("taken");
        fs::create_dir_all(folder.join(".github/workflows")).unwrap();
        fs::write(folder.join("site.yaml"), "title: T\n").unwrap();
        fs::write(folder.join(taken), "mine").unwrap();
        let output = init(&folder, &["--ci"]);
        assert_eq!(output.status.code(), Some(2));
        let words = format!("`{taken}` is there already");
        assert!(said(&output).contains(&words), "{}", said(&output));
        assert_eq!(files(&folder).len(), 2);
        assert_eq!(fs::read(folder.join(taken)).unwrap(), b"mine");
    }
}

#[test]
fn what_cannot_have_jobs_is_a_clear_error() {
    let folder = fresh("wrong");
    fs::write(folder.join("a.txt"), "").unwrap();
    assert!(said(&init(&folder, &["--ci"])).contains("`.` is not empty"));
    for (config, says) in [
        (
            "a: { to: 'file:x' }",
            "`a` does not say which cloud it is for",
        ),
        (
            "a b: { cloud: public, to: 'file:x' }",
            "`a b` cannot name a job",
        ),
        (
            "a: { cloud: public, to: 'ftp://x' }",
            "`ftp:` is no kind of target",
        ),
        (
            "{ a.b: { cloud: public, to: 'file:x' }, A-b: { cloud: public, to: 'file:y' } }",
            "two targets would have the job `publish-A-b`",
        ),
    ] {
        fs::write(folder.join("site.yaml"), format!("publish:\n  {config}\n")).unwrap();
        let output = init(&folder, &["--ci"]);
        assert_eq!(output.status.code(), Some(2), "{config}");
        assert!(said(&output).contains(says), "{}", said(&output));
        assert_eq!(files(&folder), ["a.txt", "site.yaml"]);
    }
}

#[test]
fn every_target_that_names_its_cloud_has_a_job() {
    let files = with_targets("targets", TARGETS);
    let names: Vec<String> = jobs(&files).into_iter().map(|(name, _)| name).collect();
    let targets = "pages lab china fairfax amazon-one google disk bare";
    let github = ["check".to_owned(), "build".to_owned()].into_iter();
    let github = github.chain(targets.split(' ').map(|name| format!("publish-{name}")));
    let azure: Vec<String> = github.clone().map(|name| name.replace('-', "_")).collect();
    assert_eq!(names, github.chain(azure).collect::<Vec<_>>());
    let job = &files[0]["jobs"]["publish-amazon-one"];
    assert!(text(job).contains("inlaid publish fairfax --to amazon.one --plan"));
    assert!(text(job).contains("name: tree-fairfax"));
    assert_eq!(job["environment"], "publish-amazon-one");
    assert_eq!(job["concurrency"]["group"], "publish-amazon-one");
    assert_eq!(files[0]["jobs"]["publish-disk"]["runs-on"], "self-hosted");
}

#[test]
fn a_job_takes_the_tree_of_its_own_cloud_alone() {
    let files = with_targets("trees", TARGETS);
    for (name, job) in jobs(&files) {
        let text = text(&job);
        let trees: BTreeSet<&str> = text
            .split("tree-")
            .skip(1)
            .filter_map(|rest| rest.split_whitespace().next())
            .collect();
        let count = match name.as_str() {
            "check" => 0,
            "build" => 4,
            _ => 1,
        };
        assert_eq!(trees.len(), count, "{name}: {trees:?}");
    }
}

#[test]
fn secrets_are_in_the_step_that_publishes_and_nowhere_else() {
    let files = with_targets("secrets", TARGETS);
    let mut seen = 0;
    for (name, job) in jobs(&files) {
        let wanted = match name.replace('_', "-").as_str() {
            "publish-pages" | "publish-lab" => "GIT_TOKEN",
            "publish-china" => "GIT_KNOWN_HOSTS GIT_SSH_KEY",
            "publish-fairfax" => "AZURE_STORAGE_ACCOUNT_KEY",
            "publish-amazon-one" => "AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY",
            "publish-google" => "GOOGLE_SERVICE_ACCOUNT_KEY",
            _ => "",
        };
        let own: Vec<String> = secrets(&job).into_iter().collect();
        assert_eq!(own.join(" "), wanted, "{name}");
        seen += own.len();
        let nested = &job["jobs"][0]["strategy"]["runOnce"]["deploy"]["steps"];
        let steps = [&job["steps"], &job["jobs"][0]["steps"], nested];
        let steps = steps.into_iter().filter_map(Value::as_sequence).flatten();
        let publishing = |step: &&Value| {
            let text = text(step);
            text.contains("inlaid publish") || text.contains("gh api")
        };
        let within = steps.filter(publishing).flat_map(secrets);
        assert_eq!(within.collect::<BTreeSet<_>>(), own.into_iter().collect());
    }
    assert_eq!(seen, 2 * 8);
    let [github, azure] = &files;
    assert!(github["env"].is_null() && azure["variables"].is_null());
    for stage in azure["stages"].as_sequence().unwrap() {
        assert!(stage["variables"].is_null());
        let group = &stage["jobs"][0]["variables"][0]["group"];
        let has_secrets = !secrets(stage).is_empty();
        assert_eq!(group.as_str().is_some(), has_secrets);
        assert!(group.is_null() || *group == stage["jobs"][0]["environment"]);
    }
}

#[test]
fn a_job_may_do_no_more_than_it_needs() {
    let [github, _] = with_targets("permissions", TARGETS);
    assert_eq!(text(&github["permissions"]), "contents: read\n");
    for (name, job) in github["jobs"].as_mapping().unwrap() {
        let wanted = match name.as_str().unwrap() {
            "check" | "build" => "null\n",
            "publish-pages" => "contents: write\npages: write\n",
            _ => "contents: read\n",
        };
        assert_eq!(text(&job["permissions"]), wanted, "{name:?}");
        let checkout = &job["steps"][0]["with"];
        assert_eq!(checkout["persist-credentials"], false);
    }
}

#[test]
fn days_of_change_come_with_the_history() {
    for (name, config, depth) in [
        ("dated", "dates: git\n", Value::from(0)),
        ("undated", "title: T\n", Value::Null),
    ] {
        let [github, azure] = with_targets(name, config);
        let jobs = &github["jobs"];
        assert_eq!(jobs["build"]["steps"][0]["with"]["fetch-depth"], depth);
        assert!(jobs["publish-public"]["steps"][0]["with"]["fetch-depth"].is_null());
        let checkout = &azure["stages"][1]["jobs"][0]["steps"][0];
        assert_eq!(checkout["fetchDepth"].is_null(), depth.is_null());
    }
}
