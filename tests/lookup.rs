//! The lookup in `routes/`: the function of shards, the rules of choosing, and that the shards hold what is to be found.
//!
//! `tests/lookup` holds a table of shards and one of requests, which `tests/browser/find.spec.js` puts to the script too.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads its own files, and fails where it cannot"
)]

use inlaid::article::{Kind, Parsed, parse};
use inlaid::config::Config;
use inlaid::memo::Memo;
use inlaid::output::{Bodies, Output, Recipes};
use inlaid::page::choose::{Request, find};
use inlaid::page::routes::{By, plain, shard};
use inlaid::path::{ContentPath, OutPath};
use inlaid::site::{Site, assemble};
use inlaid::source::decode;
use inlaid::theme::Theme;
use proptest::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// A tree: every file by path.
type Tree = BTreeMap<String, Vec<u8>>;

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lookup"))
}

fn json(name: &str) -> Value {
    serde_json::from_slice(&fs::read(folder().join(name)).unwrap()).unwrap()
}

/// The sites of these articles, by path and text.
fn sites(files: &[(String, String)], config: &Config) -> Vec<Site> {
    let mut articles: Vec<_> = files
        .iter()
        .filter_map(|(path, text)| {
            match parse(
                decode(&ContentPath::new(path), text.clone().into_bytes()),
                &[],
            ) {
                Parsed::Article(article) => Some(article),
                Parsed::Skipped(_) => None,
            }
        })
        .collect();
    articles.sort_by(|a, b| a.path.cmp(&b.path));
    assemble(
        &articles.into(),
        &BTreeMap::new(),
        (&Arc::default(), config),
        None,
        &mut Memo::default(),
    )
    .sites
}

fn tree(site: &Site, config: &Config, theme: &Theme) -> Tree {
    let recipes = Recipes::new(site, config, theme, None);
    let bodies = Bodies::default();
    let output = Output::new(site, config, theme, &bodies, &recipes);
    let files = output.paths().map(|path| {
        let bytes = output.bytes(path).unwrap();
        (path.as_str().to_owned(), bytes.into_owned())
    });
    files.collect()
}

fn read(tree: &Tree, file: &str) -> Value {
    let path = OutPath::parse(file).unwrap();
    serde_json::from_slice(&tree[path.as_str()]).unwrap()
}

/// The articles of a key, read as the handbook says.
fn look_up(tree: &Tree, by: By, key: &str) -> Vec<Value> {
    let by = by.as_str();
    let index = read(tree, "routes/index.json");
    assert_eq!(index["format"], 1);
    let Some(shards) = index["shards"][by].as_u64() else {
        return Vec::new();
    };
    let key = plain(key);
    let shard = shard(&key, u32::try_from(shards).unwrap());
    let mut next = Some(format!("{shard}.json"));
    let mut found = Vec::new();
    while let Some(file) = next {
        let part = read(tree, &format!("routes/{by}/{file}"));
        let places = part["keys"].get(&key).and_then(Value::as_array);
        let places = places.into_iter().flatten();
        found.extend(places.map(|at| {
            let at = usize::try_from(at.as_u64().unwrap()).unwrap();
            part["articles"][at].clone()
        }));
        next = part
            .get("next")
            .and_then(|next| next[&key].as_str())
            .map(str::to_owned);
    }
    found
}

/// Every key of a site is found in its tree, and leads to the articles that have it, in their order.
fn holds_every_key(site: &Site, tree: &Tree) {
    for by in By::ALL {
        let entries = site.entries.iter();
        let keys: BTreeSet<String> = entries.flat_map(|entry| by.keys(&entry.article)).collect();
        for key in keys {
            let request = Request {
                keys: vec![(by, key.clone())],
                ..Request::default()
            };
            let wanted: Vec<String> = find(site, &request)
                .into_iter()
                .map(|at| format!("/{}", site.entries[at].url))
                .collect();
            let found: Vec<String> = look_up(tree, by, &key)
                .iter()
                .map(|article| article["url"].as_str().unwrap().to_owned())
                .collect();
            assert_eq!(found, wanted, "{} {key}", by.as_str());
        }
    }
}

#[test]
fn a_key_has_the_shard_that_the_table_says() {
    for row in json("shards.json").as_array().unwrap() {
        let (key, shards) = (row[0].as_str().unwrap(), row[1].as_u64().unwrap());
        let shards = u32::try_from(shards).unwrap();
        let found = u64::from(shard(&plain(key), shards));
        assert_eq!(Some(found), row[2].as_u64(), "{row}");
    }
}

#[test]
fn every_request_of_the_table_is_answered_by_the_rules() {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder().join("content")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        files.push((name, fs::read_to_string(entry.path()).unwrap()));
    }
    let config = Config::default();
    let sites = sites(&files, &config);
    let site = &sites[0];
    for case in json("requests.json").as_array().unwrap() {
        let given = |name: &str| case[1][name].as_str();
        let keys = By::ALL.iter();
        let tags = case[1]["tags"].as_array().into_iter().flatten();
        let request = Request {
            keys: keys
                .filter_map(|by| Some((*by, given(by.as_str())?.to_owned())))
                .collect(),
            tags: tags.map(|tag| tag.as_str().unwrap().to_owned()).collect(),
            kind: given("kind").and_then(Kind::find),
        };
        let found: Vec<&str> = find(site, &request)
            .into_iter()
            .map(|at| site.entries[at].article.id.as_str())
            .collect();
        assert_eq!(Value::from(found), case[2], "{}", case[0]);
    }
    holds_every_key(
        site,
        &tree(
            site,
            &config,
            &Theme::load(&config, &mut Memo::default()).unwrap(),
        ),
    );
}

#[test]
fn a_list_that_is_too_long_for_one_file_goes_on_in_the_next() {
    let title = "long ".repeat(60);
    let article = |number: usize| {
        let text = format!(
            "<properties pageTitle=\"{title}\" articleId=\"a{number}\" selfHelpType=\"generic\" \
             supportTopicIds=\"all,t{number}\" productPesIds=\"p{}\" cloudEnvironments=\"public\" />\n",
            number % 2
        );
        (format!("a{number}.md"), text)
    };
    let files: Vec<_> = (0..600).map(article).collect();
    let config = Config::default();
    let sites = sites(&files, &config);
    let theme = Theme::load(&config, &mut Memo::default()).unwrap();
    let tree = tree(&sites[0], &config, &theme);
    holds_every_key(&sites[0], &tree);
    let shards = tree.iter().filter(|(path, _)| path.starts_with("routes/"));
    let most = shards.map(|(_, bytes)| bytes.len()).max();
    assert!(most < Some(100 << 10), "{most:?}");
    assert!(tree.keys().filter(|path| path.contains("-1.json")).count() > 1);
    // Only the list that needs it goes on.
    assert_eq!(look_up(&tree, By::Topic, "all").len(), 600);
    let index = read(&tree, "routes/index.json");
    let shards = u32::try_from(index["shards"]["topic"].as_u64().unwrap()).unwrap();
    for shard in 0..shards {
        let first = read(&tree, &format!("routes/topic/{shard}.json"));
        let next = first.get("next").and_then(Value::as_object);
        let next: Vec<&String> = next.into_iter().flat_map(|next| next.keys()).collect();
        assert!(next.is_empty() || next == ["all"], "{next:?}");
    }
}

/// Header properties, in which keys are shared and written in more than one way.
fn header() -> impl Strategy<Value = String> {
    let some = |values: &'static [&'static str]| proptest::sample::select(values);
    (
        some(&["", "1", "2", "1, 2", "2;2", "A"]),
        some(&["", "p", "P, q", "q"]),
        some(&["", "t", "T; u", "u, v"]),
        some(&["", "s", "S,", "two words"]),
        some(&["", "y"]),
        some(&["", "1", "1.0", "-3", "x"]),
        some(&["id", "ID", "other", "find", "routes"]),
        some(&[
            "generic",
            "rca",
        ]),
    )
        .prop_map(|(topics, products, tags, scenario, symptom, order, id, kind)| {
            format!(
                "articleId=\"{id}\" selfHelpType=\"{kind}\" supportTopicIds=\"{topics}\" productPesIds=\"{products}\" \
                 resourceTags=\"{tags}\" diagnosticScenario=\"{scenario}\" symptomID=\"{symptom}\" displayOrder=\"{order}\""
            )
        })
}

/// Articles of the public cloud, of another, of both.
fn articles() -> impl Strategy<Value = Vec<(String, String)>> {
    let clouds = proptest::sample::select(vec!["public", "Fairfax", "public, Fairfax", ""]);
    proptest::collection::vec((header(), clouds, 0..4u8), 0..12).prop_map(|articles| {
        let file = |(at, (header, clouds, title)): (usize, (String, &str, u8))| {
            let text = format!(
                "<properties {header} cloudEnvironments=\"{clouds}\" />\n\n# Title {title}\n"
            );
            (format!("a{at}.md"), text)
        };
        articles.into_iter().enumerate().map(file).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_article_is_found_by_each_of_its_keys(files in articles()) {
        let config = Config::default();
        let theme = Theme::load(&config, &mut Memo::default()).unwrap();
        for site in sites(&files, &config) {
            holds_every_key(&site, &tree(&site, &config, &theme));
        }
    }

    #[test]
    fn the_tree_of_a_cloud_is_the_same_without_the_articles_of_others(files in articles()) {
        let config = Config::default();
        let theme = Theme::load(&config, &mut Memo::default()).unwrap();
        let of_fairfax = |(_, text): &&(String, String)| text.contains("Fairfax\"");
        let own: Vec<_> = files.iter().filter(of_fairfax).cloned().collect();
        let at = config.build.iter().position(|cloud| config.clouds.get(*cloud).name == "fairfax").unwrap();
        let (with, without) = (sites(&files, &config), sites(&own, &config));
        prop_assert_eq!(tree(&with[at], &config, &theme), tree(&without[at], &config, &theme));
    }
}
