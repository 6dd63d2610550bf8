//! `inlaid theme`: what is found in a theme, which files of it can be copied, and that the built-in ones are in order.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads and writes its own files, and fails where it cannot"
)]

use inlaid::config::{Config, Overrides};
use inlaid::diagnostic::Finding;
use inlaid::memo::Memo;
use inlaid::path::OutPath;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder with a theme `mine` of these files, which is that of the configuration.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("theme")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("site.yaml"), "theme: mine\n").unwrap();
    for (path, text) in files {
        let path = folder.join("themes/mine").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn config(folder: &Path) -> Config {
    Config::load(&Overrides {
        themes: Some(folder.join("themes")),
        config: Some(folder.join("site.yaml")),
        ..Overrides::default()
    })
    .unwrap()
}

/// The configuration of a site without one, with this theme.
fn themed(theme: &str, themes: &Path) -> Config {
    let mut config = Config::default();
    theme.clone_into(&mut config.theme);
    themes.clone_into(&mut config.themes);
    config
}

fn said(finding: &Finding) -> String {
    let file = finding
        .place
        .source
        .as_str()
        .rsplit("themes/")
        .next()
        .unwrap();
    let place = finding.place.start;
    format!(
        "{file}:{}:{} {}: {}",
        place.line, place.column, finding.code, finding.message
    )
}

/// What is found in a theme of these files.
fn found(name: &str, files: &[(&str, &str)]) -> Vec<String> {
    let config = config(&folder(name, files));
    let findings = inlaid::theme::check::check(&config).unwrap();
    findings.iter().map(said).collect()
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_inlaid"));
    command
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn nothing_is_wrong_with_the_themes_of_the_program() {
    for theme in ["default", "plain"] {
        let config = themed(theme, &root().join("themes"));
        let findings = inlaid::theme::check::check(&config).unwrap();
        let findings: Vec<String> = findings.iter().map(said).collect();
        assert_eq!(findings, Vec::<String>::new(), "{theme}");
    }
}

#[test]
fn a_name_that_no_page_has_is_found_where_it_stands() {
    let files = [(
        "templates/pager.html",
        "a\n{{ article.titel }}{% if article.chnaged %}x{% endif %}\n",
    )];
    assert_eq!(
        found("nowhere", &files),
        [
            "mine/templates/pager.html:2:12 theme-variable: `article.titel` is nothing that `article.html` has",
            "mine/templates/pager.html:2:34 theme-variable: `article.chnaged` is nothing that `article.html` has",
        ]
    );
}

#[test]
fn a_name_that_some_pages_lack_has_to_be_asked_for() {
    let unasked = [("templates/breadcrumbs.html", "{{ article.id }}")];
    let found_unasked = found("some", &unasked);
    assert_eq!(found_unasked.len(), 1, "{found_unasked:#?}");
    assert!(
        found_unasked[0].contains("`article` is missing on"),
        "{found_unasked:#?}"
    );
    for asked in [
        "{% if article is defined %}{{ article.id }}{% endif %}",
        "{% if article %}{{ article.id }}{% endif %}",
        "{% if article?.id is defined %}{{ article.id }}{% endif %}",
        "{{ article | default(value=\"\") }}",
    ] {
        let files = [("templates/breadcrumbs.html", asked)];
        assert_eq!(found("asked", &files), Vec::<String>::new(), "{asked}");
    }
}

#[test]
fn what_may_be_absent_is_found_by_rendering_a_page_without_it() {
    let files = [(
        "templates/pager.html",
        "<p>\n{{ article.changed.text }}</p>\n",
    )];
    let found = found("absent", &files);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0].starts_with("mine/templates/pager.html:2:")
            && found[0].contains("theme-variable: on `article.html`"),
        "{found:#?}"
    );
}

#[test]
fn names_of_loops_sets_and_includes_are_known() {
    let pager = "{% set one = article.toc %}{% for entry in one %}{{ loop.index }}{{ entry.text }}{{ entry.txet }}{% endfor %}\
        {% set part = \"x\" %}{% include \"part.html\" %}{{ [e.id for e in article.toc] | join(sep=\" \") }}";
    let files = [
        ("templates/pager.html", pager),
        ("templates/part.html", "{{ part }}{{ entry }}"),
    ];
    let found = found("scopes", &files);
    let codes: Vec<&str> = found
        .iter()
        .map(|line| line.split(": ").nth(1).unwrap())
        .collect();
    assert_eq!(
        codes,
        [
            "`entry.txet` is nothing that `article.html` has",
            "`entry` is nothing that `article.html` has"
        ],
        "{found:#?}"
    );
}

#[test]
fn assets_and_words_that_are_not_there_are_found() {
    let files = [
        (
            "templates/article.html",
            "{% extends \"default/article.html\" %}\n{% block head %}{{ super() }}{{ assets[\"stlye.css\"] }}{{ t.page.skop }}{% endblock %}\n",
        ),
        ("templates/left.html", "{{ page.title }}"),
        ("assets/left.js", "1"),
        ("i18n/en.yaml", "page:\n  own: Own\n"),
    ];
    let all = found("missing", &files);
    let wanted = [
        "mine/assets/left.js:1:1 theme-unused: nothing names the asset `left.js`",
        "mine/i18n/en.yaml:2:3 theme-unused: nothing says the word `page.own`",
        "mine/templates/article.html:2:40 theme-asset: the theme has no asset `stlye.css`",
        "mine/templates/article.html:2:65 theme-variable: `t.page.skop` is nothing that `article.html` has",
        "mine/templates/left.html:1:1 theme-unused: no page is made with the template `left.html`",
    ];
    assert_eq!(all, wanted);
}

#[test]
fn a_block_that_no_template_above_has_is_found() {
    let text = "{% extends \"default/article.html\" %}\n{% block mian %}{% endblock %}\n";
    assert_eq!(
        found("block", &[("templates/article.html", text)]),
        [
            "mine/templates/article.html:2:10 theme-block: no template that this one extends has the block `mian`"
        ]
    );
}

#[test]
fn colours_that_are_too_much_alike_are_found_in_each_scheme() {
    let base = "{% extends \"default/base.html\" %}\n{% block styles %}<link rel=\"stylesheet\" href=\"{{ root }}{{ assets[\"mine.css\"] }}\">{% endblock %}\n";
    let files = [
        ("templates/base.html", base),
        (
            "assets/mine.css",
            ":root { --soft: #999; }\n@media (prefers-color-scheme: dark) { :root { --edge: #333 } }\n",
        ),
    ];
    let found = found("colours", &files);
    assert_eq!(
        found[0],
        "mine/assets/mine.css:1:9 theme-contrast: in the light scheme `--soft` on `--paper` has a contrast of 2.85:1 and needs 4.5:1"
    );
    assert!(
        found[1].contains("light scheme `--soft` on `--panel` has a contrast of 2.6"),
        "{found:#?}"
    );
    assert!(
        found
            .iter()
            .any(|line| line.contains("mine.css:2:47") && line.contains("dark scheme `--edge`")),
        "{found:#?}"
    );
    assert!(
        !found
            .iter()
            .any(|line| line.contains("light scheme `--edge`")),
        "{found:#?}"
    );
}

#[test]
fn the_words_of_a_language_are_held_to_the_english_ones() {
    let files = [(
        "i18n/fr.yaml",
        "page:\n  skip: Aller\nlist:\n  total: {other: \"{n} articles\"}\n  total_for: {one: \"{x}\", other: \"\"}\n",
    )];
    let found = found("words", &files);
    let at = |place: &str| {
        found
            .iter()
            .find(|line| line.starts_with(place))
            .map(String::as_str)
    };
    assert!(
        at("mine/i18n/fr.yaml:4:3").is_some_and(|line| line.contains("no form for `one`")),
        "{found:#?}"
    );
    assert!(
        at("mine/i18n/fr.yaml:5:3").is_some_and(|line| line.contains("has `{x}`")),
        "{found:#?}"
    );
    assert!(
        found.iter().any(|line| line.contains(
            "mine/i18n/fr.yaml:1:1 theme-words: `fr` has no word for `page.breadcrumbs`"
        )),
        "{found:#?}"
    );
    assert!(
        !found.iter().any(|line| line.contains("`page.skip`")),
        "{found:#?}"
    );
}

#[test]
fn the_command_ends_with_1_where_a_template_is_wrong() {
    let folder = folder(
        "command",
        &[("templates/pager.html", "{{ article.titel }}\n")],
    );
    let output = run(&folder, &["theme", "check", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let line = text(&output.stdout);
    assert!(
        line.contains("\"source\":\"themes/mine/templates/pager.html\""),
        "{line}"
    );
    let output = run(&folder, &["theme", "check", "--theme", "plain"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let output = run(&folder, &["theme", "check", "--theme", "../mine"]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
}

#[test]
fn a_file_is_copied_once_and_the_site_stays_the_same() {
    let folder = folder("eject", &[]);
    let article = "<properties pageTitle=\"T\" articleId=\"a\" selfHelpType=\"generic\" cloudEnvironments=\"public\" />\n# T\n";
    fs::create_dir_all(folder.join("content")).unwrap();
    fs::write(folder.join("content/a.md"), article).unwrap();
    fs::write(folder.join("site.yaml"), "").unwrap();
    let page = || {
        let mut config = config(&folder);
        config.content = folder.join("content");
        let build = inlaid::build(&config, &mut Memo::default()).unwrap();
        let path = OutPath::parse("a.html").unwrap();
        let outputs = build.outputs(&config);
        outputs[0].bytes(&path).unwrap().into_owned()
    };
    let before = page();
    for (name, path) in [
        ("base.html", "templates/base.html"),
        ("assets/style.css", "assets/style.css"),
        ("i18n/de.yaml", "i18n/de.yaml"),
        ("kinds/form.html", "templates/kinds/form.html"),
    ] {
        let output = run(&folder, &["theme", "eject", name, "--theme", "mine"]);
        let said = text(&output.stderr);
        assert!(
            output.status.success() && said.contains("`theme: mine` in site.yaml"),
            "{said}"
        );
        let copy = fs::read(folder.join("themes/mine").join(path)).unwrap();
        assert_eq!(
            copy,
            fs::read(root().join("themes/default").join(path)).unwrap()
        );
    }
    fs::write(folder.join("site.yaml"), "theme: mine\n").unwrap();
    assert!(before == page(), "a copy changes nothing");

    let base = folder.join("themes/mine/templates/base.html");
    fs::write(&base, "mine").unwrap();
    let output = run(&folder, &["theme", "eject", "base.html"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).contains("is there already"),
        "{}",
        text(&output.stderr)
    );
    assert_eq!(fs::read_to_string(&base).unwrap(), "mine");
    let output = run(&folder, &["theme", "eject", "base.html", "--force"]);
    assert!(
        output.status.success()
            && fs::read_to_string(&base)
                .unwrap()
                .contains("<!doctype html>")
    );
}

#[test]
fn what_cannot_be_copied_is_refused_with_a_way_out() {
    let folder = folder("refused", &[]);
    for (arguments, says) in [
        (
            &["theme", "eject", "sied.html"][..],
            "did you mean `side.html`?",
        ),
        (
            &["theme", "eject", "side.html", "--theme", "default"],
            "--theme NAME",
        ),
        (
            &["theme", "eject", "side.html", "--theme", "a/b"],
            "no folder below",
        ),
    ] {
        let output = run(&folder, arguments);
        let said = text(&output.stderr);
        assert!(
            output.status.code() == Some(2) && said.contains(says),
            "{said}"
        );
    }
    assert!(!folder.join("themes").exists(), "nothing was written");
    let output = run(&folder, &["theme", "eject", "--list"]);
    let list = text(&output.stdout);
    assert!(
        list.lines().any(|line| line == "templates/kinds/form.html")
            && list.contains("i18n/ja.yaml"),
        "{list}"
    );
}

#[test]
fn the_plain_theme_shows_the_article_and_nothing_around_it() {
    let mut config = themed("plain", &root().join("target/no-folder-of-themes"));
    config.content = root().join("content");
    let build = inlaid::build(&config, &mut Memo::default()).unwrap();
    let output = &build.outputs(&config)[0];
    let mut articles = 0;
    for path in output
        .paths()
        .filter(|path| path.as_str().ends_with(".html"))
    {
        let page = String::from_utf8(output.bytes(path).unwrap().into_owned()).unwrap();
        assert!(!page.contains("<!--"), "{path:?}");
        if page.contains("<header class=\"site\"")
            || page.contains("class=\"side\"")
            || page.contains("<footer")
        {
            unreachable!("{path:?} has a frame");
        }
        let count = page.matches("<article data-article-id=").count();
        assert!(count <= 1, "{path:?}");
        articles += count;
    }
    assert_eq!(articles, build.content.sites[0].entries.len());
}
