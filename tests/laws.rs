//! Laws that hold for every input: no bytes make it panic, no word is lost, parsing says the same twice.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its input has failed"
)]

use inlaid::article::{Article, Parsed, parse};
use inlaid::config::Config;
use inlaid::html::{Setting, Target, render};
use inlaid::path::ContentPath;
use inlaid::source::decode;
use inlaid::words::{Sections, Words};
use proptest::prelude::*;
use std::path::Path;

const HEADER: &str = "<properties pageTitle=\"T\" articleId=\"t\" selfHelpType=\"generic\" cloudEnvironments=\"public\" />\n";

/// A header of a kind whose body is read in a way of its own.
fn header() -> impl Strategy<Value = String> {
    proptest::sample::select(vec!["generic", "apollo", "tools"])
        .prop_map(|kind| HEADER.replace("generic", kind))
}

fn article(text: &[u8]) -> Option<std::sync::Arc<Article>> {
    match parse(decode(&ContentPath::new("a.md"), text.to_vec()), &[]) {
        Parsed::Article(article) => Some(article),
        Parsed::Skipped(_) => None,
    }
}

/// The body with no link leading anywhere.
fn html(article: &Article) -> String {
    let targets = vec![Target::Nowhere; article.body().outline.links.len()];
    let (config, words) = (Config::default(), Words::new("en", Sections::new()));
    let setting = Setting {
        filling: &config.filling,
        words: &words,
    };
    render(article, &targets, "", setting)
}

/// The text of a page, without tags.
fn shown(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<') {
        let words = part.split_once('>').map_or(part, |(_, words)| words);
        text.push(' ');
        text.push_str(words);
    }
    text
}

/// Pieces of which bodies are made: marks, tags, Markdown and words, in any order.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(vec![
            "<!--$a-->",
            "[a]",
            "<!--/$a-->",
            "<!--/$A-->",
            "<!--issueDescription-->",
            "<!--/issueDescription-->",
            "<!--additionalInfo-->",
            "<!--",
            "-->",
            "<div>",
            "</div>",
            "<br>",
            "<script>",
            "</script>",
            "<port>",
            "<a href=\"x.md\">",
            "</a>",
            "<table>",
            "<b>",
            "`",
            "```\n",
            "~~~\n",
            "**",
            "*",
            "_",
            "[x](",
            ")",
            "![",
            "> ",
            "\n",
            "\n\n",
            "\r\n",
            "* ",
            "1. ",
            "# ",
            "## ",
            "| a | b |\n|---|---|\n",
            "---\n{",
            "}",
            "\"",
            "[AZURE.NOTE]",
            "&amp;",
            "\u{fdd0}",
            "\u{fdd4}",
            "    ",
            "\t",
            ":::x:::",
            "[r]: http://x\n",
        ])
        .prop_map(str::to_owned),
        guided(),
        "[a-z]{1,6} ",
        "\\PC{0,3}",
    ]
}

/// Pieces of guided solutions and of lists of tools.
fn guided() -> impl Strategy<Value = String> {
    proptest::sample::select(vec![
        "\n:::Section a:::\n",
        "\n:::Section",
        "\n<insight>",
        "<symptomId>",
        "</symptomId>",
        "<noResultText>",
        "</noResultText>",
        "</insight>",
        "\n<metric><name>a</name></metric>",
        "\n<videoGroup>",
        "</videoGroup>",
        "\n<video><src>https://x.y/</src><title>",
        "</title></video>",
        "\n<azureKB/>",
        "\n[t](data-blade:A.B)<br>\n",
    ])
    .prop_map(str::to_owned)
}

fn body() -> impl Strategy<Value = String> {
    proptest::collection::vec(piece(), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Some(article) = article(&bytes) {
            html(&article);
        }
        let mut with_header = HEADER.as_bytes().to_vec();
        with_header.extend(&bytes);
        html(&article(&with_header).unwrap());
    }

    #[test]
    fn no_header_makes_it_panic(text in "<properties[ a-zA-Z\"'=/>\n<!\\-]{0,80}") {
        article(text.as_bytes());
    }

    #[test]
    fn no_body_makes_it_panic_or_breaks_out(header in header(), body in body()) {
        let article = article(format!("{header}{body}").as_bytes()).unwrap();
        let html = html(&article);
        prop_assert!(!html.contains("<script") && !html.contains("<!--"));
        let token = |c: char| ('\u{fdd0}'..='\u{fdd6}').contains(&c);
        prop_assert!(!html.contains(token));
        let count = |mark: &str| html.matches(mark).count();
        prop_assert_eq!(count("<div"), count("</div>"), "{}", html);
        prop_assert_eq!(count("<details"), count("</details>"), "{}", html);
        let links = &article.body().outline.links;
        prop_assert!(links.is_sorted_by_key(|link| link.at));
        let slots = article.body().marked.slots.iter().filter(|slot| slot.shown);
        prop_assert_eq!(count("data-slot=\""), slots.count(), "{}", html);
        for finding in &article.findings {
            prop_assert!(finding.place.start <= finding.place.end);
            prop_assert!(finding.place.bytes.end <= article.text.len());
        }
    }

    #[test]
    fn no_word_of_an_article_is_lost(header in header(), words in proptest::collection::vec("[a-z]{3,8}", 1..12), marks in proptest::collection::vec(
        proptest::sample::select(vec![" ", "\n", "\n\n", "\n* ", " **", "** ", " <br> ", "\n\n## ", "\n> ", " <!--$s-->[s]<!--/$s--> ", "\n<!--issueDescription-->", "<!--/issueDescription-->\n", " <b> ", " <port-name> ", "\n:::Section ", ":::\n", "\n<insight> ", "<noResultText>", "</noResultText>", "</insight>\n", "\n<video><title>", "</title></video>"]), 1..12)) {
        let mut body = String::new();
        for (word, mark) in words.iter().zip(marks.iter().cycle()) {
            body.push_str(word);
            body.push_str(mark);
        }
        let article = article(format!("{header}{body}").as_bytes()).unwrap();
        let text = shown(&html(&article));
        for word in &words {
            prop_assert!(text.contains(word.as_str()), "`{}` is lost of {:?}: {}", word, body, text);
        }
    }

    #[test]
    fn code_is_shown_as_it_was_written(
        language in proptest::sample::select(vec!["", "powershell", "bash", "sql", "json", "xml", "md", "js", "none"]),
        lines in proptest::collection::vec("([ a-z0-9$@#\"'`<>&/*(){}=:.\\\\-]|<!--\\$s-->\\[s\\]<!--/\\$s-->){0,12}", 0..6),
        raw in proptest::sample::select(vec!["", "<b>x</b>"]),
    ) {
        let code: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let article = article(format!("{HEADER}\n{raw}\n\n~~~~ {language}\n{code}~~~~\n").as_bytes()).unwrap();
        let html = html(&article);
        let inner = html.split_once("<pre tabindex=\"0\">").and_then(|(_, rest)| rest.split_once("</pre>")).unwrap().0;
        let shown: String = inner.split('<').map(|part| part.split_once('>').map_or(part, |(_, words)| words)).collect();
        let written = code.replace("<!--$s-->[s]<!--/$s-->", "s");
        prop_assert_eq!(htmlize::unescape(shown), written, "{}", html);
        prop_assert_eq!(inner.matches("data-slot=\"").count(), code.matches("<!--$s-->").count());
    }

    #[test]
    fn parsing_says_the_same_twice(header in header(), body in body()) {
        let text = format!("{header}{body}");
        let (one, two) = (article(text.as_bytes()).unwrap(), article(text.as_bytes()).unwrap());
        prop_assert_eq!(&one.findings, &two.findings);
        prop_assert_eq!(html(&one), html(&two));
    }

    #[test]
    fn no_configuration_makes_it_panic(text in "[a-zA-Z:{}\\[\\]\"'#&*!|> \n\\-]{0,120}") {
        let _ = Config::parse(Path::new("site.yaml"), text);
    }
}

#[test]
fn a_hostile_body_takes_no_time() {
    for piece in [
        "[",
        ">",
        "*",
        "<!--$",
        "<!--$a-->",
        "<!--issueDescription-->",
        "<!--",
        "`",
        "<a href=\"",
        "<b>",
        "](",
        "| ",
        "<!-- x -->",
        "# a\n\n",
        "1. ",
        "- ",
        "> * ",
        "<div>",
        "<port>",
        "|a|\n|-|\n",
    ] {
        let article = article(format!("{HEADER}{}", piece.repeat(100_000)).as_bytes()).unwrap();
        html(&article);
    }
    for piece in [
        "\n:::Section",
        "\n:::Section a:::",
        "\n<insight>",
        "\n<insight>\n<metric>",
        "\n<azureKB/>",
        "\n    <azureKB/>",
        "\n<video><src>https://x.y</src></video>",
        "<a>",
        "<title>",
        "<!-- x -->",
        "<!--$a-->[a]<!--/$a-->",
        "<br>",
        "x<y",
    ] {
        let inside = format!(
            "\n<videoGroup>\n<video>{}</video></videoGroup>",
            piece.repeat(20_000)
        );
        for body in [piece.repeat(20_000), inside] {
            let header = HEADER.replace("generic", "apollo");
            html(&article(format!("{header}{body}").as_bytes()).unwrap());
        }
    }
}
