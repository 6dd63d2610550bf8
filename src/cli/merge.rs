//! `inlaid merge`

use super::args::Merge;
use super::build::progress;
use super::{Outcome, report};
use inlaid::diagnostic::Error;
use inlaid::emit::{Making, Manner, put};
use inlaid::part::join;
use std::time::Instant;

pub(super) fn run(options: &Merge) -> Result<Outcome, Error> {
    let started = Instant::now();
    let joined = join(&options.parts, &options.clouds)?;
    let makings = joined.iter().map(|tree| Making {
        cloud: &tree.cloud,
        errors: tree.errors,
        paths: tree.paths(),
        bytes: Box::new(|path| tree.bytes(path)),
        key: Box::new(|_| None),
    });
    let makings: Vec<Making<'_>> = makings.collect();
    let files = makings.iter().map(|making| making.paths.len() as u64);
    let bar = progress(files.sum(), options.quiet);
    let put = put(&makings, &options.out, Manner::default(), &|_| bar.inc(1));
    bar.finish_and_clear();
    let put = put?;
    if !options.quiet {
        let trees: Vec<_> = joined.iter().zip(put).collect();
        report::merged(&trees, &options.out, started.elapsed());
    }
    Ok(Outcome::Done)
}
