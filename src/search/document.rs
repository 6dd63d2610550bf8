//! An article as Pagefind reads it: what is searched as text, and what is shown and chosen by as elements of the head.

use crate::article::{Article, list};
use crate::diagnostic::Error;
use crate::html;
use crate::output::Output;
use crate::page::{self, FormView, Shown};
use crate::property::Property;
use serde::{Deserialize, Serialize};

/// Elements whose text is not searched: names of slots that wait for a value, and the title, which is searched and shown
/// as such.
pub(super) const LEFT_OUT: [&str; 3] = [
    "[data-slot-kind=\"label\"]",
    "[data-slot-kind=\"optional\"]",
    "h1",
];

/// Languages without blanks between words. Pagefind knows where words begin in a text, but not in a title.
const UNSPACED: [&str; 3] = ["zh", "ja", "th"];

/// An article as the index takes it in.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Document {
    /// Its address.
    pub url: String,
    /// Its title, for one that has no other words.
    pub title: String,
    /// Its page. The last elements are left open, so that more can be said.
    pub html: String,
}

impl Document {
    /// The document of the article at this place of a tree.
    ///
    /// # Errors
    /// When its body cannot be rendered.
    pub fn new(output: &Output<'_>, at: usize) -> Result<Self, Error> {
        let entry = &output.site().entries[at];
        let title = entry.article.title.clone();
        let mut html = html(output, at)?;
        let language = output.config().language.to_ascii_lowercase();
        if UNSPACED.contains(&language.split('-').next().unwrap_or_default()) {
            paragraph(&mut html, &title);
        }
        Ok(Self {
            url: entry.url.as_str().to_owned(),
            title,
            html,
        })
    }
}

fn html(output: &Output<'_>, at: usize) -> Result<String, Error> {
    let entry = &output.site().entries[at];
    let article: &Article = &entry.article;
    let body = output.body(at)?;
    let mut out = String::with_capacity(body.len() + 1024);
    out.push_str("<html><head>");
    // What is a filter is not searched: the name of a resource would find all that is in it.
    property(&mut out, "meta", "title", &article.title);
    property(&mut out, "filter", "kind", article.kind.as_str());
    for (name, key) in [
        ("service", Property::Service),
        ("resource", Property::Resource),
        ("tag", Property::ResourceTags),
    ] {
        for value in list(article.get(key)) {
            property(&mut out, "filter", name, value);
        }
    }
    out.push_str("</head><body>");
    out.push_str(&body);
    let setting = output.setting();
    if let Some(Shown::Form(form)) = page::shown(article, &entry.targets, setting) {
        questions(&mut out, &form);
    }
    Ok(out)
}

/// The words of a form. Pagefind passes over the element, whatever is in it.
fn questions(out: &mut String, form: &FormView<'_>) {
    for field in &form.fields {
        paragraph(out, field.label);
        let texts = field.content_html.iter().chain(&field.info_html);
        for text in texts.chain(&field.hints_html) {
            out.push_str("<div>");
            out.push_str(text);
            out.push_str("</div>");
        }
        for choice in &field.choices {
            paragraph(out, choice.text);
        }
    }
}

/// A paragraph of plain text.
pub(super) fn paragraph(out: &mut String, text: &str) {
    out.push_str("<p>");
    html::text(out, text);
    out.push_str("</p>");
}

fn property(out: &mut String, role: &str, name: &str, value: &str) {
    out.push_str("<meta data-pagefind-");
    out.push_str(role);
    out.push_str("=\"");
    out.push_str(name);
    out.push_str("[content]\" content=\"");
    html::attribute(out, value);
    out.push_str("\">");
}
