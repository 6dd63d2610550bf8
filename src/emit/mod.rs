//! Puts trees on disk, and parts of trees: made beside the target first, then exchanged whole or moved in file by file.
//!
//! A kill at any moment leaves the old tree or the new one, or a tree whose journal the next build completes. Files
//! that did not change are not touched, and nothing that the program did not make is removed.
#![allow(clippy::disallowed_methods, reason = "an edge: puts trees on disk")]

mod folder;
mod link;
mod part;
mod tree;

pub use link::Link;
pub use part::{Whole, emit_part};

use crate::cache::{self, Last};
use crate::config::Config;
use crate::diagnostic::{Code, Error, Finding};
use crate::memo::Key;
use crate::output::{Keys, Output};
use crate::path::{ContentPath, OutPath};
use crate::state::{self, Entry, RECORDS, State};
use folder::Folder;
use link::Written;
use rayon::prelude::*;
use std::borrow::Cow;
use std::fs::{self, File, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Instant, UNIX_EPOCH};
use tree::Tree;

/// So many files of one folder that it does not pay to share them out among cores.
const FEW: usize = 64;

/// What became of one tree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Put {
    /// Files that were new or different.
    pub written: usize,
    /// Files that were left alone.
    pub unchanged: usize,
    /// Files that were taken away.
    pub removed: usize,
    /// Whether what was known of its files was damaged, and not used.
    pub damaged: bool,
    /// A hash of the state that was written with it, read before another build could write one; `None` for a part.
    pub state: Option<Key>,
}

/// A tree that is to be: its files in order, and how the bytes of each are had.
pub struct Making<'a> {
    /// The cloud's name, which is the tree's folder.
    pub cloud: &'a str,
    /// The number of findings of level error, kept for who publishes the tree.
    pub errors: usize,
    /// Every file.
    pub paths: Vec<&'a OutPath>,
    /// The content of a file.
    pub bytes: Box<Bytes<'a>>,
    /// What a file is made of.
    pub key: Box<KeyOf<'a>>,
}

/// A hash of everything that a file is made of; `None` for one that is made anew each time.
pub type KeyOf<'a> = dyn Fn(&OutPath) -> Option<Key> + Sync + 'a;

/// How trees are put in place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Manner {
    /// By what files in place are known.
    pub trust: Trust,
    /// What becomes of files that several trees have.
    pub link: Link,
}

/// By what a file in place is known to be as it was put there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trust {
    /// By its size and the time of its last change.
    #[default]
    Times,
    /// By its content as well, which is read again.
    Content,
}

/// A file that is ready to be put in place.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// The cloud of its tree.
    pub cloud: &'a str,
    /// Which file it is.
    pub path: &'a OutPath,
    /// When its content was asked for.
    pub began: Instant,
    /// When its content was there.
    pub made: Instant,
    /// When it was written, or found to be as it was.
    pub kept: Instant,
}

/// The content of a file, or why there is none; asked for from any thread.
pub type Bytes<'a> = dyn Fn(&OutPath) -> Result<Cow<'a, [u8]>, Error> + Sync + 'a;

/// Puts every tree in place. `errors` is the number of findings of level error, kept for who publishes the trees.
/// `tell` is told of every file.
///
/// # Errors
/// When another build is at work, a folder was not made by the program, a file cannot be written, or a template
/// fails. No tree is touched then, unless the fault comes while trees are being exchanged.
pub fn emit(
    outputs: &[Output<'_>],
    config: &Config,
    (errors, manner): (usize, Manner),
    tell: &(impl Fn(&Step<'_>) + Sync),
) -> Result<Vec<Put>, Error> {
    let makings = outputs.iter().map(|output| {
        let keys = Keys::new(output);
        Making {
            cloud: output.cloud(),
            errors,
            paths: output.paths().collect(),
            bytes: Box::new(|path| output.bytes(path)),
            key: Box::new(move |path| keys.of(path)),
        }
    });
    put(&makings.collect::<Vec<_>>(), &config.out, manner, tell)
}

/// Puts every tree in place below the output folder. `tell` is told of every file.
///
/// # Errors
/// As those of [`emit`], and where the bytes of a file cannot be had.
pub fn put(
    makings: &[Making<'_>],
    out: &Path,
    manner: Manner,
    tell: &(impl Fn(&Step<'_>) + Sync),
) -> Result<Vec<Put>, Error> {
    let records = out.join(RECORDS);
    fs::create_dir_all(records.join("state")).map_err(Error::io("make", &records))?;
    let _lock = lock(&records)?;
    let trees = makings
        .par_iter()
        .map(|making| Tree::open(out, making.cloud, manner.trust))
        .collect::<Result<Vec<_>, _>>()?;
    // Everything is made before anything is put in place.
    let written = Written::new(manner.link);
    let staged = trees
        .par_iter()
        .zip(makings)
        .map(|(tree, making)| stage(tree, making, &written, tell))
        .collect::<Result<Vec<_>, _>>();
    let staged = staged.inspect_err(|_| trees.iter().for_each(Tree::discard))?;
    let put = trees.par_iter().zip(makings).zip(staged);
    put.map(|((tree, making), (state, files))| {
        let put = tree.put(&state, &files)?;
        let state = cache::state_of(out, making.cloud);
        if let Some(state) = state {
            let keys = files.iter().map(|file| file.key);
            cache::write_keys(out, making.cloud, state, keys)?;
        }
        Ok(Put { state, ..put })
    })
    .collect()
}

/// Whether the trees of a build stand as they were put in place, every file of them, so that the same build has nothing to do.
///
/// # Errors
/// When another build is at work.
pub fn stands(last: &Last, out: &Path, trust: Trust) -> Result<bool, Error> {
    let records = out.join(RECORDS);
    if !records.is_dir() {
        return Ok(false);
    }
    let _lock = lock(&records)?;
    let stands = last.trees.par_iter().map(|made| {
        let is_complete = !state::pending(out, &made.cloud).exists();
        let now = cache::state_of(out, &made.cloud);
        is_complete && now == Some(made.state) && tree::stands(out, &made.cloud, trust)
    });
    Ok(stands.all(|stands| stands))
}

/// Names the trees of clouds that are no longer configured. They are reported, never removed.
///
/// # Errors
/// When the records cannot be read.
pub fn stale(config: &Config) -> Result<Vec<Finding>, Error> {
    let folder = config.out.join(RECORDS).join("state");
    let Ok(entries) = fs::read_dir(&folder) else {
        return Ok(Vec::new());
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(Error::io("read", &folder))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    let stale = names.into_iter().filter(|name| {
        !name.ends_with(".next")
            && !name.ends_with(".part")
            && config.clouds.find(name).is_none()
            && config.out.join(name).is_dir()
    });
    let find = |name: String| {
        let message = format!(
            "`{}` holds a tree of `{name}`, which is no cloud of the configuration",
            config.out.display()
        );
        Finding::of_file(Code::StaleTree, ContentPath::new("site.yaml"), message)
            .help("remove the folder, or configure the cloud again")
    };
    Ok(stale.map(find).collect())
}

fn lock(records: &Path) -> Result<File, Error> {
    let path = records.join("lock");
    let file = File::create(&path).map_err(Error::io("write", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::refused(
            format!("another build holds `{}`", path.display()),
            "wait for it to end, or build into another folder with `--out`",
        )),
        Err(TryLockError::Error(cause)) => Err(Error::io("lock", path)(cause)),
    }
}

/// A file of a tree that is to be.
struct Staged {
    path: OutPath,
    entry: Entry,
    key: Option<Key>,
    /// Whether it is not in place yet.
    changed: bool,
}

/// Writes what is new or different beside the target; gives back the state to be, and its files in that order.
fn stage(
    tree: &Tree,
    making: &Making<'_>,
    written: &Written,
    tell: &(impl Fn(&Step<'_>) + Sync),
) -> Result<(State, Vec<Staged>), Error> {
    let paths = making.paths.iter().zip(tree.places(&making.paths));
    let paths: Vec<(&OutPath, Option<usize>)> = paths.map(|(path, at)| (*path, at)).collect();
    let folders: Vec<&[(&OutPath, Option<usize>)]> = paths
        .chunk_by(|(one, _), (other, _)| folder::are_beside(one, other))
        .collect();
    let files = folders.into_par_iter().map(|paths| {
        let folder = tree.folder(paths[0].0);
        let paths = paths.par_iter().with_min_len(FEW).copied();
        let files = paths.map(|path| stage_file(tree, making, (path, &folder, written), tell));
        files.collect::<Result<Vec<Staged>, Error>>()
    });
    let files = files.collect::<Result<Vec<_>, Error>>()?;
    let files: Vec<Staged> = files.into_iter().flatten().collect();
    let state = State {
        errors: making.errors,
        files: files
            .iter()
            .map(|file| (file.path.clone(), file.entry))
            .collect(),
    };
    Ok((state, files))
}

/// `before` is where the file stood in the state of the tree, if it did.
fn stage_file(
    tree: &Tree,
    making: &Making<'_>,
    ((path, before), folder, written): ((&OutPath, Option<usize>), &Folder, &Written),
    tell: &(impl Fn(&Step<'_>) + Sync),
) -> Result<Staged, Error> {
    let began = Instant::now();
    let key = (making.key)(path);
    let known = key.and_then(|key| tree.made_of(before?, folder, key));
    let staged = |entry, changed| Staged {
        path: path.clone(),
        entry,
        key,
        changed,
    };
    let mut made = began;
    let staged = match known {
        Some(entry) => staged(entry, false),
        None => {
            let bytes = (making.bytes)(path)?;
            made = Instant::now();
            let (hash, size) = (xxhash_rust::xxh3::xxh3_128(&bytes), bytes.len() as u64);
            match before.and_then(|at| tree.unchanged(at, folder, (hash, size))) {
                Some(entry) => staged(entry, false),
                None => {
                    let place = tree.staged(path);
                    // A page names its cloud; lists, the lookup and assets are often alike.
                    let may_share = !path.as_str().ends_with(".html");
                    let shared = may_share.then(|| written.share((hash, size), &place));
                    let modified = match shared.flatten() {
                        Some(modified) => modified,
                        None => write(&place, &bytes)?,
                    };
                    if may_share {
                        written.remember((hash, size), &place);
                    }
                    let entry = Entry {
                        hash,
                        size,
                        modified,
                    };
                    staged(entry, true)
                }
            }
        }
    };
    tell(&Step {
        cloud: making.cloud,
        path,
        began,
        made,
        kept: Instant::now(),
    });
    Ok(staged)
}

/// Writes a file, and its folder where that is missing; gives back when, in nanoseconds.
fn write(path: &Path, bytes: &[u8]) -> Result<u64, Error> {
    let create = || File::create(path);
    let mut file = match create() {
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
            let folder = path.parent().map_or_else(PathBuf::new, Path::to_owned);
            fs::create_dir_all(&folder).map_err(Error::io("make", folder))?;
            create()
        }
        other => other,
    }
    .map_err(Error::io("write", path))?;
    file.write_all(bytes).map_err(Error::io("write", path))?;
    file.metadata()
        .map(|meta| modified(&meta))
        .map_err(Error::io("read", path))
}

fn modified(meta: &fs::Metadata) -> u64 {
    let since = meta
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since.map_or(0, |since| {
        u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
    })
}
