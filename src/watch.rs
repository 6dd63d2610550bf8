//! Waits until something may have changed, and says where to look. What changed is for the next build to find out: an event
//! here only ever means "look again".
#![allow(
    clippy::disallowed_methods,
    reason = "an edge: watches files, and tries whether that works with one of its own"
)]

use crate::config::{Config, samples_of};
use crate::diagnostic::Error;
use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long nothing may happen before a change counts as done: editors save in several steps.
const PAUSE: Duration = Duration::from_millis(10);
/// The same where every file that was written was closed again: others may follow, as when a branch is checked out.
const BREATH: Duration = Duration::from_millis(2);
/// How long changes may go on before they are looked at all the same.
const MOST: Duration = Duration::from_millis(200);
/// How long an article may be away or empty before it counts as taken away: saving in two steps looks like that halfway.
const AWAY: Duration = Duration::from_millis(500);
/// How often files are looked at where the file system tells nothing.
const POLL: Duration = Duration::from_millis(500);
/// How long the file system has to tell of the file that tries it.
const TRIAL: Duration = Duration::from_millis(300);

/// What may have changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Touched {
    /// These files or folders, relative to the content root, and nothing else that the file system told of.
    Content(BTreeSet<PathBuf>),
    /// Whatever there is.
    Anything,
    /// Nothing was told of for as long as one would wait.
    Nothing,
}

/// A watch over everything that a build reads.
pub struct Watch {
    /// Dropped, it would tell nothing more.
    _watcher: Option<RecommendedWatcher>,
    events: Receiver<Told>,
    /// The content root as events name it.
    content: PathBuf,
    tells: bool,
}

/// What an event told.
struct Told {
    /// What it was about; `None` where everything may have changed.
    paths: Option<Vec<PathBuf>>,
    /// Whether what it tells of is done: a file was closed, or came or went as a whole.
    is_done: bool,
}

impl Watch {
    /// Watches the content, the themes and the configuration. `files` are watched as well.
    ///
    /// # Errors
    /// When the content root is not there. A file system that tells nothing is looked at again and again instead.
    pub fn new(config: &Config, files: &[&Path]) -> Result<Self, Error> {
        let content = &config.content;
        fs::metadata(content).map_err(Error::io("read", content))?;
        let (send, events) = channel();
        let files: Vec<PathBuf> = files.iter().map(|file| absolute(file)).collect();
        let roots = [content.clone(), config.themes.clone(), samples_of(content)];
        let roots = roots.map(|root| absolute(&root));
        let (watched, wanted) = (roots.clone(), files.clone());
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // Nobody waits any more when the program ends.
            let told = told(event, &roots, &wanted);
            let _ = told.map(|told| send.send(told));
        });
        let mut watch = Self {
            _watcher: None,
            events,
            content: watched[0].clone(),
            tells: false,
        };
        let Ok(mut watcher) = watcher else {
            return Ok(watch);
        };
        // A theme inside the program has no folder, and a file that is missing may come.
        let folders = files.iter().filter_map(|file| file.parent());
        for folder in folders {
            let _ = watcher.watch(folder, RecursiveMode::NonRecursive);
        }
        let [content, themes, samples] = watched;
        let _ = watcher.watch(&themes, RecursiveMode::Recursive);
        let _ = watcher.watch(&samples, RecursiveMode::Recursive);
        if watcher.watch(&content, RecursiveMode::Recursive).is_ok() {
            watch.tells = watch.is_told(&content);
        }
        watch._watcher = Some(watcher);
        Ok(watch)
    }

    /// Whether the file system tells of changes; if not, files are looked at twice a second.
    pub fn tells(&self) -> bool {
        self.tells
    }

    /// Waits until something may have changed, and a little longer for it to be done; or, with a limit, until nothing did for
    /// so long.
    pub fn wait(&mut self, limit: Option<Duration>) -> Touched {
        let told = match limit {
            _ if !self.tells => Err(RecvTimeoutError::Disconnected),
            Some(limit) => self.events.recv_timeout(limit),
            None => self.events.recv().map_err(RecvTimeoutError::from),
        };
        match told {
            Ok(told) => self.settle(told),
            Err(RecvTimeoutError::Timeout) => Touched::Nothing,
            Err(RecvTimeoutError::Disconnected) => {
                sleep(POLL);
                Touched::Anything
            }
        }
    }

    /// Gathers what changes until all of it is done.
    fn settle(&self, told: Told) -> Touched {
        let first = Instant::now();
        let mut change = Change::default();
        change.add(told);
        loop {
            let (pause, most) = change.patience();
            let left = most.saturating_sub(first.elapsed());
            match self.events.recv_timeout(pause.min(left)) {
                Ok(told) => change.add(told),
                Err(_) => break,
            }
            if left.is_zero() {
                break;
            }
        }
        // What came in the meantime is seen by the build that follows.
        while let Ok(told) = self.events.try_recv() {
            change.add(told);
        }
        change.below(&self.content)
    }

    /// Tries with a file of its own whether events come at all: some network drives and containers have none.
    fn is_told(&self, folder: &Path) -> bool {
        let canary = folder.join(format!(".inlaid-{}", std::process::id()));
        let tried = fs::write(&canary, "").is_ok();
        let told = !tried || self.events.recv_timeout(TRIAL).is_ok();
        let _ = fs::remove_file(&canary);
        sleep(PAUSE);
        while self.events.try_recv().is_ok() {}
        told
    }
}

/// What was told of one change.
#[derive(Default)]
struct Change {
    touched: BTreeSet<PathBuf>,
    /// The files among them that are still written to.
    open: BTreeSet<PathBuf>,
    /// Those that may be articles that are away or empty.
    halfway: BTreeSet<PathBuf>,
    /// Whether everything may have changed.
    anything: bool,
}

impl Change {
    fn add(&mut self, told: Told) {
        let Some(paths) = told.paths else {
            self.anything = true;
            return;
        };
        for path in paths {
            match told.is_done {
                true => drop(self.open.remove(&path)),
                false => drop(self.open.insert(path.clone())),
            }
            self.halfway.insert(path.clone());
            self.touched.insert(path);
        }
    }

    /// How long to wait for more, and how long in all.
    fn patience(&mut self) -> (Duration, Duration) {
        self.halfway.retain(|path| is_halfway(path));
        if !self.halfway.is_empty() {
            (AWAY, AWAY)
        } else if self.open.is_empty() && !self.anything {
            (BREATH, MOST)
        } else {
            (PAUSE, MOST)
        }
    }

    /// What of it is below the content root, if that is all.
    fn below(self, content: &Path) -> Touched {
        let below = self.touched.iter();
        let below = below.map(|path| path.strip_prefix(content).ok().map(Path::to_owned));
        match below.collect() {
            Some(below) if !self.anything => Touched::Content(below),
            _ => Touched::Anything,
        }
    }
}

/// Whether a file looks like an article that is just being saved: taken away or emptied, and not yet written anew.
fn is_halfway(path: &Path) -> bool {
    let is_article = path.extension().is_some_and(|extension| extension == "md");
    is_article && fs::metadata(path).map_or(0, |found| found.len()) == 0
}

/// What an event tells, if it may tell of a change. Reading is none: a build reads.
fn told(event: notify::Result<Event>, roots: &[PathBuf; 3], files: &[PathBuf]) -> Option<Told> {
    let anything = |is_done| Told {
        paths: None,
        is_done,
    };
    // An overflow, most likely: whatever it was, looking again is right.
    let Ok(event) = event else {
        return Some(anything(false));
    };
    let is_done = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => return None,
        EventKind::Modify(ModifyKind::Name(_)) | EventKind::Remove(_) => true,
        _ => false,
    };
    if event.need_rescan() || event.paths.is_empty() {
        return Some(anything(is_done));
    }
    let [content, themes, samples] = roots;
    let is_setting = |path: &PathBuf| {
        let is_file = files.contains(path);
        is_file || path.starts_with(themes) || path.starts_with(samples)
    };
    let is_content = |path: &PathBuf| path.starts_with(content);
    if event.paths.iter().any(is_setting) {
        return Some(anything(is_done));
    }
    let paths: Vec<PathBuf> = event.paths.into_iter().filter(is_content).collect();
    (!paths.is_empty()).then_some(Told {
        paths: Some(paths),
        is_done,
    })
}

/// A path as events name it.
fn absolute(path: &Path) -> PathBuf {
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let folder = fs::canonicalize(parent.unwrap_or(Path::new("."))).unwrap_or_default();
    match path.file_name() {
        Some(name) => folder.join(name),
        None => fs::canonicalize(path).unwrap_or_default(),
    }
}
