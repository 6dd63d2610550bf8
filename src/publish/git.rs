//! A branch that a host of pages reads: every release is a commit. `git` itself speaks to the other side, with the author's keys.
//!
//! The commit holds the site and, in `.inlaid/release.json`, the record of the release. The push goes through only where the branch
//! is as it was when the plan was made. What a commit is named by is the hash of all that is in it, so nothing is read back
//! but that name.

use super::Done;
use super::hash::Hash;
use super::offer::Offer;
use super::plan::Plan;
use super::release::{File, POINTER, Release};
use super::revoke::{Leak, Revoked};
use crate::diagnostic::Error;
use crate::path::OutPath;
use std::collections::BTreeSet;
use std::fs::{self, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::SystemTime;

/// The record of a release in its commit.
const RECORD: &str = ".inlaid/release.json";
/// The paths that were revoked, in every commit since.
const REVOKED: &str = ".inlaid/revoked.json";
/// Where the branch of the other side is kept here.
const BASE: &str = "refs/inlaid/base";
/// Where the commit is made.
const NEXT: &str = "refs/inlaid/next";

/// A target that is a branch.
pub(super) struct Branch {
    /// A repository of ours, without files of its own.
    repository: PathBuf,
    remote: String,
    branch: String,
    keep: usize,
    /// The commit that the branch is at; `None` where there is no branch.
    head: Option<String>,
}

impl Branch {
    /// Fetches the branch into a repository below `records`, which may be deleted at any time.
    pub(super) fn open(
        records: &Path,
        (remote, branch): (&str, &str),
        keep: usize,
    ) -> Result<Self, Error> {
        let name = Hash::of(format!("{remote}#{branch}").as_bytes()).to_string();
        let repository = records.join("publish").join(&name[..16]);
        fs::create_dir_all(&repository).map_err(Error::io("make", &repository))?;
        let _lock = lock(&repository)?;
        let mut opened = Self {
            repository,
            remote: remote.to_owned(),
            branch: branch.to_owned(),
            keep,
            head: None,
        };
        opened.git(&["init", "--quiet", "--bare"])?;
        opened.head = opened.far_head()?;
        if opened.head.is_some() {
            let depth = format!("--depth={keep}");
            let refs = format!("+refs/heads/{branch}:{BASE}");
            opened.git(&["fetch", "--quiet", "--no-tags", &depth, remote, &refs])?;
        }
        Ok(opened)
    }

    /// The commit that the branch is at on the other side.
    fn far_head(&self) -> Result<Option<String>, Error> {
        let name = format!("refs/heads/{}", self.branch);
        let said = self.git(&["ls-remote", &self.remote, &name])?;
        Ok(text(&said).split_whitespace().next().map(str::to_owned))
    }

    /// The release that is served.
    pub(super) fn current(&self) -> Result<Option<Release>, Error> {
        let Some(head) = &self.head else {
            return Ok(None);
        };
        match self.record(head) {
            Some(release) => Ok(Some(release)),
            None => Err(Error::refused(
                format!(
                    "the branch `{}` holds what inlaid did not publish",
                    self.branch
                ),
                "name a branch of its own: `…#BRANCH`",
            )),
        }
    }

    fn record(&self, commit: &str) -> Option<Release> {
        let record = self.git(&["cat-file", "blob", &format!("{commit}:{RECORD}")]);
        Release::parse(&record.ok()?.stdout)
    }

    /// The commits that are kept, the newest first.
    fn commits(&self) -> Result<Vec<String>, Error> {
        let Some(head) = &self.head else {
            return Ok(Vec::new());
        };
        let most = format!("--max-count={}", self.keep);
        let said = self.git(&["rev-list", "--first-parent", &most, head])?;
        Ok(text(&said).lines().map(str::to_owned).collect())
    }

    /// The releases that are kept, the newest first.
    pub(super) fn releases(&self) -> Result<Vec<Release>, Error> {
        let commits = self.commits()?;
        let mut releases: Vec<Release> = Vec::new();
        for release in commits.iter().filter_map(|commit| self.record(commit)) {
            // One that was gone back to stands twice.
            if releases.iter().all(|known| known.id != release.id) {
                releases.push(release);
            }
        }
        Ok(releases)
    }

    /// Makes a commit of the planned release, and pushes it.
    pub(super) fn publish(
        &self,
        plan: &Plan,
        offer: &Offer,
        progress: &(impl Fn(u64) + Sync),
    ) -> Result<Done, Error> {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let now = now.map_or(0, |now| now.as_secs());
        let release = Release::new(&plan.cloud, plan.number + 1, now, offer.listing());
        let mut stream = self.beginning(&release, self.head.as_deref());
        for path in &plan.delete {
            stream.extend(format!("D {}\n", path.as_str()).bytes());
        }
        for path in plan.add.iter().chain(&plan.change) {
            let Some(item) = offer.files.get(path) else {
                continue;
            };
            let bytes = match item.bytes()? {
                Some(bytes) => bytes,
                None => self.kept(path, &item.file)?,
            };
            push_file(&mut stream, path.as_str(), &bytes);
            progress(item.file.size);
        }
        push_file(&mut stream, POINTER, &release.pointer().bytes());
        push_file(&mut stream, RECORD, &release.bytes());
        self.push(&stream)?;
        Ok(Done {
            written: plan.add.len() + plan.change.len(),
            bytes: plan.bytes,
            removed: plan.delete.len(),
        })
    }

    /// The head of a commit, in the language of `git fast-import`.
    fn beginning(&self, release: &Release, parent: Option<&str>) -> Vec<u8> {
        let who = self.git(&["var", "GIT_COMMITTER_IDENT"]).ok();
        let who = who.map(|said| text(&said).trim().to_owned());
        let who =
            who.unwrap_or_else(|| format!("Inlaid <inlaid@localhost> {} +0000", release.published));
        let message = format!("Publish {} of {}\n", release.id, release.cloud);
        let mut stream = format!(
            "commit {NEXT}\ncommitter {who}\ndata {}\n{message}\n",
            message.len()
        );
        if let Some(parent) = parent {
            stream += &format!("from {parent}\n");
        }
        stream.into_bytes()
    }

    fn import(&self, stream: &[u8]) -> Result<(), Error> {
        let mut child = self
            .command(&["fast-import", "--quiet", "--force"])
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(Error::io("start", "git"))?;
        if let Some(mut input) = child.stdin.take() {
            // Where git ended early, what it said is worth more than that the pipe broke.
            let _ = input.write_all(stream);
        }
        let output = child
            .wait_with_output()
            .map_err(Error::io("start", "git"))?;
        succeeded("fast-import", output).map(drop)
    }

    /// Makes a commit and pushes it, if the branch is still where it was, and asks whether it is there.
    fn push(&self, stream: &[u8]) -> Result<(), Error> {
        let _lock = lock(&self.repository)?;
        self.import(stream)?;
        let there = self.head.as_deref().unwrap_or_default();
        let lease = format!("--force-with-lease=refs/heads/{}:{there}", self.branch);
        let refs = format!("{NEXT}:refs/heads/{}", self.branch);
        let pushed = self.git(&["push", "--quiet", &lease, &self.remote, &refs]);
        let made = text(&self.git(&["rev-parse", NEXT])?).trim().to_owned();
        let far = self.far_head()?;
        match pushed {
            _ if far.as_ref() == Some(&made) => Ok(()),
            _ if far != self.head => Err(Error::refused(
                format!(
                    "the branch `{}` was pushed to since the plan was made",
                    self.branch
                ),
                "look at the plan again",
            )),
            Err(error) => Err(error),
            Ok(_) => Err(Error::refused(
                format!("the branch `{}` did not take the commit", self.branch),
                "see what the host says of the push",
            )),
        }
    }

    /// The bytes of a file that was served once.
    fn kept(&self, path: &OutPath, file: &File) -> Result<Vec<u8>, Error> {
        for commit in self.commits()? {
            let has = self
                .record(&commit)
                .is_some_and(|release| release.files.get(path) == Some(file));
            if has {
                return self.blob(&commit, path);
            }
        }
        let message = format!("`{}` of that release is not kept any more", path.as_str());
        Err(Error::refused(message, "go back to another release"))
    }

    fn blob(&self, commit: &str, path: &OutPath) -> Result<Vec<u8>, Error> {
        let name = format!("{commit}:{}", path.as_str());
        Ok(self.git(&["cat-file", "blob", &name])?.stdout)
    }

    /// A file of a release; `None` where no commit is that release.
    pub(super) fn read(&self, release: &Release, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let commits = self.commits()?;
        let is_it = |commit: &&String| {
            self.record(commit)
                .is_some_and(|other| other.number == release.number)
        };
        Ok(commits.iter().find(is_it).and_then(|commit| {
            let name = format!("{commit}:{name}");
            Some(self.git(&["cat-file", "blob", &name]).ok()?.stdout)
        }))
    }

    /// What must not be published again.
    pub(super) fn revoked(&self) -> Revoked {
        let record = self.head.as_ref().and_then(|head| {
            let name = format!("{head}:{REVOKED}");
            self.git(&["cat-file", "blob", &name]).ok()
        });
        record
            .and_then(|said| Revoked::parse(&said.stdout))
            .unwrap_or_default()
    }

    /// Pushes the release without an article, as the first commit of the branch: a history would still have it. The other side
    /// may keep the old commits for a while, for whoever knows their names.
    pub(super) fn take_away(&self, leak: &Leak, revoked: &Revoked) -> Result<(), Error> {
        self.restart(&leak.paths, Some(revoked))
    }

    /// Drops the history once more: the commits since the branch was restarted have lists that name the article.
    pub(super) fn forget(&self) -> Result<usize, Error> {
        self.restart(&BTreeSet::new(), None)?;
        Ok(0)
    }

    fn restart(&self, gone: &BTreeSet<OutPath>, revoked: Option<&Revoked>) -> Result<(), Error> {
        let (Some(release), Some(head)) = (self.current()?, &self.head) else {
            return Ok(());
        };
        let tree = text(&self.git(&["rev-parse", &format!("{head}^{{tree}}")])?);
        let release = release.without(gone);
        let mut stream = self.beginning(&release, None);
        stream.extend(format!("M 040000 {} \n", tree.trim()).bytes());
        for path in gone {
            stream.extend(format!("D {}\n", path.as_str()).bytes());
        }
        push_file(&mut stream, RECORD, &release.bytes());
        if let Some(revoked) = revoked {
            push_file(&mut stream, REVOKED, &revoked.bytes());
        }
        self.push(&stream)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command
            .arg("--git-dir")
            .arg(&self.repository)
            .args(arguments)
            // A question would wait for ever where nobody is.
            .env("GIT_TERMINAL_PROMPT", "0");
        command
    }

    fn git(&self, arguments: &[&str]) -> Result<Output, Error> {
        let output = self
            .command(arguments)
            .output()
            .map_err(Error::io("start", "git"))?;
        succeeded(arguments[0], output)
    }
}

/// Takes a repository for as long as what is given back lives, or the program, and takes away what a `git` left that was killed: it would be in the way for ever.
fn lock(repository: &Path) -> Result<fs::File, Error> {
    let path = repository.join("inlaid.lock");
    let file = fs::File::create(&path).map_err(Error::io("write", &path))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            return Err(Error::refused(
                format!("another publish from here holds `{}`", path.display()),
                "wait for it to end",
            ));
        }
        Err(TryLockError::Error(cause)) => return Err(Error::io("lock", path)(cause)),
    }
    for folder in ["", "refs/inlaid"].map(|folder| repository.join(folder)) {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for left in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            if left.extension().is_some_and(|ending| ending == "lock") && left != path {
                fs::remove_file(&left).map_err(Error::io("remove", left))?;
            }
        }
    }
    Ok(file)
}

fn succeeded(act: &str, output: Output) -> Result<Output, Error> {
    if output.status.success() {
        return Ok(output);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Error::refused(
        format!("`git {act}` failed: {}", said.trim().replace('\n', "; ")),
        "check the address of the target, and what you may do there",
    ))
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn push_file(stream: &mut Vec<u8>, path: &str, bytes: &[u8]) {
    stream.extend(format!("M 100644 inline {path}\ndata {}\n", bytes.len()).bytes());
    stream.extend_from_slice(bytes);
    stream.push(b'\n');
}
