//! The law of the memo: after any edits, building with what is kept equals building without.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads and writes its own files, and fails where it cannot"
)]

use inlaid::config::{Config, Overrides};
use inlaid::memo::Memo;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// One thing that an author does.
#[derive(Clone, Debug)]
enum Edit {
    /// Writes an article: its number, title, body, service, clouds.
    Article(u8, u8, u8, u8, u8),
    /// Removes one.
    Remove(u8),
    /// Gives one the place of another.
    Rename(u8, u8),
    /// Writes a drawing that articles show.
    Asset(u8),
    /// Writes `slots.yaml`.
    Slots(u8),
    /// Writes `site.yaml`.
    Site(u8),
    /// Writes a template of the theme.
    Template(u8),
}

fn edit() -> impl Strategy<Value = Edit> {
    let n = || 0..6u8;
    prop_oneof![
        6 => (n(), n(), n(), n(), n()).prop_map(|(a, b, c, d, e)| Edit::Article(a, b, c, d, e)),
        1 => n().prop_map(Edit::Remove),
        1 => (n(), n()).prop_map(|(a, b)| Edit::Rename(a, b)),
        1 => n().prop_map(Edit::Asset),
        1 => n().prop_map(Edit::Slots),
        1 => n().prop_map(Edit::Site),
        1 => n().prop_map(Edit::Template),
    ]
}

fn article(title: u8, body: u8, service: u8, clouds: u8) -> String {
    let body = match body {
        0 => "Text.",
        1 => "See [other](a0.md#section-1) and [gone](nowhere.md).\n\n## Section 1\n\nText.",
        2 => "Hello <!--$userName-->[userName]<!--/$userName-->, at <!--$when-->soon<!--/$when-->.",
        3 => "![A dot](dot.svg)\n\n[Blade](data-blade:A.B.id.$resourceId)",
        4 => "\n\n## Section 1\n\n[first](a0.md), [second](a1.md), [third](a2.md#section-1)",
        _ => "<!--issueDescription-->\nIt broke.\n",
    };
    let clouds = [
        "public",
        "public, Fairfax",
        "Fairfax",
        "public, usnat",
        "nowhere",
        "",
    ][usize::from(clouds)];
    let service = [
        "contoso.mail",
        "contoso.mail, contoso.disk",
        "",
        "contoso.disk",
        "Contoso Mail",
        "x",
    ][usize::from(service)];
    format!(
        "<properties pageTitle=\"T{title}\" articleId=\"id{}\" selfHelpType=\"generic\" displayOrder=\"{title}\" \
         service=\"{service}\" cloudEnvironments=\"{clouds}\" />\n\n# Title {title}\n\n{body}\n",
        title / 2
    )
}

fn act(folder: &Path, edit: &Edit) {
    let path = |number: &u8| folder.join(format!("content/a{number}.md"));
    let write = |path: PathBuf, text: &str| fs::write(path, text).unwrap();
    match edit {
        Edit::Article(number, title, body, service, clouds) => {
            write(path(number), &article(*title, *body, *service, *clouds));
        }
        Edit::Remove(number) => drop(fs::remove_file(path(number))),
        Edit::Rename(from, to) => drop(fs::rename(path(from), path(to))),
        Edit::Asset(size) => write(
            folder.join("content/dot.svg"),
            &format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{size}\"/>"),
        ),
        Edit::Slots(number) => write(
            folder.join("content/slots.yaml"),
            [
                "",
                "userName:\n  label: Name\n",
                "when:\n  type: datetime\n",
                "x: {}\n",
                "userName: {aliases: [when]}\n",
                "# none\n",
            ][usize::from(*number)],
        ),
        Edit::Site(number) => write(
            folder.join("site.yaml"),
            [
                "",
                "title: Other\n",
                "values: {userName: Ann}\n",
                "urls: folder\n",
                "defaults: {'**': {service: y}}\n",
                "language: de\n",
            ][usize::from(*number)],
        ),
        Edit::Template(number) => write(
            folder.join("themes/default/templates/pager.html"),
            &format!("<p>{number}</p>"),
        ),
    }
}

/// Every file of every tree, and what is said.
fn everything(folder: &Path, memo: &mut Memo) -> BTreeMap<String, Vec<u8>> {
    let overrides = Overrides {
        content: Some(folder.join("content")),
        themes: Some(folder.join("themes")),
        out: Some(folder.join("public")),
        config: Some(folder.join("site.yaml")),
        clouds: vec![
            "public".to_owned(),
            "fairfax".to_owned(),
            "usnat".to_owned(),
        ],
        values: None,
    };
    let config = Config::load(&overrides).unwrap_or_else(|error| unreachable!("{error}"));
    let build = inlaid::build(&config, memo).unwrap_or_else(|error| unreachable!("{error}"));
    let mut found = BTreeMap::new();
    for output in build.outputs(&config) {
        for path in output.paths() {
            let bytes = output
                .bytes(path)
                .unwrap_or_else(|error| unreachable!("{error}"));
            found.insert(
                format!("{}/{}", output.cloud(), path.as_str()),
                bytes.into_owned(),
            );
        }
    }
    found.insert(
        "findings".to_owned(),
        format!("{:#?}", build.findings).into_bytes(),
    );
    found
}

fn fresh(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("memo")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    let theme = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default");
    for entry in walkdir::WalkDir::new(&theme).into_iter().flatten() {
        let to = folder
            .join("themes/default")
            .join(entry.path().strip_prefix(&theme).unwrap());
        match entry.file_type().is_dir() {
            true => fs::create_dir_all(to).unwrap(),
            false => drop(fs::copy(entry.path(), to).unwrap()),
        }
    }
    fs::create_dir_all(folder.join("content")).unwrap();
    fs::write(folder.join("site.yaml"), "").unwrap();
    folder
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_build_with_the_memo_equals_one_without(edits in prop::collection::vec(edit(), 1..12)) {
        let folder = fresh("law");
        let mut memo = Memo::default();
        for edit in &edits {
            act(&folder, edit);
            let with = everything(&folder, &mut memo);
            memo.sweep();
            let without = everything(&folder, &mut Memo::default());
            for (path, bytes) in &without {
                let other = with.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
                prop_assert_eq!(other, Some(String::from_utf8_lossy(bytes).into_owned()), "{} after {:?}", path, edit);
            }
            prop_assert_eq!(with.len(), without.len());
        }
    }
}

#[test]
fn the_memo_does_not_grow() {
    let folder = fresh("growth");
    let mut memo = Memo::default();
    let mut size = 0;
    for round in 0..40u8 {
        act(
            &folder,
            &Edit::Article(round % 6, round % 5, round % 6, 0, 0),
        );
        // Older than a tick of the file system's clock, or nothing of it is kept.
        std::thread::sleep(std::time::Duration::from_millis(if round > 30 {
            120
        } else {
            0
        }));
        everything(&folder, &mut memo);
        memo.sweep();
        if round == 35 {
            size = memo.len();
        }
    }
    assert!(
        size > 6 && memo.len() <= size + 2,
        "{size} to {}",
        memo.len()
    );
}
