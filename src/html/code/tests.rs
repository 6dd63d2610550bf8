//! What languages are read as, and laws that hold for any code.

use super::super::escape;
use super::push;
use crate::article::Token;
use proptest::prelude::*;

/// Languages of every family, and one that is not known.
const LANGUAGES: [&str; 20] = [
    "powershell",
    "bash",
    "cmd",
    "sql",
    "kusto",
    "json",
    "yaml",
    "ini",
    "http",
    "css",
    "csharp",
    "java",
    "js",
    "python",
    "c",
    "go",
    "rust",
    "xml",
    "md",
    "none",
];

fn shown(code: &str, language: &str) -> String {
    let mut out = String::new();
    push(&mut out, code, language);
    out
}

/// A short form: `k[if] (s["x"])`.
fn marked(code: &str, language: &str) -> String {
    let short = shown(code, language)
        .replace("<span class=\"c-", "")
        .replace("</span>", "]")
        .replace("\">", "[");
    htmlize::unescape(short).into_owned()
}

/// Language, code, and what is shown.
const CASES: [(&str, &str, &str); 16] = [
    (
        "PowerShell",
        "$vm = Get-AzVM -Name \"my vm\" # all\nif ($vm -eq 1) { $env:Path }",
        "v[$vm] = f[Get-AzVM] a[-Name] s[\"my vm\"] c[# all]\nk[if] (v[$vm] k[-eq] n[1]) { v[$env:Path] }",
    ),
    (
        "bash",
        "az account set --name x | grep 'a b'\nfor i in 1; do X=$i ./run.sh; done",
        "f[az] account set a[--name] x | f[grep] s['a b']\nk[for] f[i] k[in] n[1]; k[do] v[X]=v[$i] ./run.sh; k[done]",
    ),
    ("cmd", "rem x\nset A=%B%", "c[rem x]\nk[set] v[A]=v[%B%]"),
    (
        "sql",
        "SELECT TOP 5 count(*) FROM [dbo].t WHERE a = 'it''s' -- x",
        "k[SELECT] k[TOP] n[5] f[count](*) k[FROM] s[[dbo]].t k[WHERE] a = s['it']s['s'] c[-- x]",
    ),
    (
        "kusto",
        "T | where Time > ago(1d) // x\n| make-series n = count()",
        "T | k[where] Time > f[ago](n[1d]) c[// x]\n| k[make-series] n = k[count]()",
    ),
    (
        "json",
        "{ \"a\": \"b\", \"n\": [1.5, null] }",
        "{ a[\"a\"]: s[\"b\"], a[\"n\"]: [n[1.5], k[null]] }",
    ),
    (
        "yaml",
        "- a: 'b' # c\n  on it's",
        "- a[a]: s['b'] c[# c]\n  on it's",
    ),
    (
        "ini",
        "[s]\na.b = \"c\"\n; d",
        "[s]\na[a.b] = s[\"c\"]\nc[; d]",
    ),
    (
        "http",
        "GET https://x/y\nHost: x",
        "k[GET] https://x/y\na[Host]: x",
    ),
    (
        "css",
        "a:hover { color: red } /* x */",
        "a:hover { color: red } c[/* x */]",
    ),
    (
        "js",
        "const a = `b\nc`; f('d'); // e",
        "k[const] a = s[`b\nc`]; f[f](s['d']); c[// e]",
    ),
    (
        "c#",
        "var a = @\"b\\\"; // c",
        "k[var] a = s[@\"b\\\"]; c[// c]",
    ),
    (
        "python",
        "@a\ndef f(x): return r'y' # z",
        "v[@a]\nk[def] f[f](x): k[return] rs['y'] c[# z]",
    ),
    (
        "xml",
        "<!-- x --><a b=\"c\" d=e/>&lt; < f",
        "c[<!-- x -->]t[<a] a[b]=s[\"c\"] a[d]=s[e]t[/>]n[&lt;] < f",
    ),
    ("md", "# A\nb `c` <br>", "k[# A]\nb s[`c`] t[<br]t[>]"),
    ("", "if x", "if x"),
];

#[test]
fn each_language_shows_what_it_is_made_of() {
    for (language, code, want) in CASES {
        assert_eq!(marked(code, language), want, "{language}");
    }
}

#[test]
fn a_slot_is_part_of_what_it_stands_in() {
    let mut slot = String::new();
    Token::Slot(12).push(&mut slot);
    let code = format!("az vm --name {slot} \"x{slot}\" 1{slot}2");
    let want = format!("f[az] vm a[--name] {slot} s[\"x{slot}\"] n[1]{slot}n[2]");
    assert_eq!(marked(&code, "bash"), want);
}

#[test]
fn long_code_of_one_thing_takes_no_time() {
    let pieces = [
        "\"",
        "'",
        "`",
        "\\\"",
        "<",
        "<!",
        "</",
        "<a",
        "/*",
        "${",
        "%",
        "%~",
        "$",
        "@\"",
        "\n",
        " ",
        "-",
        "--",
        "#",
        "&",
        "a:",
        "\"\" ",
        "1.",
        "a-",
        "\u{fdd0}",
        "\u{fdd0}1",
        "[",
    ];
    for piece in pieces {
        for language in LANGUAGES {
            shown(&piece.repeat(20_000), language);
        }
    }
}

fn piece() -> impl Strategy<Value = String> {
    let slot = |index: usize| {
        let mut token = String::new();
        Token::Slot(index).push(&mut token);
        token
    };
    prop_oneof![
        proptest::sample::select(vec![
            "\"", "'", "`", "\\", "<", ">", "</", "<!--", "-->", "/*", "*/", "//", "#", "--", "${",
            "}", "$", "%", "@", "=", ":", "-", "|", "\n", "\r\n", " ", "\t", "&", ";", "(", "[",
            "]", "if", "rem ", "1", "0x", ".", "é",
        ])
        .prop_map(str::to_owned),
        (0usize..30).prop_map(slot),
        "[a-zA-Z]{1,4}",
        "\\PC{0,3}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn no_code_is_changed(pieces in proptest::collection::vec(piece(), 0..40)) {
        let code = pieces.concat();
        let mut plain = String::new();
        escape::text(&mut plain, &code);
        for language in LANGUAGES {
            let html = shown(&code, language);
            let mut text = String::new();
            let mut depth = 0;
            for part in html.split_inclusive('>') {
                let (words, tag) = part.split_at(part.find('<').unwrap_or(part.len()));
                text.push_str(words);
                depth += match tag {
                    "" => 0,
                    "</span>" => -1,
                    _ => 1,
                };
                prop_assert!((0..=1).contains(&depth), "{}: {}", language, html);
            }
            prop_assert_eq!(&text, &plain, "{}", language);
        }
    }
}
