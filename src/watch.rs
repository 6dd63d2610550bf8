//! Waits until something may have changed. What did is for the next build to find out: an event here only ever means
//! "look again".
#![allow(
    clippy::disallowed_methods,
    reason = "an edge: watches files, and tries whether that works with one of its own"
)]

use crate::config::{Config, samples_of};
use crate::diagnostic::Error;
use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long nothing may happen before a change counts as done: editors save in several steps.
const PAUSE: Duration = Duration::from_millis(10);
/// How long changes may go on before they are looked at all the same.
const MOST: Duration = Duration::from_millis(200);
/// How long an article may be away or empty before it counts as taken away: saving in two steps looks like that halfway.
const AWAY: Duration = Duration::from_millis(500);
/// How often files are looked at where the file system tells nothing.
const POLL: Duration = Duration::from_millis(500);
/// How long the file system has to tell of the file that tries it.
const TRIAL: Duration = Duration::from_millis(300);

/// A watch over everything that a build reads.
pub struct Watch {
    /// Dropped, it would tell nothing more.
    _watcher: Option<RecommendedWatcher>,
    /// What each event was about; no path where everything may have changed.
    events: Receiver<Vec<PathBuf>>,
    tells: bool,
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
            tell(&event, &roots, &wanted, &send);
        });
        let mut watch = Self {
            _watcher: None,
            events,
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

    /// Waits until something may have changed, and a little longer for it to be done.
    pub fn wait(&mut self) {
        if !self.tells {
            return sleep(POLL);
        }
        let Ok(mut touched) = self.events.recv() else {
            return sleep(POLL);
        };
        let first = Instant::now();
        loop {
            touched.retain(|path| is_halfway(path));
            let (pause, most) = if touched.is_empty() {
                (PAUSE, MOST)
            } else {
                (AWAY, AWAY)
            };
            let left = most.saturating_sub(first.elapsed());
            match self.events.recv_timeout(pause.min(left)) {
                Ok(more) if !left.is_zero() => touched.extend(more),
                _ => break,
            }
        }
        // What came in the meantime is seen by the build that follows.
        while self.events.try_recv().is_ok() {}
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

/// Whether a file looks like an article that is just being saved: taken away or emptied, and not yet written anew.
fn is_halfway(path: &Path) -> bool {
    let is_article = path.extension().is_some_and(|extension| extension == "md");
    is_article && fs::metadata(path).map_or(0, |found| found.len()) == 0
}

/// Passes on what may be a change. Reading is none: a build reads.
fn tell(
    event: &notify::Result<Event>,
    roots: &[PathBuf],
    files: &[PathBuf],
    send: &Sender<Vec<PathBuf>>,
) {
    let changed = match event {
        Ok(event) => match event.kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
            EventKind::Access(_) => false,
            _ => {
                let concerns = |path: &PathBuf| {
                    files.contains(path) || roots.iter().any(|root| path.starts_with(root))
                };
                event.need_rescan() || event.paths.is_empty() || event.paths.iter().any(concerns)
            }
        },
        // An overflow, most likely: whatever it was, looking again is right.
        Err(_) => true,
    };
    if changed {
        // Nobody waits any more when the program ends.
        let paths = event
            .as_ref()
            .map_or_else(|_| Vec::new(), |event| event.paths.clone());
        let _ = send.send(paths);
    }
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
