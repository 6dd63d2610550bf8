//! The law of clouds where content is translated: the tree of a cloud is the same, byte for byte, whether or not the
//! articles and translations of other clouds are there.
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

const CLOUDS: [&str; 3] = ["public", "fairfax", "usnat"];

/// An article of the default language, or a translation.
#[derive(Clone, Debug)]
struct Written {
    /// Its file, below the content root.
    path: String,
    id: u8,
    /// Which of the clouds it names.
    clouds: [bool; 3],
    title: u8,
    kind: &'static str,
    body: &'static str,
}

/// Links of every kind: to files beside, to originals, to headings of both, to assets of both, by id and topic.
const BODIES: [&str; 9] = [
    "Text.",
    "[a](a0.md) [b](a1.md#then) [c](a2.md#danach) [d](../a0.md) [e](../b/a1.md#then)",
    "[a](de/a0.md#then) [b](de/a1.md) [c](b/a2.md#then) [d](../a2.md#danach)",
    "![x](x.png) ![y](../x.png) [z](y.png)",
    "## Then\n\nText.",
    "## Danach\n\nText. [a](a1.md#then)\n\n<!--issueDescription-->\n<!--$x-->[x]<!--/$x-->\n<!--/issueDescription-->",
    "## Danach\n\n## Then\n\nText.",
    "---\n{\"commonProblems\": [{\"title\": \"P\", \"commonSolutionArticleId\": \"id1\"}, {\"title\": \"Q\", \"supportTopicId\": \"1\"}]}\n---\n",
    "[next](a1.md) [further](a2.md)",
];

/// The files that there may be.
const FILES: [&str; 10] = [
    "a0.md",
    "a1.md",
    "a2.md",
    "b/a1.md",
    "b/a2.md",
    "de/a0.md",
    "de/a1.md",
    "de/a2.md",
    "de/b/a1.md",
    "ja/a1.md",
];

/// Nearly every file, most of them with the id that its number is, so that most translations have an original.
fn all() -> impl Strategy<Value = Vec<Written>> {
    let files: Vec<_> = FILES.into_iter().map(written).collect();
    files.prop_map(|files| files.into_iter().flatten().collect())
}

fn written(path: &'static str) -> impl Strategy<Value = Option<Written>> {
    let own = path.as_bytes()[path.len() - 4] - b'0';
    let id = prop_oneof![4 => Just(own), 1 => 0..3u8];
    let kind = proptest::sample::select(vec![
        "generic",
        "generic",
        "diagnoseAndSolve",
        "TSG_Description",
        "TSG_Content",
    ]);
    let body = proptest::sample::select(BODIES.to_vec());
    let clouds = proptest::array::uniform3(proptest::bool::weighted(0.6));
    let written = (id, clouds, 0..3u8, kind, body);
    proptest::option::weighted(
        0.8,
        written.prop_map(|(id, clouds, title, kind, body)| Written {
            path: path.to_owned(),
            id,
            clouds,
            title,
            kind,
            body,
        }),
    )
}

impl Written {
    fn text(&self) -> String {
        let names = CLOUDS.iter().zip(self.clouds).filter(|(_, named)| *named);
        let names: Vec<&str> = names.map(|(name, _)| *name).collect();
        let Self {
            id,
            title,
            kind,
            body,
            ..
        } = self;
        format!(
            "<properties pageTitle=\"T{title}\" articleId=\"id{id}\" selfHelpType=\"{kind}\" supportTopicIds=\"{title}\" \
             service=\"s{title}\" cloudEnvironments=\"{}\" />\n\n# Title {title} of {}\n\n{body}\n",
            names.join(", "),
            self.path
        )
    }
}

fn fresh(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("languages")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    for below in ["content/b", "content/de/b", "content/ja"] {
        fs::create_dir_all(folder.join(below)).unwrap();
    }
    for (place, bytes) in [
        ("x.png", "1"),
        ("b/x.png", "2"),
        ("de/x.png", "3"),
        ("y.png", "4"),
    ] {
        fs::write(folder.join("content").join(place), bytes).unwrap();
    }
    fs::write(
        folder.join("site.yaml"),
        "theme: bare\nlanguages: {de: de, ja: ja}\nredirects: {old.html: id1}\nclouds: {public: {baseUrl: 'https://x.com'}}\n",
    )
    .unwrap();
    folder
}

/// Every file of the tree of a cloud.
fn tree(folder: &Path, cloud: &str) -> BTreeMap<String, String> {
    let overrides = Overrides {
        content: Some(folder.join("content")),
        themes: Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/themes")),
        out: Some(folder.join("public")),
        config: Some(folder.join("site.yaml")),
        clouds: vec![cloud.to_owned()],
        values: None,
    };
    let config = Config::load(&overrides).unwrap();
    let build = inlaid::build(&config, &mut Memo::default()).unwrap();
    let outputs = build.outputs(&config);
    let output = &outputs[0];
    let file = |path: &inlaid::path::OutPath| {
        let bytes = output.bytes(path).unwrap();
        (
            path.as_str().to_owned(),
            String::from_utf8_lossy(&bytes).into_owned(),
        )
    };
    output.paths().map(file).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_tree_of_a_cloud_tells_nothing_of_translations_in_others(all in all(), cloud in 0..3usize) {
        let folder = fresh("law");
        let write = |written: &Written| fs::write(folder.join("content").join(&written.path), written.text()).unwrap();
        all.iter().for_each(write);
        let with = tree(&folder, CLOUDS[cloud]);
        for written in all.iter().filter(|written| !written.clouds[cloud]) {
            fs::remove_file(folder.join("content").join(&written.path)).unwrap();
        }
        let without = tree(&folder, CLOUDS[cloud]);
        prop_assert_eq!(with.keys().collect::<Vec<_>>(), without.keys().collect::<Vec<_>>());
        for (path, text) in &with {
            prop_assert_eq!(text, &without[path], "{}", path);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_link_of_a_translated_tree_leads_to_a_page_of_it(all in all()) {
        let folder = fresh("links");
        let site = fs::read_to_string(folder.join("site.yaml")).unwrap();
        fs::write(folder.join("site.yaml"), site.replace("bare", "default")).unwrap();
        for written in &all {
            fs::write(folder.join("content").join(&written.path), written.text()).unwrap();
        }
        let tree = tree(&folder, "public");
        let pages = tree.iter().filter(|(path, _)| path.ends_with(".html") && *path != "404.html");
        for (path, text) in pages {
            for link in text.split(" href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                let link = link.strip_prefix("https://x.com/").map_or_else(|| join(path, link), str::to_owned);
                let (file, id) = link.split_once('#').unwrap_or((&link, ""));
                if link.starts_with("data:") {
                    continue;
                }
                let target = tree.get(file);
                prop_assert!(target.is_some(), "{} links to {}", path, link);
                let is_there = id.is_empty() || target.unwrap().contains(&format!("id=\"{id}\""));
                prop_assert!(is_there, "{} links to {}", path, link);
            }
        }
    }
}

/// The file of a tree that a relative address on a page means.
fn join(page: &str, address: &str) -> String {
    if address.starts_with("data:") {
        return address.to_owned();
    }
    if address.starts_with('#') {
        return format!("{page}{address}");
    }
    let mut segments: Vec<&str> = page.split('/').collect();
    segments.pop();
    for segment in address.split('/') {
        match segment {
            ".." => drop(segments.pop()),
            "." => {}
            name => segments.push(name),
        }
    }
    segments.join("/")
}
