//! `inlaid check` as a program: what it prints and what it ends with.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads and writes its own files, and fails where it cannot"
)]

use inlaid::article::{Parsed, parse};
use inlaid::config::Config;
use inlaid::diagnostic::Finding;
use inlaid::path::ContentPath;
use inlaid::source::decode;
use proptest::prelude::*;
use serde_json::Value;
use serde_sarif::sarif::Sarif;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("check")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("content/old")).unwrap();
    folder
}

fn article(id: &str, body: &str) -> String {
    format!(
        "<properties pageTitle=\"T\" articleId=\"{id}\" selfHelpType=\"generic\" service=\"contoso.mail\" \
         cloudEnvironments=\"public\" />\n\n# Title of {id}\n\n{body}\n"
    )
}

fn check(folder: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_inlaid"));
    command.current_dir(folder).arg("check").args(more);
    command.output().unwrap()
}

/// Code, level and file of what is found.
fn found(folder: &Path, more: &[&str]) -> Vec<String> {
    let output = check(folder, &[&["--format", "json"], more].concat());
    assert!(
        output.status.code() != Some(2),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let lines = String::from_utf8(output.stdout).unwrap();
    let finding = |line: &str| {
        let value: Value = serde_json::from_str(line).unwrap();
        let word = |name: &str| value[name].as_str().unwrap().to_owned();
        format!("{} {} {}", word("code"), word("level"), word("source"))
    };
    lines.lines().map(finding).collect()
}

#[test]
fn the_site_says_how_much_a_finding_matters() {
    let folder = folder("levels");
    for place in ["a", "old/b", "old/c"] {
        let id = place.replace('/', "-");
        fs::write(
            folder.join(format!("content/{place}.md")),
            article(&id, "See https://contoso.com, TODO."),
        )
        .unwrap();
    }
    let all = found(&folder, &[]);
    assert_eq!(all.len(), 6, "{all:?}");
    assert_eq!(all[..2], ["bare-url info a.md", "todo warning a.md"]);
    assert_eq!(check(&folder, &[]).status.code(), Some(0));
    assert!(!folder.join("public").exists(), "nothing is written");

    let site = "check:\n  levels:\n    todo: error\n    bare-url: off\n  folders:\n    'old/**':\n      todo: off\n    'old/c.md':\n      bare-url: warning\n";
    fs::write(folder.join("site.yaml"), site).unwrap();
    assert_eq!(
        found(&folder, &[]),
        ["todo error a.md", "bare-url warning old/c.md"]
    );
    assert_eq!(check(&folder, &[]).status.code(), Some(1));
    // Only what is asked for; named from either folder.
    assert_eq!(found(&folder, &["old/c.md"]), ["bare-url warning old/c.md"]);
    assert_eq!(check(&folder, &["content/old/b.md"]).status.code(), Some(0));
    let missing = check(&folder, &["old/d.md"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(
        String::from_utf8_lossy(&missing.stderr).contains("`old/d.md` is no file below `content`")
    );
    // A build knows nothing of it.
    let build = Command::new(env!("CARGO_BIN_EXE_inlaid"))
        .current_dir(&folder)
        .args(["build", "--strict"])
        .output();
    assert!(build.unwrap().status.success());

    for (wrong, said) in [
        (
            "check:\n  levels:\n    todoo: off\n",
            "did you mean `todo`?",
        ),
        (
            "check:\n  levels:\n    todo: loud\n",
            "the level of `todo` is `error`, `warning`, `info` or `off`",
        ),
        (
            "check:\n  folders:\n    'a[':\n      todo: off\n",
            "is no glob",
        ),
        (
            "check:\n  required: [ownerId]\n",
            "no property is named `ownerId`",
        ),
    ] {
        fs::write(folder.join("site.yaml"), wrong).unwrap();
        let output = check(&folder, &[]);
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            output.status.code() == Some(2) && words.contains(said),
            "{wrong}: {words}"
        );
    }
}

#[test]
fn a_site_asks_for_properties() {
    let folder = folder("required");
    fs::write(folder.join("content/a.md"), article("a", "Text.")).unwrap();
    fs::write(
        folder.join("content/b.md"),
        article("b", "Text.").replace(" service", " ms.author=\"x\" service"),
    )
    .unwrap();
    assert!(found(&folder, &[]).is_empty());
    fs::write(
        folder.join("site.yaml"),
        "check:\n  required: [ms.author]\n",
    )
    .unwrap();
    assert_eq!(found(&folder, &[]), ["missing-property warning a.md"]);
}

#[test]
fn what_is_known_is_counted_and_what_is_new_is_shown() {
    let folder = folder("baseline");
    let write = |body: &str| fs::write(folder.join("content/a.md"), article("a", body)).unwrap();
    fs::write(
        folder.join("site.yaml"),
        "check:\n  levels:\n    todo: error\n",
    )
    .unwrap();
    write("TODO one. TODO two.");
    let known = ["--baseline", "known.json"];
    assert_eq!(
        check(&folder, &known).status.code(),
        Some(2),
        "there is none yet"
    );
    let written = check(&folder, &["--baseline", "known.json", "--write-baseline"]);
    assert_eq!(written.status.code(), Some(0));
    let said = |output: &Output| String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        said(&written).contains("2 findings known from the baseline"),
        "{}",
        said(&written)
    );

    write("More text above.\n\nTODO one. TODO two.");
    assert_eq!(check(&folder, &known).status.code(), Some(0));
    write("TODO one. TODO two. TBD three.");
    assert_eq!(found(&folder, &known), ["todo error a.md"]);
    assert_eq!(check(&folder, &known).status.code(), Some(1));
    write("TODO one.");
    let fewer = check(&folder, &known);
    assert!(
        said(&fewer).contains("1 of them is gone"),
        "{}",
        said(&fewer)
    );
    check(&folder, &["--baseline", "known.json", "--write-baseline"]);
    write("TODO one. TODO two.");
    assert_eq!(
        check(&folder, &known).status.code(),
        Some(1),
        "what was gone is new again"
    );
    fs::write(folder.join("known.json"), "{}").unwrap();
    assert_eq!(check(&folder, &known).status.code(), Some(2));
}

#[test]
fn a_log_is_sarif() {
    let folder = folder("sarif");
    fs::write(
        folder.join("content/a b.md"),
        article(
            "a",
            "TODO. Open the the [docs](http://docs.microsoft.com/en-us/x).",
        ),
    )
    .unwrap();
    let output = check(&folder, &["--format", "sarif"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let value: Value = serde_json::from_str(&text).unwrap();
    // The types are made from the schema: what they do not know is an error, and nothing gets lost on the way.
    let log: Sarif = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_value(&log).unwrap(), value);
    let results = value["runs"][0]["results"].as_array().unwrap();
    let rules: Vec<&str> = results
        .iter()
        .map(|result| result["ruleId"].as_str().unwrap())
        .collect();
    assert_eq!(
        rules,
        [
            "file-name",
            "todo",
            "doubled-word",
            "link-locale",
            "link-http"
        ]
    );
    let todo = &results[1];
    assert_eq!(todo["level"], "warning");
    let place = &todo["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "content/a%20b.md");
    assert_eq!(
        (
            &place["region"]["startLine"],
            &place["region"]["startColumn"]
        ),
        (&5.into(), &1.into())
    );
    for result in results {
        let rule = &value["runs"][0]["tool"]["driver"]["rules"]
            [usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
    }
    let fix = &results[2]["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(fix["deletedRegion"]["byteLength"], 4);
}

/// What a check finds in one article.
fn alone(bytes: &[u8]) -> Vec<Finding> {
    let Parsed::Article(article) = parse(decode(&ContentPath::new("a.md"), bytes.to_vec()), &[])
    else {
        unreachable!("no article")
    };
    let mut found = article.findings.clone();
    found.extend(inlaid::check::check(&[article], &Config::default()));
    found.sort_by(Finding::by_place);
    found
}

proptest! {
    #[test]
    fn what_is_mended_stays_mended_and_the_rest_stays(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "Open the the box.", "[docs](http://docs.microsoft.com/en-us/x)", "\n", "\r\n", "- Item", "1. Step", "\n\n", "é😀",
            "<!--$Name-->[Name]<!--/$name-->", " ", "**bold**", "![](http://aka.ms/a.png)", "```\n", "is is it", "[x](https://learn.microsoft.com/de-DE/)",
        ]), 0..30),
        bom in any::<bool>(),
    ) {
        let mark = if bom { "\u{feff}" } else { "" };
        let head = "<properties pageTitle=\"A title.\" articleId=\"a\" selfHelpType=\"generic\" cloudEnvironments=\"public\" supportToicIds=\"1\" />";
        let text = format!("{mark}{head}\n\n# T\n\n{}", pieces.concat());
        let mut bytes = text.into_bytes();
        let mut rounds = 0;
        loop {
            let found = alone(&bytes);
            let (after, count) = inlaid::check::mend(&bytes, &found.iter().collect::<Vec<_>>());
            if count == 0 {
                prop_assert_eq!(&after, &bytes, "nothing is mended, so nothing changes");
                break;
            }
            // What is outside the spans is what it was, in its order.
            let edits: Vec<_> = found.iter().flat_map(|finding| &finding.fix).collect();
            let kept: Vec<u8> = (0..bytes.len())
                .filter(|at| !edits.iter().any(|edit| edit.span.contains(at)))
                .map(|at| bytes[at])
                .collect();
            let mut rest = after.iter();
            prop_assert!(kept.iter().all(|byte| rest.any(|other| other == byte)), "a byte is lost");
            bytes = after;
            rounds += 1;
            prop_assert!(rounds < 10, "it never ends: {}", String::from_utf8_lossy(&bytes));
        }
        let text = String::from_utf8(bytes).unwrap();
        prop_assert!(text.contains("pageTitle=\"A title\"") && text.contains("supportTopicIds"), "{}", text);
    }
}

#[test]
fn only_what_git_keeps_is_mended() {
    let folder = folder("fix");
    let git = |words: &[&str]| {
        let mut git = Command::new("git");
        git.current_dir(&folder)
            .args(["-c", "user.name=x", "-c", "user.email=x@example.com"])
            .args(words);
        assert!(git.output().unwrap().status.success(), "{words:?}");
    };
    let (a, b) = (folder.join("content/a.md"), folder.join("content/old/b.md"));
    let wrong = |id: &str| {
        article(
            id,
            "Open the the box.\r\n\r\nSee [it](http://docs.microsoft.com/en-us/x).",
        )
    };
    let right = |id: &str| {
        article(
            id,
            "Open the box.\r\n\r\nSee [it](https://docs.microsoft.com/x).",
        )
    };
    let read = |path: &PathBuf| fs::read_to_string(path).unwrap();
    git(&["init", "--quiet"]);
    fs::write(&a, wrong("a")).unwrap();
    git(&["add", "."]);
    git(&["commit", "--quiet", "--message", "x"]);
    fs::write(&b, wrong("b")).unwrap();

    let dry = check(&folder, &["--fix", "--dry-run"]);
    let said = String::from_utf8(dry.stdout).unwrap();
    assert!(
        said.contains("--- a/a.md\n+++ b/a.md\n")
            && said.contains("-Open the the box.")
            && said.contains("+Open the box."),
        "{said}"
    );
    assert_eq!(read(&a), wrong("a"), "nothing is changed");

    let fixed = check(&folder, &["--fix"]);
    let said = String::from_utf8(fixed.stderr).unwrap();
    assert!(
        said.contains("3 findings mended in 1 file\n") && said.contains("not committed: 1 file;"),
        "{said}"
    );
    assert_eq!((read(&a), read(&b)), (right("a"), wrong("b")));
    check(&folder, &["--fix", "--allow-dirty"]);
    assert_eq!((read(&a), read(&b)), (right("a"), right("b")));
    let again = check(&folder, &["--fix", "--allow-dirty"]);
    assert!(
        String::from_utf8(again.stderr)
            .unwrap()
            .starts_with("0 findings mended")
    );
}

#[test]
fn only_what_changed_and_what_links_there_is_reported() {
    let folder = folder("changed");
    let git = |words: &[&str]| {
        let mut git = Command::new("git");
        git.current_dir(&folder)
            .args(["-c", "user.name=x", "-c", "user.email=x@example.com"])
            .args(words);
        assert!(git.output().unwrap().status.success(), "{words:?}");
    };
    let write = |name: &str, body: &str| {
        fs::write(folder.join("content").join(name), article(name, body)).unwrap()
    };
    write("a.md", "TODO.");
    write("b.md", "TODO, see [c](c.md).");
    write("c.md", "TODO.");
    assert_eq!(
        check(&folder, &["--changed=nowhere"]).status.code(),
        Some(2)
    );
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "--message", "one"]);
    assert!(found(&folder, &["--changed"]).is_empty());
    write("c.md", "TODO now.");
    write("d.md", "TODO.");
    let both = [
        "todo warning b.md",
        "todo warning c.md",
        "todo warning d.md",
    ];
    assert_eq!(found(&folder, &["--changed"]), both);
    git(&["add", "."]);
    git(&["commit", "--quiet", "--message", "two"]);
    assert!(found(&folder, &["--changed"]).is_empty());
    assert_eq!(found(&folder, &["--changed=HEAD~1"]), both);
    assert_eq!(
        check(&folder, &["--changed=nowhere"]).status.code(),
        Some(2)
    );
}

#[test]
fn a_translation_is_stale_where_git_knows_a_newer_original() {
    let folder = folder("stale");
    let git = |words: &[&str]| {
        let mut git = Command::new("git");
        git.current_dir(&folder)
            .args(["-c", "user.name=x", "-c", "user.email=x@example.com"])
            .args(words);
        assert!(git.output().unwrap().status.success(), "{words:?}");
    };
    let commit = || {
        git(&["add", "."]);
        git(&["commit", "--quiet", "--message", "x"]);
    };
    fs::create_dir_all(folder.join("content/de")).unwrap();
    fs::write(folder.join("site.yaml"), "languages: [de]\n").unwrap();
    let write = |path: &str, body: &str| {
        let text = article(path.trim_start_matches("de/"), body);
        fs::write(folder.join("content").join(path), text).unwrap();
    };
    let stale = || -> Vec<String> {
        let found = found(&folder, &["--config", "site.yaml"]).into_iter();
        found.filter(|line| line.contains("stale")).collect()
    };
    for path in ["a.md", "b.md", "de/a.md", "de/b.md"] {
        write(path, "Text.");
    }
    assert!(stale().is_empty(), "git does not keep them");
    git(&["init", "--quiet"]);
    commit();
    assert!(stale().is_empty(), "they came at once");
    write("a.md", "Another text.");
    let told = ["translation-stale warning de/a.md"];
    assert_eq!(stale(), told);
    commit();
    assert_eq!(stale(), told);
    write("de/a.md", "Ein anderer Text.");
    assert!(stale().is_empty(), "both have changed");
    commit();
    assert!(stale().is_empty(), "the translation is newer");
}

#[test]
fn words_are_held_against_the_dictionary_of_the_site() {
    let folder = folder("spelling");
    fs::write(
        folder.join("words.txt"),
        "reset/S\nthe\nMailbox\nthen\nwait\nit's\n",
    )
    .unwrap();
    let body = "Reset the malibox, then wait. `mgr` it's USB-3, contoso.com/abc, <!--$malibox-->[malibox]<!--/$malibox-->, Malibox, éa.";
    fs::write(folder.join("content/a.md"), article("a", body)).unwrap();
    assert!(found(&folder, &[]).is_empty());
    fs::write(
        folder.join("site.yaml"),
        "check:\n  dictionary: words.txt\n",
    )
    .unwrap();
    let output = check(&folder, &["--format", "json"]);
    let finding: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (
            &finding["start"]["line"],
            &finding["start"]["column"],
            &finding["end"]["column"]
        ),
        (&5.into(), &11.into(), &18.into())
    );
    assert_eq!(finding["help"], "did you mean `mailbox`?");
    fs::write(folder.join("site.yaml"), "check:\n  dictionary: none.txt\n").unwrap();
    assert_eq!(check(&folder, &[]).status.code(), Some(2));
}
