//! A theme of one's own overrides single templates and assets, and inherits the rest.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test reads and writes its own files, and fails where it cannot"
)]

use inlaid::config::{Config, Overrides};
use inlaid::diagnostic::Error;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn site(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("inherit")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    let article = "<properties pageTitle=\"T\" articleId=\"a\" selfHelpType=\"generic\" cloudEnvironments=\"public\" />\n# T\n";
    for (path, text) in files.iter().chain(&[("content/a.md", article)]) {
        fs::create_dir_all(folder.join(path).parent().unwrap()).unwrap();
        fs::write(folder.join(path), text).unwrap();
    }
    folder
}

fn tree(folder: &Path) -> Result<BTreeMap<String, String>, Error> {
    let overrides = Overrides {
        content: Some(folder.join("content")),
        themes: Some(folder.join("themes")),
        out: Some(folder.join("public")),
        config: Some(folder.join("site.yaml")),
        clouds: vec!["public".to_owned()],
        values: None,
    };
    let config = Config::load(&overrides)?;
    let build = inlaid::build(&config, &mut inlaid::memo::Memo::default())?;
    let outputs = build.outputs(&config);
    let text = |path| {
        outputs[0]
            .bytes(path)
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    };
    outputs[0]
        .paths()
        .map(|path| Ok((path.as_str().to_owned(), text(path)?)))
        .collect()
}

#[test]
fn single_templates_blocks_and_assets_are_overridden() {
    let folder = site(
        "override",
        &[
            ("site.yaml", "theme: mine\n"),
            ("themes/mine/theme.yaml", "title: Mine\nextends: ours\n"),
            (
                "themes/mine/templates/base.html",
                "{% extends \"default/base.html\" %}\n{% block footer %}<footer>mine</footer>{% endblock %}\n",
            ),
            ("themes/ours/templates/pager.html", "<p>ours</p>\n"),
            ("themes/ours/assets/style.css", "/* ours */\n"),
        ],
    );
    let tree = tree(&folder).unwrap_or_else(|error| unreachable!("{error}"));
    let page = &tree["a.html"];
    assert!(
        page.contains("<footer>mine</footer>") && page.contains("<p>ours</p>"),
        "{page}"
    );
    assert!(
        page.contains("data-article-id=\"a\"") && tree["index.html"].contains("mine"),
        "the rest is inherited"
    );
    let sheets: Vec<&String> = tree
        .keys()
        .filter(|path| path.starts_with("assets/style."))
        .collect();
    assert_eq!(sheets.len(), 1);
    assert_eq!(tree[sheets[0]], "/* ours */\n");
    assert!(page.contains(sheets[0].as_str()));
}

#[test]
fn a_broken_theme_is_an_error_with_its_place() {
    for (files, says) in [
        (
            &[("site.yaml", "theme: mine\n")][..],
            "theme `mine` is not in",
        ),
        (
            &[
                ("site.yaml", "theme: mine\n"),
                ("themes/mine/theme.yaml", "extends: mine\n"),
            ],
            "extends itself",
        ),
        (
            &[
                ("site.yaml", "theme: mine\n"),
                ("themes/mine/theme.yaml", "extend: x\n"),
            ],
            "theme.yaml:1:1",
        ),
        (
            &[
                ("site.yaml", "theme: mine\n"),
                ("themes/mine/templates/pager.html", "a\n{% if x %}\n"),
            ],
            "pager.html:",
        ),
        (
            &[
                ("site.yaml", "theme: mine\n"),
                (
                    "themes/mine/templates/pager.html",
                    "a\n  {{ page.nothing }}\n",
                ),
            ],
            "pager.html:2:",
        ),
    ] {
        let folder = site("broken", files);
        let error = tree(&folder).expect_err("an error").to_string();
        assert!(error.contains(says), "{error}");
    }
}
