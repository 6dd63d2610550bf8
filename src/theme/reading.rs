//! All templates of a theme and of those it extends, as trees.

use super::files::Files;
use super::syntax::Template;
use std::collections::BTreeMap;
use std::path::Path;

/// A template.
pub(super) struct Read<'a> {
    /// The place of its theme in the chain; 0 is the theme itself.
    pub(super) theme: usize,
    /// Its name without that of the theme.
    pub(super) name: &'a str,
    pub(super) path: &'a Path,
    pub(super) text: &'a str,
    pub(super) template: Template,
}

/// The templates of a chain.
pub(super) struct Reading<'a> {
    themes: Vec<&'a str>,
    /// By `THEME/NAME`.
    pub(super) templates: BTreeMap<String, Read<'a>>,
}

impl<'a> Reading<'a> {
    /// Reads the templates of a chain, which the engine has taken.
    pub(super) fn of(chain: &'a [Files]) -> Self {
        let each = chain.iter().enumerate().flat_map(|(theme, files)| {
            files.templates.iter().map(move |(name, path, text)| {
                let read = Read {
                    theme,
                    name,
                    path,
                    text,
                    template: Template::parse(text),
                };
                (format!("{}/{name}", files.name), read)
            })
        });
        Self {
            themes: chain.iter().map(|files| files.name.as_str()).collect(),
            templates: each.collect(),
        }
    }

    /// The template that a name means: as it stands, or of the first theme that has one.
    pub(super) fn resolve(&self, name: &str) -> Option<(&str, &Read<'a>)> {
        let of = |name: &str| self.templates.get_key_value(name);
        let theirs = |theme: &&str| of(&format!("{theme}/{name}"));
        let found = of(name).or_else(|| self.themes.iter().find_map(theirs));
        found.map(|(name, read)| (name.as_str(), read))
    }

    /// A template and those it extends, itself first.
    pub(super) fn line(&self, name: &str) -> Vec<&Read<'a>> {
        let (mut line, mut next): (Vec<&Read<'a>>, _) = (Vec::new(), Some(name));
        while let Some((_, read)) = next.and_then(|name| self.resolve(name)) {
            if line.iter().any(|other| std::ptr::eq(*other, read)) {
                break;
            }
            line.push(read);
            next = read.template.parent.as_deref();
        }
        line
    }
}
