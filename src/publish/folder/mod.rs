//! A folder of this machine: every release whole in `releases/ID`, and `current`, a symbolic link to the one that is served.
//!
//! A release is made beside the others and gets its name when it is complete, so a release that has its name is whole, and
//! readers see the old one or the new one. What did not change is linked, not copied. Records are in `.inlaid`, which is
//! not served.

mod revoke;

use super::Done;
use super::hash::Hash;
use super::offer::{Content, Item, Offer};
use super::pending::Pending;
use super::plan::Plan;
use super::release::{File, POINTER, Pointer, Release};
use crate::diagnostic::Error;
use crate::path::OutPath;
use crate::state::RECORDS;
use rayon::prelude::*;
use rustix::fs::{CWD, RenameFlags, renameat_with};
use std::collections::BTreeSet;
use std::fs::{self, TryLockError};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// One file in so many is read back whole.
const SAMPLE: usize = 64;

/// A target on this machine.
pub(super) struct Folder {
    root: PathBuf,
    /// How many releases are kept.
    keep: usize,
}

impl Folder {
    pub(super) fn new(root: &Path, keep: usize) -> Self {
        Self {
            root: root.to_owned(),
            keep,
        }
    }

    /// The release that is served.
    pub(super) fn current(&self) -> Result<Option<Release>, Error> {
        match self.served()? {
            Some(id) => self.record(&id).map(Some),
            None => Ok(None),
        }
    }

    /// What is known of the target where no link says what is served: a publish was cut short before it made one, or it is lost.
    pub(super) fn cut(&self) -> Result<Option<Pending>, Error> {
        Ok(self.records()?.first().map(Pending::before))
    }

    /// The name of the release that is served.
    fn served(&self) -> Result<Option<String>, Error> {
        let link = self.root.join("current");
        match fs::read_link(&link) {
            Ok(to) => Ok(to
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
            // Something else that bears the name.
            Err(cause) if cause.kind() == ErrorKind::InvalidInput => Err(Error::refused(
                format!("`{}` is no link that inlaid made", link.display()),
                "publish into another folder, or move it away",
            )),
            Err(cause) => Err(Error::io("read", link)(cause)),
        }
    }

    fn release(&self, id: &str) -> PathBuf {
        self.root.join("releases").join(id)
    }

    fn record_path(&self, id: &str) -> PathBuf {
        let records = self.root.join(RECORDS).join("releases");
        records.join(format!("{id}.json"))
    }

    fn record(&self, id: &str) -> Result<Release, Error> {
        let path = self.record_path(id);
        let bytes = fs::read(&path).map_err(Error::io("read", &path))?;
        Release::parse(&bytes).ok_or_else(|| {
            Error::refused(
                format!(
                    "`{}` is no record of this version of inlaid",
                    path.display()
                ),
                "restore it, or publish into another folder",
            )
        })
    }

    /// The releases that are kept, the newest first; the first one is served now. A record that is newer was never served: the publish
    /// that wrote it was cut short.
    pub(super) fn releases(&self) -> Result<Vec<Release>, Error> {
        let Some(served) = self.served()? else {
            return Ok(Vec::new());
        };
        let mut releases = self.records()?;
        let number = releases.iter().find(|release| release.id == served);
        let number = number.map_or(0, |release| release.number);
        releases.retain(|release| release.number <= number);
        releases.truncate(self.keep);
        Ok(releases)
    }

    /// All records, the newest first. That of the release that is served counts as its pointer does: where a release is gone back to, the record
    /// is written again after the link is.
    fn records(&self) -> Result<Vec<Release>, Error> {
        let folder = self.root.join(RECORDS).join("releases");
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(cause) => return Err(Error::io("read", folder)(cause)),
        };
        let mut releases = Vec::new();
        for entry in entries {
            let name = entry.map_err(Error::io("read", &folder))?.file_name();
            if let Some(id) = name.to_string_lossy().strip_suffix(".json") {
                releases.push(self.record(id)?);
            }
        }
        let served = self.served()?;
        let served = releases
            .iter_mut()
            .find(|release| Some(&release.id) == served.as_ref());
        if let Some(served) = served {
            let pointer = optional(&self.release(&served.id).join(POINTER))?;
            let pointer = pointer.and_then(|bytes| Pointer::parse(&bytes));
            served.number = pointer.map_or(served.number, |pointer| pointer.number);
        }
        releases.sort_by_key(|release| std::cmp::Reverse(release.number));
        Ok(releases)
    }

    fn write_record(&self, release: &Release) -> Result<(), Error> {
        replace(&self.record_path(&release.id), |beside| {
            fs::write(beside, release.bytes())
        })
    }

    /// Makes the planned release and has it served.
    pub(super) fn publish(
        &self,
        plan: &Plan,
        offer: &Offer,
        progress: &(impl Fn(u64) + Sync),
    ) -> Result<Done, Error> {
        let records = self.root.join(RECORDS).join("releases");
        fs::create_dir_all(&records).map_err(Error::io("make", &records))?;
        let _lock = self.lock()?;
        if self.served()? != plan.base {
            let message = format!(
                "`{}` has been published to since the plan was made",
                plan.target
            );
            return Err(Error::refused(message, "look at the plan again"));
        }
        self.refuse_revoked(plan, offer)?;
        self.catch_up()?;
        let release = self.next(plan, offer)?;
        self.make(plan, offer, &release, progress)?;
        let known = self.record_path(&release.id).exists();
        if !known {
            self.write_record(&release)?;
        }
        replace(&self.root.join("current"), |beside| {
            symlink(Path::new("releases").join(&release.id), beside)
        })?;
        if known {
            self.write_record(&release)?;
        }
        self.prune()?;
        Ok(Done {
            written: plan.add.len() + plan.change.len(),
            bytes: plan.bytes,
            removed: plan.delete.len(),
        })
    }

    /// Brings the record of the release that is served up to date.
    fn catch_up(&self) -> Result<(), Error> {
        let Some(served) = self.served()? else {
            return Ok(());
        };
        let known = self.record(&served)?;
        match self.records()?.into_iter().find(|one| one.id == served) {
            Some(release) if release.number != known.number => self.write_record(&release),
            _ => Ok(()),
        }
    }

    /// What is to be served. It counts from the newest record, also where somebody has set the link by hand; one that was cut short before the
    /// link keeps its number.
    fn next(&self, plan: &Plan, offer: &Offer) -> Result<Release, Error> {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let now = now.map_or(0, |now| now.as_secs());
        let records = self.records()?;
        let newest = records.first().map_or(0, |release| release.number);
        let release = Release::new(&plan.cloud, newest + 1, now, offer.listing());
        let cut = records
            .into_iter()
            .find(|old| old.id == release.id && old.number == newest);
        Ok(cut.unwrap_or(release))
    }

    /// One publisher at a time; the system lets go of the lock when the program ends, however it does.
    fn lock(&self) -> Result<fs::File, Error> {
        let path = self.root.join(RECORDS).join("lock");
        let mut options = fs::File::options();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(&path).map_err(Error::io("write", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // It is there to be told, and is worth no fault.
                let _ = file.read_to_string(&mut holder);
                let message = format!(
                    "another publish, process {}, holds `{}`",
                    holder.trim(),
                    path.display()
                );
                return Err(Error::refused(message, "wait for it to end"));
            }
            Err(TryLockError::Error(cause)) => return Err(Error::io("lock", path)(cause)),
        }
        let note = file
            .set_len(0)
            .and_then(|()| writeln!(file, "{}", std::process::id()));
        note.map_err(Error::io("write", path))?;
        Ok(file)
    }

    /// Makes the release's folder. One that has its name already was complete once; it is made again all the same, since
    /// nobody has looked after it, unless it is the one that is served.
    fn make(
        &self,
        plan: &Plan,
        offer: &Offer,
        release: &Release,
        progress: &(impl Fn(u64) + Sync),
    ) -> Result<(), Error> {
        let beside = self.release(&format!("{}.part", release.id));
        remove(&beside)?;
        let written: BTreeSet<&OutPath> = plan.add.iter().chain(&plan.change).collect();
        let old = plan.base.as_ref().map(|id| self.release(id));
        let folders: BTreeSet<PathBuf> = offer
            .files
            .keys()
            .filter_map(|path| beside.join(path.as_str()).parent().map(Path::to_owned))
            .collect();
        fs::create_dir_all(&beside).map_err(Error::io("make", &beside))?;
        for folder in &folders {
            fs::create_dir_all(folder).map_err(Error::io("make", folder))?;
        }
        let files: Vec<(&OutPath, &Item)> = offer.files.iter().collect();
        files
            .par_iter()
            .enumerate()
            .try_for_each(|(at, (path, item))| {
                let place = beside.join(path.as_str());
                let same = old.as_ref().filter(|_| !written.contains(path));
                let linked = same.is_some_and(|old| {
                    // A release that somebody has changed is not handed on.
                    fs::hard_link(old.join(path.as_str()), &place).is_ok()
                        && verify(&place, item.file, true).is_ok()
                });
                if !linked {
                    remove(&place)?;
                    fs::write(&place, self.bytes(path, item)?)
                        .map_err(Error::io("write", &place))?;
                    verify(&place, item.file, at % SAMPLE == 0)?;
                }
                progress(if same.is_some() { 0 } else { item.file.size });
                Ok::<(), Error>(())
            })?;
        let pointer = beside.join(POINTER);
        fs::write(&pointer, release.pointer().bytes()).map_err(Error::io("write", pointer))?;
        let place = self.release(&release.id);
        if plan.base.as_ref() == Some(&release.id) {
            return Ok(());
        }
        // In one step, where there is one of the name: it may be all that is kept of what is gone back to.
        if renameat_with(CWD, &beside, CWD, &place, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
        remove(&place)?;
        fs::rename(&beside, &place).map_err(Error::io("write", place))
    }

    /// The bytes of a file: as offered, or out of a release that is kept.
    fn bytes(&self, path: &OutPath, item: &Item) -> Result<Vec<u8>, Error> {
        if let Some(bytes) = item.bytes()? {
            return Ok(bytes);
        }
        debug_assert!(matches!(item.content, Content::Kept));
        for release in self.records()? {
            if release.files.get(path) == Some(&item.file)
                && let Some(bytes) = self.read(&release, path.as_str())?
                && Hash::of(&bytes) == item.file.sha256
            {
                return Ok(bytes);
            }
        }
        let message = format!("no kept release has `{}` any more", path.as_str());
        Err(Error::refused(message, "go back to another release"))
    }

    /// Takes away the releases that are too many, and what a cut left.
    fn prune(&self) -> Result<(), Error> {
        let served = self.served()?;
        let releases = self.records()?;
        let others = releases
            .iter()
            .filter(|release| Some(&release.id) != served.as_ref());
        for old in others.skip(self.keep - 1) {
            // The record goes last, so that nothing is left that no record names.
            remove(&self.release(&old.id))?;
            let record = self.record_path(&old.id);
            fs::remove_file(&record).map_err(Error::io("remove", record))?;
        }
        let folder = self.root.join("releases");
        for entry in fs::read_dir(&folder).map_err(Error::io("read", &folder))? {
            let entry = entry.map_err(Error::io("read", &folder))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let id = name.strip_suffix(".part").unwrap_or(&name);
            let is_ours = id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
            if is_ours && !self.record_path(&name).exists() {
                remove(&entry.path())?;
            }
        }
        Ok(())
    }

    /// A file of a release; `None` where the release has none of the name.
    pub(super) fn read(&self, release: &Release, name: &str) -> Result<Option<Vec<u8>>, Error> {
        optional(&self.release(&release.id).join(name))
    }
}

/// The bytes of a file; `None` where there is none.
fn optional(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(cause) if matches!(cause.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(cause) => Err(Error::io("read", path)(cause)),
    }
}

/// Reads a file back: its size, and its bytes where it is one of the sample.
fn verify(place: &Path, file: File, whole: bool) -> Result<(), Error> {
    let size = fs::metadata(place).map_err(Error::io("read", place))?.len();
    let sound = size == file.size
        && (!whole || Hash::of(&fs::read(place).map_err(Error::io("read", place))?) == file.sha256);
    match sound {
        true => Ok(()),
        false => Err(Error::refused(
            format!("`{}` is not what was written", place.display()),
            "look at the disk, and publish again",
        )),
    }
}

/// Makes a file or link beside its place and moves it there.
fn replace(place: &Path, make: impl FnOnce(&Path) -> std::io::Result<()>) -> Result<(), Error> {
    let mut beside = place.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    remove(&beside)?;
    make(&beside).map_err(Error::io("write", &beside))?;
    fs::rename(&beside, place).map_err(Error::io("write", place))
}

/// Removes a file, a link or a folder with all that is in it; what is not there is passed over.
fn remove(path: &Path) -> Result<(), Error> {
    let gone = match fs::symlink_metadata(path) {
        Ok(meta) if meta.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(cause) => Err(cause),
    };
    match gone {
        Err(cause) if cause.kind() != ErrorKind::NotFound => Err(Error::io("remove", path)(cause)),
        _ => Ok(()),
    }
}
