//! One publisher at a time: an object that is only put where there is none, and is good for a term.

use super::client::Client;
use crate::diagnostic::Error;
use object_store::{Attributes, UpdateVersion};
use serde::{Deserialize, Serialize};
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};
use tokio::task::JoinHandle;

/// The object.
const NAME: &str = "lock";
/// How long a lock is good for that nobody prolongs, in seconds.
const TERM: u64 = 60;
/// How often it is prolonged.
const PACE: Duration = Duration::from_secs(15);

/// What the object says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
struct Note {
    /// Who holds it: the machine since its start, its processes, the process.
    holder: String,
    /// Until when, in seconds since 1970.
    until: u64,
}

/// A lock that is held.
pub(super) struct Lock {
    records: Client,
    lost: Arc<AtomicBool>,
    prolonging: JoinHandle<()>,
}

impl Lock {
    /// Takes the lock. One whose term is over, or whose holder was a process of this machine that has ended, is taken over.
    pub(super) async fn take(records: &Client) -> Result<Self, Error> {
        let known = match records.get(NAME).await? {
            None => None,
            Some(got) => {
                let note: Option<Note> = serde_json::from_slice(&got.bytes).ok();
                if let Some(note) =
                    note.filter(|note| note.until > now() && !has_ended(&note.holder))
                {
                    return Err(taken(&note));
                }
                Some(got.version)
            }
        };
        let version = records
            .exchange(NAME, note().into(), known, Attributes::new())
            .await?;
        let Some(version) = version else {
            return Err(Error::refused(
                "another publish began at the same moment",
                "wait for it to end",
            ));
        };
        let lost = Arc::new(AtomicBool::new(false));
        let prolonging = tokio::spawn(prolong(records.clone(), version, Arc::clone(&lost)));
        Ok(Self {
            records: records.clone(),
            lost,
            prolonging,
        })
    }

    /// Whether the lock is still held.
    pub(super) fn check(&self) -> Result<(), Error> {
        match self.lost.load(Ordering::Acquire) {
            false => Ok(()),
            true => Err(Error::refused(
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

async fn prolong(records: Client, mut version: UpdateVersion, lost: Arc<AtomicBool>) {
    loop {
        tokio::time::sleep(PACE).await;
        let next = records.exchange(NAME, note().into(), Some(version), Attributes::new());
        match next.await {
            Ok(Some(next)) => version = next,
            _ => return lost.store(true, Ordering::Release),
        }
    }
}

fn taken(note: &Note) -> Error {
    let left = note.until.saturating_sub(now());
    Error::refused(
        format!(
            "another publish holds the target, `{}`, for {left} s unless it goes on",
            note.holder
        ),
        "wait for it to end",
    )
}

fn note() -> Vec<u8> {
    let note = Note {
        holder: format!("{} {}", machine(), std::process::id()),
        until: now() + TERM,
    };
    serde_json::to_vec(&note).unwrap_or_default()
}

/// This machine since its start, and the processes that are seen here; empty where the system does not say.
fn machine() -> String {
    let start = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    let processes = fs::read_link("/proc/self/ns/pid").unwrap_or_default();
    format!("{} {}", start.trim(), processes.display())
}

/// Whether the holder was a process here that is no more.
fn has_ended(holder: &str) -> bool {
    let Some((machine_of, process)) = holder.rsplit_once(' ') else {
        return false;
    };
    let here = machine();
    here.len() > 2 && machine_of == here && !std::path::Path::new("/proc").join(process).exists()
}

fn now() -> u64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    now.map_or(0, |now| now.as_secs())
}
