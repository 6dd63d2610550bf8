//! `languages:` of `site.yaml`: the languages that the content is translated into, and the folders that hold them.

use super::yaml::{RawConfig, Reader, scalar};
use super::{Config, is_language};
use crate::diagnostic::Error;
use crate::path::{ContentPath, Segment, segment};
use crate::value::{self, Filling};
use serde_yaml::Value;

/// The names of languages in themselves, by their tags.
const NAMES: [(&str, &str); 44] = [
    ("ar", "العربية"),
    ("bg", "Български"),
    ("ca", "Català"),
    ("cs", "Čeština"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("es", "Español"),
    ("et", "Eesti"),
    ("eu", "Euskara"),
    ("fa", "فارسی"),
    ("fi", "Suomi"),
    ("fr", "Français"),
    ("gl", "Galego"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hr", "Hrvatski"),
    ("hu", "Magyar"),
    ("id", "Indonesia"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("lt", "Lietuvių"),
    ("lv", "Latviešu"),
    ("ms", "Melayu"),
    ("nb", "Norsk bokmål"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("pt-BR", "Português (Brasil)"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("sk", "Slovenčina"),
    ("sl", "Slovenščina"),
    ("sr", "Српски"),
    ("sv", "Svenska"),
    ("th", "ไทย"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("vi", "Tiếng Việt"),
    ("zh", "中文"),
    ("zh-Hans", "简体中文"),
    ("zh-Hant", "繁體中文"),
];

/// A language of the site: the default one, or one that it is translated into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LanguageId(usize);

impl LanguageId {
    /// The language of all content that stands in no folder of a language.
    pub const DEFAULT: Self = Self(0);

    /// Whether it is the default language.
    pub fn is_default(self) -> bool {
        self == Self::DEFAULT
    }

    /// Its place among the languages that the content is translated into; `None` for the default language.
    pub fn place(self) -> Option<usize> {
        self.0.checked_sub(1)
    }
}

/// A language that the content is translated into.
#[derive(Clone, Debug)]
pub struct Language {
    /// Its tag, BCP 47.
    pub tag: String,
    /// Its name for readers, in the language itself.
    pub title: String,
    /// The title of the site in it.
    pub site_title: String,
    /// The folder of its articles, below the content root.
    pub folder: ContentPath,
    /// The folder of its pages in every tree: the tag in lower case.
    pub segment: String,
    /// What slots are filled with in it.
    filling: Filling,
}

impl Config {
    /// Every language: the default one, and the others in the order of the configuration.
    pub fn all_languages(&self) -> impl Iterator<Item = LanguageId> + Clone + use<> {
        (0..=self.languages.len()).map(LanguageId)
    }

    /// The language of the articles and files at a path.
    pub fn language_of(&self, path: &ContentPath) -> LanguageId {
        let holds = |language: &Language| {
            let below = path.as_str().strip_prefix(language.folder.as_str());
            below.is_some_and(|below| below.starts_with('/'))
        };
        let found = self.languages.iter().position(holds);
        found.map_or(LanguageId::DEFAULT, |at| LanguageId(at + 1))
    }

    /// What is configured of a language; `None` for the default one.
    pub fn translation(&self, id: LanguageId) -> Option<&Language> {
        self.languages.get(id.place()?)
    }

    /// The tag of a language, BCP 47.
    pub fn tag(&self, id: LanguageId) -> &str {
        self.translation(id)
            .map_or(&self.language, |language| &language.tag)
    }

    /// The name of a language for readers, in the language itself.
    pub fn language_title(&self, id: LanguageId) -> &str {
        match self.translation(id) {
            Some(language) => &language.title,
            None => &self.language_title,
        }
    }

    /// The title of the site in a language.
    pub fn title_in(&self, id: LanguageId) -> &str {
        self.translation(id)
            .map_or(&self.title, |language| &language.site_title)
    }

    /// What slots are filled with in a language.
    pub fn filling_in(&self, id: LanguageId) -> &Filling {
        self.translation(id)
            .map_or(&self.filling, |language| &language.filling)
    }
}

/// The name of a language in itself; the tag where it is not known.
pub(super) fn own_name(tag: &str) -> String {
    let known = |tag: &str| {
        let mut names = NAMES.iter();
        names.find(|(known, _)| known.eq_ignore_ascii_case(tag))
    };
    let mut start = tag;
    loop {
        if let Some((_, name)) = known(start) {
            return (*name).to_owned();
        }
        match start.rsplit_once('-') {
            Some((shorter, _)) => start = shorter,
            None => return tag.to_owned(),
        }
    }
}

/// What a language is written as in `languages:`. What is `None` is not said.
#[derive(Default)]
struct Written {
    folder: Option<String>,
    title: Option<String>,
    site_title: Option<String>,
}

/// The languages besides the default one; and the default one's name, where it is given.
pub(super) fn languages(
    reader: &Reader<'_>,
    raw: &RawConfig,
    default: &str,
) -> Result<(Vec<Language>, Option<String>), Error> {
    let (mut languages, mut title): (Vec<Language>, _) = (Vec::new(), None);
    for (tag, written) in written(reader, &raw.languages)? {
        let fault = |message: String| Err(reader.fault(&["languages", &tag], message));
        if !is_language(&tag) {
            return fault(format!(
                "`{tag}` is no language tag such as `de` or `zh-Hans`"
            ));
        }
        if tag.eq_ignore_ascii_case(default) {
            if written.folder.is_some() || written.site_title.is_some() {
                return fault(format!(
                    "`{tag}` is the language of all that stands in no folder of a language; it has a `title` alone"
                ));
            }
            title = written.title;
            continue;
        }
        let language = language(reader, raw, &tag, written)?;
        for other in &languages {
            if other.segment == language.segment {
                return fault(format!("the language `{tag}` is given twice"));
            }
            let inside = |a: &Language, b: &Language| {
                format!("{}/", a.folder).starts_with(&format!("{}/", b.folder))
            };
            if inside(other, &language) || inside(&language, other) {
                return fault(format!(
                    "the folders of `{}` and `{tag}` hold the same files",
                    other.tag
                ));
            }
        }
        languages.push(language);
    }
    Ok((languages, title))
}

fn language(
    reader: &Reader<'_>,
    raw: &RawConfig,
    tag: &str,
    written: Written,
) -> Result<Language, Error> {
    let fault = |message: String| reader.fault(&["languages", tag], message);
    let lower = tag.to_ascii_lowercase();
    if segment(&lower, Segment::Folder) != lower {
        return Err(fault(format!(
            "`{tag}` is the name of a folder that every tree has"
        )));
    }
    let folder = written.folder.unwrap_or_else(|| tag.to_owned());
    let place = ContentPath::new("x").join(&folder);
    let place = place.filter(|place| place.as_str() == folder && !folder.is_empty());
    let place =
        place.ok_or_else(|| fault(format!("`{folder}` is no folder below the content root")))?;
    let site_title = written.site_title.or_else(|| raw.title.clone());
    Ok(Language {
        tag: tag.to_owned(),
        title: written.title.unwrap_or_else(|| own_name(tag)),
        site_title: site_title.unwrap_or_else(|| super::TITLE.to_owned()),
        folder: place,
        segment: lower,
        filling: Filling {
            values: Default::default(),
            declarations: Default::default(),
            language: value::Language::of(tag),
        },
    })
}

/// Lets every language fill slots as the default one does, in its own way of writing.
pub(super) fn fill(languages: &mut [Language], filling: &Filling) {
    for language in languages {
        language.filling = Filling {
            language: value::Language::of(&language.tag),
            ..filling.clone()
        };
    }
}

/// The three ways to write languages: a list of tags, and tags with a folder or with more.
fn written(reader: &Reader<'_>, value: &Value) -> Result<Vec<(String, Written)>, Error> {
    let fault = |message: &str| reader.fault(&["languages"], message.to_owned());
    match value {
        Value::Null => Ok(Vec::new()),
        Value::Sequence(tags) => tags
            .iter()
            .map(|tag| match tag {
                Value::String(tag) => Ok((tag.clone(), Written::default())),
                // YAML reads a bare `no` as a word, and some read it as false.
                _ => Err(fault("a language is a tag such as `de`")),
            })
            .collect(),
        Value::Mapping(entries) => entries
            .iter()
            .map(|(tag, value)| {
                let tag = scalar(tag).ok_or_else(|| fault("a language is a tag such as `de`"))?;
                let written = entry(reader, &tag, value)?;
                Ok((tag, written))
            })
            .collect(),
        _ => Err(fault(
            "`languages` is a map such as `de: i18n/de`, or a list of tags",
        )),
    }
}

fn entry(reader: &Reader<'_>, tag: &str, value: &Value) -> Result<Written, Error> {
    let mut written = Written::default();
    match value {
        Value::Null => {}
        Value::String(folder) => written.folder = Some(folder.clone()),
        Value::Mapping(keys) => {
            for (key, value) in keys {
                let key = scalar(key).unwrap_or_default();
                let place = ["languages", tag, key.as_str()];
                let text = scalar(value)
                    .ok_or_else(|| reader.fault(&place, format!("the value of `{key}` is text")))?;
                match key.as_str() {
                    "folder" => written.folder = Some(text),
                    "title" => written.title = Some(text),
                    "siteTitle" => written.site_title = Some(text),
                    _ => {
                        let message = format!("no key is named `{key}`");
                        let help = "the keys here are folder, title, siteTitle".to_owned();
                        return Err(reader.fault(&place, message).with_help(Some(help)));
                    }
                }
            }
        }
        _ => {
            let message = format!("`{tag}` has a folder, or `folder`, `title` and `siteTitle`");
            return Err(reader.fault(&["languages", tag], message));
        }
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn parse(text: &str) -> Result<Config, Error> {
        Config::parse(Path::new("site.yaml"), text.to_owned())
    }

    #[test]
    fn a_language_is_written_in_three_ways() {
        let long = "languages:\n  de: {folder: de, title: Deutsch}\n  ja:\n    folder: ja\n";
        for text in ["languages: [de, ja]", "languages: {de: de, ja: }", long] {
            let config = parse(text).unwrap();
            let told: Vec<_> = config
                .all_languages()
                .map(|id| (config.tag(id), config.language_title(id)))
                .collect();
            let want = [("en", "English"), ("de", "Deutsch"), ("ja", "日本語")];
            assert_eq!(told, want, "{text}");
        }
    }

    #[test]
    fn the_folder_says_the_language() {
        let config = parse("languages: {de: de, ja: i18n/ja}").unwrap();
        let tag = |path: &str| config.tag(config.language_of(&ContentPath::new(path)));
        for (path, want) in [
            ("a.md", "en"),
            ("de/a.md", "de"),
            ("de.md", "en"),
            ("den/a.md", "en"),
            ("i18n/ja/x/a.md", "ja"),
            ("ja/a.md", "en"),
        ] {
            assert_eq!(tag(path), want, "{path}");
        }
    }

    #[test]
    fn a_language_has_a_name_whatever_its_region() {
        for (tag, want) in [
            ("de-AT", "Deutsch"),
            ("pt-br", "Português (Brasil)"),
            ("pt-PT", "Português"),
            ("tlh", "tlh"),
        ] {
            assert_eq!(own_name(tag), want);
        }
    }

    #[test]
    fn what_slots_show_is_written_as_the_language_does() {
        let config = parse("values: {x: 1.5}\nlanguages: [de]").unwrap();
        let shown = |id| {
            let place = value::Place::Inline {
                zone_follows: false,
            };
            let shown = config.filling_in(id).show("x", place);
            shown.and_then(Result::ok)
        };
        let text = |text: &str| Some(value::Shown::Text(text.to_owned()));
        let all: Vec<_> = config.all_languages().map(shown).collect();
        assert_eq!(all, [text("1.5"), text("1,5")]);
    }

    #[test]
    fn a_fault_of_a_language_names_its_place() {
        for (text, place, say) in [
            ("languages: de", "yaml:1:1", "or a list of tags"),
            ("languages:\n  'd e': x", "yaml:2:4", "no language tag"),
            ("languages:\n  de: ../x", "yaml:2:3", "no folder below"),
            ("languages:\n  de: ''", "yaml:2:3", "no folder below"),
            ("languages:\n  de: de/", "yaml:2:3", "no folder below"),
            ("languages:\n  en: en", "yaml:2:3", "in no folder"),
            ("languages: [de, DE]", "yaml:1:1", "given twice"),
            ("languages: [routes]", "yaml:1:1", "every tree has"),
            ("languages: [1]", "yaml:1:1", "a tag such as"),
            ("languages:\n  de: x\n  ja: x/y\n", "yaml:3:3", "same files"),
            (
                "languages:\n  de:\n    dir: x\n",
                "yaml:3:5",
                "keys here are",
            ),
            ("languages:\n  de:\n    title: [x]\n", "yaml:3:5", "is text"),
            ("languages:\n  de: [x]\n", "yaml:2:3", "has a folder"),
        ] {
            let said = parse(text).expect_err("a fault").to_string();
            assert!(said.contains(place) && said.contains(say), "{text}: {said}");
        }
    }
}
