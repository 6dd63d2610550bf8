//! The program against bad input, bad places and bad moments, as a user would run it.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads and writes its own files, and fails where it cannot"
)]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

fn fresh(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("hostile")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("content")).unwrap();
    folder
}

fn inlaid(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_inlaid"));
    command
        .current_dir(folder)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn article(id: &str, title: &str, body: &str) -> String {
    let header = format!(
        "pageTitle=\"{title}\" articleId=\"{id}\" selfHelpType=\"generic\" service=\"contoso.mail\" cloudEnvironments=\"public\""
    );
    format!("<properties {header} />\n\n{body}\n")
}

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join("content").join(name), text).unwrap();
}

fn files(folder: &Path) -> Vec<String> {
    let entries = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file());
    let mut files: Vec<String> = entries
        .map(|entry| {
            entry
                .path()
                .strip_prefix(folder)
                .unwrap()
                .display()
                .to_string()
        })
        .collect();
    files.sort();
    files
}

fn error(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn hostile_ids_stay_in_the_tree() {
    let folder = fresh("ids");
    let long = "x".repeat(10_000);
    for (number, id) in [
        "../../x",
        "C:\\",
        "CON",
        "..",
        "index",
        "a/b",
        "&lt;script&gt;",
        long.as_str(),
        "\u{0}",
        "é",
    ]
    .into_iter()
    .enumerate()
    {
        write(&folder, &format!("{number}.md"), &article(id, "T", "Text."));
    }
    let output = inlaid(&folder, &["build", "--cloud", "public"]);
    assert_eq!(output.status.code(), Some(0), "{}", error(&output));
    let found = files(&folder.join("public/public"));
    let pages: Vec<&String> = found
        .iter()
        .filter(|file| file.starts_with("contoso.mail/"))
        .collect();
    assert_eq!(pages.len(), 11, "{pages:?}");
    for page in pages {
        let name = page.strip_prefix("contoso.mail/").unwrap();
        assert!(
            name.len() <= 110
                && name
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b)),
            "{name}"
        );
        assert!(
            !name.starts_with('.') && !name.starts_with("con."),
            "{name}"
        );
    }
    assert!(!folder.join("x.html").exists() && !folder.join("public/x.html").exists());
}

#[test]
fn hostile_words_are_text() {
    let folder = fresh("words");
    let title = "one\ntwo &lt;script&gt;alert(1)&lt;/script&gt; &quot;x";
    let links = [
        "javascript:x()",
        "JaVaScRiPt:x()",
        "java\tscript:x()",
        "&#106;avascript:x()",
        "&#x6A;avascript&colon;x()",
        "vbscript:x",
        "data:text/html,x",
        " javascript:x()",
    ];
    let raw: String = links
        .iter()
        .map(|link| format!("<a href=\"{link}\">word</a>\n\n[word](<{link}>)\n\n"))
        .collect();
    let body = format!(
        "{raw}<img src=x onerror=alert(1)>\n\n<svg onload=alert(1)>\n\n<ScRiPt>alert(1)</ScRiPt>\n\n<b style=\"x\" class=\"slot\" data-slot=\"forged\">bold</b>\n\n</article></div>\n"
    );
    write(&folder, "a.md", &article("a", title, &body));
    let output = inlaid(&folder, &["build", "--cloud", "public"]);
    assert_eq!(output.status.code(), Some(0), "{}", error(&output));
    let page = fs::read_to_string(folder.join("public/public/contoso.mail/a.html"))
        .unwrap()
        .to_lowercase();
    let (_, body) = page.split_once("</head>").unwrap();
    for bad in [
        "<script",
        "href=\"javascript",
        "href=\"vbscript",
        "href=\"data:",
        "onerror=\"",
        "<svg",
        "data-slot=\"forged",
        "style=\"",
    ] {
        assert!(!body.contains(bad), "`{bad}` in {body}");
    }
    assert_eq!(page.matches("</article>").count(), 1);
    assert!(page.contains("<title>one two &lt;script&gt;"), "{page}");
}

#[test]
fn a_large_file_is_an_article_like_others() {
    let folder = fresh("large");
    write(
        &folder,
        "a.md",
        &article("a", "T", &"word **bold** <port> `code`\n\n".repeat(200_000)),
    );
    write(&folder, "b.md", &article("b", "T", &"x".repeat(50_000_000)));
    let output = inlaid(&folder, &["build", "--cloud", "public", "--quiet"]);
    assert_eq!(output.status.code(), Some(0), "{}", error(&output));
    assert!(
        fs::metadata(folder.join("public/public/contoso.mail/b.html"))
            .unwrap()
            .len()
            > 50_000_000
    );
}

#[test]
fn links_of_the_file_system_are_not_followed() {
    let folder = fresh("symlinks");
    write(&folder, "a.md", &article("a", "T", "Text."));
    fs::write(folder.join("outside.md"), article("outside", "T", "Text.")).unwrap();
    symlink("..", folder.join("content/loop")).unwrap();
    symlink("../outside.md", folder.join("content/outside.md")).unwrap();
    let output = inlaid(&folder, &["build", "--cloud", "public"]);
    assert_eq!(output.status.code(), Some(0), "{}", error(&output));
    let found = files(&folder.join("public/public/contoso.mail"));
    assert_eq!(found, ["a.html", "index.html"]);
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().unwrap().stdout == b"0\n"
}

/// Runs the program as a user who may not read everything; root could.
fn as_nobody(folder: &Path) -> Output {
    let program = folder.join("inlaid");
    let mut command = match is_root() {
        true => Command::new("setpriv"),
        false => Command::new(&program),
    };
    if is_root() {
        command
            .args(["--reuid", "65534", "--regid", "65534", "--clear-groups"])
            .arg(&program);
    }
    command
        .args(["build", "--out", "out/public"])
        .current_dir(folder)
        .output()
        .unwrap()
}

#[test]
fn what_cannot_be_read_is_an_error_and_never_silence() {
    // Below a folder that everybody can enter.
    let folder = std::env::temp_dir().join(format!("inlaid-hostile-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("content/closed")).unwrap();
    fs::create_dir_all(folder.join("out")).unwrap();
    fs::copy(env!("CARGO_BIN_EXE_inlaid"), folder.join("inlaid")).unwrap();
    fs::set_permissions(folder.join("out"), fs::Permissions::from_mode(0o777)).unwrap();
    write(&folder, "a.md", &article("a", "T", "Text."));
    write(&folder, "closed/b.md", &article("b", "T", "Text."));
    assert_eq!(
        as_nobody(&folder).status.code(),
        Some(0),
        "the test itself can run"
    );
    for (place, mode) in [("content/a.md", 0o000), ("content/closed", 0o000)] {
        let before = fs::metadata(folder.join(place)).unwrap().permissions();
        fs::set_permissions(folder.join(place), fs::Permissions::from_mode(mode)).unwrap();
        let output = as_nobody(&folder);
        assert_eq!(output.status.code(), Some(2));
        assert!(
            error(&output).contains(&format!("cannot read `{place}`: permission denied")),
            "{}",
            error(&output)
        );
        fs::set_permissions(folder.join(place), before).unwrap();
    }
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_full_disk_leaves_the_old_tree() {
    let folder = fresh("full");
    fs::create_dir_all(folder.join("disk")).unwrap();
    write(&folder, "a.md", &article("a", "T", "The first text."));
    fs::write(
        folder.join("another.md"),
        article("a", "T", "Another text."),
    )
    .unwrap();
    fs::write(
        folder.join("b.md"),
        article("b", "T", &"x".repeat(4_000_000)),
    )
    .unwrap();
    // A small file system of the test's own: in a name space of its own, where that takes no right to mount.
    let script = "set -u; mount -t tmpfs -o size=2m tmpfs disk || exit 9
        build() { \"$INLAID\" build --cloud public --out disk/public 2>\"$1\"; echo $? >>codes; }
        page=disk/public/public/contoso.mail/a.html
        build first; cp $page before.html; cp another.md content/a.md; cp b.md content/
        build second; cp $page after.html; rm content/b.md
        build third; cp $page last.html; umount disk";
    let mut command = match is_root() {
        true => Command::new("sh"),
        false => Command::new("unshare"),
    };
    if !is_root() {
        command.args(["--user", "--map-root-user", "--mount", "sh"]);
    }
    let status = command
        .args(["-c", script])
        .env("INLAID", env!("CARGO_BIN_EXE_inlaid"))
        .current_dir(&folder)
        .status()
        .unwrap();
    assert!(status.success(), "a small file system can be mounted");
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    assert_eq!(read("codes"), "0\n2\n0\n", "{}", read("second"));
    assert!(
        read("second").contains("no space left on device"),
        "{}",
        read("second")
    );
    assert_eq!(read("before.html"), read("after.html"));
    assert!(read("last.html").contains("Another text."));
}

/// What the first pages of a tree say of themselves.
fn versions(folder: &Path, pages: usize) -> Vec<usize> {
    let version = |number: usize| {
        let page = folder.join(format!("public/public/contoso.mail/a{number}.html"));
        let page = fs::read_to_string(page).unwrap();
        assert!(page.trim_end().ends_with("</html>"), "half a file");
        let (_, rest) = page.split_once("Version ").unwrap();
        rest.split('.').next().unwrap().parse().unwrap()
    };
    (0..pages).map(version).collect()
}

/// Builds, kills the build after a while, and builds again, changing `changed` of `articles` articles each time.
fn killed(name: &str, articles: usize, changed: usize) {
    let folder = fresh(name);
    let text = |version: usize, number: usize| {
        article(
            &format!("a{number}"),
            "T",
            &format!("Version {version}.\n\n{}", "word ".repeat(200)),
        )
    };
    for number in 0..articles {
        write(&folder, &format!("a{number}.md"), &text(0, number));
    }
    assert_eq!(
        inlaid(&folder, &["build", "--cloud", "public"])
            .status
            .code(),
        Some(0)
    );
    for round in 1..=50 {
        for number in 0..changed {
            write(&folder, &format!("a{number}.md"), &text(round, number));
        }
        let mut child = Command::new(env!("CARGO_BIN_EXE_inlaid"));
        let mut child = child
            .current_dir(&folder)
            .args(["build", "--cloud", "public", "--quiet"])
            .spawn()
            .unwrap();
        // Spread over the time that a build takes, and a little beyond.
        std::thread::sleep(Duration::from_micros(1500 * round as u64));
        let _ = child.kill();
        child.wait().unwrap();
        let seen = versions(&folder, changed);
        assert!(
            seen.iter()
                .all(|version| *version == round || *version == round - 1),
            "round {round}: {seen:?}"
        );
        if changed == articles {
            assert!(
                seen.windows(2).all(|pair| pair[0] == pair[1]),
                "an exchanged tree is the old one or the new one: {seen:?}"
            );
        }
        let output = inlaid(&folder, &["build", "--cloud", "public", "--quiet"]);
        assert_eq!(output.status.code(), Some(0), "{}", error(&output));
        assert!(
            versions(&folder, changed)
                .iter()
                .all(|version| *version == round)
        );
    }
    assert_eq!(
        fs::read_dir(folder.join("public/.inlaid/state"))
            .unwrap()
            .count(),
        1,
        "no journal is left open"
    );
}

#[test]
fn a_kill_during_an_exchange_leaves_the_old_tree_or_the_new_one() {
    killed("killed-exchange", 200, 200);
}

#[test]
fn a_kill_during_a_journalled_change_is_completed_by_the_next_build() {
    killed("killed-journal", 300, 40);
}

#[test]
fn strict_puts_nothing_in_place_where_a_finding_is_an_error() {
    let folder = fresh("strict");
    write(&folder, "a.md", &article("a", "T", "<!--$x-->[x]"));
    let output = inlaid(&folder, &["build", "--strict", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let line: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&line["code"], &line["source"], &line["start"]["line"]),
        (&"slot-unclosed".into(), &"a.md".into(), &3.into())
    );
    assert!(!folder.join("public/public").exists());
    assert_eq!(inlaid(&folder, &["build"]).status.code(), Some(0));
}

#[test]
fn bad_input_to_the_program_is_a_clear_error() {
    let folder = fresh("usage");
    fs::write(folder.join("bad.yaml"), "titel: x\n").unwrap();
    fs::create_dir_all(folder.join("themes/mine/templates")).unwrap();
    fs::write(folder.join("themes/mine/templates/article.html"), "{% extends \"default/article.html\" %}\n{% block main %}{{ article.nothing }}{% endblock %}\n").unwrap();
    fs::write(folder.join("mine.yaml"), "theme: mine\n").unwrap();
    write(&folder, "a.md", &article("a", "T", "Text."));
    for (arguments, says) in [
        (
            &["build", "--config", "bad.yaml"][..],
            &["bad.yaml:1:1", "did you mean `title`?"][..],
        ),
        (
            &["build", "--config", "none.yaml"],
            &["cannot read `none.yaml`: no such file"],
        ),
        (&["build", "--content", "none"], &["cannot read `none`"]),
        (
            &["build", "--cloud", "farfax"],
            &["no cloud is named `farfax`", "did you mean `fairfax`?"],
        ),
        (&["build", "--jobs", "0"], &["--jobs"]),
        (
            &["build", "--config", "mine.yaml"],
            &["themes/mine/templates/article.html:2:", "nothing"],
        ),
        (&["explain", "slot-cas"], &["did you mean `slot-case`?"]),
        (
            &["new", "diagnostic", "x"],
            &["did you mean `diagnostics`?"],
        ),
        (&["new", "rca", "../x"], &["cannot name a file"]),
        (&["init", "."], &["is not empty"]),
        (&["bild"], &["build"]),
    ] {
        let output = inlaid(&folder, arguments);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{arguments:?}: {}",
            error(&output)
        );
        for word in says {
            assert!(
                error(&output).contains(word),
                "{arguments:?}: {}",
                error(&output)
            );
        }
    }
    assert!(!folder.join("public/public").exists());
}

#[test]
fn a_new_site_and_new_articles_build_without_a_finding() {
    let folder = fresh("new");
    assert_eq!(inlaid(&folder, &["init", "site"]).status.code(), Some(0));
    let site = folder.join("site");
    let kinds = inlaid::article::Kind::ALL;
    for kind in kinds {
        let id = format!("new-{}", kind.as_str());
        // A folder each: parts of one troubleshooter in one folder would have to lead to each other.
        let service = format!("contoso.{}", kind.as_str());
        let output = inlaid(
            &site,
            &[
                "new",
                kind.as_str(),
                &id,
                "--service",
                &service,
                "--title",
                "A & \"B\"",
            ],
        );
        assert_eq!(output.status.code(), Some(0), "{}", error(&output));
        assert_eq!(
            inlaid(&site, &["new", kind.as_str(), &id, "--service", &service])
                .status
                .code(),
            Some(2),
            "it is there already"
        );
    }
    let output = inlaid(&site, &["build", "--strict", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", error(&output));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    assert!(
        site.join("public/public/contoso.mail/contoso-mail-welcome.html")
            .exists()
    );
}
