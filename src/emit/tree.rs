//! One cloud's tree on disk, and how a new one takes its place.

use super::folder::{Folder, are_beside};
use super::{Put, Staged, Trust};
use crate::cache::{self, Kept};
use crate::diagnostic::Error;
use crate::memo::Key;
use crate::path::OutPath;
use crate::source::entries;
use crate::state::{self, Change, Entry, RECORDS, State};
use rayon::prelude::*;
use rustix::fs::{CWD, RenameFlags, renameat_with};
use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

/// A tree that is there, or will be.
pub(super) struct Tree {
    /// Where it is; a symbolic link to it is resolved.
    target: PathBuf,
    /// Beside the target, on the same file system: where the new files are made.
    stage: PathBuf,
    /// Its state, and the state that is to be while it changes.
    record: PathBuf,
    pending: PathBuf,
    /// What was put in place; `None` where nothing was.
    state: Option<State>,
    trust: Trust,
    /// What each file of the state was made of, in that order, as far as that is known.
    keys: Vec<Option<Key>>,
    /// Whether what was known of that is damaged.
    damaged: bool,
}

/// Where the tree of a cloud is; a symbolic link to it is resolved.
fn target(out: &Path, cloud: &str) -> Result<PathBuf, Error> {
    let link = out.join(cloud);
    match link.is_symlink() {
        true => fs::canonicalize(&link).map_err(Error::io("read", &link)),
        false => Ok(link),
    }
}

/// Whether every file of a tree is in place as its state says.
pub(super) fn stands(out: &Path, cloud: &str, trust: Trust) -> bool {
    let state = State::read(&state::record(out, cloud));
    let Some((state, target)) = state.zip(target(out, cloud).ok()) else {
        return false;
    };
    let folders: Vec<&[_]> = state
        .files
        .chunk_by(|(one, _), (other, _)| are_beside(one, other))
        .collect();
    let folders = folders.into_par_iter();
    folders.all(|files| {
        let folder = Folder::of(&files[0].0, &target);
        let mut files = files.iter();
        files.all(|(path, entry)| folder.has(path, entry, trust))
    })
}

impl Tree {
    /// Opens a tree, completing a change that was cut short.
    pub(super) fn open(out: &Path, cloud: &str, trust: Trust) -> Result<Self, Error> {
        let target = target(out, cloud)?;
        let beside = target
            .parent()
            .map_or_else(|| out.to_owned(), Path::to_owned);
        let mut tree = Self {
            stage: beside.join(RECORDS).join("stage").join(cloud),
            pending: state::pending(out, cloud),
            target,
            trust,
            record: state::record(out, cloud),
            state: None,
            keys: Vec::new(),
            damaged: false,
        };
        tree.recover()?;
        tree.state = State::read(&tree.record);
        tree.read_keys(out, cloud);
        remove_all(&tree.stage)?;
        fs::create_dir_all(&tree.stage).map_err(Error::io("make", &tree.stage))?;
        let holds_files = match fs::read_dir(&tree.target) {
            Ok(mut entries) => entries.next().is_some(),
            Err(cause) if cause.kind() == ErrorKind::NotFound => false,
            Err(cause) => return Err(Error::io("read", &tree.target)(cause)),
        };
        if holds_files && tree.state.is_none() {
            let message = format!(
                "`{}` holds files and was not made by inlaid",
                tree.target.display()
            );
            return Err(Error::refused(
                message,
                "remove the folder yourself, or build into another one with `--out`",
            ));
        }
        Ok(tree)
    }

    /// Reads what the files of the state were made of.
    fn read_keys(&mut self, out: &Path, cloud: &str) {
        match cache::keys(out, cloud) {
            Kept::Last(keys) => self.keys = keys,
            Kept::Damaged => self.damaged = true,
            Kept::Nothing => {}
        }
    }

    /// For each of these paths, which are in order, its place in the state.
    pub(super) fn places(&self, paths: &[&OutPath]) -> Vec<Option<usize>> {
        let state = self.state.as_ref();
        state.map_or_else(|| vec![None; paths.len()], |state| state.places(paths))
    }

    /// The folder of a file.
    pub(super) fn folder(&self, path: &OutPath) -> Folder {
        Folder::of(path, &self.target)
    }

    /// The entry of the file at this place of the state, where that is in place and was made of the same.
    pub(super) fn made_of(&self, at: usize, folder: &Folder, key: Key) -> Option<Entry> {
        let is_same = self.keys.get(at) == Some(&Some(key));
        self.entry(at, folder, |_| is_same)
    }

    /// Where a file is made before it is put in place.
    pub(super) fn staged(&self, path: &OutPath) -> PathBuf {
        self.stage.join(path.as_str())
    }

    /// The entry of the file at this place of the state, where that is in place as it should be.
    pub(super) fn unchanged(
        &self,
        at: usize,
        folder: &Folder,
        (hash, size): (u128, u64),
    ) -> Option<Entry> {
        self.entry(at, folder, |entry| entry.hash == hash && entry.size == size)
    }

    fn entry(
        &self,
        at: usize,
        folder: &Folder,
        is_wanted: impl Fn(&Entry) -> bool,
    ) -> Option<Entry> {
        let (path, entry) = self.state.as_ref()?.files.get(at)?;
        (is_wanted(entry) && folder.has(path, entry, self.trust)).then_some(*entry)
    }

    /// Leaves the target as it is.
    pub(super) fn discard(&self) {
        // What is left is removed by the next build.
        let _ = fs::remove_dir_all(&self.stage);
    }

    /// Puts the staged files in place; `files` are all that are to be there.
    pub(super) fn put(&self, state: &State, files: &[Staged]) -> Result<Put, Error> {
        let changed = files.iter().filter(|file| file.changed);
        let changed: Vec<OutPath> = changed.map(|file| file.path.clone()).collect();
        let empty = State::default();
        let old = self.state.as_ref().unwrap_or(&empty);
        let before: Vec<&OutPath> = old.files.iter().map(|(path, _)| path).collect();
        let stays = state.places(&before);
        let removed = before.into_iter().zip(stays);
        let removed = removed.filter(|(_, stays)| stays.is_none());
        let removed: Vec<OutPath> = removed.map(|(path, _)| path.clone()).collect();
        let put = Put {
            written: changed.len(),
            unchanged: state.files.len() - changed.len(),
            removed: removed.len(),
            damaged: self.damaged,
            state: None,
        };
        if put.written == 0 && put.removed == 0 {
            if self.state.as_ref() != Some(state) {
                state.write(&self.record)?;
            }
            self.discard();
            return Ok(put);
        }
        let mostly_new = put.written * 2 > state.files.len();
        if !(mostly_new && self.exchange(state, &changed)?) {
            self.refuse_foreign(&changed, old)?;
            let change = Change::Journal {
                moved: changed,
                removed,
            };
            state.write_change(&self.pending, &change)?;
            self.replay(&change)?;
            self.settle(state)?;
        }
        self.discard();
        Ok(put)
    }

    /// Makes the stage the tree; `false` where that cannot be done and nothing was.
    fn exchange(&self, state: &State, changed: &[OutPath]) -> Result<bool, Error> {
        let there = self.target.exists();
        if there && self.holds_foreign()? {
            return Ok(false);
        }
        let changed: BTreeSet<&OutPath> = changed.iter().collect();
        let paths = state.files.iter().map(|(path, _)| path);
        for path in paths.filter(|path| !changed.contains(path)) {
            let staged = self.staged(path);
            make_parent(&staged)?;
            if fs::hard_link(self.target.join(path.as_str()), &staged).is_err() {
                return Ok(false);
            }
        }
        let inode = fs::metadata(&self.stage)
            .map_err(Error::io("read", &self.stage))?
            .ino();
        state.write_change(&self.pending, &Change::Exchange(inode))?;
        let moved = match there {
            true => {
                renameat_with(CWD, &self.stage, CWD, &self.target, RenameFlags::EXCHANGE).is_ok()
            }
            false => {
                make_parent(&self.target)?;
                fs::rename(&self.stage, &self.target).is_ok()
            }
        };
        if moved {
            self.settle(state)?;
        }
        Ok(moved)
    }

    /// Whether the tree holds anything that the program did not make.
    fn holds_foreign(&self) -> Result<bool, Error> {
        let Some(state) = &self.state else {
            return Ok(false);
        };
        for (file, _) in entries(&self.target)? {
            let below = file.strip_prefix(&self.target).unwrap_or(&file);
            let known = OutPath::parse(&below.to_string_lossy());
            if known.is_none_or(|path| !state.has(&path)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A file of somebody else's that stands where one of ours should is not overwritten.
    fn refuse_foreign(&self, changed: &[OutPath], old: &State) -> Result<(), Error> {
        let foreign = changed.iter().find(|path| {
            !old.has(path) && self.target.join(path.as_str()).symlink_metadata().is_ok()
        });
        match foreign {
            Some(path) => {
                self.discard();
                Err(Error::refused(
                    format!(
                        "`{}` was not made by inlaid and would be overwritten",
                        self.target.join(path.as_str()).display()
                    ),
                    "move the file elsewhere",
                ))
            }
            None => Ok(()),
        }
    }

    /// Moves and removes what a change says; what is done already is passed over.
    fn replay(&self, change: &Change) -> Result<(), Error> {
        let Change::Journal { moved, removed } = change else {
            return Ok(());
        };
        // A page may stand where a folder was, so what goes makes way first.
        for path in removed {
            let place = self.target.join(path.as_str());
            match fs::remove_file(&place) {
                Err(cause)
                    if !matches!(cause.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) =>
                {
                    return Err(Error::io("remove", place)(cause));
                }
                _ => self.prune(&place),
            }
        }
        for path in moved {
            let (staged, place) = (self.staged(path), self.target.join(path.as_str()));
            if staged.symlink_metadata().is_ok() {
                make_parent(&place)?;
                fs::rename(&staged, &place).map_err(Error::io("write", place))?;
            }
        }
        Ok(())
    }

    /// Removes the folders that a removed file leaves empty.
    fn prune(&self, removed: &Path) {
        let folders = removed
            .ancestors()
            .skip(1)
            .take_while(|folder| *folder != self.target);
        for folder in folders {
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
    }

    fn settle(&self, state: &State) -> Result<(), Error> {
        state.write(&self.record)?;
        fs::remove_file(&self.pending).map_err(Error::io("remove", &self.pending))
    }

    /// Completes a change that was cut short.
    fn recover(&self) -> Result<(), Error> {
        let Some((state, change)) = State::read_change(&self.pending) else {
            // Nothing had been put in place when it was cut short.
            return remove(&self.pending);
        };
        match &change {
            Change::Exchange(inode)
                if fs::metadata(&self.target).is_ok_and(|meta| meta.ino() == *inode) =>
            {
                self.settle(&state)
            }
            Change::Exchange(_) => remove(&self.pending),
            Change::Journal { .. } => {
                self.replay(&change)?;
                self.settle(&state)
            }
        }
    }
}

fn make_parent(path: &Path) -> Result<(), Error> {
    match path.parent() {
        Some(folder) => fs::create_dir_all(folder).map_err(Error::io("make", folder)),
        None => Ok(()),
    }
}

fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => Err(Error::io("remove", path)(cause)),
        _ => Ok(()),
    }
}

pub(super) fn remove_all(path: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(path) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => Err(Error::io("remove", path)(cause)),
        _ => Ok(()),
    }
}
