//! The law of the memo: after any edits, building with what is kept, be it an earlier build, equals building without.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads and writes its own files, and fails where it cannot"
)]

mod author;

use author::{Edit, act, edit, fresh};
use inlaid::Build;
use inlaid::config::{Config, Overrides};
use inlaid::memo::Memo;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

/// Every file of every tree, and what is said.
type Everything = BTreeMap<String, Vec<u8>>;

fn everything(folder: &Path, memo: &mut Memo) -> Everything {
    everything_after(None, folder, memo).0
}

/// The same of a build after an earlier one; and that build.
fn everything_after(
    earlier: Option<&Build>,
    folder: &Path,
    memo: &mut Memo,
) -> (Everything, Build) {
    let overrides = Overrides {
        content: Some(folder.join("content")),
        themes: Some(folder.join("themes")),
        out: Some(folder.join("public")),
        config: Some(folder.join("site.yaml")),
        clouds: vec![
            "public".to_owned(),
            "fairfax".to_owned(),
            "usnat".to_owned(),
        ],
        values: None,
    };
    let config = Config::load(&overrides).unwrap_or_else(|error| unreachable!("{error}"));
    let scan = inlaid::scan(&config, memo);
    let build = scan.and_then(|mut scan| inlaid::build_of(&mut scan, &config, earlier, memo));
    let build = build.unwrap_or_else(|error| unreachable!("{error}"));
    let mut found = BTreeMap::new();
    for output in build.outputs(&config) {
        for path in output.paths() {
            let bytes = output
                .bytes(path)
                .unwrap_or_else(|error| unreachable!("{error}"));
            found.insert(
                format!("{}/{}", output.cloud(), path.as_str()),
                bytes.into_owned(),
            );
        }
    }
    found.insert(
        "findings".to_owned(),
        format!("{:#?}", build.content.findings).into_bytes(),
    );
    (found, build)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_build_with_the_memo_equals_one_without(edits in prop::collection::vec(edit(), 1..12)) {
        let folder = fresh("memo-law");
        let (mut memo, mut previewed) = (Memo::default(), Memo::default());
        let mut last: Option<Build> = None;
        for edit in &edits {
            act(&folder, edit);
            let with = everything(&folder, &mut memo);
            memo.sweep();
            let (after, build) = everything_after(last.as_ref(), &folder, &mut previewed);
            previewed.sweep();
            last = Some(build);
            let without = everything(&folder, &mut Memo::default());
            for with in [with, after] {
                for (path, bytes) in &without {
                    let other = with.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
                    prop_assert_eq!(other, Some(String::from_utf8_lossy(bytes).into_owned()), "{} after {:?}", path, edit);
                }
                prop_assert_eq!(with.len(), without.len());
            }
        }
    }
}

#[test]
fn the_memo_does_not_grow() {
    let folder = fresh("memo-growth");
    let mut memo = Memo::default();
    let mut size = 0;
    for round in 0..40u8 {
        act(
            &folder,
            &Edit::Article(round % 6, round % 5, round % 6, 0, 0),
        );
        // Older than a tick of the file system's clock, or nothing of it is kept.
        std::thread::sleep(std::time::Duration::from_millis(if round > 30 {
            120
        } else {
            0
        }));
        everything(&folder, &mut memo);
        memo.sweep();
        if round == 35 {
            size = memo.len();
        }
    }
    assert!(
        size > 6 && memo.len() <= size + 2,
        "{size} to {}",
        memo.len()
    );
}
