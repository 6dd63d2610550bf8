//! `site.yaml` as the program uses it: typed, defaulted, checked, with the command line's overrides applied.
#![allow(clippy::disallowed_methods, reason = "an edge: reads site.yaml")]

mod check;
mod clouds;
mod languages;
mod outputs;
mod paths;
mod publish;
mod search;
mod slots;
mod yaml;

use crate::cloud::{CloudId, Clouds};
use crate::diagnostic::Error;
use crate::memo::{Key, KeyOf};
use crate::path::ContentPath;
use crate::property::{Property, nearest};
use crate::value::Filling;
use clouds::{chosen, clouds, named};
use std::fs;
use std::path::{Path, PathBuf};
use yaml::{RawConfig, Reader};

pub use check::{Check, Dictionary};
pub use languages::{Language, LanguageId};
pub use outputs::Outputs;
pub use paths::{Default, Redirect};
pub use publish::{Host, PublishTarget};
pub use search::Search;
pub use slots::{DECLARATIONS, Sample, SlotFile, samples, samples_of};
pub use yaml::Ordered;

/// The largest configuration that is read, in bytes; a larger one is a mistake or an attack.
const LARGEST: u64 = 1 << 20;

/// What the command line says over the configuration. `None` and empty mean: as configured.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// The content root.
    pub content: Option<PathBuf>,
    /// The folder that holds themes.
    pub themes: Option<PathBuf>,
    /// The folder that trees are put in.
    pub out: Option<PathBuf>,
    /// The configuration file; one that is named must be there.
    pub config: Option<PathBuf>,
    /// Names of the clouds to build.
    pub clouds: Vec<String>,
    /// A file of values for slots, over those of the configuration.
    pub values: Option<PathBuf>,
}

/// The title of a site that has none.
const TITLE: &str = "Self-help";

/// What stands for the path of an article in the address where it is edited.
pub const SOURCE: &str = "{source}";

/// Everything a build goes by.
#[derive(Clone, Debug)]
pub struct Config {
    /// The content root.
    pub content: PathBuf,
    /// The folder that holds themes.
    pub themes: PathBuf,
    /// The folder that trees are put in.
    pub out: PathBuf,
    /// The title of every site.
    pub title: String,
    /// The language of interface and content, BCP 47.
    pub language: String,
    /// Its name for readers, in the language itself.
    language_title: String,
    /// The languages that the content is translated into, besides that one.
    pub languages: Vec<Language>,
    /// The theme's folder below `themes`, or the one in the program.
    pub theme: String,
    /// The shape of article addresses.
    pub urls: Urls,
    /// Private properties that may be published all the same.
    pub published: Vec<Property>,
    /// What slots are filled with.
    pub filling: Filling,
    /// The files that say so: `slots.yaml`, this one, and a file of values.
    pub slot_files: Vec<SlotFile>,
    /// Where pages load more values from: a path that begins with `/` on their host, any other below the root of the tree.
    pub data: Option<String>,
    /// Where an article can be edited: an address in which `{source}` is its path below the content root.
    pub repo: Option<String>,
    /// Where pages have the day of their last change from.
    pub dates: Dates,
    /// What readers search in.
    pub search: Search,
    /// What trees hold for programs that read them.
    pub outputs: Outputs,
    /// Every configured cloud.
    pub clouds: Clouds,
    /// The clouds to build.
    pub build: Vec<CloudId>,
    /// Properties supplied by path, later ones over earlier.
    pub defaults: Vec<Default>,
    /// Old addresses and where they lead now.
    pub redirects: Vec<Redirect>,
    /// What `inlaid check` goes by.
    pub check: Check,
    /// Ids of articles that are left out as if they were not there, whatever their case. The configuration has no such key.
    pub without: Vec<String>,
    /// Where trees are published to.
    pub publish: Vec<PublishTarget>,
    /// The file of words that `check` names.
    dictionary: Option<String>,
    /// The file itself, for findings about it; empty where there is none.
    pub text: String,
}

/// Where pages have the day of their last change from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dates {
    /// They have none.
    Off,
    /// The last commit of their file.
    Git,
}

/// The shape of article addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urls {
    /// `id.html`
    File,
    /// `id/`, kept as `id/index.html`
    Folder,
}

impl Config {
    /// Reads the configuration. Without a file, and without one being named, every key has its default.
    ///
    /// # Errors
    /// When the file cannot be read or understood, or an override names no cloud.
    pub fn load(overrides: &Overrides) -> Result<Self, Error> {
        let path = overrides
            .config
            .clone()
            .unwrap_or_else(|| PathBuf::from("site.yaml"));
        let text = read(&path, overrides.config.is_some())?;
        let mut config = Self::parse(&path, text)?;
        let or = |given: &Option<PathBuf>, usual: PathBuf| given.clone().unwrap_or(usual);
        config.content = or(&overrides.content, config.content);
        config.themes = or(&overrides.themes, config.themes);
        config.out = or(&overrides.out, config.out);
        if !overrides.clouds.is_empty() {
            config.build = chosen(&config.clouds, &overrides.clouds)?;
        }
        if let Some(name) = &config.dictionary {
            // As all paths of the configuration, from where the configuration is.
            let place = path.parent().unwrap_or(Path::new("")).join(name);
            config.check.dictionary = Some(check::Dictionary::parse(&read(&place, true)?));
        }
        let declared = config.content.join(DECLARATIONS);
        let declared = (declared.as_path(), &*read(&declared, false)?);
        let text = match &overrides.values {
            Some(path) => read(path, true)?,
            None => String::new(),
        };
        let given = overrides
            .values
            .as_deref()
            .map(|path| (path, text.as_str()));
        let site = (config.filling, config.slot_files.pop().unwrap_or_default());
        (config.filling, config.slot_files) = slots::complete(site, declared, given)?;
        languages::fill(&mut config.languages, &config.filling);
        Ok(config)
    }

    /// The configuration that `text` describes; `path` is for messages alone.
    ///
    /// # Errors
    /// When the text is no YAML, or holds an unknown key, a wrong type, a duplicate key or an impossible value.
    pub fn parse(path: &Path, text: String) -> Result<Self, Error> {
        let reader = Reader { path, text: &text };
        let raw: RawConfig = reader.read()?;
        let clouds = clouds(&reader, &raw)?;
        let build = clouds.iter().map(|(id, _)| id).collect();
        let urls = [("file", Urls::File), ("folder", Urls::Folder)];
        let urls = choice(&reader, "urls", raw.urls.as_deref(), &urls)?;
        let language = raw.language.clone().unwrap_or_else(|| "en".to_owned());
        if !is_language(&language) {
            return Err(reader.fault(
                &["language"],
                format!("`{language}` is no language tag such as `en` or `zh-Hans`"),
            ));
        }
        let theme = raw.theme.clone().unwrap_or_else(|| "default".to_owned());
        if ContentPath::new("x")
            .join(&theme)
            .is_none_or(|path| path.as_str() != theme)
        {
            return Err(reader.fault(&["theme"], format!("`{theme}` is no folder below `themes`")));
        }
        let (filling, file) = slots::of_site(&reader, &raw, &language)?;
        let (mut languages, own) = languages::languages(&reader, &raw, &language)?;
        languages::fill(&mut languages, &filling);
        Ok(Self {
            content: PathBuf::from("content"),
            themes: PathBuf::from("themes"),
            out: PathBuf::from("public"),
            title: raw.title.clone().unwrap_or_else(|| TITLE.to_owned()),
            language_title: own.unwrap_or_else(|| languages::own_name(&language)),
            language,
            languages,
            theme,
            urls,
            published: published(&reader, &raw.published_properties)?,
            filling,
            slot_files: vec![file],
            data: slots::data(&reader, &raw)?,
            repo: repo(&reader, raw.repo.as_deref())?,
            dates: choice(
                &reader,
                "dates",
                raw.dates.as_deref(),
                &[("off", Dates::Off), ("git", Dates::Git)],
            )?,
            search: search::search(&reader, &raw)?,
            outputs: Outputs::from(&raw.outputs),
            without: Vec::new(),
            publish: publish::targets(&reader, &raw, &clouds)?,
            clouds,
            build,
            defaults: paths::defaults(&reader, &raw)?,
            redirects: paths::redirects(&reader, &raw)?,
            check: check::check(&reader, &raw)?,
            dictionary: raw.check.dictionary.clone(),
            text,
        })
    }

    /// The cloud of that name.
    ///
    /// # Errors
    /// When there is none.
    pub fn cloud(&self, name: &str) -> Result<CloudId, Error> {
        named(&self.clouds, name)
    }

    /// A hash of the whole configuration.
    pub fn key(&self) -> Key {
        // What is debugged is everything there is, without a list that a new key could be missing from.
        KeyOf::new("config").text(&format!("{self:?}")).key()
    }

    /// A hash of all that it was read from for a build, wherever the files are: the same on every machine.
    pub fn content_key(&self) -> Key {
        let files = self.slot_files.iter();
        let key = KeyOf::new("configuration").text(&self.text);
        let key = files.fold(key, |key, file| key.text(&file.text));
        let clouds = self.build.iter();
        let clouds = clouds.map(|cloud| self.clouds.get(*cloud).name.as_str());
        let key = key.text(&clouds.collect::<Vec<_>>().join(" "));
        let without = self.without.iter();
        without.fold(key, |key, id| key.text(id)).key()
    }

    /// The values that this path's article takes where it does not have the property at all.
    pub fn defaults_for(&self, path: &ContentPath) -> Vec<(Property, &str)> {
        let mut found: Vec<(Property, &str)> = Vec::new();
        for default in self
            .defaults
            .iter()
            .filter(|default| default.glob.is_match(path.as_str()))
        {
            for (property, value) in &default.properties {
                found.retain(|(name, _)| name != property || *name == Property::DisableClouds);
                found.push((*property, value));
            }
        }
        found
    }
}

impl std::default::Default for Config {
    fn default() -> Self {
        // An empty text has every default, and a test holds that it parses.
        Self::parse(Path::new("site.yaml"), String::new())
            .unwrap_or_else(|error| unreachable!("{error}"))
    }
}

fn read(path: &Path, must_be_there: bool) -> Result<String, Error> {
    match fs::metadata(path) {
        Ok(meta) if meta.len() > LARGEST => {
            let message = format!(
                "`{}` has {} bytes; a configuration has at most {LARGEST}",
                path.display(),
                meta.len()
            );
            Err(Error::refused(message, "check that this is the right file"))
        }
        Ok(_) => {
            let bytes = fs::read(path).map_err(Error::io("read", path))?;
            let text = String::from_utf8(bytes)
                .map_err(|_| Error::text(path, "", (0, 0), "the configuration is not UTF-8"))?;
            Ok(text
                .strip_prefix('\u{feff}')
                .map_or(text.clone(), str::to_owned))
        }
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound && !must_be_there => {
            Ok(String::new())
        }
        Err(cause) => Err(Error::io("read", path)(cause)),
    }
}

/// What is in a folder, in order of name.
fn folder(path: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = fs::read_dir(path).map_err(Error::io("read", path))?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = paths
        .collect::<Result<Vec<_>, _>>()
        .map_err(Error::io("read", path))?;
    paths.sort();
    Ok(paths)
}

/// One of the words that a key takes, the first where nothing is given.
fn choice<T: Copy>(
    reader: &Reader<'_>,
    key: &str,
    given: Option<&str>,
    words: &[(&str, T)],
) -> Result<T, Error> {
    let given = given.unwrap_or(words[0].0);
    let found = words.iter().find(|(word, _)| *word == given);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let known: Vec<String> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
        let message = format!("`{key}` is {}, not `{given}`", known.join(" or "));
        reader.fault(&[key], message)
    })
}

fn repo(reader: &Reader<'_>, address: Option<&str>) -> Result<Option<String>, Error> {
    let sound = |address: &&str| address.starts_with("https://") && address.contains(SOURCE);
    match address {
        Some(address) if !sound(&address) => {
            let message = format!(
                "`{address}` is no address such as `https://github.com/contoso/help/edit/main/content/{SOURCE}`"
            );
            Err(reader.fault(&["repo"], message))
        }
        address => Ok(address.map(str::to_owned)),
    }
}

fn published(reader: &Reader<'_>, names: &[String]) -> Result<Vec<Property>, Error> {
    let private = || {
        Property::ALL
            .iter()
            .filter(|property| property.is_private())
            .map(|property| property.as_str())
    };
    let find = |name: &String| match Property::find(name).filter(|property| property.is_private()) {
        Some(property) => Ok(property),
        None => {
            let help = nearest(name, private()).map(|near| format!("did you mean `{near}`?"));
            Err(reader
                .fault(
                    &["publishedProperties"],
                    format!("`{name}` is no property that is kept private"),
                )
                .with_help(help))
        }
    };
    names.iter().map(find).collect()
}

fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    (2..=8).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}

#[cfg(test)]
mod tests;
