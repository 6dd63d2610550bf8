//! Puts parts of trees on disk: each is made beside its place, and takes it when it is whole.

use super::{Put, Step, lock, write};
use crate::config::Config;
use crate::diagnostic::Error;
use crate::memo::Key;
use crate::output::{Output, Shard};
use crate::part::{self, DOCUMENTS, FILES, Index, Record, Sum};
use crate::path::OutPath;
use crate::search;
use crate::source::entries;
use crate::state::RECORDS;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What a part is a part of.
#[derive(Clone, Copy, Debug)]
pub struct Whole {
    /// Which part it is.
    pub shard: Shard,
    /// A hash of everything that the trees are made of.
    pub input: Key,
    /// The number of findings of level error.
    pub errors: usize,
}

/// Where a part is, and where it is made.
struct Place {
    target: PathBuf,
    stage: PathBuf,
}

/// Puts the part of every tree in place that a shard makes. Trees that stand in the same folder stay as they are.
/// `tell` is told of every file.
///
/// # Errors
/// When another build is at work, a folder was not made by the program, a file cannot be written, or a template fails.
pub fn emit_part(
    outputs: &[Output<'_>],
    config: &Config,
    whole: Whole,
    tell: &(impl Fn(&Step<'_>) + Sync),
) -> Result<Vec<Put>, Error> {
    let records = config.out.join(RECORDS);
    fs::create_dir_all(&records).map_err(Error::io("make", &records))?;
    let _lock = lock(&records)?;
    let places = outputs.iter().map(|output| {
        let name = part::name(output.cloud(), whole.shard);
        Place {
            target: config.out.join(&name),
            stage: records.join("stage").join(&name),
        }
    });
    let places: Vec<Place> = places.collect();
    places.iter().try_for_each(Place::clear)?;
    let puts = outputs
        .iter()
        .zip(&places)
        .map(|(output, place)| make(output, whole, &place.stage, tell))
        .collect::<Result<Vec<_>, _>>();
    let puts = puts.inspect_err(|_| places.iter().for_each(Place::discard))?;
    places.iter().try_for_each(Place::exchange)?;
    Ok(puts)
}

/// Makes a part in an empty folder.
fn make(
    output: &Output<'_>,
    whole: Whole,
    folder: &Path,
    tell: &(impl Fn(&Step<'_>) + Sync),
) -> Result<Put, Error> {
    let own = |path: &&OutPath| output.is_made_by(whole.shard, path);
    let paths: Vec<&OutPath> = output.paths().filter(own).collect();
    let files = paths.into_par_iter().map(|path| {
        let began = Instant::now();
        let bytes = output.bytes(path)?;
        let made = Instant::now();
        write(&folder.join(FILES).join(path.as_str()), &bytes)?;
        tell(&Step {
            cloud: output.cloud(),
            path,
            began,
            made,
            kept: Instant::now(),
        });
        Ok((path.clone(), Sum::of(&bytes)))
    });
    let files = files.collect::<Result<BTreeMap<_, _>, Error>>()?;
    let documents = part::written(output, whole.shard)?;
    write(&folder.join(DOCUMENTS), &documents)?;
    let index = search::has_index(output).then(|| Index {
        language: output.config().language.clone(),
        articles: output.pages(),
    });
    let record = Record {
        program: Record::program(),
        cloud: output.cloud().to_owned(),
        shard: whole.shard,
        input: whole.input,
        errors: whole.errors,
        index,
        whole: Record::whole(output.paths()),
        documents: Sum::of(&documents),
        files,
    };
    record.write(folder)?;
    Ok(Put {
        written: record.files.len(),
        ..Put::default()
    })
}

impl Place {
    /// Makes way for the part that is to be made.
    fn clear(&self) -> Result<(), Error> {
        self.refuse_foreign()?;
        super::tree::remove_all(&self.stage)?;
        fs::create_dir_all(&self.stage).map_err(Error::io("make", &self.stage))
    }

    /// A folder that holds anything but an earlier part is not taken away.
    fn refuse_foreign(&self) -> Result<(), Error> {
        if self.target.symlink_metadata().is_err() {
            return Ok(());
        }
        let record = Record::read(&self.target).ok();
        let own = record.map_or_else(BTreeSet::new, |record| record.places(&self.target));
        let there = entries(&self.target)?;
        match there.iter().find(|(file, _)| !own.contains(file)) {
            None => Ok(()),
            Some((file, _)) => Err(Error::refused(
                format!("`{}` was not made by inlaid", file.display()),
                "move it elsewhere, or build into another folder with `--out`",
            )),
        }
    }

    /// Leaves the target as it is.
    fn discard(&self) {
        // What is left is removed by the next build of the part.
        let _ = fs::remove_dir_all(&self.stage);
    }

    /// Puts the part in the place of an earlier one. A kill leaves one of them, or none.
    fn exchange(&self) -> Result<(), Error> {
        let old = self.stage.with_added_extension("old");
        super::tree::remove_all(&old)?;
        if self.target.exists() {
            fs::rename(&self.target, &old).map_err(Error::io("remove", &self.target))?;
        }
        fs::rename(&self.stage, &self.target).map_err(Error::io("write", &self.target))?;
        super::tree::remove_all(&old)
    }
}
