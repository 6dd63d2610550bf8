//! One publisher at a time: an object that is only put where there is none, and is good for a term.

use super::client::Client;
use crate::diagnostic::Error;
use bytes::Bytes;
use object_store::{Attributes, UpdateVersion};
use rustix::io::Errno;
use rustix::process::{Pid, test_kill_process};
use serde::{Deserialize, Serialize};
use std::fs;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

/// The object.
const NAME: &str = "lock";
/// How long a lock is good for that nobody prolongs, in seconds.
const TERM: u64 = 60;
/// How often it is prolonged.
const PACE: Duration = Duration::from_secs(15);

/// What the object says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
struct Note {
    /// Who holds it.
    holder: Holder,
    /// Until when, in seconds since 1970.
    until: u64,
}

/// A process that publishes, and which of its publishes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
struct Holder {
    /// The machine since its start, and its processes; empty where the system does not say.
    machine: String,
    process: u32,
    /// A number out of nowhere, so that no two are alike.
    publish: u64,
}

/// A lock that is held.
pub(super) struct Lock {
    records: Client,
    /// Until when others believe that, in seconds since 1970; 0 where it is another's.
    until: Arc<AtomicU64>,
    prolonging: JoinHandle<()>,
}

impl Lock {
    /// Takes the lock. One whose term is over, or whose holder was a process of this machine that has ended, is taken over.
    pub(super) async fn take(records: &Client) -> Result<Self, Error> {
        let holder = Holder::here();
        let known = match records.get(NAME).await? {
            None => None,
            Some(got) => match Note::parse(&got.bytes).filter(Note::stands) {
                Some(note) => return Err(note.taken()),
                None => Some(got.version),
            },
        };
        let note = Note::of(&holder);
        let put = records.exchange(NAME, note.bytes(), known, Attributes::new());
        let Some(version) = put.await? else {
            let other = records.get(NAME).await?;
            let other = other.and_then(|got| Note::parse(&got.bytes));
            return Err(other.map_or_else(
                || Error::refused("another publish began at the same moment", "publish again"),
                |note| note.taken(),
            ));
        };
        let until = Arc::new(AtomicU64::new(note.until));
        let prolonging = prolong(records.clone(), holder, version, Arc::clone(&until));
        Ok(Self {
            records: records.clone(),
            until,
            prolonging: tokio::spawn(prolonging),
        })
    }

    /// Whether the lock is still held.
    pub(super) fn check(&self) -> Result<(), Error> {
        match now() < self.until.load(Ordering::Acquire) {
            true => Ok(()),
            false => Err(Error::refused(
                "the lock of the target was lost: its term ended before it could be prolonged",
                "publish again: it goes on from here",
            )),
        }
    }

    /// Lets go of it.
    pub(super) async fn release(self) -> Result<(), Error> {
        self.prolonging.abort();
        match self.check() {
            Ok(()) => self.records.delete(NAME).await,
            error => error,
        }
    }
}

/// Prolongs a lock until somebody else has it. Where no answer comes in time, what is there says whose it is.
async fn prolong(
    records: Client,
    holder: Holder,
    mut version: UpdateVersion,
    until: Arc<AtomicU64>,
) {
    loop {
        sleep(PACE).await;
        let note = Note::of(&holder);
        let put = records.exchange(NAME, note.bytes(), Some(version.clone()), Attributes::new());
        if let Ok(Ok(Some(next))) = timeout(PACE, put).await {
            version = next;
            until.store(note.until, Ordering::Release);
            continue;
        }
        let Ok(Ok(there)) = timeout(PACE, records.get(NAME)).await else {
            continue;
        };
        let ours = there.and_then(|got| Some((Note::parse(&got.bytes)?, got.version)));
        let Some((note, found)) = ours.filter(|(note, _)| note.holder == holder) else {
            return until.store(0, Ordering::Release);
        };
        version = found;
        until.store(note.until, Ordering::Release);
    }
}

impl Note {
    fn of(holder: &Holder) -> Self {
        Self {
            holder: holder.clone(),
            until: now() + TERM,
        }
    }

    /// Reads a note; `None` where it is none.
    fn parse(text: &[u8]) -> Option<Self> {
        serde_json::from_slice(text).ok()
    }

    fn bytes(&self) -> Bytes {
        // Text and numbers: there is nothing that could not be written.
        serde_json::to_vec(self).unwrap_or_default().into()
    }

    /// Whether the holder may still be at work.
    fn stands(&self) -> bool {
        self.until > now() && !self.holder.has_ended()
    }

    fn taken(&self) -> Error {
        let left = self.until.saturating_sub(now());
        let (process, machine) = (self.holder.process, machine());
        let of = match self.holder.machine == machine {
            true => "this machine",
            false => "another machine",
        };
        Error::refused(
            format!(
                "another publish, process {process} of {of}, holds the target for {left} s unless it goes on"
            ),
            "wait for it to end",
        )
    }
}

impl Holder {
    fn here() -> Self {
        Self {
            machine: machine(),
            process: std::process::id(),
            publish: RandomState::new().build_hasher().finish(),
        }
    }

    /// Whether it was a process here that is no more.
    fn has_ended(&self) -> bool {
        let Some(process) = i32::try_from(self.process).ok().and_then(Pid::from_raw) else {
            return false;
        };
        let here = machine();
        // Not every process can be seen, but each can be asked for.
        !here.is_empty() && self.machine == here && test_kill_process(process) == Err(Errno::SRCH)
    }
}

fn machine() -> String {
    let start = fs::read_to_string("/proc/sys/kernel/random/boot_id");
    let processes = fs::read_link("/proc/self/ns/pid");
    match (start, processes) {
        (Ok(start), Ok(processes)) => format!("{} {}", start.trim(), processes.display()),
        _ => String::new(),
    }
}

fn now() -> u64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    now.map_or(0, |now| now.as_secs())
}
