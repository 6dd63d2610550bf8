//! What stands on disk after a build: the law of clouds, the same bytes every time, and nobody else's files.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads and writes its own files, and fails where it cannot"
)]

use inlaid::config::{Config, Overrides};
use inlaid::diagnostic::{Error, Level};
use inlaid::emit::{Link, Manner, Put, emit};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

fn fresh(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("trees")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("content")).unwrap();
    folder
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join("content").join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn article(id: &str, clouds: &str, body: &str) -> String {
    format!(
        "<properties pageTitle=\"{id}\" articleId=\"{id}\" selfHelpType=\"generic\" service=\"contoso.mail\" \
         cloudEnvironments=\"{clouds}\" />\n\n# {id}\n\n{body}\n"
    )
}

fn try_build(folder: &Path) -> Result<Vec<Put>, Error> {
    try_build_with(folder, Link::Auto)
}

fn try_build_with(folder: &Path, link: Link) -> Result<Vec<Put>, Error> {
    let overrides = Overrides {
        content: Some(folder.join("content")),
        out: Some(folder.join("public")),
        ..Overrides::default()
    };
    let config = Config::load(&overrides)?;
    let build = inlaid::build(&config, &mut inlaid::memo::Memo::default())?;
    let manner = Manner {
        link,
        ..Manner::default()
    };
    let errors = build.content.count(Level::Error);
    emit(&build.outputs(&config), &config, (errors, manner), &|_| {})
}

fn build(folder: &Path) -> Vec<Put> {
    try_build(folder).unwrap_or_else(|error| unreachable!("{error}"))
}

/// Every file below a folder, by path.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            (
                entry
                    .path()
                    .strip_prefix(folder)
                    .unwrap()
                    .display()
                    .to_string(),
                fs::read(entry.path()).unwrap(),
            )
        })
        .collect()
}

#[test]
fn the_tree_of_a_cloud_is_the_same_without_the_articles_of_others() {
    let (all, some) = (fresh("law-all"), fresh("law-some"));
    let ours = [
        (
            "a.md",
            article(
                "a",
                "public, Fairfax",
                "[b](b.md) and [c](c.md) and ![x](x.png)",
            ),
        ),
        (
            "c.md",
            article("c", "Fairfax", "[nowhere](gone.md) [a](a.md#a)"),
        ),
        ("same.md", article("same", "Fairfax", "later in path order")),
    ];
    for (name, text) in &ours {
        write(&all, name, text);
        write(&some, name, text);
    }
    // Of another cloud: the target of a link, an id and an address that are taken, a service and an asset of its own.
    write(&all, "b.md", &article("b", "public", "secret"));
    write(
        &all,
        "a-same.md",
        &article("same", "public", "earlier in path order ![y](y.png)"),
    );
    for folder in [&all, &some] {
        fs::write(folder.join("content/x.png"), b"x").unwrap();
        fs::write(folder.join("content/y.png"), b"y").unwrap();
    }
    build(&all);
    build(&some);
    let (with, without) = (
        tree(&all.join("public/fairfax")),
        tree(&some.join("public/fairfax")),
    );
    assert_eq!(
        with.keys().collect::<Vec<_>>(),
        without.keys().collect::<Vec<_>>()
    );
    assert!(with == without, "a file of the tree tells of another cloud");
    assert!(with.contains_key("contoso.mail/same.html"));
}

#[test]
fn a_link_that_leaves_the_cloud_is_as_silent_as_one_that_is_broken() {
    let folder = fresh("silent");
    write(&folder, "a.md", &article("a", "public", "[word](b.md)"));
    write(&folder, "b.md", &article("b", "Fairfax", "x"));
    build(&folder);
    let left = fs::read(folder.join("public/public/contoso.mail/a.html")).unwrap();
    fs::remove_file(folder.join("content/b.md")).unwrap();
    build(&folder);
    assert_eq!(
        left,
        fs::read(folder.join("public/public/contoso.mail/a.html")).unwrap()
    );
}

#[test]
fn a_second_build_writes_nothing_and_a_small_change_little() {
    let folder = fresh("warm");
    for number in 0..20 {
        write(
            &folder,
            &format!("a{number}.md"),
            &article(&format!("a{number}"), "public", "text"),
        );
    }
    let first = build(&folder);
    assert!(first[0].written > 20 && first[0].unchanged == 0);
    let before = tree(&folder.join("public"));
    assert!(
        build(&folder)
            .iter()
            .all(|put| put.written == 0 && put.removed == 0)
    );
    assert_eq!(before, tree(&folder.join("public")));

    write(&folder, "a3.md", &article("a3", "public", "another text"));
    assert_eq!(build(&folder)[0].written, 1);
    fs::remove_file(folder.join("content/a4.md")).unwrap();
    let put = build(&folder)[0];
    // Its page, and the list of its service under the name that it had with it.
    assert_eq!(put.removed, 2);
    assert!(!folder.join("public/public/contoso.mail/a4.html").exists());
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (one, two) = (fresh("same-1"), fresh("same-2"));
    for folder in [&one, &two] {
        write(
            folder,
            "a.md",
            &article("a", "public", "<!--$x-->[x]<!--/$x-->"),
        );
        write(folder, "b.md", &article("b", "public", "[a](a.md)"));
        build(folder);
    }
    assert!(tree(&one.join("public/public")) == tree(&two.join("public/public")));
}

#[test]
fn a_file_that_was_tampered_with_is_written_again() {
    let folder = fresh("tampered");
    write(&folder, "a.md", &article("a", "public", "text"));
    build(&folder);
    let page = folder.join("public/public/contoso.mail/a.html");
    let right = fs::read(&page).unwrap();
    fs::write(&page, b"leak").unwrap();
    build(&folder);
    assert_eq!(fs::read(&page).unwrap(), right);
}

#[test]
fn a_folder_that_inlaid_did_not_make_is_refused_and_left_alone() {
    let folder = fresh("foreign");
    write(&folder, "a.md", &article("a", "public", "text"));
    fs::create_dir_all(folder.join("public/public")).unwrap();
    fs::write(folder.join("public/public/mine.txt"), b"mine").unwrap();
    let error = try_build(&folder).unwrap_err().to_string();
    assert!(
        error.contains("was not made by inlaid") && error.contains("help"),
        "{error}"
    );
    assert_eq!(
        fs::read(folder.join("public/public/mine.txt")).unwrap(),
        b"mine"
    );
}

#[test]
fn a_foreign_file_in_a_tree_of_ours_survives() {
    let folder = fresh("survives");
    write(&folder, "a.md", &article("a", "public", "text"));
    build(&folder);
    let mine = folder.join("public/public/CNAME");
    fs::write(&mine, b"mine").unwrap();
    write(&folder, "a.md", &article("a", "public", "all is new"));
    for number in 0..20 {
        write(
            &folder,
            &format!("b{number}.md"),
            &article(&format!("b{number}"), "public", "text"),
        );
    }
    build(&folder);
    assert_eq!(fs::read(&mine).unwrap(), b"mine");
    assert!(folder.join("public/public/contoso.mail/b3.html").exists());
}

#[test]
fn a_tree_behind_a_link_is_built_where_the_link_leads() {
    let folder = fresh("linked");
    write(&folder, "a.md", &article("a", "public", "text"));
    fs::create_dir_all(folder.join("elsewhere/site")).unwrap();
    fs::create_dir_all(folder.join("public")).unwrap();
    std::os::unix::fs::symlink(folder.join("elsewhere/site"), folder.join("public/public"))
        .unwrap();
    build(&folder);
    assert!(folder.join("public/public").is_symlink());
    assert!(folder.join("elsewhere/site/contoso.mail/a.html").exists());
}

#[test]
fn a_tree_of_a_cloud_that_is_gone_is_reported_and_never_removed() {
    let folder = fresh("stale");
    write(&folder, "a.md", &article("a", "public, corp", "text"));
    let yaml = folder.join("site.yaml");
    let findings = |text: &str| {
        fs::write(&yaml, text).unwrap();
        let overrides = Overrides {
            content: Some(folder.join("content")),
            out: Some(folder.join("public")),
            config: Some(yaml.clone()),
            ..Overrides::default()
        };
        let config = Config::load(&overrides).unwrap();
        let build = inlaid::build(&config, &mut inlaid::memo::Memo::default()).unwrap();
        emit(
            &build.outputs(&config),
            &config,
            (0, Manner::default()),
            &|_| {},
        )
        .unwrap();
        let codes = build
            .content
            .findings
            .iter()
            .map(|finding| finding.code.as_str());
        codes.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(findings("clouds:\n  corp: {}\n"), "");
    assert_eq!(findings("title: x\n"), "unknown-cloud stale-tree");
    assert!(folder.join("public/corp/contoso.mail/a.html").exists());
}

#[test]
fn what_several_trees_have_is_shared_or_copied_and_never_changed_for_another() {
    let folder = fresh("link");
    let image = |byte: u8| {
        fs::write(
            folder.join("content/i.gif"),
            [b"GIF89a", &[byte; 99][..]].concat(),
        )
    };
    let body = "![it](i.gif)";
    write(&folder, "a.md", &article("a", "public, fairfax", body));
    image(1).unwrap();
    let file = |cloud: &str| {
        let files = walkdir::WalkDir::new(folder.join("public").join(cloud)).into_iter();
        let files = files.map(Result::unwrap);
        let mut files =
            files.filter(|file| file.path().extension().is_some_and(|end| end == "gif"));
        files.next().unwrap().into_path()
    };
    let inode = |cloud: &str| fs::metadata(file(cloud)).unwrap().ino();
    // On one thread: two that come to a file at the same moment each write it, which is as right, and shared with nobody.
    let one = rayon::ThreadPoolBuilder::new().num_threads(1);
    let one = one.build().unwrap();
    let build_alone = || one.install(|| build(&folder));
    try_build_with(&folder, Link::Copy).unwrap();
    assert_ne!(inode("public"), inode("fairfax"));
    assert_eq!(fs::metadata(file("public")).unwrap().nlink(), 1);

    image(2).unwrap();
    build_alone();
    let clones = rustix::fs::ioctl_ficlone(
        fs::File::create(folder.join("clone")).unwrap(),
        fs::File::open(file("public")).unwrap(),
    );
    assert_eq!(inode("public") == inode("fairfax"), clones.is_err());
    assert_eq!(
        fs::read(file("public")).unwrap(),
        fs::read(file("fairfax")).unwrap()
    );
    assert!(build(&folder).iter().all(|put| put.written == 0));

    // A list says the same in both; the catalogue names its cloud.
    write(&folder, "a.md", &article("b", "public, fairfax", body));
    build_alone();
    let is_shared = |name: &str| {
        let inode = |cloud: &str| fs::metadata(folder.join("public").join(cloud).join(name));
        inode("public").unwrap().ino() == inode("fairfax").unwrap().ino()
    };
    assert_eq!(is_shared("lists/index.json"), clones.is_err());
    assert!(!is_shared("catalog.json"));
}
