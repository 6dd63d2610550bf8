//! What `site.yaml` may say, and what is said of what it may not.

use super::*;

fn fault(text: &str) -> String {
    Config::parse(Path::new("site.yaml"), text.to_owned())
        .expect_err("a fault")
        .to_string()
}

#[test]
fn an_empty_configuration_has_every_default() {
    let config = Config::default();
    assert_eq!(
        (
            config.build.len(),
            config.theme.as_str(),
            config.language.as_str()
        ),
        (6, "default", "en")
    );
}

#[test]
fn a_fault_names_line_column_and_the_nearest_key() {
    for (text, place, say) in [
        (
            "title: x\nbaseUr: y\n",
            "site.yaml:2:1",
            "did you mean `baseUrl`?",
        ),
        ("title: [1]\n", "site.yaml:1:8", "expected a string"),
        (
            "title: a\nlanguage: en\ntitle: b\n",
            "site.yaml:3:1",
            "`title` is given twice",
        ),
        (
            "clouds:\n  public:\n    airGaped: true\n",
            "site.yaml:3:5",
            "did you mean `airGapped`?",
        ),
        (
            "clouds:\n  public: {}\n  public: {}\n",
            "site.yaml:3:3",
            "`public` is given twice",
        ),
        (
            "clouds:\n  fairfax:\n    name: mooncake\n",
            "site.yaml:1:1",
            "two clouds are named `mooncake`",
        ),
        ("urls: flat\n", "site.yaml:1:1", "`file` or `folder`"),
        ("language: \"e n\"\n", "site.yaml:1:1", "no language tag"),
        ("theme: ../x\n", "site.yaml:1:1", "no folder below `themes`"),
        (
            "clouds:\n  usnat:\n    images: [x.com]\n",
            "site.yaml:3:5",
            "air-gapped",
        ),
        ("clouds: {usnat: {videos: [x]}}", "yaml:1", "no video"),
        ("repo: https://github.com/x", "yaml:1", "{source}"),
        ("search: all", "yaml:1:1", "`full`, `titles` or `off`"),
        (
            "defaults:\n  '**':\n    servise: x\n",
            "site.yaml:3:5",
            "did you mean `service`?",
        ),
        (
            "redirects:\n  ../x: y\n",
            "site.yaml:2:3",
            "no path inside the tree",
        ),
        ("outputs:\n  llm: true\n", "site.yaml:2:3", "`llms`?"),
        ("a: [1\nb: 2", "site.yaml:2:2", "did not find expected"),
    ] {
        let said = fault(text);
        assert!(
            said.contains(place) && said.contains(say),
            "{text:?}: {said}"
        );
    }
}

#[test]
fn a_renamed_cloud_keeps_its_portal() {
    let config = Config::parse(
        Path::new("site.yaml"),
        "clouds:\n  fairfax:\n    name: usgov\n".to_owned(),
    )
    .unwrap();
    let id = config.clouds.find("USGov").unwrap();
    assert_eq!(
        config.clouds.get(id).portal.as_deref(),
        Some("portal.azure.us")
    );
    assert_eq!(config.clouds.find("fairfax"), None);
}

#[test]
fn later_defaults_win_but_every_disabled_cloud_counts() {
    let text = "defaults:\n  '**':\n    service: a\n    disableClouds: usnat\n  'x/**':\n    service: b\n    disableClouds: ussec\n";
    let config = Config::parse(Path::new("site.yaml"), text.to_owned()).unwrap();
    let found = config.defaults_for(&ContentPath::new("x/y.md"));
    let want = [
        (Property::DisableClouds, "usnat"),
        (Property::Service, "b"),
        (Property::DisableClouds, "ussec"),
    ];
    assert_eq!(found, want);
}
