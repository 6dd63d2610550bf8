//! Templates and assets of a theme, with what it inherits; [`Page`] → bytes.

mod assets;
pub mod check;
pub mod eject;
mod files;
mod reading;
pub mod reference;
mod sheet;
mod syntax;
mod words;

use crate::config::Config;
use crate::diagnostic::Error;
use crate::memo::{Key, Memo};
use crate::page::{Content, Page, Shown};
use crate::path::UrlPath;
use crate::value;
use crate::words::{ENGLISH, Words, fill};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use files::Files;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use tera::{Context, ErrorKind, Kwargs, State, Tera, TeraResult, Value};

/// Templates that a theme has, its own or inherited.
const TEMPLATES: [&str; 14] = [
    "article.html",
    "home.html",
    "service.html",
    "resource.html",
    "find.html",
    "search.html",
    "404.html",
    "redirect.html",
    "kinds/form.html",
    "kinds/topics.html",
    "kinds/menu.html",
    "kinds/recommendation.html",
    "kinds/other.html",
    "kinds/guide.html",
];

/// A theme, ready to render on any thread.
pub struct Theme {
    /// A hash of all that it was made from, and of where it is.
    pub key: Key,
    /// A hash of all that it was made from, wherever it is: the same on every machine.
    pub content: Key,
    tera: Tera,
    /// Where each template is kept, and its text, for messages.
    sources: BTreeMap<String, (PathBuf, String)>,
    /// The assets of every language, by address.
    assets: BTreeMap<UrlPath, Vec<u8>>,
    /// What depends on the language of a page, by its tag.
    languages: BTreeMap<String, Language>,
    /// The tag of the first language that it was loaded with.
    first: String,
    missing_style: String,
    missing_policy: String,
}

/// A theme in one language.
struct Language {
    words: Arc<Words>,
    /// The words, as templates see them.
    told: Value,
    /// Logical name → address.
    names: BTreeMap<String, UrlPath>,
    /// The same, as templates see it.
    addresses: Value,
}

impl Theme {
    /// Loads the theme of the configuration and those it extends; the default theme is in the program.
    ///
    /// # Errors
    /// When a file cannot be read, a theme or template is missing, or a template is wrong.
    pub fn load(config: &Config, memo: &mut Memo) -> Result<Arc<Self>, Error> {
        let chain = files::chain(&config.themes, &config.theme)?;
        let languages: Vec<&str> = config.all_languages().map(|id| config.tag(id)).collect();
        let keys = files::keys(&chain, &languages);
        if let Some(theme) = memo.get(keys.0) {
            return Ok(theme);
        }
        let theme = Arc::new(Self::of(&chain, &languages, keys)?);
        memo.keep(keys.0, Arc::clone(&theme));
        Ok(theme)
    }

    /// The key of the theme that would be loaded.
    ///
    /// # Errors
    /// When a file cannot be read, or a theme is missing.
    pub fn key_of(config: &Config) -> Result<Key, Error> {
        let chain = files::chain(&config.themes, &config.theme)?;
        let languages: Vec<&str> = config.all_languages().map(|id| config.tag(id)).collect();
        Ok(files::keys(&chain, &languages).0)
    }

    /// The theme of these files, itself first, in these languages.
    fn of(chain: &[Files], languages: &[&str], (key, content): (Key, Key)) -> Result<Self, Error> {
        let (mut sources, mut assets, mut style) =
            (BTreeMap::new(), BTreeMap::new(), String::new());
        // From the oldest ancestor on, so that what comes later stands over it.
        for files in chain.iter().rev() {
            for (name, path, text) in &files.templates {
                sources.insert(
                    format!("{}/{name}", files.name),
                    (path.clone(), text.clone()),
                );
            }
            for (name, bytes) in &files.assets {
                assets.insert(name.clone(), bytes.clone());
            }
            if let Some(css) = &files.missing_style {
                style.clone_from(css);
            }
        }
        let first = languages.first().copied().unwrap_or(ENGLISH).to_owned();
        let (languages, assets) = translate(chain, languages, &assets)?;
        let hash = STANDARD.encode(Sha256::digest(style.as_bytes()));
        Ok(Self {
            key,
            content,
            missing_policy: format!(
                "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; form-action 'none'"
            ),
            missing_style: style,
            tera: templates(chain, &sources, &languages)?,
            sources,
            assets,
            languages,
            first,
        })
    }

    /// The assets: address and content.
    pub fn assets(&self) -> impl Iterator<Item = (&UrlPath, &[u8])> {
        self.assets
            .iter()
            .map(|(url, bytes)| (url, bytes.as_slice()))
    }

    /// The words of a language: those it was loaded with, or else the first of them.
    pub fn words(&self, language: &str) -> &Words {
        &self.language(language).words
    }

    fn language(&self, tag: &str) -> &Language {
        let known = self.languages.get(tag);
        known
            .or_else(|| self.languages.get(&self.first))
            .unwrap_or_else(|| unreachable!("a theme is loaded with a language"))
    }

    /// Renders what an article shows besides its Markdown, in a language.
    ///
    /// # Errors
    /// When the template uses what the body does not have.
    pub fn render_json(&self, shown: &Shown<'_>, language: &str) -> Result<String, Error> {
        let fault = |error: tera::Error| explain(&error, &self.sources);
        let mut context = Context::from_serialize(shown).map_err(fault)?;
        context.insert_value("t", self.language(language).told.clone());
        self.tera.render(shown.template(), &context).map_err(fault)
    }

    /// The content of the asset that the theme names so.
    pub fn asset(&self, name: &str) -> Option<&[u8]> {
        let first = self.languages.get(&self.first)?;
        self.assets.get(first.names.get(name)?).map(Vec::as_slice)
    }

    /// Renders a page.
    ///
    /// # Errors
    /// When a template uses what the page does not have.
    pub fn render(&self, page: &Page<'_>) -> Result<Vec<u8>, Error> {
        let fault = |error: tera::Error| explain(&error, &self.sources);
        let mut context = Context::from_serialize(page).map_err(fault)?;
        let template = match &page.content {
            Content::Article { .. } => "article.html",
            Content::Home { .. } => "home.html",
            Content::List { resource: None, .. } => "service.html",
            Content::List { .. } => "resource.html",
            Content::Find { .. } => "find.html",
            Content::Search { .. } => "search.html",
            Content::Redirect { .. } => "redirect.html",
            Content::Missing {} => {
                context.insert("style", &self.missing_style);
                let view = crate::page::PageView {
                    policy: self.missing_policy.clone(),
                    ..page.page.clone()
                };
                context.insert("page", &view);
                "404.html"
            }
        };
        let language = self.language(page.site.language);
        context.insert_value("assets", language.addresses.clone());
        context.insert_value("t", language.told.clone());
        // About what a page takes around its body.
        let body = match &page.content {
            Content::Article { article, .. } => article.body.len(),
            _ => 0,
        };
        let mut bytes = Vec::with_capacity(body + 8192);
        self.tera
            .render_to(template, &context, &mut bytes)
            .map_err(fault)?;
        Ok(bytes)
    }
}

/// The templates, compiled, with the filter `say`.
fn templates(
    chain: &[Files],
    sources: &BTreeMap<String, (PathBuf, String)>,
    languages: &BTreeMap<String, Language>,
) -> Result<Tera, Error> {
    let mut tera = Tera::default();
    let prefixes = chain.iter().map(|files| format!("{}/", files.name));
    let wrong = |error: tera::Error| {
        Error::refused(
            format!("the theme cannot be used: {error}"),
            "check the theme's templates",
        )
    };
    tera.set_fallback_prefixes(prefixes.collect::<Vec<_>>())
        .map_err(wrong)?;
    let words: Vec<Arc<Words>> = languages
        .values()
        .map(|language| Arc::clone(&language.words))
        .collect();
    tera.register_filter("say", move |word: Value, given: Kwargs, state: &State| {
        say(&words, &word, &given, state)
    });
    let texts = sources
        .iter()
        .map(|(name, (_, text))| (name.as_str(), text.as_str()));
    tera.add_raw_templates(texts)
        .map_err(|error| explain(&error, sources))?;
    match TEMPLATES.iter().find(|name| !tera.contains_template(name)) {
        None => Ok(tera),
        Some(missing) => Err(Error::refused(
            format!("theme `{}` has no template `{missing}`", chain[0].name),
            "write it, or let the theme extend `default`",
        )),
    }
}

/// A word with its names filled in, in the form that the number `n` asks for.
fn say(words: &[Arc<Words>], word: &Value, given: &Kwargs, state: &State) -> TeraResult<String> {
    let told = state.get::<Value>("t")?;
    let language = told
        .as_ref()
        .and_then(|told| told.get_from_path("language"));
    let language = language.and_then(Value::as_str).unwrap_or(ENGLISH);
    let words = words.iter().find(|words| words.language == language);
    let form = words.zip(given.get::<u64>("n")?);
    let form = form.map_or("other", |(words, number)| words.category(number));
    let of = |form| word.get_from_path(form).and_then(Value::as_str);
    let text = word.as_str().or_else(|| of(form)).or_else(|| of("other"));
    let text = text.ok_or_else(|| tera::Error::message("the interface has no such word"))?;
    let written = |value: &Value| match value.as_u64() {
        Some(number) => value::Language::of(language).number(number as f64),
        None => value.to_string(),
    };
    let values = given
        .iter()
        .map(|(name, value)| (name.to_string(), written(value)));
    let values: BTreeMap<String, String> = values.collect();
    Ok(fill(text, |name| values.get(name).map(String::as_str)))
}

/// What depends on the language, by its tag; and the assets of all languages.
type Translated = (BTreeMap<String, Language>, BTreeMap<UrlPath, Vec<u8>>);

/// What a theme of these assets is in each language, and the assets of all.
fn translate(
    chain: &[Files],
    languages: &[&str],
    assets: &BTreeMap<String, Vec<u8>>,
) -> Result<Translated, Error> {
    let (mut found, mut all) = (BTreeMap::new(), BTreeMap::new());
    let spoken = words::parse(chain)?;
    for tag in languages {
        let words = words::words(&spoken, tag);
        let own = assets::fingerprint(assets::with_words(assets.clone(), &words))?;
        let names: BTreeMap<String, UrlPath> = own
            .iter()
            .map(|(name, (url, _))| (name.clone(), url.clone()))
            .collect();
        let language = Language {
            told: Value::from_serializable(&words),
            addresses: Value::from_serializable(&names),
            names,
            words: Arc::new(words),
        };
        found.insert((*tag).to_owned(), language);
        all.extend(own.into_values());
    }
    Ok((found, all))
}

/// A template's error with its place.
fn explain(error: &tera::Error, sources: &BTreeMap<String, (PathBuf, String)>) -> Error {
    let (ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report)) = error.kind() else {
        return Error::refused(
            format!("the theme cannot be used: {error}"),
            "check the theme's templates",
        );
    };
    match sources.get(report.filename()) {
        Some((path, text)) => Error::text(
            path,
            text,
            (report.span().start_line, report.span().start_col + 1),
            report.message(),
        ),
        None => Error::refused(
            format!("the theme cannot be used: {}", report.message()),
            "check the theme's templates",
        ),
    }
}
