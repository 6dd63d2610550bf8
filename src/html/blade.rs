//! Links into the portal: `data-blade:Extension.Blade.param.value;data-blade-uri:…`.

/// A link as the author marked it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// `data-blade:`
    Blade,
    /// `button-data-blade:`, `button-data-context:`
    BladeButton,
    /// `button-link:`
    LinkButton,
}

const SCHEMES: [(&str, Scheme); 6] = [
    ("data-blade:", Scheme::Blade),
    ("datablade:", Scheme::Blade),
    ("button-data-blade:", Scheme::BladeButton),
    ("button-datablade:", Scheme::BladeButton),
    ("button-data-context:", Scheme::BladeButton),
    ("button-link:", Scheme::LinkButton),
];

/// The scheme of an address that only the portal knows, and the rest of the address.
pub fn scheme(address: &str) -> Option<(Scheme, &str)> {
    SCHEMES.iter().find_map(|(name, scheme)| {
        let start = address
            .get(..name.len())
            .filter(|start| start.eq_ignore_ascii_case(name))?;
        Some((*scheme, &address[start.len()..]))
    })
}

/// The address of a blade in a portal, with variables in braces; `None` where it names no blade.
pub fn address(rest: &str, portal: &str) -> Option<String> {
    let uri = rest.split(';').skip(1).find_map(|part| {
        let part = part.trim();
        let name = "data-blade-uri:";
        part.get(..name.len())
            .filter(|start| start.eq_ignore_ascii_case(name))
            .map(|_| &part[name.len()..])
    });
    if let Some(uri) = uri {
        let uri = uri.trim().replace("{$domain}", "$domain");
        let path = uri.strip_prefix("$domain")?;
        return Some(format!("https://{portal}{}", variables(path)));
    }
    let mut parts = rest.split(';').next().unwrap_or_default().trim().split('.');
    let (extension, blade) = (
        parts.next().filter(|name| is_name(name))?,
        parts.next().filter(|name| is_name(name))?,
    );
    let mut address = format!("https://{portal}/#blade/{extension}/{blade}");
    for part in parts {
        address.push('/');
        address.push_str(&variables(part));
    }
    Some(address)
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

/// `$name` and `{$name}` as `{name}`; all else that may not stand in an address is encoded.
fn variables(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let name = rest
            .strip_prefix("{$")
            .map(|inner| (inner, true))
            .or_else(|| rest.strip_prefix('$').map(|inner| (inner, false)));
        if let Some((inner, braced)) = name {
            let length = inner
                .find(|c: char| !c.is_ascii_alphanumeric())
                .unwrap_or(inner.len());
            let closed = !braced || inner[length..].starts_with('}');
            if length > 0 && closed {
                out.push('{');
                out.push_str(&inner[..length]);
                out.push('}');
                rest = &inner[length + usize::from(braced)..];
                continue;
            }
        }
        push_encoded(&mut out, c);
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// Appends a character of an address: braces, quotes, blanks, controls and everything beyond ASCII is encoded.
pub fn push_encoded(out: &mut String, c: char) {
    let mut buffer = [0; 4];
    match c {
        '{' | '}' | '"' | '<' | '>' | '`' | '\\' | '^' | '|' | ' ' => {
            out.push_str(&format!("%{:02X}", c as u32))
        }
        c if c.is_ascii_graphic() => out.push(c),
        c => c
            .encode_utf8(&mut buffer)
            .bytes()
            .for_each(|byte| out.push_str(&format!("%{byte:02X}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blade_becomes_an_address_of_the_portal() {
        for (rest, want) in [
            (
                "A_B.CBlade.id.$resourceId",
                Some("https://p/#blade/A_B/CBlade/id/{resourceId}"),
            ),
            ("A.B", Some("https://p/#blade/A/B")),
            (
                "A.B.id.$x;data-blade-uri:{$domain}/#@t/resource/{$resourceIdDecoded}/o",
                Some("https://p/#@t/resource/{resourceIdDecoded}/o"),
            ),
            ("A.B.id.{x}", Some("https://p/#blade/A/B/id/%7Bx%7D")),
            ("", None),
            ("A", None),
            ("A.", None),
            ("<x>.B", None),
            ("A.B;data-blade-uri:https://elsewhere/", None),
        ] {
            assert_eq!(address(rest, "p").as_deref(), want, "{rest}");
        }
    }
}
