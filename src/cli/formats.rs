//! Findings as programs read them.

use inlaid::config::Config;
use inlaid::diagnostic::{Code, Finding, Level};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};
use std::path::Path;

/// What a path in an address cannot hold as it is.
const IN_PATH: AsciiSet = CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'%')
    .add(b'\\');

/// The file that a finding is about, from the working folder.
fn file(finding: &Finding, config: &Config) -> String {
    let source = finding.place.source.as_str();
    // Files beside the content root are named as they were given; `slots.yaml`, the first, lies in it.
    let mut others = config.slot_files.iter().skip(1);
    let is_other = others.any(|file| file.path == Path::new(source));
    let is_named = is_other || finding.code.is_of_theme();
    match source {
        path if path == "site.yaml" || is_named => path.to_owned(),
        path => config.content.join(path).display().to_string(),
    }
}

/// A finding as one object of the contract with other programs.
pub(super) fn json(finding: &Finding) -> Value {
    let place = &finding.place;
    let mut value = json!({
        "code": finding.code.as_str(),
        "level": finding.level.as_str(),
        "source": place.source.as_str(),
        "start": { "line": place.start.line, "column": place.start.column },
        "end": { "line": place.end.line, "column": place.end.column },
        "bytes": [place.bytes.start, place.bytes.end],
        "message": finding.message,
    });
    if let Some(help) = &finding.help {
        value["help"] = json!(help);
    }
    if !finding.fix.is_empty() {
        let edits: Vec<Value> = finding
            .fix
            .iter()
            .map(|edit| json!({ "bytes": [edit.span.start, edit.span.end], "text": edit.text }))
            .collect();
        value["fix"] = json!(edits);
    }
    value
}

/// A workflow command of GitHub Actions, which knows files by their path in the repository.
pub(super) fn annotation(finding: &Finding, config: &Config) -> String {
    let level = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "notice",
    };
    let data = |text: &str| {
        text.replace('%', "%25")
            .replace('\r', "%0D")
            .replace('\n', "%0A")
    };
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let place = &finding.place;
    let file = file(finding, config);
    let message = finding.help.as_ref().map_or_else(
        || finding.message.clone(),
        |help| format!("{}\n{help}", finding.message),
    );
    let at = format!(
        "file={},line={},col={},endLine={},endColumn={}",
        property(&file),
        place.start.line,
        place.start.column,
        place.end.line,
        place.end.column
    );
    format!(
        "::{level} {at},title={}::{}\n",
        property(finding.code.as_str()),
        data(&message)
    )
}

/// All findings as a log of SARIF 2.1.0, with every rule that there is.
pub(super) fn sarif(findings: &[Finding], config: &Config) -> Value {
    let rules = Code::ALL.iter().map(|code| {
        json!({
            "id": code.as_str(),
            "shortDescription": { "text": code.summary() },
            "help": { "text": code.explanation(), "markdown": code.explanation() },
            "defaultConfiguration": { "level": level(code.level()) },
        })
    });
    let results = findings.iter().map(|finding| result(finding, config));
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "inlaid",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results.collect::<Vec<_>>(),
        }],
    })
}

/// The word of SARIF for a level.
fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "note",
    }
}

fn result(finding: &Finding, config: &Config) -> Value {
    let place = &finding.place;
    let uri = utf8_percent_encode(&file(finding, config).replace('\\', "/"), &IN_PATH).to_string();
    let message = match &finding.help {
        Some(help) => format!("{}. {help}", finding.message),
        None => finding.message.clone(),
    };
    let mut result = json!({
        "ruleId": finding.code.as_str(),
        "ruleIndex": Code::ALL.iter().position(|code| *code == finding.code),
        "level": level(finding.level),
        "message": { "text": message },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": uri },
            "region": {
                "startLine": place.start.line, "startColumn": place.start.column,
                "endLine": place.end.line, "endColumn": place.end.column,
                "byteOffset": place.bytes.start, "byteLength": place.bytes.len(),
            },
        } }],
    });
    if !finding.fix.is_empty() {
        let edits = finding.fix.iter().map(|edit| {
            json!({
                "deletedRegion": { "byteOffset": edit.span.start, "byteLength": edit.span.len() },
                "insertedContent": { "text": edit.text },
            })
        });
        result["fixes"] = json!([{ "artifactChanges": [{
                "artifactLocation": { "uri": uri },
                "replacements": edits.collect::<Vec<_>>(),
            }] }]);
    }
    result
}
