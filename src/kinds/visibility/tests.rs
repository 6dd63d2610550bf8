use super::*;

/// The one test that a text is: field, operator and value.
fn test(text: &str) -> (String, &'static str, Option<String>) {
    match parse(text).unwrap() {
        Condition::Test(test) => (test.field.clone(), test.operator(), test.value),
        other => panic!("{text}: {other}"),
    }
}

fn value(text: &str) -> String {
    test(text).2.unwrap()
}

/// Where a text goes wrong, what is wrong, and what to do.
fn fault(text: &str) -> String {
    let fault = parse(text).unwrap_err();
    assert!(!fault.message.ends_with('.'));
    let shown = &text[fault.span];
    format!("[{shown}] {}: {}", fault.message, fault.help.unwrap())
}

#[test]
fn a_test_is_a_field_an_operator_and_a_value() {
    let is = |field: &str, operator, value: Option<&str>| {
        (field.to_owned(), operator, value.map(str::to_owned))
    };
    assert_eq!(test("a == b"), is("a", "==", Some("b")));
    assert_eq!(test(" whatOs!=my_os "), is("whatOs", "!=", Some("my_os")));
    assert_eq!(
        test("os== Any Linux 2"),
        is("os", "==", Some("Any Linux 2"))
    );
    assert_eq!(test("a != null"), is("a", "!=", None));
    assert_eq!(test("a==NULL"), is("a", "==", None));
    assert_eq!(
        test("how often? == 109+"),
        is("how often?", "==", Some("109+"))
    );
    assert_eq!(test("\u{a0}a ==\u{a0}b\u{a0}"), is("a", "==", Some("b")));
    assert_eq!(test("a (b) == c"), is("a (b)", "==", Some("c")));
}

#[test]
fn a_value_stands_without_quotes() {
    assert_eq!(value("a == don't_know"), "don't_know");
    assert_eq!(value("a == I don't have it"), "I don't have it");
    assert_eq!(value("a == By hand (manual)"), "By hand (manual)");
    assert_eq!(value("a == Near net(same region)"), "Near net(same region)");
    assert_eq!(value("a == Limits/(Not) there"), "Limits/(Not) there");
    assert_eq!(
        value("a == Alerts: not (yet, or so), there"),
        "Alerts: not (yet, or so), there"
    );
    assert_eq!(value("a == R&D"), "R&D");
    assert_eq!(value("a == this and that"), "this and that");
    assert_eq!(value("a == x=1"), "x=1");
    assert_eq!(value("(a == b (c))"), "b (c)");
    assert_eq!(value("a == true"), "true");
}

#[test]
fn quotes_that_enclose_a_value_are_no_part_of_it() {
    assert_eq!(value("a == 'b'"), "b");
    assert_eq!(value("(a == \" b c \" )"), "b c");
    assert_eq!(value("a == 'b && c == d'"), "b && c == d");
    assert_eq!(value("a == \"b) || c\""), "b) || c");
    assert_eq!(value("a == 'null'"), "null");
    assert_eq!(value("a == 'tis"), "'tis");
    assert_eq!(value("a == 'b' c"), "'b' c");
    assert_eq!(value("a == it's"), "it's");
    assert_eq!(test("a == ''").2, None);
}

#[test]
fn and_binds_tighter_than_or_and_parentheses_tighter_than_both() {
    let json = |text: &str| parse(text).unwrap().to_json();
    let test = |id: &str| format!(r#"["==","{id}","1"]"#);
    let (a, b, c) = (test("a"), test("b"), test("c"));
    let all = format!(r#"["||",{a},["&&",{b},{c}]]"#);
    assert_eq!(json("a == 1 || b == 1 && c == 1"), all);
    assert_eq!(json("a==1||b==1&&c==1"), all);
    let grouped = format!(r#"["&&",["||",{a},{b}],{c}]"#);
    assert_eq!(json("( a == 1|| b == 1 )&& c == 1"), grouped);
    assert_eq!(json("((a == 1))"), a);
    assert_eq!(
        json("a == 1 && b == 1 && c == 1"),
        format!(r#"["&&",{a},{b},{c}]"#)
    );
    assert_eq!(
        json("q != null && r != \"\\"),
        r#"["&&",["!=","q",null],["!=","r","\"\\"]]"#
    );
}

#[test]
fn words_of_their_own_are_constants() {
    for text in ["", " ", "null", "true", " True "] {
        assert_eq!(parse(text).unwrap(), Condition::Always, "{text}");
    }
    assert_eq!(parse("FALSE").unwrap(), Condition::Never);
    assert_eq!(
        parse("true && a == b").unwrap().to_json(),
        r#"["&&",true,["==","a","b"]]"#
    );
}

#[test]
fn spans_are_bytes_of_the_text() {
    let text = "  größe == 'très grand' && (x!=null)";
    let condition = parse(text).unwrap();
    let spans = condition.tests().map(|test| {
        let [field, value] = [&test.field_span, &test.value_span];
        (&text[field.clone()], &text[value.clone()])
    });
    assert_eq!(
        spans.collect::<Vec<_>>(),
        [("größe", "très grand"), ("x", "null")]
    );
}

/// Texts that are no condition, and what is said of them.
const FAULTS: &[(&str, &str)] = &[
    (
        "a == b)",
        "[)] `)` closes no group: take it away, or open the group with `(`",
    ),
    (
        "a == b||c == d) ",
        "[)] `)` closes no group: take it away, or open the group with `(`",
    ),
    (
        "(a == b",
        "[(] `(` is never closed: close the group with `)`",
    ),
    (
        "()",
        "[)] a test is missing before `)`: write `FIELD == VALUE`",
    ),
    (
        "a == b &&",
        "[] a test is missing at the end: write `FIELD == VALUE`",
    ),
    (
        "a == b && || c == d",
        "[||] a test is missing before `||`: write `FIELD == VALUE`",
    ),
    (
        "== b",
        "[==] the id of a field is missing before `==`: write `FIELD == VALUE`",
    ),
    (
        "a ==",
        "[==] a value is missing behind `==`: write the value, or `null` for no answer",
    ),
    (
        "a != && b == c",
        "[!=] a value is missing behind `!=`: write the value, or `null` for no answer",
    ),
    ("a = b", "[=] `=` is no operator here: write `==`"),
    ("a === b", "[===] `===` is no operator: write `==`"),
    ("a !== b", "[!==] `!==` is no operator: write `!=`"),
    (
        "a > 1",
        "[>] `>` is no operator here: only `==` and `!=` compare",
    ),
    (
        "!(a == b)",
        "[!] `!` is no operator here: write `!=` between a field and a value; nothing else can be denied",
    ),
    (
        "not (a == b)",
        "[(] `(` is no operator here: a group begins a condition or follows `&&` or `||`",
    ),
    (
        "a == b and c == d",
        "[and] `and` joins no tests: write `&&`",
    ),
    ("a == b OR c == d", "[OR] `OR` joins no tests: write `||`"),
    ("a == R&D & c == d", "[&] `&` joins no tests: write `&&`"),
    ("a == b | c == d", "[|] `|` joins no tests: write `||`"),
    ("true and a == b", "[and] `and` joins no tests: write `&&`"),
    ("(a == b) or c == d", "[or] `or` joins no tests: write `||`"),
    (
        "(a == b) c == d",
        "[c] `c` follows a group, and nothing joins them: write `&&` or `||` between them",
    ),
    (
        "a == b, c == d",
        "[==] `==` follows another test: join tests by `&&` or `||`, or put the value in quotes",
    ),
    (
        "Linux",
        "[Linux] `Linux` is compared with nothing: write `Linux == VALUE`, or put a value that holds an operator or a \
                   single parenthesis in quotes",
    ),
];

#[test]
fn a_fault_says_where_and_what_to_do() {
    for (text, expected) in FAULTS {
        assert_eq!(fault(text), *expected, "{text}");
    }
    assert!(fault(&"(".repeat(30)).contains("more than 20 groups"));
    assert!(fault(&format!("a == {}", "b".repeat(10_000))).contains("at most 10000 bytes"));
    assert!(parse(&format!("{}a == b{}", "(".repeat(20), ")".repeat(20))).is_ok());
}

#[test]
fn an_answer_is_compared_without_case_and_blanks() {
    let holds = |text: &str, answers: &[&str]| {
        let answers = |id: &str| match id {
            "os" => answers.iter().map(|answer| (*answer).to_owned()).collect(),
            _ => Vec::new(),
        };
        parse(text).unwrap().eval(&answers)
    };
    assert!(holds("OS == linux", &[" LINUX\u{a0}"]));
    assert!(!holds("os == k", &["\u{212a}"]), "the Kelvin sign is no k");
    assert!(!holds("os == Ä", &["ä"]), "only ASCII letters have no case");
    assert!(!holds("os == a", &[]) && holds("os != a", &[]) && holds("os == null", &[]));
    assert!(holds("os == null", &[" "]) && !holds("os != null", &[""]));
    assert!(holds("os == a", &["b", "a"]) && !holds("os != a", &["b", "a"]));
    assert!(holds("os != null && (os == x || os == b)", &["b"]));
    assert!(holds("", &[]) && !holds("false", &[]) && !holds("true && other == a", &["a"]));
}

#[test]
fn a_condition_reads_as_a_clause() {
    let words = |text: &str| {
        let label = |test: &Test| {
            let value = test.value.clone().unwrap_or_default();
            (test.field.to_uppercase(), value)
        };
        parse(text).unwrap().in_words(&label)
    };
    assert_eq!(
        words("a == Yes && q != null"),
        "“A” is “Yes”, and “Q” is answered"
    );
    assert_eq!(
        words("a != Yes || q == null"),
        "“A” is not “Yes”, or “Q” is not answered"
    );
    assert_eq!(
        words("a == 1 || a == 2 || A == 3 || b == 1"),
        "“A” is “1”, “2” or “3”, or “B” is “1”"
    );
    assert_eq!(
        words("a != 1 && a != 2 && a != null"),
        "“A” is not “1” or “2”, and “A” is answered"
    );
    assert_eq!(words("a == 1 && a == 2"), "“A” is “1”, and “A” is “2”");
    assert_eq!(words("a == 1 || a == 1"), "“A” is “1”");
    assert_eq!(
        words("a == 1 && (b == 1 || c != 2)"),
        "“A” is “1”, and (“B” is “1”, or “C” is not “2”)"
    );
    assert_eq!(words("true"), "always");
    assert_eq!(words("false || a == 1"), "never, or “A” is “1”");
}
