//! Elements of authors' HTML that stand where HTML does not allow them.
//!
//! A parser closes what is open and keeps the order; it leaves lists in `<span>`, and `<li>` in no list. Here an element
//! of words that holds blocks becomes a block, or gives way to what it holds where only list items may stand; and an
//! item without a list gets one. No text is touched.

use crate::diagnostic::Span;

/// Elements that may hold words only, and become blocks where they hold more.
const WORDS: [&str; 18] = [
    "abbr", "b", "bdi", "bdo", "cite", "data", "dfn", "em", "i", "mark", "q", "s", "small", "span",
    "strong", "time", "u", "var",
];

/// Elements that stand among words.
const BLOCKS: [&str; 22] = [
    "address",
    "blockquote",
    "details",
    "div",
    "dl",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hgroup",
    "hr",
    "li",
    "menu",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
];

const VOID: [&str; 6] = ["br", "col", "hr", "img", "input", "wbr"];

/// A start tag in a stretch of HTML, and the end tag that closes it.
struct Element<'a> {
    name: &'a str,
    start: Span,
    end: Option<Span>,
    parent: Option<usize>,
    holds_blocks: bool,
}

/// The stretch with every element where it may stand. It must be well-formed, as a serializer writes it.
pub(super) fn settle(html: String) -> String {
    let elements = read(&html);
    let mut edits: Vec<(Span, String)> = Vec::new();
    for element in &elements {
        let (open, close) = match change(element, &elements, &html) {
            Some(both) => both,
            None => continue,
        };
        edits.push((element.start.clone(), open));
        edits.extend(element.end.clone().map(|end| (end, close)));
    }
    if edits.is_empty() {
        return html;
    }
    edits.sort_by_key(|(span, _)| span.start);
    let mut out = String::with_capacity(html.len());
    let mut from = 0;
    for (span, text) in edits {
        out.push_str(&html[from..span.start]);
        out.push_str(&text);
        from = span.end;
    }
    out.push_str(&html[from..]);
    out
}

/// What becomes of the tags of an element; `None` where they stay.
fn change(element: &Element<'_>, all: &[Element<'_>], html: &str) -> Option<(String, String)> {
    let parent = element.parent.map(|at| &all[at]);
    let is_list = |parent: &Element<'_>| is_in(&["ul", "ol", "menu"], parent.name);
    if element.name == "li" {
        // Words that give way leave the item to the list around them.
        let mut around = parent;
        while let Some(words) = around.filter(|around| is_in(&WORDS, around.name)) {
            around = words.parent.map(|at| &all[at]);
        }
        let open = &html[element.start.clone()];
        return (!around.is_some_and(is_list))
            .then(|| (format!("<ul>{open}"), "</li></ul>".to_owned()));
    }
    if !element.holds_blocks {
        return None;
    }
    if parent.is_some_and(is_list) {
        return Some((String::new(), String::new()));
    }
    // What such an element says of time or data is said of words; what it says to a reader stays.
    let attributes = match element.name {
        "span" => html[element.start.clone()].trim_start_matches("<span"),
        _ => ">",
    };
    Some((format!("<div{attributes}"), "</div>".to_owned()))
}

fn read(html: &str) -> Vec<Element<'_>> {
    let mut elements: Vec<Element<'_>> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', &html.as_bytes()[at..]) {
        let start = at + found;
        let end = tag_end(html, start);
        let tag = &html[start..end];
        at = end;
        if tag.starts_with("</") {
            if let Some(closed) = open.pop() {
                elements[closed].end = Some(start..end);
            }
            continue;
        }
        let name = tag[1..].split([' ', '>']).next().unwrap_or_default();
        if is_in(&BLOCKS, name) {
            // An element that is marked has all around it marked.
            for around in open.iter().rev() {
                let around = &mut elements[*around];
                if !is_in(&WORDS, around.name) || around.holds_blocks {
                    break;
                }
                around.holds_blocks = true;
            }
        }
        if !is_in(&VOID, name) {
            open.push(elements.len());
            elements.push(Element {
                name,
                start: start..end,
                end: None,
                parent: open.iter().rev().nth(1).copied(),
                holds_blocks: false,
            });
        }
    }
    elements
}

/// Where the tag ends that begins at this place; `>` in a value does not end it.
fn tag_end(html: &str, start: usize) -> usize {
    let mut quoted = false;
    for (at, byte) in html[start..].bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return start + at + 1,
            _ => {}
        }
    }
    html.len()
}

fn is_in(names: &[&str], name: &str) -> bool {
    names.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::settle;

    #[test]
    fn elements_stand_where_they_may() {
        for (html, want) in [
            ("<p><b>x</b><br></p>", "<p><b>x</b><br></p>"),
            (
                "<span title=\"a>b\"><ul><li>x</li></ul></span>",
                "<div title=\"a>b\"><ul><li>x</li></ul></div>",
            ),
            ("<ul><b><li>x</li></b></ul>", "<ul><li>x</li></ul>"),
            (
                "<b><i>x<h2>y</h2></i></b><time datetime=\"1\"><hr></time>",
                "<div><div>x<h2>y</h2></div></div><div><hr></div>",
            ),
            (
                "<div><li>x<br></li></div>",
                "<div><ul><li>x<br></li></ul></div>",
            ),
            ("<li><b>x</b></li>", "<ul><li><b>x</b></li></ul>"),
        ] {
            assert_eq!(settle(html.to_owned()), want);
        }
    }
}
