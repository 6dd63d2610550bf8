//! Contrast between the colours of a theme, by the custom properties of its style sheets.
//!
//! Contrast is that of WCAG 2: `(lighter + 0.05) / (darker + 0.05)` of relative luminance, which is
//! `0.2126 R + 0.7152 G + 0.0722 B` of linear light. A colour that is not opaque is laid over its ground first. A pair
//! of which the theme does not set both is left out.

use super::walk::Walk;
use super::{Look, Report};
use crate::diagnostic::{Code, Note};
use crate::theme::sheet::{Property, Scheme, properties};
use csscolorparser::Color;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The least contrast of text, and of what else has to be seen: WCAG 2.2, 1.4.3 and 1.4.11.
const TEXT: f64 = 4.5;
const EDGE: f64 = 3.0;

/// How deep colours may stand for each other.
const DEEPEST: usize = 16;

/// How much of its hue the ground of an alert has.
const TINT: f32 = 0.06;

/// Colours that are seen on a ground, and the least contrast that they need there.
const PAIRS: [(&[&str], Ground, f64); 7] = [
    (&TEXTS, Ground::Of("paper"), TEXT),
    (&TEXTS, Ground::Of("panel"), TEXT),
    (&CODE, Ground::Of("panel"), TEXT),
    (&HUES, Ground::Tint, TEXT),
    (&["paper"], Ground::Of("link"), TEXT),
    (&["edge"], Ground::Of("paper"), EDGE),
    (&["edge"], Ground::Of("panel"), EDGE),
];

const TEXTS: [&str; 8] = [
    "ink",
    "soft",
    "link",
    "note",
    "tip",
    "important",
    "warning",
    "caution",
];

const HUES: [&str; 5] = ["note", "tip", "important", "warning", "caution"];

const CODE: [&str; 8] = [
    "code-comment",
    "code-string",
    "code-number",
    "code-keyword",
    "code-variable",
    "code-function",
    "code-name",
    "code-tag",
];

/// What a colour is seen on.
#[derive(Clone, Copy)]
enum Ground {
    /// The colour of this property.
    Of(&'static str),
    /// Paper with a little of the colour itself, as under an alert.
    Tint,
}

/// A property with the sheet that sets it.
struct Set<'a> {
    property: Property,
    /// The place of the theme in the chain.
    theme: usize,
    path: PathBuf,
    text: &'a str,
}

/// The properties of a page in one scheme, by name.
struct Palette<'p, 'a> {
    scheme: Scheme,
    set: BTreeMap<&'p str, &'p Set<'a>>,
}

pub(super) fn report(look: &Look<'_>, walk: &Walk<'_>, report: &mut Report) {
    for sets in [linked(look, walk), missing(look)] {
        for scheme in Scheme::BOTH {
            let holds = |set: &&Set<'_>| set.property.scheme.is_none_or(|own| own == scheme);
            let set = sets.iter().filter(holds);
            let palette = Palette {
                scheme,
                set: set.map(|set| (set.property.name.as_str(), set)).collect(),
            };
            for (colours, ground, least) in PAIRS {
                for colour in colours {
                    palette.hold(colour, ground, least, report);
                }
            }
        }
    }
}

/// The properties of the style sheets that templates name, in the order in which they do.
fn linked<'a>(look: &'a Look<'_>, walk: &Walk<'_>) -> Vec<Set<'a>> {
    let mut names: Vec<&String> = Vec::new();
    for name in walk.assets.iter().filter(|name| name.ends_with(".css")) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let owned = names.into_iter().filter_map(|name| {
        let mut chain = look.chain.iter().enumerate();
        chain.find_map(|(theme, files)| {
            let (_, bytes) = files.assets.iter().find(|(other, _)| other == name)?;
            let path = files.folder.join("assets").join(name);
            Some((theme, path, std::str::from_utf8(bytes).ok()?))
        })
    });
    owned
        .flat_map(|(theme, path, text)| sets(theme, &path, text))
        .collect()
}

/// Those of the page for missing addresses, which carries its own style.
fn missing<'a>(look: &'a Look<'_>) -> Vec<Set<'a>> {
    let mut chain = look.chain.iter().enumerate();
    let found = chain.find_map(|(theme, files)| {
        let path = files.folder.join("templates/404.css");
        Some((theme, path, files.missing_style.as_deref()?))
    });
    found.map_or_else(Vec::new, |(theme, path, text)| sets(theme, &path, text))
}

fn sets<'a>(theme: usize, path: &std::path::Path, text: &'a str) -> Vec<Set<'a>> {
    let set = |property| Set {
        property,
        theme,
        path: path.to_owned(),
        text,
    };
    properties(text).into_iter().map(set).collect()
}

impl Palette<'_, '_> {
    /// Holds a colour to a ground, where both are set.
    fn hold(&self, colour: &str, ground: Ground, least: f64, report: &mut Report) {
        let on = match ground {
            Ground::Of(name) => name,
            Ground::Tint => "paper",
        };
        let (Some(own), Some(under)) = (self.set.get(colour), self.set.get(on)) else {
            return;
        };
        // The theme itself can change what it sets, and not what it inherits.
        let place = if own.theme <= under.theme { own } else { under };
        let message = match (self.colour(colour), self.colour(on)) {
            (Some(ink), Some(paper)) => {
                let paper = match ground {
                    Ground::Of(_) => paper,
                    Ground::Tint => over(&Color { a: TINT, ..ink }, &paper),
                };
                let found = contrast(&over(&ink, &paper), &paper);
                // As it is written below, so that nothing is refused that reads as enough.
                (found + 0.005 < least).then(|| {
                    format!(
                        "in the {} scheme `--{colour}` on {} has a contrast of {found:.2}:1 and needs {least}:1",
                        self.scheme.as_str(),
                        ground.said(),
                    )
                })
            }
            (None, _) => Some(unread(colour, &own.property.value)),
            (_, None) => Some(unread(on, &under.property.value)),
        };
        if let Some(message) = message {
            let note = Note::new(Code::ThemeContrast, place.property.span.clone(), message);
            report.add(&place.path, place.text, note);
        }
    }

    /// The colour that a property stands for in this scheme; `None` where it is not understood.
    fn colour(&self, name: &str) -> Option<Color> {
        self.read(&self.set.get(name)?.property.value, 0)
    }

    fn read(&self, value: &str, depth: usize) -> Option<Color> {
        if depth > DEEPEST {
            return None;
        }
        let value = value.trim();
        if let Some(inner) = call(value, "light-dark") {
            let (light, dark) = two(inner)?;
            let own = match self.scheme {
                Scheme::Light => light,
                Scheme::Dark => dark,
            };
            return self.read(own, depth + 1);
        }
        if let Some(inner) = call(value, "var") {
            let (name, other) =
                two(inner).map_or((inner, None), |(name, other)| (name, Some(other)));
            let name = name.trim().strip_prefix("--")?;
            return match (self.set.get(name), other) {
                (Some(set), _) => self.read(&set.property.value, depth + 1),
                (None, Some(other)) => self.read(other, depth + 1),
                (None, None) => None,
            };
        }
        csscolorparser::parse(value).ok()
    }
}

impl Ground {
    fn said(self) -> String {
        match self {
            Self::Of(name) => format!("`--{name}`"),
            Self::Tint => "the ground of its alert".to_owned(),
        }
    }
}

fn unread(name: &str, value: &str) -> String {
    format!("`--{name}` is `{value}`, which is not understood, so its contrast is not known")
}

/// What stands in the brackets of a function.
fn call<'v>(value: &'v str, name: &str) -> Option<&'v str> {
    value
        .strip_prefix(name)?
        .trim_start()
        .strip_prefix('(')?
        .strip_suffix(')')
}

/// What stands before and after the first comma that is in no brackets.
fn two(inner: &str) -> Option<(&str, &str)> {
    let mut depth = 0_i32;
    let at = inner.find(|letter| {
        depth += i32::from(letter == '(') - i32::from(letter == ')');
        letter == ',' && depth == 0
    })?;
    Some((&inner[..at], &inner[at + 1..]))
}

/// A colour laid over another, which is opaque.
fn over(colour: &Color, ground: &Color) -> Color {
    let mix = |own: f32, under: f32| own * colour.a + under * (1.0 - colour.a);
    Color {
        r: mix(colour.r, ground.r),
        g: mix(colour.g, ground.g),
        b: mix(colour.b, ground.b),
        a: 1.0,
    }
}

/// Relative luminance, from 0 for black to 1 for white.
fn luminance(colour: &Color) -> f64 {
    let linear = |part: f32| {
        let part = f64::from(part);
        match part <= 0.04045 {
            true => part / 12.92,
            false => ((part + 0.055) / 1.055).powf(2.4),
        }
    };
    0.2126 * linear(colour.r) + 0.7152 * linear(colour.g) + 0.0722 * linear(colour.b)
}

/// The contrast of two opaque colours, from 1 to 21.
fn contrast(one: &Color, other: &Color) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(one: &str, other: &str) -> String {
        let colour = |text| csscolorparser::parse(text).unwrap();
        format!("{:.2}", contrast(&colour(one), &colour(other)))
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        assert_eq!(between("#000", "#fff"), "21.00");
        assert_eq!(between("#777", "#fff"), "4.48");
        assert_eq!(between("white", "hsl(0 0% 100%)"), "1.00");
    }

    #[test]
    fn a_colour_stands_for_what_its_scheme_says() {
        let text = ":root { --paper: light-dark(#fff, var(--night, #000)); --ink: var(--paper) }";
        let sets = sets(0, std::path::Path::new("x.css"), text);
        let of = |scheme| {
            let set = sets
                .iter()
                .map(|set| (set.property.name.as_str(), set))
                .collect();
            Palette { scheme, set }
                .colour("ink")
                .unwrap()
                .to_css_hex()
                .to_string()
        };
        assert_eq!(
            (of(Scheme::Light), of(Scheme::Dark)),
            ("#ffffff".to_owned(), "#000000".to_owned())
        );
    }
}
