//! `inlaid slots`, as a user would run it.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads and writes its own files, and fails where it cannot"
)]

use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const BODY: &str = "# Check

The box of <!--$userName-->[userName]<!--/$userName--> or <!--$UserName-->your box<!--/$UserName--> is full since \
<!--$startTime-->[startTime]<!--/$startTime--><!--$note--> <!--/$note-->.

<!--$Detail Table-->[details]<!--/$Detail Table-->

```sh
ping '<!--$host name-->[host name]<!--/$host name-->' \"<!--$kind-->[kind]<!--/$kind-->\" <!--$userName-->x<!--/$userName-->
```

<pre>
<!--$port-->[port]<!--/$port--> and more
</pre>
";

/// A fresh folder with two articles.
fn site(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("slots")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("content")).unwrap();
    let article = |id: &str, body: &str| {
        let header = format!(
            "pageTitle=\"T\" articleId=\"{id}\" selfHelpType=\"generic\" service=\"contoso.mail\" cloudEnvironments=\"public\""
        );
        let path = folder.join("content").join(format!("{id}.md"));
        fs::write(path, format!("<properties {header} />\n\n{body}\n")).unwrap();
    };
    article("check", BODY);
    article(
        "second",
        "# Second\n\nFor <!--$user_name-->[user_name]<!--/$user_name-->.",
    );
    folder
}

fn inlaid(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_inlaid"));
    command
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap()
}

/// What a run prints, which must succeed.
fn printed(folder: &Path, arguments: &[&str]) -> String {
    let output = inlaid(folder, arguments);
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {error}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn slots_are_listed_for_people() {
    let folder = site("table");
    let want = "\
slot          count  block  articles  type  kinds
Detail Table      1      1         1  -     label
host name         1      -         1  -     label
kind              1      -         1  -     label
note              1      -         1  -     optional
port              1      -         1  -     label
startTime         1      -         1  -     label
user_name         1      -         1  -     label
userName          3      -         1  -     prose 2, label 1

8 slots at 10 places of 2 articles

One slot, spelled in several ways:
  userName 2, UserName 1

Several slots, perhaps the same; `aliases` in slots.yaml makes them one:
  user_name, also spelled userName
  userName, also spelled user_name
";
    assert_eq!(printed(&folder, &["slots"]), want);
}

#[test]
fn slots_are_listed_for_programs() {
    let folder = site("json");
    let listed = printed(
        &folder,
        &["slots", "--format", "json", "--article", "CHECK"],
    );
    let listed: Vec<Value> = serde_json::from_str(&listed).unwrap();
    let names: Vec<&str> = listed
        .iter()
        .filter_map(|slot| slot["name"].as_str())
        .collect();
    let want = [
        "Detail Table",
        "host name",
        "kind",
        "note",
        "port",
        "startTime",
        "userName",
    ];
    assert_eq!(names, want);
    let user = json!({
        "name": "userName", "key": "username", "alsoSpelled": [],
        "spellings": [{ "name": "userName", "count": 2 }, { "name": "UserName", "count": 1 }],
        "kinds": { "prose": 2, "label": 1 }, "count": 3, "block": 0, "inline": 3,
        "articles": ["check.md"], "default": "userName", "declared": false, "type": null,
    });
    assert_eq!(listed.last(), Some(&user));
}

#[test]
fn a_draft_is_written_once_and_builds_without_a_finding() {
    let folder = site("draft");
    printed(&folder, &["slots", "--write"]);
    let draft = fs::read_to_string(folder.join("content/slots.yaml")).unwrap();
    assert!(
        draft.contains("# 3 places in 1 article, prose and label: userName\nuserName:\n  # aliases: [\"user_name\"]"),
        "{draft}"
    );
    assert!(
        draft.contains("startTime:\n  # type: datetime\n"),
        "{draft}"
    );
    assert_eq!(printed(&folder, &["build", "--format", "json"]), "");
    assert!(printed(&folder, &["slots"]).contains("any"));

    let again = inlaid(&folder, &["slots", "--write"]);
    assert_eq!(again.status.code(), Some(2));
    let error = String::from_utf8_lossy(&again.stderr);
    assert!(error.contains("slots.yaml` is there already"), "{error}");
}

/// Declarations of every type, for slots of the site.
fn declare(folder: &Path) {
    let declared = "\
userName: { label: Name of the user, example: Ann, secret: true, aliases: [user_name] }
startTime: { type: datetime }
note: { type: list }
Detail Table: { type: table }
host name: { type: url, example: \"https://contoso.com/it's\" }
kind: { type: enum, values: [\"a $b\", small] }
port: { type: number }
";
    fs::write(folder.join("content/slots.yaml"), declared).unwrap();
}

#[test]
fn a_schema_has_the_types_of_slots() {
    let folder = site("schema");
    let types = |schema: &Value, name: &str| schema["properties"][name]["type"].clone();
    let scalar = json!(["string", "number", "boolean", "null"]);

    let schema: Value = serde_json::from_str(&printed(&folder, &["slots", "--schema"])).unwrap();
    assert_eq!(schema["additionalProperties"], json!(false));
    assert_eq!(types(&schema, "port"), scalar, "it stands in code");
    assert_eq!(types(&schema, "startTime")[4], json!("array"));
    assert_eq!(
        schema["properties"]["Detail Table"]["anyOf"][3]["$ref"],
        "#/$defs/table"
    );

    declare(&folder);
    let schema: Value = serde_json::from_str(&printed(&folder, &["slots", "--schema"])).unwrap();
    let slots = &schema["properties"];
    assert_eq!(
        slots.as_object().unwrap().len(),
        7,
        "an alias is no slot of its own"
    );
    assert_eq!(types(&schema, "startTime"), json!(["string", "null"]));
    assert_eq!(types(&schema, "port"), json!(["number", "string", "null"]));
    assert_eq!(types(&schema, "note"), json!(["array", "null"]));
    assert_eq!(slots["kind"]["enum"], json!(["a $b", "small", null]));
    assert_eq!(slots["host name"]["format"], "uri");
    let user = &slots["userName"];
    assert_eq!(
        (&user["title"], &user["writeOnly"]),
        (&json!("Name of the user"), &json!(true))
    );
    assert_eq!(user["examples"], json!(["Ann"]));
}

#[test]
fn a_sample_fills_every_slot() {
    let folder = site("sample");
    for declared in [false, true] {
        if declared {
            declare(&folder);
        }
        let sample = printed(&folder, &["slots", "--sample"]);
        fs::write(folder.join("sample.yaml"), &sample).unwrap();
        let build = ["build", "--values", "sample.yaml", "--format", "json"];
        assert_eq!(printed(&folder, &build), "", "{sample}");
        for page in ["check.html", "second.html"] {
            let page = folder.join("public/public/contoso.mail").join(page);
            let html = fs::read_to_string(page).unwrap();
            let slots = html.matches("class=\"slot\"").count();
            let filled = html.matches("data-slot-state=\"filled\"").count();
            assert!(slots > 0 && slots == filled, "{sample}{html}");
        }
    }
}

#[test]
fn what_cannot_be_done_is_said() {
    let folder = site("refused");
    for (arguments, says) in [
        (&["--article", "chekc"][..], "did you mean `check`?"),
        (&["--article", "quite-another"], "name an `articleId`"),
        (&["--schema", "--sample"], "cannot be used with"),
        (&["--write", "--schema"], "cannot be used with"),
    ] {
        let output = inlaid(&folder, &[&["slots"], arguments].concat());
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(error.contains(says), "{arguments:?}: {error}");
    }
}
