//! Addresses with variables: `https://…/{resourceId}`.

use super::code::is_unseen;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

/// What `encodeURIComponent` encodes.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// The names of the variables of a template, in order, each once.
pub fn variables(template: &str) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for (_, rest) in template.split('{').skip(1).map(|rest| ((), rest)) {
        if let Some((name, _)) = rest.split_once('}')
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
}

/// The address that a template makes of the values of its variables; `None` where it is none that a page may link to.
///
/// Every value is encoded. One that begins the template is an address itself. One whose name ends in `Decoded` keeps its
/// slashes, as the portal wants it.
pub fn address(template: &str, value: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut parts = template.split('{');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}')?;
        let value = value(name)?;
        match () {
            () if value.is_empty() || value.chars().any(is_unseen) => return None,
            () if out.is_empty() => out.push_str(web(value.trim())?.as_str()),
            () if matches!(value.as_str(), "." | "..") => return None,
            () if name.to_ascii_lowercase().ends_with("decoded") => {
                let encoded: Vec<String> = value.split('/').map(encode).collect();
                out.push_str(&encoded.join("/"));
            }
            () => out.push_str(&encode(&value)),
        }
        out.push_str(rest);
    }
    web(&out).map(String::from)
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, COMPONENT).to_string()
}

/// Whether a text is the origin of a page, exactly as a browser writes it: `https://portal.contoso.com`.
pub fn is_origin(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "https" | "http") && url.origin().ascii_serialization() == text
    })
}

/// An absolute address that a page may link to. A user name in it hides where it leads.
pub(super) fn web(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let sound = matches!(url.scheme(), "https" | "http" | "mailto")
        && url.username().is_empty()
        && url.password().is_none();
    Some(url).filter(|_| sound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_encoded_and_the_result_is_checked() {
        for (template, value, want) in [
            ("https://p/{x}/y", "a/b c", Some("https://p/a%2Fb%20c/y")),
            (
                "https://p/#{xDecoded}/y",
                "/a/b c",
                Some("https://p/#/a/b%20c/y"),
            ),
            ("https://p/{x}", "..", None),
            ("https://p/{x}", "", None),
            ("https://p/{x}", "a\nb", None),
            ("{x}", "https://q/a b", Some("https://q/a%20b")),
            ("{x}/z", "https://q/a", Some("https://q/a/z")),
            ("{x}", "javascript:alert(1)", None),
            ("{x}", " JavaScript:alert(1)", None),
            ("{x}", "java\tscript:alert(1)", None),
            ("{x}", "//q/a", None),
            ("{x}", "https://good@evil/", None),
            (
                "{x}",
                "mailto:ann@contoso.com",
                Some("mailto:ann@contoso.com"),
            ),
        ] {
            assert_eq!(
                address(template, |_| Some(value.to_owned())).as_deref(),
                want,
                "{template} {value}"
            );
        }
        assert_eq!(address("https://p/{x}", |_| None), None);
        assert_eq!(variables("https://p/{x}/{y}{x}"), ["x", "y"]);
    }
}
