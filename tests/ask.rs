//! `inlaid why`, `links`, `diff`, `stats`: what they answer.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads and writes its own files, and fails where it cannot"
)]

use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn site(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("ask")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("content")).unwrap();
    let write = |id: &str, clouds: &str, body: &str| {
        let text = format!(
            "<properties\n    articleId=\"id-{id}\" selfHelpType=\"generic\" service=\"contoso.mail\"\n    {clouds}\n/>\n\n# {id}\n\n{body}\n"
        );
        fs::write(folder.join("content").join(format!("{id}.md")), text).unwrap();
    };
    write(
        "a",
        "cloudEnvironments=\"public, Fairfax\" disableClouds=\"Fairfax\"",
        "[b](b.md#b) and [gone](gone.md)",
    );
    write(
        "b",
        "cloudEnvironments=\"public, Fairfax\"",
        "[a](a.md), [a again](a.md)",
    );
    write("c", "", "Text.");
    folder
}

fn ask(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_inlaid"));
    command.current_dir(folder).args(words).output().unwrap()
}

fn data(folder: &Path, words: &[&str]) -> Value {
    let output = ask(folder, &[words, &["--format", "json"]].concat());
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn why_names_the_line_that_decides() {
    let folder = site("why");
    let all = data(&folder, &["why", "content/a.md"]);
    let cloud = |name: &str| {
        let clouds = all["clouds"].as_array().unwrap();
        clouds
            .iter()
            .find(|cloud| cloud["cloud"] == name)
            .unwrap()
            .clone()
    };
    assert_eq!(
        cloud("public"),
        json!({
            "cloud": "public", "in": true, "property": "cloudEnvironments", "line": 3, "value": "public, Fairfax",
            "url": "/contoso.mail/id-a.html", "lists": ["/contoso.mail/index.html"], "linkedFrom": ["b.md"],
        })
    );
    let fairfax = cloud("fairfax");
    assert_eq!(
        (&fairfax["in"], &fairfax["property"]),
        (&json!(false), &json!("disableClouds"))
    );
    let usnat = cloud("usnat");
    assert_eq!(
        (&usnat["in"], &usnat["property"]),
        (&json!(false), &json!("cloudEnvironments"))
    );
    let none = data(&folder, &["why", "ID-C", "PUBLIC"]);
    assert_eq!(none["clouds"][0]["property"], Value::Null);
    let said = String::from_utf8(ask(&folder, &["why", "a.md", "fairfax"]).stdout).unwrap();
    assert!(
        said.contains("fairfax      out  `disableClouds` in line 3: `Fairfax`"),
        "{said}"
    );
    for (words, help) in [
        (["why", "id-d", "public"], "did you mean"),
        (["why", "id-a", "pubic"], "did you mean `public`?"),
    ] {
        let output = ask(&folder, &words);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            output.status.code() == Some(2) && said.contains(help),
            "{said}"
        );
    }
}

#[test]
fn links_are_listed_both_ways() {
    let folder = site("links");
    let links = data(&folder, &["links", "id-a"]);
    assert_eq!(links["cloud"], "public");
    assert_eq!(
        links["out"],
        json!([
            { "line": 8, "address": "b.md#b", "kind": "link", "to": "id-b.html#b" },
            { "line": 8, "address": "gone.md", "kind": "nowhere", "to": "" },
        ])
    );
    let into = json!({ "source": "b.md", "line": 8, "address": "a.md" });
    assert_eq!(links["in"], json!([into, into]));
    let output = ask(&folder, &["links", "id-a", "fairfax"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        ask(&folder, &["links", "id-c"]).status.code(),
        Some(2),
        "it is in no cloud"
    );
}

#[test]
fn clouds_are_compared_and_counted() {
    let folder = site("diff");
    let diff = data(&folder, &["diff", "public", "fairfax"]);
    assert_eq!(
        diff,
        json!({ "onlyInFirst": ["a.md"], "onlyInSecond": [], "otherAddress": [] })
    );
    let said = String::from_utf8(ask(&folder, &["diff", "fairfax", "public"]).stdout).unwrap();
    assert!(said.starts_with("+ a.md\n"), "{said}");
    let stats = data(&folder, &["stats"]);
    assert_eq!(
        (&stats["articles"], &stats["links"]),
        (&json!(3), &json!(4))
    );
    assert_eq!(
        (&stats["clouds"]["public"], &stats["clouds"]["fairfax"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(stats["services"], json!({ "contoso.mail": 3 }));
    assert_eq!(stats["findings"]["broken-link"], 1);
}

#[test]
fn a_translation_is_asked_for_by_its_path() {
    let folder = site("translated");
    fs::write(folder.join("site.yaml"), "languages: [de]\n").unwrap();
    fs::create_dir_all(folder.join("content/de")).unwrap();
    let text = "<properties articleId=\"id-a\" cloudEnvironments=\"public, Fairfax\" />\n\n# A\n\n[b](b.md)\n";
    fs::write(folder.join("content/de/a.md"), text).unwrap();
    let ask = |name: &str, cloud: &str| data(&folder, &["why", name, "--cloud", cloud]);
    let public = &ask("de/a.md", "public")["clouds"][0];
    assert_eq!(public["url"], "/de/contoso.mail/id-a.html");
    assert_eq!(public["lists"], json!(["/de/contoso.mail/index.html"]));
    let fairfax = &ask("de/a.md", "fairfax")["clouds"][0];
    assert_eq!(
        (&fairfax["in"], &fairfax["lacksOriginal"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(ask("id-a", "public")["source"], "a.md");
    let links = data(&folder, &["links", "de/a.md"]);
    assert_eq!(links["out"][0]["to"], "id-b.html");
}
