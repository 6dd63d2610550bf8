//! The law of parts: trees that are made in parts and joined are those of one build, and nothing else is joined.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads and writes its own files, and fails where it cannot"
)]

mod author;

use author::{Edit, act, edit, fresh};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// A site with everything that trees have.
const SITE: &str = "title: Parts\nbaseUrl: https://x.y\nsearch: full\nlanguages: {de: de, ja: i18n/ja}\n\
    redirects: {old/: id1}\noutputs: {markdown: true, llms: true, openSearch: true}\n";

fn inlaid(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_inlaid"));
    command
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap()
}

fn done(folder: &Path, arguments: &[&str]) -> String {
    let output = inlaid(folder, arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
    said
}

/// What a command says that could not run.
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = inlaid(folder, arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
    said
}

/// Every file below a folder but the program's own records, by path.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder).into_iter();
    let files = files.filter_entry(|entry| entry.file_name() != ".inlaid");
    let files = files.map(Result::unwrap);
    let files = files.filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let below = entry.path().strip_prefix(folder).unwrap();
            (below.display().to_string(), fs::read(entry.path()).unwrap())
        })
        .collect()
}

/// Builds in so many parts, into the folders `part1`, `part2` …, and gives their names.
fn parts(folder: &Path, of: u32, clouds: &[&str]) -> Vec<String> {
    let make = |number| {
        let (shard, out) = (format!("{number}/{of}"), format!("part{number}"));
        let arguments = ["build", "--quiet", "--shard", &shard, "--out", &out];
        done(folder, &[&arguments, clouds].concat());
        out
    };
    (1..=of).map(make).collect()
}

fn merge<'a>(parts: &'a [String], more: &[&'a str]) -> Vec<&'a str> {
    let parts = parts.iter().map(String::as_str);
    ["merge"]
        .into_iter()
        .chain(parts)
        .chain(more.iter().copied())
        .collect()
}

/// Builds whole, and in so many parts; both have to be the same.
fn compare(folder: &Path, of: u32) -> Result<(), TestCaseError> {
    let clouds = ["--cloud", "public,fairfax,usnat"];
    for name in ["whole", "joined"] {
        let _ = fs::remove_dir_all(folder.join(name));
    }
    for number in 1..=7 {
        let _ = fs::remove_dir_all(folder.join(format!("part{number}")));
    }
    done(
        folder,
        &[&["build", "--quiet", "--out", "whole"][..], &clouds].concat(),
    );
    let parts = parts(folder, of, &clouds);
    done(folder, &merge(&parts, &["--out", "joined"]));
    let (whole, joined) = (tree(&folder.join("whole")), tree(&folder.join("joined")));
    let names = |tree: &BTreeMap<String, Vec<u8>>| tree.keys().cloned().collect::<Vec<_>>();
    prop_assert_eq!(names(&whole), names(&joined));
    for (path, bytes) in &whole {
        prop_assert!(joined[path] == *bytes, "{} differs", path);
    }
    Ok(())
}

/// A site of a few articles in three languages.
fn site(name: &str) -> std::path::PathBuf {
    let folder = fresh(name);
    for edit in [
        Edit::Article(0, 0, 1, 0, 1),
        Edit::Article(1, 2, 3, 1, 0),
        Edit::Article(2, 4, 6, 3, 1),
        // The id of another in another case, and no text.
        Edit::Article(3, 5, 4, 0, 2),
        Edit::Translation(0, 0, 0, 2, 1),
        Edit::Translation(1, 1, 2, 0, 0),
        Edit::Asset(3),
    ] {
        act(&folder, &edit);
    }
    let empty = "<properties pageTitle=\"Empty\" articleId=\"ID1\" selfHelpType=\"generic\" cloudEnvironments=\"public\" />\n";
    fs::write(folder.join("content/empty.md"), empty).unwrap();
    fs::write(folder.join("site.yaml"), SITE).unwrap();
    folder
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parts_that_are_joined_equal_one_build(
        edits in prop::collection::vec(edit(), 1..24),
        of in prop::sample::select(vec![1, 2, 3, 7]),
        search in prop::sample::select(vec!["full", "titles", "off"]),
    ) {
        let folder = fresh("parts-law");
        edits.iter().for_each(|edit| act(&folder, edit));
        let mut site = fs::read_to_string(folder.join("site.yaml")).unwrap();
        site.push_str(&format!("search: {search}\n"));
        if !site.contains("outputs") {
            site.push_str("outputs: {markdown: true}\n");
        }
        fs::write(folder.join("site.yaml"), site).unwrap();
        compare(&folder, of)?;
    }
}

#[test]
fn a_site_with_everything_is_the_same_in_any_number_of_parts() {
    let folder = site("parts-everything");
    for of in [1, 2, 3, 7] {
        compare(&folder, of).unwrap();
    }
    let tree = tree(&folder.join("joined"));
    for path in [
        "public/pagefind/pagefind-entry.json",
        "public/old/index.html",
        "public/de/index.html",
        "fairfax/catalog.json",
    ] {
        assert!(tree.contains_key(path), "{path}");
    }
    assert!(tree.keys().any(|path| path.ends_with(".md")));
}

#[test]
fn a_part_holds_what_is_its_own_and_no_more() {
    let folder = site("parts-own");
    let parts = parts(&folder, 3, &[]);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (number, part) in (1..).zip(&parts) {
        let files = tree(&folder.join(part));
        let names = files.keys().filter_map(|path| {
            let (cloud, path) = path.split_once(&format!(".{number}-of-3/files/"))?;
            Some(format!("{cloud}/{path}"))
        });
        names.for_each(|name| *seen.entry(name).or_default() += 1);
    }
    assert!(
        seen.len() > 20 && seen.values().all(|count| *count == 1),
        "{seen:?}"
    );
}

#[test]
fn parts_that_are_made_elsewhere_go_together() {
    let (one, other) = (site("parts-here"), site("parts-there"));
    let path = |folder: &Path, name: &str| folder.join(name).display().to_string();
    // One names its places from where it is, the other by their whole paths, from elsewhere.
    done(
        &one,
        &["build", "--quiet", "--shard", "1/2", "--out", "part"],
    );
    let (content, themes) = (path(&other, "content"), path(&other, "themes"));
    let (config, part) = (path(&other, "site.yaml"), path(&other, "part"));
    let places = [
        "--content",
        &content,
        "--themes",
        &themes,
        "--config",
        &config,
    ];
    let arguments = ["build", "--quiet", "--shard", "2/2", "--out", &part];
    done(&one, &[&arguments[..], &places].concat());
    done(&one, &["merge", "part", &part, "--out", "joined"]);
    done(&one, &["build", "--quiet", "--out", "whole"]);
    assert!(tree(&one.join("joined")) == tree(&one.join("whole")));
}

#[test]
fn parts_may_share_a_folder_with_each_other_and_with_trees() {
    let folder = site("parts-shared");
    for shard in ["1/2", "2/2"] {
        done(&folder, &["build", "--quiet", "--shard", shard]);
    }
    let before = tree(&folder.join("public"));
    done(&folder, &["build", "--quiet"]);
    done(
        &folder,
        &["merge", "public", "--cloud", "Public", "--out", "joined"],
    );
    assert!(tree(&folder.join("joined/public")) == tree(&folder.join("public/public")));
    assert!(!folder.join("joined/fairfax").exists());
    // A part that is made again takes the place of what it was.
    done(&folder, &["build", "--quiet", "--shard", "1/2"]);
    let after = tree(&folder.join("public"));
    assert!(before.iter().all(|(path, bytes)| after[path] == *bytes));
}

#[test]
fn what_is_no_whole_is_not_joined() {
    let folder = site("parts-refused");
    let parts = parts(&folder, 3, &["--cloud", "public"]);
    let says = |parts: &[&str], wanted: &str| {
        let said = refused(&folder, &[&["merge", "--out", "joined"], parts].concat());
        assert!(said.contains(wanted) && said.contains("help"), "{said}");
        assert!(!folder.join("joined/public").exists());
    };
    let build = |arguments: &[&str]| {
        let usual = ["build", "--quiet", "--cloud", "public"];
        done(&folder, &[&usual, arguments].concat());
    };
    says(&["part1", "part3"], "part 2 of 3 of `public` is missing");
    says(&["part2"], "parts 1, 3 of 3 of `public` are missing");
    says(
        &["part1", "part2", "part3", "part1"],
        "are both part 1 of 3 of `public`",
    );
    says(
        &["part1", "part2", "content"],
        "`content` holds no part of a tree",
    );
    says(
        &["part1", "--cloud", "usnat"],
        "no part of a tree of `usnat` is there",
    );
    build(&["--shard", "1/2", "--out", "halves"]);
    says(&["halves", "part2", "part3"], "is one of 2 parts, and");
    act(&folder, &Edit::Article(0, 1, 1, 0, 1));
    build(&["--shard", "1/3", "--out", "edited"]);
    says(
        &["edited", "part2", "part3"],
        "was made of other content than",
    );
    act(&folder, &Edit::Article(0, 0, 1, 0, 1));
    fs::write(folder.join("values.yaml"), "userName: Ann\n").unwrap();
    build(&[
        "--shard",
        "1/3",
        "--out",
        "filled",
        "--values",
        "values.yaml",
    ]);
    says(
        &["filled", "part2", "part3"],
        "was made of other content than",
    );
    done(&folder, &merge(&parts, &["--out", "joined"]));
}

#[test]
fn a_part_that_was_damaged_on_its_way_is_refused() {
    let folder = site("parts-damaged");
    let parts = parts(&folder, 2, &["--cloud", "public"]);
    let part = folder.join("part2/public.2-of-2");
    let all = tree(&part);
    let says = |wanted: &str| {
        let said = refused(&folder, &merge(&parts, &["--out", "joined"]));
        assert!(said.contains(wanted), "{said}");
        assert!(!folder.join("joined/public").exists(), "{wanted}");
    };
    let page = all.keys().find(|path| path.ends_with(".html")).unwrap();
    for name in [page, "part", "documents"] {
        let bytes = &all[name];
        assert!(!bytes.is_empty(), "{name}");
        let damaged = format!("{name}` is not as it was made");
        fs::write(part.join(name), &bytes[..bytes.len() - 1]).unwrap();
        says(&damaged);
        fs::write(part.join(name), [bytes, &b" "[..]].concat()).unwrap();
        says(&damaged);
        fs::remove_file(part.join(name)).unwrap();
        says("cannot read");
        fs::write(part.join(name), bytes).unwrap();
    }
    let record = String::from_utf8(all["part"].clone()).unwrap();
    let write = |text: &str| {
        let hash = xxhash_rust::xxh3::xxh3_128(text.as_bytes());
        fs::write(part.join("part"), format!("{text}end {hash:032x}\n")).unwrap();
    };
    let (body, _) = record.rsplit_once("end ").unwrap();
    let version = env!("CARGO_PKG_VERSION");
    write(&body.replace(&format!("program {version}"), "program 9.9.9"));
    says("was made by inlaid 9.9.9, and this is");
    write(&body.replace("inlaid part 1", "inlaid part 2"));
    says("writes parts otherwise");
    // A file that the record does not name.
    let line = body
        .lines()
        .find(|line| line.ends_with(page.trim_start_matches("files/")));
    write(&body.replace(&format!("{}\n", line.unwrap()), ""));
    says("is not as it was made");
    write(body);
    // What somebody puts into a part is in no tree.
    fs::write(part.join("files/leak.html"), "leak").unwrap();
    done(&folder, &merge(&parts, &["--out", "joined"]));
    assert!(!folder.join("joined/public/leak.html").exists());
    // And is not taken away with the part.
    let said = refused(
        &folder,
        &[
            "build", "--cloud", "public", "--shard", "2/2", "--out", "part2",
        ],
    );
    assert!(said.contains("leak.html` was not made by inlaid"), "{said}");
}

#[test]
fn a_merge_touches_only_what_differs() {
    let folder = site("parts-again");
    done(&folder, &["build", "--quiet", "--out", "joined"]);
    let merged = |folder: &Path| {
        let parts = parts(folder, 2, &[]);
        done(folder, &merge(&parts, &["--out", "joined"]))
    };
    let said = merged(&folder);
    assert!(
        said.lines()
            .filter(|line| line.contains("2 parts"))
            .all(|line| line.ends_with("unchanged")),
        "{said}"
    );
    act(&folder, &Edit::Article(2, 4, 0, 3, 1));
    let said = merged(&folder);
    let public = said
        .lines()
        .find(|line| line.starts_with("public/"))
        .unwrap();
    assert!(
        public.contains(" files written, ") && !public.contains(" 0 unchanged"),
        "{said}"
    );
    done(&folder, &["build", "--quiet", "--out", "whole"]);
    assert!(tree(&folder.join("joined")) == tree(&folder.join("whole")));
}

#[test]
fn a_shard_is_one_of_so_many_and_is_not_watched() {
    let folder = site("parts-usage");
    for shard in ["0/3", "4/3", "1", "x/y", "1/2000"] {
        let said = refused(&folder, &["build", "--shard", shard]);
        assert!(said.contains("a shard is such as `2/4`"), "{said}");
    }
    let said = refused(&folder, &["build", "--shard", "1/2", "--watch"]);
    assert!(said.contains("cannot be used with"), "{said}");
    assert!(!folder.join("public").exists());
}

#[test]
fn a_strict_build_makes_no_part_while_there_is_an_error() {
    let folder = site("parts-strict");
    act(&folder, &Edit::Article(4, 3, 0, 0, 4));
    let output = inlaid(&folder, &["build", "--strict", "--quiet", "--shard", "1/2"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(!folder.join("public").exists());
}

#[cfg(feature = "publish")]
#[test]
fn a_part_is_not_published_and_a_joined_tree_is() {
    let folder = site("parts-publish");
    let parts = parts(&folder, 2, &["--cloud", "public"]);
    let publish = |out| {
        [
            "publish",
            "public",
            "--to",
            "file:served",
            "--out",
            out,
            "--allow",
        ]
    };
    let said = refused(&folder, &publish("part1"));
    assert!(
        said.contains("holds a part of the tree of `public`"),
        "{said}"
    );
    assert!(said.contains("inlaid merge"), "{said}");
    done(&folder, &merge(&parts, &["--out", "joined"]));
    done(&folder, &publish("joined"));
}
