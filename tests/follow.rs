//! `inlaid serve`: whatever is done to the files, what is served is in the end what a fresh build makes.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads and writes its own files, and fails where it cannot"
)]

mod author;
mod preview;

use author::{act, edit, fresh};
use preview::{PATIENCE, Preview, article, plain};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// Waits until everything that is served is what a fresh build makes, and nothing else is there of what was once seen.
fn settle(preview: &Preview, seen: &mut BTreeSet<String>) -> Result<(), String> {
    let files = preview.fresh();
    seen.extend(files.iter().map(|(path, _)| path.clone()));
    let is_made = |path: &String| files.iter().any(|(made, _)| made == path);
    let begun = Instant::now();
    loop {
        let wrong = files.iter().find_map(|(path, text)| {
            let served = preview.get(path);
            (plain(&served) != *text)
                .then(|| format!("{path} is served as {served}, and not {text}"))
        });
        let stale = seen.iter().filter(|path| !is_made(path));
        let stale = stale.map(|path| (path, preview.get(path)));
        let stale =
            stale.filter(|(_, served)| !["HTTP/1.1 404", "HTTP/1.1 302"].contains(&&served[..12]));
        let stale = stale.map(|(path, served)| format!("{path} is gone, and served as {served}"));
        let Some(wrong) = wrong.or_else(|| stale.into_iter().next()) else {
            return Ok(());
        };
        if begun.elapsed() > PATIENCE {
            return Err(wrong);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn what_is_served_equals_a_fresh_build_after_any_edits() {
    let preview = Preview::of(fresh("serve-law"), &[]);
    let mut runner = TestRunner::new(ProptestConfig {
        cases: 200,
        failure_persistence: None,
        // One folder sees all of them, so a shorter sequence would not be the same.
        max_shrink_iters: 0,
        ..ProptestConfig::default()
    });
    let seen = std::cell::RefCell::new(BTreeSet::new());
    let law = runner.run(&prop::collection::vec(edit(), 1..8), |edits| {
        for edit in &edits {
            act(&preview.folder, edit);
        }
        settle(&preview, &mut seen.borrow_mut())
            .map_err(|wrong| TestCaseError::fail(format!("{wrong} after {edits:?}")))
    });
    law.unwrap();
    let seen = seen.into_inner();
    assert!(seen.len() > 50, "the edits make pages: {seen:?}");
    assert!(
        !preview.folder.join("public").exists(),
        "nothing is written"
    );
}

#[test]
fn a_page_leads_to_where_its_article_went() {
    let preview = Preview::start("moves");
    let content = preview.folder.join("content");
    let unnamed = article("", "Without an id.").replace(" articleId=\"\"", "");
    fs::write(content.join("one.md"), &unnamed).unwrap();
    let page = |name: &str| format!("/public/contoso.mail/{name}.html");
    preview.until(&page("one"), |page| page.starts_with("HTTP/1.1 200"));
    let leads = |from: &str, to: &str| {
        preview.until(&page(from), |answer| {
            answer.starts_with("HTTP/1.1 302")
                && answer.contains(&format!("location: {}\r\n", page(to)))
        });
    };
    fs::rename(content.join("one.md"), content.join("two.md")).unwrap();
    leads("one", "two");
    // By way of another file that is gone by now.
    fs::rename(content.join("two.md"), content.join("three.md")).unwrap();
    leads("two", "three");
    leads("one", "three");
    // The same file with another id.
    fs::write(content.join("a.md"), article("new", "Now another.")).unwrap();
    leads("a", "new");
    fs::remove_file(content.join("three.md")).unwrap();
    for name in ["one", "two", "three"] {
        preview.until(&page(name), |answer| {
            answer.starts_with("HTTP/1.1 404") && answer.contains("three.md is not there any more")
        });
    }
    // What comes back is there again.
    fs::write(content.join("one.md"), unnamed).unwrap();
    preview.until(&page("one"), |page| page.starts_with("HTTP/1.1 200"));
    // An article that leaves a cloud is said to have left it.
    let elsewhere = article("new", "Now another.").replace("public, ", "");
    fs::write(content.join("a.md"), elsewhere).unwrap();
    preview.until(&page("new"), |page| {
        page.contains("a.md is not in public: `cloudEnvironments` in line 1 says `Fairfax`")
    });
}

#[test]
fn a_checkout_of_five_thousand_files_is_followed() {
    const FILES: usize = 5000;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("serve/checkout");
    let _ = fs::remove_dir_all(&folder);
    let branch = |name: &str| {
        for number in 0..FILES {
            let file = folder.join(format!("content/f{}/n{number}.md", number % 50));
            // As a checkout does: away with the old file, then a new one.
            let _ = fs::remove_file(&file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, article(&format!("n{number}"), &format!("On {name}."))).unwrap();
        }
    };
    branch("main");
    let preview = Preview::of(folder.clone(), &[]);
    let are_on = |name: &str| {
        for number in [0, 1, FILES / 2, FILES - 1] {
            preview.until(&format!("/public/contoso.mail/n{number}.html"), |page| {
                page.contains(&format!("On {name}."))
            });
        }
    };
    are_on("main");
    branch("topic");
    are_on("topic");
    branch("main");
    are_on("main");
}

#[test]
fn more_changes_than_the_system_keeps_in_mind_are_followed() {
    let preview = Preview::start("overflow");
    let content = preview.folder.join("content");
    let limit = fs::read_to_string("/proc/sys/fs/inotify/max_queued_events").unwrap();
    let limit: usize = limit.trim().parse().unwrap();
    let signal = |name: &str| {
        let pid = preview.program.id().to_string();
        assert!(
            Command::new("kill")
                .args([name, &pid])
                .status()
                .unwrap()
                .success()
        );
    };
    signal("-STOP");
    // Equal events in a row count as one, so two files take turns.
    for turn in 0..limit {
        fs::write(content.join(["x.txt", "y.txt"][turn % 2]), "").unwrap();
    }
    fs::write(content.join("a.md"), article("a", "After all that.")).unwrap();
    signal("-CONT");
    preview.until("/public/contoso.mail/a.html", |page| {
        page.contains("After all that.")
    });
}

#[test]
fn files_are_looked_at_where_the_system_tells_nothing() {
    let folder = fresh("untold");
    fs::write(folder.join("content/a.md"), article("a", "First.")).unwrap();
    // A name space of its own, in which nothing can be watched.
    let script = "echo 0 > /proc/sys/user/max_inotify_instances && exec \"$0\" \"$@\"";
    let through = ["unshare", "--user", "--map-root-user", "sh", "-c", script];
    let preview = Preview::of(folder, &through);
    let file = preview.folder.join("content/a.md");
    for words in ["First.", "Second.", "Third."] {
        fs::write(&file, article("a", words)).unwrap();
        preview.until("/public/contoso.mail/a.html", |page| page.contains(words));
    }
}
