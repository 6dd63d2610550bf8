//! Comments that allow a finding: `<!-- inlaid: allow CODE because … -->`.

use super::comments::{Comment, Mark};
use crate::diagnostic::{Code, Note, Span};
use crate::property::nearest;

/// A finding that the author allows in the article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// What is allowed.
    pub code: Code,
    /// The comment.
    pub span: Span,
}

/// The allowances among the comments of a text.
pub(super) fn read(text: &str, comments: &[Comment<'_>], notes: &mut Vec<Note>) -> Vec<Allowance> {
    let words = comments
        .iter()
        .filter(|comment| comment.mark == Mark::Words);
    let read = words.filter_map(|comment| {
        let inner = text.get(comment.span.clone())?;
        let inner = inner.strip_prefix("<!--")?.strip_suffix("-->")?.trim();
        let order = inner.strip_prefix("inlaid:")?;
        match parse(order) {
            Ok(code) => Some(Allowance {
                code,
                span: comment.span.clone(),
            }),
            Err((message, help)) => {
                let note = Note::new(Code::BadAllowance, comment.span.clone(), message);
                notes.push(note.help(help));
                None
            }
        }
    });
    read.collect()
}

/// The code that is allowed; else what is wrong and what to write.
fn parse(order: &str) -> Result<Code, (String, String)> {
    let usage = || "write `<!-- inlaid: allow CODE because … -->`".to_owned();
    let mut words = order.split_whitespace();
    match words.next() {
        Some("allow") => {}
        other => {
            let message = format!(
                "`{}` is nothing that can be asked of inlaid",
                other.unwrap_or_default()
            );
            return Err((message, usage()));
        }
    }
    let name = words.next().unwrap_or_default();
    let code = Code::find(name).ok_or_else(|| {
        let help = match nearest(name, Code::ALL.iter().map(|code| code.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`inlaid explain` lists all codes".to_owned(),
        };
        (format!("no finding has the code `{name}`"), help)
    })?;
    match (words.next(), words.next()) {
        (Some("because"), Some(_)) => Ok(code),
        _ => Err((format!("it is not said why `{name}` is allowed"), usage())),
    }
}
