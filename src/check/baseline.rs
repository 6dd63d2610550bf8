//! Findings that are known already, so that a check of a tree with a past shows what is new.
//!
//! A finding is the same as long as its code, its file and the text that it means are, wherever in the file they stand.

use crate::diagnostic::Finding;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Known findings, in order of file.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    findings: Vec<Known>,
}

/// Findings that are alike.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Known {
    source: String,
    code: String,
    /// The text that they mean; empty for those about a whole file.
    text: String,
    /// How many there are.
    count: usize,
}

/// What a finding is known by.
type Sign = (String, String, String);

fn sign(finding: &Finding) -> Sign {
    let excerpt = &finding.place.excerpt;
    let text = excerpt.text.get(excerpt.span.clone()).unwrap_or_default();
    let source = finding.place.source.as_str().to_owned();
    (
        source,
        finding.code.as_str().to_owned(),
        text.trim().to_owned(),
    )
}

/// Findings held against a baseline.
#[derive(Debug)]
pub struct Held {
    /// Those that it does not hold.
    pub fresh: Vec<Finding>,
    /// How many it holds.
    pub known: usize,
    /// How many it holds that are gone.
    pub gone: usize,
}

impl Baseline {
    /// The baseline of what was found.
    pub fn of(findings: &[Finding]) -> Self {
        let mut counts: BTreeMap<Sign, usize> = BTreeMap::new();
        for finding in findings {
            *counts.entry(sign(finding)).or_default() += 1;
        }
        let known = counts
            .into_iter()
            .map(|((source, code, text), count)| Known {
                source,
                code,
                text,
                count,
            });
        Self {
            findings: known.collect(),
        }
    }

    /// Reads one; `None` where the text is none.
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// As a file: JSON, an entry a line, so that versions of it can be compared.
    pub fn text(&self) -> String {
        let lines = self
            .findings
            .iter()
            .map(|known| serde_json::json!(known).to_string());
        let lines: Vec<String> = lines.collect();
        format!("{{\"findings\": [\n{}\n]}}\n", lines.join(",\n"))
    }

    /// Tells known findings from those that are new.
    pub fn hold(&self, findings: Vec<Finding>) -> Held {
        let known = self.findings.iter();
        let known = known.map(|known| {
            let Known {
                source,
                code,
                text,
                count,
            } = known.clone();
            ((source, code, text), count)
        });
        let mut left: BTreeMap<Sign, usize> = known.collect();
        let all = findings.len();
        let mut fresh = findings;
        fresh.retain(|finding| match left.get_mut(&sign(finding)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        });
        Held {
            known: all - fresh.len(),
            gone: left.values().sum(),
            fresh,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Encoding, Note, locate};
    use crate::path::ContentPath;
    use proptest::prelude::*;

    fn findings(text: &str) -> Vec<Finding> {
        let notes = text
            .match_indices('x')
            .map(|(at, _)| Note::new(Code::Todo, at..at + 2, "x"));
        locate(
            &ContentPath::new("a.md"),
            text,
            Encoding::Utf8,
            notes.collect(),
        )
    }

    proptest! {
        #[test]
        fn what_was_written_is_known(text in "([a-c]|x[a-c]|\n){0,40}") {
            let found = findings(&text);
            let baseline = Baseline::parse(&Baseline::of(&found).text()).unwrap();
            let held = baseline.hold(found.clone());
            prop_assert_eq!((held.fresh.len(), held.known, held.gone), (0, found.len(), 0));
            // Lines above bring nothing back.
            let moved = findings(&format!("a\n\nb\n{text}"));
            prop_assert!(baseline.hold(moved).fresh.is_empty());
            // One more is new, and what is mended is gone.
            prop_assert_eq!(baseline.hold(findings(&format!("{text}\nxz"))).fresh.len(), 1);
            prop_assert_eq!(baseline.hold(Vec::new()).gone, found.len());
        }
    }

    #[test]
    fn what_is_no_baseline_is_refused() {
        assert!(Baseline::parse("[]").is_none());
        assert!(Baseline::parse("{\"findings\": [{\"code\": \"todo\"}]}").is_none());
        assert!(Baseline::parse(&Baseline::default().text()).is_some());
    }
}
