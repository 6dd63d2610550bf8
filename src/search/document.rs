//! An article as Pagefind reads it: what is searched as text, and what is shown and chosen by as elements of the head.

use crate::article::{Article, list};
use crate::diagnostic::Error;
use crate::html;
use crate::output::Output;
use crate::property::Property;

/// Elements whose text is not searched: the names of slots that wait for a value, and what a form says to its reader's
/// machine.
pub(super) const LEFT_OUT: [&str; 2] = [
    "[data-slot-kind=\"label\"]",
    "[data-slot-kind=\"optional\"]",
];

/// The document of an entry.
///
/// # Errors
/// When its body cannot be rendered.
pub(super) fn document(output: &Output<'_>, at: usize) -> Result<String, Error> {
    let entry = &output.site().entries[at];
    let article: &Article = &entry.article;
    let body = output.body(at)?;
    let mut out = String::with_capacity(body.len() + 1024);
    out.push_str("<html><head>");
    property(&mut out, "meta", "title", &article.title);
    property(&mut out, "meta", "way", &way(output, at));
    property(&mut out, "meta", "kind", article.kind.as_str());
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
    if !article.has_heading() {
        out.push_str("<h1>");
        html::text(&mut out, &article.title);
        out.push_str("</h1>");
    }
    out.push_str(&body);
    out.push_str("</body></html>");
    Ok(out)
}

/// The lists above an article, service and resource, as they are titled.
fn way(output: &Output<'_>, at: usize) -> String {
    let listing = &output.site().listing;
    let inner = listing.homes[at].map(|at| &listing.lists[at]);
    let outer = inner.and_then(|list| list.service);
    let outer = outer.map(|at| &listing.lists[at]);
    let lists = outer.into_iter().chain(inner);
    let titles: Vec<&str> = lists.map(|list| list.title.as_str()).collect();
    titles.join(" / ")
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
