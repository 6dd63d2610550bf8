//! What trees hold for programs: articles as Markdown, `llms.txt`, JSON-LD, Open Graph, the feed, and the search.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads and writes its own files, and fails where it cannot"
)]

use inlaid::article::{Parsed, options, parse};
use inlaid::config::{Config, Overrides, Urls};
use inlaid::html::{Setting, Target, render};
use inlaid::page::markdown;
use inlaid::path::ContentPath;
use inlaid::source::decode;
use inlaid::words::{Sections, Words};
use proptest::prelude::*;
use pulldown_cmark::{Event, Parser, Tag};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

type Tree = BTreeMap<String, String>;

const ALL: &str = "title: Help & more\nbaseUrl: https://help.example.com\nlanguage: en-US\noutputs: {markdown: true, llms: true}\n";

fn fresh(name: &str, config: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("outputs")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("content")).unwrap();
    fs::write(folder.join("site.yaml"), config).unwrap();
    folder
}

fn write(folder: &Path, name: &str, properties: &str, body: &str) {
    let stem = name.trim_end_matches(".md");
    let header = format!(
        "<properties pageTitle=\"{stem}\" articleId=\"{stem}\" selfHelpType=\"generic\" {properties} />\n\n{body}\n"
    );
    fs::write(folder.join("content").join(name), header).unwrap();
}

/// Every file of every tree, by cloud and path; what is no text is empty.
fn trees(content: &Path, folder: &Path) -> Tree {
    let config = Config::load(&Overrides {
        content: Some(content.to_owned()),
        config: Some(folder.join("site.yaml")),
        out: Some(folder.join("public")),
        ..Overrides::default()
    });
    let config = config.unwrap_or_else(|error| unreachable!("{error}"));
    let build = inlaid::build(&config, &mut inlaid::memo::Memo::default());
    let build = build.unwrap_or_else(|error| unreachable!("{error}"));
    let mut files = Tree::new();
    for output in build.outputs(&config) {
        for path in output.paths() {
            let bytes = output
                .bytes(path)
                .unwrap_or_else(|error| unreachable!("{error}"));
            let text = String::from_utf8(bytes.into_owned()).unwrap_or_default();
            files.insert(format!("{}/{}", output.cloud(), path.as_str()), text);
        }
    }
    files
}

fn build(folder: &Path) -> Tree {
    trees(&folder.join("content"), folder)
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text
        .split_once(before)
        .unwrap_or_else(|| unreachable!("no {before} in {text}"))
        .1;
    rest.split_once(after).unwrap().0
}

/// An article of which much is not for every reader.
const ARTICLE: &str = "\
# A *mailbox* is full

<!--issueDescription-->
The mailbox of <!--$userName-->[userName]<!--/$userName--> is full since <!--$since-->today<!--/$since-->. <!-- a secret -->
<!--/issueDescription-->

> [!NOTE]
> Mind the 2 * 3 < 7 limit, <port>, and `code`.

## **Recommended Steps**

1. Empty the [deleted items](b.md#part), not [these](secret-of-fairfax.md).
2. Run:

   ```powershell
   Get-Mailbox <!--$userName-->[userName]<!--/$userName--> | fl
   ```

| Name | Size |
|:-----|-----:|
| a\\|b | `1` |

Then<br>wait. [ref][r] and <https://x.example/y>

[r]: https://example.com/a_(b)?c=1&d=2 \"A title\"
";

/// Its Markdown in the public cloud.
const TWIN: &str = "\
---
title: \"A mailbox is full\"
description: \"Say \\\"so\\\"\"
url: \"https://help.example.com/public/contoso.mail/a.html\"
kind: \"generic\"
service: \"contoso.mail\"
---

# A *mailbox* is full

The mailbox of [userName] is full since today.

> [!NOTE]
> Mind the 2 \\* 3 \\< 7 limit, \\<port>, and `code`.

## **Recommended Steps**

1. Empty the [deleted items](b.md#part), not these.

2. Run:

   ```powershell
   Get-Mailbox [userName] | fl
   ```

| Name | Size |
| :-- | --: |
| a\\|b | `1` |

Then\\
wait. [ref](https://example.com/a_%28b%29?c=1\\&d=2 \"A title\") and [https://x.example/y](https://x.example/y)
";

#[test]
fn the_markdown_of_an_article_is_what_its_page_shows() {
    let folder = fresh("twin", ALL);
    write(
        &folder,
        "a.md",
        "service=\"contoso.mail\" description=\"Say &quot;so&quot;\" authors=\"somebody\" cloudEnvironments=\"public\"",
        ARTICLE,
    );
    write(
        &folder,
        "b.md",
        "service=\"contoso.mail\" cloudEnvironments=\"public\"",
        "Text.\n\n## Part\n\nMore.",
    );
    write(
        &folder,
        "secret-of-fairfax.md",
        "cloudEnvironments=\"Fairfax\"",
        "# x",
    );
    let trees = build(&folder);
    assert_eq!(trees["public/contoso.mail/a.md"], TWIN);
    let page = &trees["public/contoso.mail/a.html"];
    assert!(page.contains("<link rel=\"alternate\" type=\"text/markdown\" href=\"a.md\">"));
    // Its title stands above a body without a heading.
    assert!(trees["public/contoso.mail/b.md"].contains("---\n\n# b\n\nText.\n\n## Part\n"));
}

#[test]
fn what_is_switched_off_leaves_nothing_behind() {
    let off = "baseUrl: https://help.example.com\noutputs: {jsonLd: false, openGraph: false, openSearch: false, feed: false}\n";
    let folder = fresh("off", off);
    write(&folder, "a.md", "cloudEnvironments=\"public\"", "# A");
    let trees = build(&folder);
    let page = &trees["public/a.html"];
    for word in ["og:", "ld+json", "alternate", "opensearch", "twitter"] {
        assert!(!page.contains(word), "{word} in {page}");
    }
    let is_ours = |path: &&String| {
        [".md", "llms.txt", "feed.xml", "opensearch.xml", ".png"]
            .iter()
            .any(|end| path.ends_with(end))
    };
    assert_eq!(trees.keys().find(is_ours), None);
}

#[test]
fn a_tree_without_a_known_address_says_nothing_that_needs_one() {
    let folder = fresh("nowhere", "outputs: {markdown: true, llms: true}\n");
    write(
        &folder,
        "a.md",
        "cloudEnvironments=\"public\" description=\"It *is*\"",
        "# A [b] c",
    );
    let trees = build(&folder);
    let page = &trees["public/a.html"];
    assert!(!page.contains("og:") && !page.contains("opensearch") && page.contains("ld+json"));
    let llms =
        "# Self-help\n\n> Self-help · Azure\n\n## Other\n\n- [A \\[b\\] c](a.md): It \\*is\\*\n";
    assert_eq!(trees["public/llms.txt"], llms);
    assert!(!trees["public/a.md"].contains("url:"));
}

#[test]
fn the_tree_of_a_cloud_is_the_same_without_the_articles_of_others() {
    let (all, some) = (fresh("law-all", ALL), fresh("law-some", ALL));
    for folder in [&all, &some] {
        write(
            folder,
            "a.md",
            "service=\"s\" cloudEnvironments=\"public, Fairfax\"",
            "[b](b.md), [c][c] and <a href=\"b.md\">d</a>\n\n[c]: b.md\n[unused]: b.md",
        );
        write(
            folder,
            "c.md",
            "service=\"s\" cloudEnvironments=\"Fairfax\"",
            "# C",
        );
    }
    write(
        &all,
        "b.md",
        "service=\"only-public\" supportTopicIds=\"1\" cloudEnvironments=\"public\"",
        "# Only of public",
    );
    let of = |folder: &Path| -> Tree {
        build(folder)
            .into_iter()
            .filter(|(path, _)| path.starts_with("fairfax/"))
            .collect()
    };
    let (with, without) = (of(&all), of(&some));
    assert!(with == without);
    assert!(with.contains_key("fairfax/s/a.md") && with.contains_key("fairfax/llms.txt"));
    for (path, text) in &with {
        assert!(
            !text.contains("b.md") && !text.contains("only-public"),
            "{path}: {text}"
        );
    }
}

/// The links of Markdown.
fn links(text: &str) -> Vec<String> {
    let front = text.strip_prefix("---\n");
    let body = front.and_then(|front| front.split_once("\n---\n"));
    let body = body.map_or(text, |(_, body)| body);
    let events = Parser::new_ext(body, options());
    let links = events.filter_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
            Some(dest_url.to_string())
        }
        _ => None,
    });
    links.collect()
}

#[test]
fn every_link_of_a_twin_leads_to_a_file_of_the_tree() {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    for urls in ["file", "folder"] {
        let folder = fresh(&format!("links-{urls}"), &format!("{ALL}urls: {urls}\n"));
        let trees = trees(&content, &folder);
        let mut count = 0;
        for (path, text) in trees.iter().filter(|(path, _)| path.ends_with(".md")) {
            for link in links(text) {
                let file = link.split('#').next().unwrap_or_default();
                if file.is_empty() || file.contains(':') {
                    continue;
                }
                let target = ContentPath::new(path).join(file).unwrap();
                assert!(trees.contains_key(target.as_str()), "{path}: {link}");
                count += usize::from(file.ends_with(".md"));
            }
        }
        assert!(count > 100, "{count} links between twins");
        let llms = links(&trees["public/llms.txt"]);
        let twins = trees
            .keys()
            .filter(|path| path.starts_with("public/") && path.ends_with(".md"));
        assert_eq!(llms.len(), twins.count());
        for link in llms {
            let path = link.strip_prefix("https://help.example.com/").unwrap();
            assert!(trees.contains_key(path), "{link}");
        }
    }
}

#[test]
fn a_twin_and_a_folder_never_claim_one_path() {
    let folder = fresh("clash", ALL);
    write(&folder, "x.md", "cloudEnvironments=\"public\"", "# X");
    write(
        &folder,
        "y.md",
        "service=\"x.md\" cloudEnvironments=\"public\"",
        "# Y",
    );
    let trees = build(&folder);
    assert!(trees.contains_key("public/x.md"));
    assert!(trees.contains_key("public/x.md-/y.md") && trees.contains_key("public/x.md-/y.html"));
}

#[test]
fn json_ld_says_what_an_article_is_and_cannot_end_its_element() {
    let folder = fresh("linked", ALL);
    let steps = "# End </script><script>alert(1)</script> &lt;/script> it\n\n## Recommended Steps\n\n1. Do *this*.\n2. Then\n   that.\n";
    write(
        &folder,
        "a.md",
        "service=\"s, t\" description=\"A <b> & c\" cloudEnvironments=\"public\"",
        steps,
    );
    let loose = "# B\n\n## Recommended Steps\n\nFirst, this:\n\n1. One.\n2. Two.\n";
    write(&folder, "b.md", "cloudEnvironments=\"public\"", loose);
    let trees = build(&folder);
    let linked = |path: &str| -> serde_json::Value {
        let json = between(
            &trees[path],
            "<script type=\"application/ld+json\">",
            "</script>",
        );
        assert!(!json.contains(['<', '>', '&']), "{json}");
        serde_json::from_str(json).unwrap()
    };
    let how = linked("public/s/a.html");
    // https://schema.org/TechArticle and https://schema.org/HowTo: what readers of both ask for.
    assert_eq!(how["@context"], "https://schema.org");
    assert_eq!(how["@type"], serde_json::json!(["TechArticle", "HowTo"]));
    assert!(how["headline"].as_str().unwrap().contains("</script>"));
    assert_eq!(how["name"], how["headline"]);
    assert_eq!(how["description"], "A <b> & c");
    assert_eq!(how["url"], "https://help.example.com/public/s/a.html");
    assert_eq!(how["inLanguage"], "en-US");
    assert_eq!(how["isPartOf"]["@type"], "WebSite");
    assert_eq!(how["about"][1]["name"], "t");
    let said: Vec<_> = how["step"].as_array().unwrap().iter().collect();
    for (at, step) in said.iter().enumerate() {
        assert_eq!(
            (&step["@type"], step["position"].as_u64()),
            (&"HowToStep".into(), Some(at as u64 + 1))
        );
    }
    assert_eq!(
        said.iter()
            .map(|step| step["text"].as_str().unwrap())
            .collect::<Vec<_>>(),
        ["Do this.", "Then that."]
    );
    // What to do is not certain where something stands between heading and list.
    let plain = linked("public/b.html");
    assert_eq!(plain["@type"], serde_json::json!(["TechArticle"]));
    assert!(
        plain.get("step").is_none()
            && plain.get("about").is_none()
            && plain.get("dateModified").is_none()
    );
}

#[test]
fn pages_have_what_open_graph_asks_for_and_their_card_is_in_the_tree() {
    let folder = fresh("graph", ALL);
    write(
        &folder,
        "a.md",
        "service=\"s\" description=\"D\" cloudEnvironments=\"public\"",
        "# A",
    );
    let trees = build(&folder);
    for (path, kind) in [
        ("public/s/a.html", "article"),
        ("public/index.html", "website"),
        ("public/s/index.html", "website"),
    ] {
        let page = &trees[path];
        let content =
            |name: &str| between(page, &format!("<meta property=\"{name}\" content=\""), "\"");
        assert_eq!(content("og:type"), kind);
        assert_eq!(content("og:locale"), "en_US");
        assert_eq!(content("og:site_name"), "Help &amp; more");
        assert!(!content("og:title").is_empty());
        assert!(page.contains(&format!(
            "<link rel=\"canonical\" href=\"{}\">",
            content("og:url")
        )));
        let card = content("og:image")
            .strip_prefix("https://help.example.com/")
            .unwrap();
        assert!(trees.contains_key(card), "{card}");
    }
    assert!(!trees["public/404.html"].contains("og:"));
}

#[test]
fn the_search_is_described_for_browsers() {
    let folder = fresh("search", ALL);
    write(
        &folder,
        "a.md",
        "service=\"s\" cloudEnvironments=\"public\"",
        "# A",
    );
    let trees = build(&folder);
    let document = roxmltree::Document::parse(&trees["public/opensearch.xml"]).unwrap();
    let root = document.root_element();
    assert!(root.has_tag_name((
        "http://a9.com/-/spec/opensearch/1.1/",
        "OpenSearchDescription"
    )));
    let child = |name: &str| {
        root.children()
            .find(|node| node.tag_name().name() == name)
            .unwrap()
    };
    assert_eq!(child("ShortName").text(), Some("Help & more"));
    assert!(child("Description").text().is_some());
    let template = child("Url").attribute("template");
    assert_eq!(
        template,
        Some("https://help.example.com/public/search.html#?q={searchTerms}")
    );
    assert!(
        trees["public/s/a.html"]
            .contains("type=\"application/opensearchdescription+xml\" href=\"../opensearch.xml\"")
    );
}

fn git(folder: &Path, words: &[&str], time: &str) {
    let mut git = Command::new("git");
    git.current_dir(folder)
        .args(["-c", "user.name=a", "-c", "user.email=a@b.c"])
        .args(words);
    git.env("GIT_COMMITTER_DATE", time)
        .env("GIT_AUTHOR_DATE", time);
    assert!(git.output().unwrap().status.success(), "git {words:?}");
}

/// The trees of a folder with a history: one article changed after all others.
fn changed(name: &str) -> Tree {
    let folder = fresh(name, &format!("{ALL}dates: git\n"));
    git(&folder, &["init", "-q"], "");
    for number in 0..60 {
        write(
            &folder,
            &format!("a{number:02}.md"),
            "description=\"x &lt; y\" cloudEnvironments=\"public\"",
            &format!("# T < {number}"),
        );
    }
    write(
        &folder,
        "other.md",
        "cloudEnvironments=\"Fairfax\"",
        "# Other",
    );
    git(&folder, &["add", "."], "");
    git(&folder, &["commit", "-qm", "a"], "2026-01-01T00:00:00Z");
    write(
        &folder,
        "a42.md",
        "cloudEnvironments=\"public\"",
        "# Changed",
    );
    git(
        &folder,
        &["commit", "-qam", "b"],
        "2026-02-03T04:05:06+01:00",
    );
    build(&folder)
}

#[test]
fn the_feed_holds_the_last_changes_newest_first() {
    let trees = changed("feed");
    let document = roxmltree::Document::parse(&trees["public/feed.xml"]).unwrap();
    let feed = document.root_element();
    // RFC 4287, 4.1.1 and 4.1.2: what a feed and an entry must have.
    let atom = "http://www.w3.org/2005/Atom";
    let text = |node: roxmltree::Node<'_, '_>, name: &str| {
        let mut found = node
            .children()
            .filter(|child| child.has_tag_name((atom, name)));
        let text = found
            .next()
            .and_then(|child| child.text())
            .unwrap_or_default()
            .to_owned();
        assert!(found.next().is_none(), "{name} twice");
        text
    };
    assert!(feed.has_tag_name((atom, "feed")));
    assert_eq!(text(feed, "id"), "https://help.example.com/public/feed.xml");
    assert_eq!(text(feed, "updated"), "2026-02-03T03:05:06Z");
    assert!(
        feed.descendants()
            .any(|node| node.has_tag_name((atom, "name")) && node.text().is_some())
    );
    let entries: Vec<_> = feed
        .children()
        .filter(|node| node.has_tag_name((atom, "entry")))
        .collect();
    assert_eq!(entries.len(), 50);
    assert_eq!(text(entries[0], "title"), "Changed");
    assert_eq!(
        (text(entries[1], "title"), text(entries[1], "summary")),
        ("T < 0".to_owned(), "x < y".to_owned())
    );
    let times: Vec<String> = entries
        .iter()
        .map(|entry| text(*entry, "updated"))
        .collect();
    assert!(times.is_sorted_by(|a, b| a >= b));
    let ids: std::collections::BTreeSet<String> =
        entries.iter().map(|entry| text(*entry, "id")).collect();
    assert_eq!(ids.len(), 50);
    assert!(!trees["public/feed.xml"].contains("ther"));
}

#[test]
fn pages_twins_and_sitemap_say_when_an_article_changed() {
    let trees = changed("changed");
    let page = &trees["public/a42.html"];
    assert!(
        page.contains("type=\"application/atom+xml\" href=\"feed.xml\"")
            && page.contains("\"dateModified\":\"2026-02-03T03:05:06Z\"")
    );
    assert!(trees["public/a42.md"].contains("updated: \"2026-02-03T03:05:06Z\""));
    let sitemap = &trees["public/sitemap.xml"];
    assert!(sitemap.contains("<url><loc>https://help.example.com/public/a42.html</loc><lastmod>2026-02-03T03:05:06Z</lastmod></url>"));
    // A cloud without articles has no changes.
    assert!(trees.contains_key("fairfax/feed.xml") && !trees.contains_key("usnat/feed.xml"));
}

/// What is shown of HTML, without white space and the brackets of labels.
fn shown_by_html(html: &str) -> String {
    let mut shown = String::new();
    for part in html.split('<') {
        let (tag, words) = part.split_once('>').unwrap_or(("", part));
        let alt = tag
            .strip_prefix("img ")
            .and_then(|tag| tag.split("alt=\"").nth(1));
        shown.push_str(
            alt.and_then(|alt| alt.split('"').next())
                .unwrap_or_default(),
        );
        shown.push_str(words);
    }
    plain(&htmlize::unescape(shown))
}

/// The same of Markdown, read by a parser that is not ours.
fn shown_by_markdown(text: &str) -> String {
    let mut shown = String::new();
    for event in Parser::new_ext(text, options()) {
        match event {
            Event::Text(words) | Event::Code(words) => shown.push_str(&words),
            _ => {}
        }
    }
    plain(&shown)
}

/// Without the title of an alert, which Markdown says by a mark.
fn plain(text: &str) -> String {
    let shown = |c: &char| !c.is_whitespace() && !matches!(c, '[' | ']' | '•');
    let text: String = text.chars().filter(shown).collect();
    text.replace("Note", "")
}

fn rendered(body: &str) -> String {
    let text = format!(
        "<properties pageTitle=\"T\" selfHelpType=\"generic\" cloudEnvironments=\"public\" />\n{body}"
    );
    let Parsed::Article(article) = parse(decode(&ContentPath::new("a.md"), text.into_bytes()), &[])
    else {
        return String::new();
    };
    let leads = |at: usize| match at % 2 {
        0 => Target::Url("b.html".to_owned()),
        _ => Target::Nowhere,
    };
    let targets: Vec<Target> = (0..article.body().outline.links.len()).map(leads).collect();
    let (config, words) = (Config::default(), Words::new("en", Sections::new()));
    let setting = Setting {
        filling: &config.filling,
        words: &words,
    };
    render(&article, &targets, "", setting)
}

const PIECES: &[&str] = &[
    "<!--$a-->[a]<!--/$a-->",
    "<!--$ab-->[ab]<!--/$ab-->",
    "<!--$p-->a (b)<!--/$p-->",
    "<!--issueDescription-->\n",
    "<br>",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<div>",
    "</div>",
    "<pre>",
    "</pre>",
    "<code>",
    "</code>",
    "<port>",
    "<a href=\"x.md\">",
    "</a>",
    "<table><tr><td>",
    "</td></tr></table>",
    "<ul><li>",
    "</li></ul>",
    "<sup>2</sup>",
    "**",
    "*",
    "_",
    "__",
    "~",
    "~~",
    "`",
    "``",
    "\n```\n",
    "\n~~~ sh\n",
    "[x](y.md)",
    "[",
    "]",
    "](",
    "(",
    ")",
    ":",
    "!",
    "![",
    "&amp;",
    "&lt;",
    "&",
    "&copy;",
    "\\",
    "\\*",
    "|",
    "#",
    "=",
    "-",
    "+",
    "1.",
    "2)",
    "\n",
    "\n\n",
    "\n> ",
    "\n* ",
    "\n- [ ] ",
    "\n1. ",
    "\n7. ",
    "\n# ",
    "\n## ",
    "\n> [!NOTE]\n> ",
    "\n| a | b |\n|---|:-:|\n| ",
    "\n---\n",
    "    ",
    " ",
    " ",
    " ",
];

/// Pieces of which bodies are made: whatever Markdown might take for a mark.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(PIECES.to_vec()).prop_map(str::to_owned),
        "[a-zA-Z]{1,5}",
        "[a-z]{1,3} ",
        "[0-9]{1,2}",
    ]
}

#[test]
fn an_alert_that_begins_with_an_empty_item_is_read_as_one() {
    for body in [
        "> [!NOTE]\n> <ul><li>",
        "> [!NOTE]\n> <ul><li></li><li>a",
        "> [!NOTE]\n> <ol><li></li><li>a",
    ] {
        let html = rendered(body);
        let text = markdown(&html, Urls::File);
        assert_eq!(
            shown_by_markdown(&text),
            shown_by_html(&html),
            "{body:?}\n{html}\n{text}"
        );
    }
}

#[test]
fn a_heading_that_ends_in_number_signs_is_read_as_one() {
    for body in ["# \\#", "# \\##", "# a \\#", "# a#", "# a\\\\#"] {
        let html = rendered(body);
        let text = markdown(&html, Urls::File);
        let shown = shown_by_markdown(&text);
        assert_eq!(shown, shown_by_html(&html), "{body:?}\n{html}\n{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_of_a_body_is_lost_in_markdown(pieces in proptest::collection::vec(piece(), 0..30)) {
        let body = pieces.concat();
        let html = rendered(&body);
        let text = markdown(&html, Urls::File);
        prop_assert_eq!(shown_by_markdown(&text), shown_by_html(&html), "{:?}\n{}\n{}", body, html, text);
        for link in links(&text) {
            // An image of the generator stands where its pages do.
            let image = link == "b.html" && text.contains("![");
            prop_assert!(link == "b.md" || image, "{:?}: {}", body, text);
        }
    }
}
