//! `inlaid mv`: no link breaks, no address is lost.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads and writes its own files, and fails where it cannot"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const HEAD: &str =
    "selfHelpType=\"generic\" service=\"contoso.mail\" cloudEnvironments=\"public, Fairfax\" />";

fn site(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mv").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("content/mail/old")).unwrap();
    let write =
        |path: &str, text: String| fs::write(folder.join("content").join(path), text).unwrap();
    write(
        "mail/a.md",
        format!(
            "<properties {HEAD}\r\n\r\n# A\r\n\r\n[b](old/b.md#b) ![dot](old/dot.svg) [top](/c.md) [self](a.md) <a href=\"old/b.md\">b</a>\r\n"
        ),
    );
    write(
        "mail/old/b.md",
        format!(
            "<properties articleId=\"the-b\" {HEAD}\n\n# B\n\n[a](../a.md?x#a) [ref]\n\n[ref]: ../a.md\n"
        ),
    );
    write(
        "c.md",
        format!(
            "<properties articleId=\"the-c\" {HEAD}\n\n# C\n\n[a](mail/a.md), `[a](mail/a.md)`, [a](</mail/a.md>)\n"
        ),
    );
    write(
        "mail/old/dot.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_owned(),
    );
    folder
}

fn run(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_inlaid"));
    command.current_dir(folder).args(words).output().unwrap()
}

fn read(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).unwrap()
}

/// Builds, and fails where a link is broken.
fn is_whole(folder: &Path) {
    let output = run(folder, &["check", "--format", "json"]);
    let found = String::from_utf8(output.stdout).unwrap();
    assert!(
        !found.contains("broken-link") && !found.contains("redirect-"),
        "{found}"
    );
    assert!(
        run(folder, &["build", "--strict", "--cloud", "public"])
            .status
            .success()
    );
}

#[test]
fn links_follow_a_file_and_its_old_address_leads_there() {
    let folder = site("file");
    is_whole(&folder);
    fs::write(
        folder.join("site.yaml"),
        "# ours\ntitle: T\nredirects:\n  \"x.html\": mail/a.md\n  # kept\n",
    )
    .unwrap();
    let output = run(&folder, &["mv", "content/mail/a.md", "new/deep/z z.md"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    // The address of a reference stands elsewhere, and is named.
    assert!(
        said.contains("mail/old/b.md: `../a.md` is left as it is"),
        "{said}"
    );
    assert!(!folder.join("content/mail/a.md").exists());
    let moved = read(&folder, "content/new/deep/z z.md");
    assert!(moved.contains("# A\r\n\r\n[b](../../mail/old/b.md#b) ![dot](../../mail/old/dot.svg) [top](/c.md) [self](z%20z.md) <a href=\"../../mail/old/b.md\">b</a>\r\n"), "{moved}");
    let b = read(&folder, "content/mail/old/b.md");
    assert!(b.contains("[a](../../new/deep/z%20z.md?x#a)"), "{b}");
    let c = read(&folder, "content/c.md");
    assert!(
        c.contains("[a](new/deep/z%20z.md), `[a](mail/a.md)`, [a](</new/deep/z%20z.md>)"),
        "{c}"
    );
    let site = read(&folder, "site.yaml");
    assert!(
        site.starts_with("# ours\ntitle: T\nredirects:\n") && site.ends_with("  # kept\n"),
        "{site}"
    );
    assert!(
        site.contains("\"x.html\": \"new/deep/z z.md\"")
            && site.contains("  \"contoso.mail/a.html\": \"new/deep/z z.md\"\n"),
        "{site}"
    );
    fs::write(
        folder.join("content/mail/old/b.md"),
        b.replace("[ref]: ../a.md", ""),
    )
    .unwrap();
    is_whole(&folder);
    assert!(read(&folder, "public/public/contoso.mail/a.html").contains("z-z.html"));
}

#[test]
fn a_new_id_keeps_the_old_address_too() {
    let folder = site("id");
    let output = run(&folder, &["mv", "THE-B", "b-two"]);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        read(&folder, "content/mail/old/b.md")
            .starts_with("<properties articleId=\"b-two\" selfHelpType")
    );
    assert_eq!(
        read(&folder, "site.yaml"),
        "redirects:\n  \"contoso.mail/the-b.html\": \"b-two\"\n"
    );
    is_whole(&folder);
    // A file with an id of its own keeps its address.
    assert!(run(&folder, &["mv", "the-c", "deep/c.md"]).status.success());
    assert_eq!(read(&folder, "site.yaml").lines().count(), 2);
    is_whole(&folder);
    for (old, new, said) in [
        ("nobody", "x", "no article has the id"),
        ("the-c", "b-two", "has the id `b-two` already"),
        ("the-c", "mail/a.md", "is there already"),
        ("the-c", "../x.md", "no path below the content root"),
        ("the-c", "a b", "is no id and no file"),
        ("mail/a.md", "a-two", "has no `articleId`"),
    ] {
        let output = run(&folder, &["mv", old, new]);
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            output.status.code() == Some(2) && words.contains(said),
            "{old} {new}: {words}"
        );
    }
    fs::write(folder.join("site.yaml"), "redirects: {}\n").unwrap();
    let output = run(&folder, &["mv", "the-c", "c-two"]);
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.code() == Some(2) && words.contains("\"contoso.mail/the-c.html\": \"c-two\""),
        "{words}"
    );
}

#[test]
fn translations_follow_their_original() {
    let folder = site("translated");
    fs::write(folder.join("site.yaml"), "languages: [de]\n").unwrap();
    fs::create_dir_all(folder.join("content/de/mail")).unwrap();
    fs::write(
        folder.join("content/mail/old/b.md"),
        format!("<properties articleId=\"the-b\" {HEAD}\n\n# B\n\n[a](../a.md)\n"),
    )
    .unwrap();
    fs::write(
        folder.join("content/de/mail/b.md"),
        format!("<properties articleId=\"The-B\" {HEAD}\n\n# B\n\n[a](../a.md) ![dot](dot.svg) [c](../../c.md) [selbst](b.md)\n"),
    )
    .unwrap();
    is_whole(&folder);
    // What counts from the original's file no longer does there.
    assert!(
        run(&folder, &["mv", "mail/old/b.md", "new/b.md"])
            .status
            .success()
    );
    let german = read(&folder, "content/de/mail/b.md");
    assert!(
        german.ends_with(
            "[a](../../mail/a.md) ![dot](../../mail/old/dot.svg) [c](../../c.md) [selbst](b.md)\n"
        ),
        "{german}"
    );
    is_whole(&folder);
    assert!(
        run(&folder, &["mv", "mail/a.md", "deep/a.md"])
            .status
            .success()
    );
    assert!(read(&folder, "content/de/mail/b.md").contains("[a](../../deep/a.md)"));
    is_whole(&folder);
    assert!(run(&folder, &["mv", "the-b", "b-two"]).status.success());
    for path in ["content/new/b.md", "content/de/mail/b.md"] {
        let text = read(&folder, path);
        assert!(text.contains("articleId=\"b-two\""), "{path}: {text}");
    }
    is_whole(&folder);
    let stub = read(&folder, "public/public/de/contoso.mail/the-b.html");
    assert!(stub.contains("b-two.html"), "{stub}");
    let output = run(&folder, &["mv", "de/mail/b.md", "b-three"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("is a translation of `new/b.md`"), "{said}");
    assert!(
        run(&folder, &["mv", "de/mail/b.md", "de/b.md"])
            .status
            .success()
    );
    is_whole(&folder);
    assert!(read(&folder, "content/de/b.md").contains("[c](../c.md)"));
}
