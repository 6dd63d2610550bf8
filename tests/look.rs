//! The law of looking again: what is read after a change where the change is told of, is what is read of everything.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads and writes its own files, and fails where it cannot"
)]

use inlaid::memo::Memo;
use inlaid::source::{Sources, discover};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

/// Files and folders; some names are both, one after the other.
const NAMES: [&str; 14] = [
    "a.md",
    "b.md",
    "d",
    "d.md",
    "d/c.md",
    "d/e",
    "d/e/f.md",
    "d/e.md",
    "d/pic.svg",
    "pic.svg",
    "notes.text",
    "a.md~",
    ".a.md.swp",
    "l/x.md",
];

const TEXTS: [&str; 4] = [
    "",
    "text\n",
    "<properties pageTitle=\"T\" />\n\n# T\n",
    "<svg onload=\"x()\"/>",
];

#[derive(Clone, Debug)]
enum Act {
    Write(usize, usize),
    Remove(usize),
    Rename(usize, usize),
    /// A link to a folder elsewhere that holds an article.
    Link(usize),
}

fn acts() -> impl Strategy<Value = Act> {
    let name = || 0..NAMES.len();
    prop_oneof![
        6 => (name(), 0..TEXTS.len()).prop_map(|(name, text)| Act::Write(name, text)),
        2 => name().prop_map(Act::Remove),
        2 => (name(), name()).prop_map(|(from, to)| Act::Rename(from, to)),
        1 => name().prop_map(Act::Link),
    ]
}

/// Does it, as far as it can be done; gives what the file system tells of.
fn act(root: &Path, act: &Act) -> BTreeSet<PathBuf> {
    let name = |at: usize| PathBuf::from(NAMES[at]);
    match *act {
        Act::Write(at, text) => {
            let place = root.join(name(at));
            // Folders are told of when they come.
            let above = name(at);
            let above = above.ancestors().skip(1);
            let new = above.filter(|above| !root.join(above).exists());
            let mut touched: BTreeSet<PathBuf> = new.map(Path::to_owned).collect();
            let _ = place.parent().map(fs::create_dir_all);
            let _ = fs::write(place, TEXTS[text]);
            touched.insert(name(at));
            touched
        }
        Act::Remove(at) => {
            let place = root.join(name(at));
            let _ = fs::remove_file(&place).or_else(|_| fs::remove_dir_all(&place));
            BTreeSet::from([name(at)])
        }
        Act::Rename(from, to) => {
            let _ = fs::rename(root.join(name(from)), root.join(name(to)));
            BTreeSet::from([name(from), name(to)])
        }
        Act::Link(at) => {
            let _ = symlink("../elsewhere", root.join(name(at)));
            let _ = symlink("../elsewhere", root.join("l"));
            BTreeSet::from([name(at), PathBuf::from("l"), PathBuf::from("l/x.md")])
        }
    }
}

fn fresh(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("look")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("content/d")).unwrap();
    fs::create_dir_all(folder.join("elsewhere")).unwrap();
    fs::write(folder.join("elsewhere/x.md"), TEXTS[2]).unwrap();
    fs::write(folder.join("content/a.md"), TEXTS[2]).unwrap();
    fs::write(folder.join("content/d/c.md"), TEXTS[2]).unwrap();
    folder.join("content")
}

fn all(root: &Path) -> Sources {
    discover(root, &mut Memo::default()).unwrap_or_else(|error| unreachable!("{error}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_read_again_is_what_is_read_of_everything(given in prop::collection::vec(acts(), 1..24)) {
        let root = fresh("law");
        let mut known = all(&root);
        for given in &given {
            let touched = act(&root, given);
            let whole = all(&root);
            let part = known.again(&root, &touched, &mut Memo::default());
            if let Some(part) = &part {
                prop_assert_eq!(part.key(), whole.key(), "after {:?}: {:?}, not {:?}", given, part, whole);
            }
            known = part.unwrap_or(whole);
        }
    }
}

#[test]
fn what_an_author_does_is_enough_to_go_by() {
    let root = fresh("author");
    let mut known = all(&root);
    let saves = [
        // A save, a new article, one that is renamed, and one that goes.
        Act::Write(0, 1),
        Act::Write(1, 2),
        Act::Rename(1, 3),
        Act::Remove(3),
    ];
    for save in &saves {
        let touched = act(&root, save);
        let part = known.again(&root, &touched, &mut Memo::default());
        known = part.unwrap_or_else(|| unreachable!("{save:?} takes a look at everything"));
    }
    assert_eq!(known.key(), all(&root).key());
    // A file that says nothing is enough; one with a header would be published unasked, and is a finding.
    let said = fs::write(root.join("a.md~"), "text\n").map(|()| BTreeSet::from(["a.md~".into()]));
    let known = known.again(&root, &said.unwrap(), &mut Memo::default());
    let known = known.unwrap_or_else(|| unreachable!("a backup"));
    let touched = act(&root, &Act::Write(11, 2));
    let outline = known.clone();
    assert!(
        outline
            .again(&root, &touched, &mut Memo::default())
            .is_none()
    );
    // Of many it pays to look at everything.
    let many = (0..100).map(|number| PathBuf::from(format!("m{number}.md")));
    assert!(
        known
            .again(&root, &many.collect(), &mut Memo::default())
            .is_none()
    );
}
