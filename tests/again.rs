//! The law of the cache: a build into a folder that others built into before makes what a build into an empty one makes, in
//! whatever state those left it, and says the same.
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
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

const INLAID: &str = env!("CARGO_BIN_EXE_inlaid");

/// Builds three clouds into a folder.
fn build(program: impl AsRef<Path>, folder: &Path, out: &str, more: &[&str]) -> Output {
    let clouds = [
        "--cloud", "public", "--cloud", "fairfax", "--cloud", "usnat",
    ];
    Command::new(program.as_ref())
        .current_dir(folder)
        .args(["build", "--format", "json", "--out", out])
        .args(clouds)
        .args(more)
        .output()
        .unwrap()
}

/// Builds, and gives back what was found, and whether anything was made.
fn built(folder: &Path, out: &str, more: &[&str]) -> (String, bool) {
    let output = build(INLAID, folder, out, &[&["--timings"], more].concat());
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    let made = said.lines().any(|line| line.starts_with("parse "));
    (String::from_utf8(output.stdout).unwrap(), made)
}

/// Every file of the trees below a folder.
fn trees(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = walkdir::WalkDir::new(out).into_iter();
    let files = files.filter_entry(|entry| entry.file_name() != ".inlaid");
    let files = files.map(Result::unwrap);
    let files = files.filter(|entry| entry.file_type().is_file());
    let file = |entry: walkdir::DirEntry| {
        let below = entry.path().strip_prefix(out).unwrap();
        (below.display().to_string(), fs::read(entry.path()).unwrap())
    };
    files.map(file).collect()
}

/// A build into a folder of its own finds and makes the same.
fn assert_as_new(folder: &Path, findings: &str) {
    let _ = fs::remove_dir_all(folder.join("new"));
    let (new, made) = built(folder, "new", &[]);
    assert!(made);
    assert_eq!(findings, new);
    let (again, new) = (trees(&folder.join("out")), trees(&folder.join("new")));
    assert_eq!(
        again.keys().collect::<Vec<_>>(),
        new.keys().collect::<Vec<_>>()
    );
    for (path, bytes) in &new {
        assert!(again[path] == *bytes, "{path}");
    }
}

/// A site of two articles that was built.
fn site(name: &str) -> PathBuf {
    let folder = fresh(&format!("again-{name}"));
    act(&folder, &Edit::Article(0, 0, 1, 0, 3));
    act(&folder, &Edit::Article(1, 2, 3, 0, 1));
    act(&folder, &Edit::Asset(1));
    assert!(built(&folder, "out", &[]).1);
    folder
}

fn cache(folder: &Path) -> PathBuf {
    folder.join("out/.inlaid/cache/build")
}

/// Changes a file behind the back of the program: its size and its times stay.
fn change_in_secret(file: &Path) {
    let modified = fs::metadata(file).unwrap().modified().unwrap();
    let mut bytes = fs::read(file).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    let mut open = fs::OpenOptions::new().write(true).open(file).unwrap();
    open.write_all(&bytes).unwrap();
    open.set_modified(modified).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_any_edits_a_build_makes_what_a_new_one_makes(
        edits in prop::collection::vec((edit(), 0..6u8), 1..8),
    ) {
        let folder = fresh("again-law");
        for (edit, accident) in &edits {
            act(&folder, edit);
            let out = folder.join("out");
            match accident {
                0 => drop(fs::remove_file(cache(&folder))),
                1 => drop(fs::remove_dir_all(out.join("public/assets"))),
                2 => drop(fs::write(out.join("fairfax/index.html"), "mine")),
                3 => drop(fs::remove_file(out.join("usnat/catalog.json"))),
                _ => {}
            }
            let (findings, _) = built(&folder, "out", &[]);
            assert_as_new(&folder, &findings);
            prop_assert_eq!(built(&folder, "out", &[]), (findings, false));
        }
    }
}

/// The pages that a build makes, and does not find as they are.
fn pages_made(folder: &Path) -> Vec<String> {
    let output = build(INLAID, folder, "out", &["--timings=trace.json"]);
    assert_eq!(output.status.code(), Some(0));
    let trace = fs::read_to_string(folder.join("trace.json")).unwrap();
    let trace: serde_json::Value = serde_json::from_str(&trace).unwrap();
    let events = trace["traceEvents"].as_array().unwrap();
    let made = events
        .iter()
        .filter(|event| event["args"]["made"].as_f64() > Some(0.0));
    let names = made.map(|event| event["name"].as_str().unwrap());
    let pages = names.filter(|name| name.contains("contoso") && name.ends_with(".html"));
    let mut pages: Vec<String> = pages.map(str::to_owned).collect();
    pages.sort();
    pages
}

#[test]
fn an_edit_costs_the_page_and_those_that_show_something_of_it() {
    let folder = fresh("again-pages");
    let write = |name: &str, title: &str, body: &str, service: &str| {
        let text = format!(
            "<properties articleId=\"{name}\" selfHelpType=\"generic\" service=\"{service}\" \
             cloudEnvironments=\"public, fairfax\" />\n\n# {title}\n\n{body}\n"
        );
        fs::write(folder.join(format!("content/{name}.md")), text).unwrap();
    };
    for name in ["a", "b"] {
        write(name, name, "Text.", "contoso.mail");
        write(&format!("{name}2"), name, "Text.", "contoso.disk");
    }
    built(&folder, "out", &[]);
    write("a", "a", "Other text.", "contoso.mail");
    let of = |files: &[&str]| -> Vec<String> {
        let clouds = ["fairfax", "public"].iter();
        let files =
            clouds.flat_map(|cloud| files.iter().map(move |file| format!("{cloud}/{file}")));
        files.collect()
    };
    // Its list shows nothing of its text.
    let list = "contoso.mail/index.html";
    assert_eq!(pages_made(&folder), of(&["contoso.mail/a.html"]));
    // The other one has its title beside it.
    write("a", "A new name", "Other text.", "contoso.mail");
    let both = of(&["contoso.mail/a.html", "contoso.mail/b.html", list]);
    assert_eq!(pages_made(&folder), both);
    let (findings, made) = built(&folder, "out", &[]);
    assert!(!made);
    assert_as_new(&folder, &findings);
}

#[test]
fn nothing_is_made_where_nothing_changed_and_the_same_is_said() {
    let folder = site("same");
    let first = build(INLAID, &folder, "out", &[]);
    let times = |folder: &Path| -> Vec<_> {
        let files = walkdir::WalkDir::new(folder)
            .into_iter()
            .map(Result::unwrap);
        files
            .map(|file| file.metadata().unwrap().modified().unwrap())
            .collect()
    };
    let before = times(&folder.join("out/public"));
    let again = build(INLAID, &folder, "out", &[]);
    let lines = |output: &Output| {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        // The last line ends with how long it took.
        said.split(" in 0.").next().map(str::to_owned)
    };
    assert_eq!(lines(&first), lines(&again));
    assert_eq!(first.stdout, again.stdout);
    assert_eq!(before, times(&folder.join("out/public")));
}

#[test]
fn whatever_a_build_reads_makes_another() {
    let folder = site("inputs");
    let write = |file: &str, text: &str| {
        fs::create_dir_all(folder.join(file).parent().unwrap()).unwrap();
        fs::write(folder.join(file), text).unwrap();
    };
    for (file, text) in [
        (
            "content/a1.md",
            "<properties articleId=\"b\" selfHelpType=\"generic\" cloudEnvironments=\"public\" />\n# B\n",
        ),
        ("content/new.md", "no header"),
        (
            "content/dot.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\"/>",
        ),
        ("content/hidden.txt", "<properties articleId=\"x\" />"),
        ("content/slots.yaml", "userName:\n  label: Name\n"),
        ("site.yaml", "title: Another\n"),
        ("themes/default/templates/pager.html", "<p>other</p>"),
        ("themes/default/assets/style.css", "p { color: red }"),
        ("out/.inlaid/state/gone", "a tree"),
    ] {
        write(file, text);
        fs::create_dir_all(folder.join("out/gone")).unwrap();
        assert!(built(&folder, "out", &[]).1, "{file}");
        assert!(!built(&folder, "out", &[]).1, "{file}");
    }
    assert!(built(&folder, "out", &["--cloud", "mooncake"]).1);
    fs::write(folder.join("v.yaml"), "userName: Ann\n").unwrap();
    assert!(built(&folder, "out", &["--values", "v.yaml"]).1);
    assert!(!built(&folder, "out", &["--values", "v.yaml"]).1);
    assert!(built(&folder, "out", &[]).1);
}

#[test]
fn a_file_in_place_is_known_by_size_and_time_or_by_its_content() {
    let folder = site("verify");
    let (findings, _) = built(&folder, "out", &[]);
    let page = folder.join("out/public/index.html");
    fs::write(&page, "mine").unwrap();
    assert_eq!(built(&folder, "out", &[]), (findings.clone(), true));
    assert_as_new(&folder, &findings);
    change_in_secret(&page);
    assert!(!built(&folder, "out", &[]).1);
    assert!(built(&folder, "out", &["--verify"]).1);
    assert_as_new(&folder, &findings);
    assert!(!built(&folder, "out", &["--verify"]).1);
}

#[test]
fn a_damaged_cache_is_a_finding_and_nothing_of_it_is_used() {
    let folder = site("damaged");
    let (findings, _) = built(&folder, "out", &[]);
    let bytes = fs::read(cache(&folder)).unwrap();
    let mut other = bytes.clone();
    let middle = other.len() / 2;
    other[middle] ^= 4;
    let [keys, articles] =
        ["keys-public", "articles"].map(|name| folder.join("out/.inlaid/cache").join(name));
    let [of_keys, of_articles] = [&keys, &articles].map(|file| fs::read(file).unwrap());
    for (place, damaged) in [
        (cache(&folder), &bytes[..bytes.len() / 2]),
        (cache(&folder), &other),
        (cache(&folder), b""),
        (cache(&folder), b"\xff\n\n"),
        (keys, &of_keys[..of_keys.len() - 1]),
        (articles, &of_articles[..of_articles.len() - 1]),
    ] {
        // The others are read only where something is to be made.
        if place != cache(&folder) {
            fs::remove_file(cache(&folder)).unwrap();
        }
        fs::write(place, damaged).unwrap();
        let (found, made) = built(&folder, "out", &[]);
        assert!(made);
        let (first, rest) = found.split_once('\n').unwrap();
        assert!(first.contains("cache-damaged"), "{first}");
        assert_eq!(rest, findings);
        assert_eq!(built(&folder, "out", &[]), (findings.clone(), false));
    }
}

#[test]
fn the_cache_of_another_corpus_or_program_is_not_used() {
    let (folder, other) = (site("one"), site("other"));
    act(&other, &Edit::Article(3, 1, 1, 0, 0));
    built(&other, "out", &[]);
    for file in fs::read_dir(other.join("out/.inlaid/cache")).unwrap() {
        let file = file.unwrap();
        let name = file.file_name();
        fs::copy(file.path(), folder.join("out/.inlaid/cache").join(name)).unwrap();
    }
    let (findings, made) = built(&folder, "out", &[]);
    assert!(made);
    assert_as_new(&folder, &findings);

    // A program that differs in a byte which no one reads, and has the same version.
    let program = folder.join("inlaid");
    let mut bytes = fs::read(INLAID).unwrap();
    bytes.push(0);
    fs::write(&program, bytes).unwrap();
    fs::set_permissions(&program, fs::metadata(INLAID).unwrap().permissions()).unwrap();
    for expected in [true, false] {
        let output = build(&program, &folder, "out", &["--timings"]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            said.lines().any(|line| line.starts_with("parse ")),
            expected,
            "{said}"
        );
    }
    assert!(built(&folder, "out", &[]).1);
}

#[test]
fn what_is_known_of_an_article_is_known_of_how_it_is_stored() {
    let folder = site("stored");
    let text = "<properties articleId=\"w\" selfHelpType=\"generic\" cloudEnvironments=\"public\" />\n\n\
        # Caf\u{e9} [to](nowhere.md) <!--$a-->[b]<!--/$a-->\n";
    let wide = text.encode_utf16().flat_map(u16::to_le_bytes);
    let one_byte = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap());
    let stored: [Vec<u8>; 4] = [
        one_byte.collect(),
        text.into(),
        [0xff, 0xfe].into_iter().chain(wide).collect(),
        format!("\u{feff}{text}").into(),
    ];
    let mut said = Vec::new();
    for bytes in stored.iter().chain(&stored) {
        fs::write(folder.join("content/w.md"), bytes).unwrap();
        let (findings, _) = built(&folder, "out", &[]);
        assert_as_new(&folder, &findings);
        said.push(findings);
    }
    assert_eq!(said[..4], said[4..]);
    assert!(said[0].contains("not-utf8") && !said[1].contains("not-utf8"));
}

#[test]
fn of_two_builds_at_once_one_is_refused_or_both_are_right() {
    let folder = site("two");
    for round in 0..12 {
        act(
            &folder,
            &Edit::Article(round % 3, round % 5, round % 6, 0, 1),
        );
        let at_once = || {
            std::thread::scope(|scope| {
                let builds = [0, 1].map(|_| scope.spawn(|| build(INLAID, &folder, "out", &[])));
                builds.map(|build| build.join().unwrap().status.code())
            })
        };
        let codes = at_once();
        assert!(codes.contains(&Some(0)), "{codes:?}");
        assert!(
            codes.iter().all(|code| matches!(code, Some(0 | 2))),
            "{codes:?}"
        );
        let (findings, _) = built(&folder, "out", &[]);
        assert_as_new(&folder, &findings);
    }
}

#[test]
fn errors_are_refused_however_often_they_were_found() {
    let folder = site("strict");
    let broken = "<properties articleId=\"bad\" selfHelpType=\"diagnoseAndSolve\" cloudEnvironments=\"public\" />\n---\n{\"a\": }\n---\n";
    fs::write(folder.join("content/bad.md"), broken).unwrap();
    built(&folder, "out", &[]);
    for _ in 0..2 {
        let refused = build(INLAID, &folder, "out", &["--strict"]);
        assert_eq!(refused.status.code(), Some(1));
    }
}

#[test]
fn a_build_that_was_killed_leaves_nothing_that_is_trusted() {
    let folder = site("killed");
    for round in 0..12u8 {
        act(
            &folder,
            &Edit::Article(round % 3, round % 5, round % 6, 0, 1),
        );
        let mut child = Command::new(INLAID)
            .current_dir(&folder)
            .args([
                "build", "--quiet", "--out", "out", "--cloud", "public", "--cloud", "fairfax",
                "--cloud", "usnat",
            ])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(u64::from(round) * 9));
        let _ = child.kill();
        child.wait().unwrap();
        let (findings, _) = built(&folder, "out", &[]);
        assert_as_new(&folder, &findings);
    }
}
