//! What readers search in: `tests/search/content`, built with each value of `search`.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads its own files, and fails where it cannot"
)]

use flate2::read::GzDecoder;
use inlaid::config::{Config, Overrides, Search};
use inlaid::memo::Memo;
use inlaid::search::complete;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// A tree: every file by path.
type Tree = BTreeMap<String, Vec<u8>>;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search")
}

fn config(mode: &str, content: &Path) -> Config {
    let overrides = Overrides {
        content: Some(content.to_owned()),
        themes: Some(PathBuf::from("themes")),
        config: Some(folder().join(format!("{mode}.yaml"))),
        out: Some(Path::new(env!("CARGO_TARGET_TMPDIR")).join("search")),
        ..Overrides::default()
    };
    Config::load(&overrides).unwrap()
}

fn trees(config: &Config) -> BTreeMap<String, Tree> {
    let build = inlaid::build(config, &mut Memo::default()).unwrap();
    let outputs = complete(build.outputs(config)).unwrap();
    let tree = |output: &inlaid::output::Output<'_>| {
        let paths: Vec<_> = output.paths().collect();
        assert!(paths.is_sorted());
        let files = paths.into_iter().map(|path| {
            let bytes = output.bytes(path).unwrap().into_owned();
            (path.as_str().to_owned(), bytes)
        });
        (output.cloud().to_owned(), files.collect())
    };
    outputs.iter().map(tree).collect()
}

fn public(mode: &str) -> Tree {
    trees(&config(mode, &folder().join("content")))
        .remove("public")
        .unwrap()
}

/// The part of a tree that is searched in, unpacked, as one text.
fn searched(tree: &Tree) -> String {
    let files = tree.iter().filter(|(path, _)| is_index(path));
    let texts = files.map(|(path, bytes)| {
        let mut text = Vec::new();
        match GzDecoder::new(bytes.as_slice()).read_to_end(&mut text) {
            Ok(_) => format!("{path} {}\n", String::from_utf8_lossy(&text)),
            Err(_) => format!("{path} {}\n", String::from_utf8_lossy(bytes)),
        }
    });
    texts.collect()
}

fn is_index(path: &str) -> bool {
    path.starts_with("pagefind/") && !path.ends_with(".js") && !path.contains("wasm")
        || path == "search.json"
}

fn text<'a>(tree: &'a Tree, path: &str) -> &'a str {
    std::str::from_utf8(&tree[path]).unwrap()
}

fn articles(tree: &Tree) -> usize {
    let catalog: Value = serde_json::from_slice(&tree["catalog.json"]).unwrap();
    catalog["articles"].as_array().unwrap().len()
}

#[test]
fn every_article_is_in_the_index_though_it_has_no_text() {
    let tree = public("full");
    let entry: Value = serde_json::from_slice(&tree["pagefind/pagefind-entry.json"]).unwrap();
    assert_eq!(entry["languages"]["en"]["page_count"], articles(&tree));
    assert_eq!(articles(&tree), 8);
}

#[test]
fn what_an_article_shows_is_in_the_index() {
    let text = searched(&public("full"));
    for word in [
        "brontosaurus",
        "0x80070008",
        "Ptarmigan",
        // The default of a slot that reads well.
        "a virtual machine",
        // The words of a form.
        "Which walrus is full?",
        "The aardvark",
    ] {
        assert!(text.contains(word), "{word}");
    }
}

#[test]
fn what_no_page_shows_is_in_neither_index() {
    for mode in ["full", "titles"] {
        let text = searched(&public(mode)).to_lowercase();
        assert!(text.contains("a mailbox is full"), "{mode}");
        for word in [
            // Properties for the people who keep the content.
            "quagmire",
            "zymurgy",
            // A comment.
            "hushhush",
            // The name of a slot that waits for a value.
            "username",
            // An article of another cloud.
            "xylophone",
            "mooncake",
        ] {
            assert!(!text.contains(word), "{mode}: {word}");
        }
    }
}

#[test]
fn the_same_articles_make_the_same_index_on_any_number_of_threads() {
    let first = public("full");
    for threads in [1, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let other = pool.build().unwrap().install(|| public("full"));
        assert!(first == other, "{threads} threads");
    }
}

#[test]
fn the_index_of_a_cloud_is_the_same_without_the_articles_of_others() {
    let content = Path::new(env!("CARGO_TARGET_TMPDIR")).join("search-content");
    let _ = fs::remove_dir_all(&content);
    for file in walkdir::WalkDir::new(folder().join("content")) {
        let file = file.unwrap();
        let place = content.join(file.path().strip_prefix(folder().join("content")).unwrap());
        if file.file_type().is_dir() {
            fs::create_dir_all(place).unwrap();
        } else if !file.path().ends_with("secret.md") {
            fs::copy(file.path(), place).unwrap();
        }
    }
    for mode in ["full", "titles"] {
        let mut other = trees(&config(mode, &content));
        assert!(public(mode) == other.remove("public").unwrap(), "{mode}");
    }
}

#[test]
fn a_tree_without_articles_has_no_index_whatever_others_have() {
    let trees = trees(&config("full", &folder().join("content")));
    let has_index = |tree: &Tree| tree.keys().any(|path| path.starts_with("pagefind/"));
    assert!(trees.values().any(|tree| articles(tree) == 0));
    for (cloud, tree) in &trees {
        assert_eq!(has_index(tree), articles(tree) > 0, "{cloud}");
    }
}

#[test]
fn titles_are_one_file() {
    let tree = public("titles");
    let titles: Value = serde_json::from_slice(&tree["search.json"]).unwrap();
    assert_eq!(titles["format"], 1);
    assert_eq!(titles["articles"].as_array().unwrap().len(), 8);
    let of = |title: &str| {
        let mut articles = titles["articles"].as_array().unwrap().iter();
        articles
            .find(|article| article[0] == title)
            .unwrap()
            .clone()
    };
    let full = of("A mailbox is full");
    assert_eq!(full[1], "contoso.mail/mailboxes/mail-full.html");
    assert_eq!(full[2], "What to do about a full mailbox");
    // The id ends the address.
    assert_eq!(full[3], "");
    let list = |at: &Value| titles["lists"][usize::try_from(at.as_u64().unwrap()).unwrap()].clone();
    let home = list(&full[5][0]);
    assert_eq!(
        (&home[0], &list(&home[1])[0]),
        (&"mailboxes".into(), &"contoso.mail".into())
    );
    let headings = titles["headings"].as_array().unwrap();
    assert_eq!(
        headings
            .iter()
            .filter(|text| *text == "Recommended Steps")
            .count(),
        1
    );
    assert!(!tree.keys().any(|path| path.starts_with("pagefind/")));
}

#[test]
fn a_long_description_ends_with_a_word() {
    let long = folder().join("content/contoso.files/share.md");
    let content = Path::new(env!("CARGO_TARGET_TMPDIR")).join("search-long");
    fs::create_dir_all(&content).unwrap();
    let source = fs::read_to_string(long).unwrap();
    let source = source.replace("Mount a file share on Linux", &"Wörter ".repeat(60));
    fs::write(content.join("share.md"), source).unwrap();
    let tree = trees(&config("titles", &content)).remove("public").unwrap();
    let titles: Value = serde_json::from_slice(&tree["search.json"]).unwrap();
    let description = titles["articles"][0][2].as_str().unwrap();
    assert!(description.ends_with("Wörter") && (190..=200).contains(&description.chars().count()));
}

#[test]
fn only_the_page_that_searches_all_words_may_run_webassembly() {
    for (mode, pages) in [("full", 1), ("titles", 0), ("off", 0)] {
        let tree = public(mode);
        let allowed: Vec<&String> = tree
            .iter()
            .filter(|(path, bytes)| {
                path.ends_with(".html")
                    && String::from_utf8_lossy(bytes).contains("wasm-unsafe-eval")
            })
            .map(|(path, _)| path)
            .collect();
        assert_eq!(allowed.len(), pages, "{mode}");
        assert!(allowed.iter().all(|path| *path == "search.html"));
    }
    // All else of the policy stays.
    let policy = |page: &str| {
        page.split("content=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned()
    };
    let tree = public("full");
    assert_eq!(
        policy(text(&tree, "search.html")).replace(" &#39;wasm-unsafe-eval&#39;", ""),
        policy(text(&tree, "index.html"))
    );
}

#[test]
fn switched_off_there_is_no_trace_of_a_search() {
    let tree = public("off");
    assert!(
        !tree
            .keys()
            .any(|path| path.starts_with("pagefind") || path.starts_with("search"))
    );
    for (path, bytes) in tree.iter().filter(|(path, _)| path.ends_with(".html")) {
        // Lists have a field that filters them.
        let page = String::from_utf8_lossy(bytes).replace("type=\"search\"", "");
        assert!(!page.contains("search"), "{path}");
    }
}

#[test]
fn titles_are_searched_where_nothing_is_configured_and_in_a_preview() {
    assert_eq!(Config::default().search, Search::Titles);
    let modes = ["full", "titles", "off"].map(|mode| config(mode, Path::new("content")).search);
    assert_eq!(modes, [Search::Full, Search::Titles, Search::Off]);
    assert_eq!(
        modes.map(Search::in_preview),
        [Search::Titles, Search::Titles, Search::Off]
    );
}
