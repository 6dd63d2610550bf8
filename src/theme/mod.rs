//! Templates and assets of a theme, with what it inherits; [`Page`] → bytes.

mod assets;
mod files;

use crate::config::Config;
use crate::diagnostic::Error;
use crate::memo::{Key, Memo};
use crate::page::{Content, Page, Shown};
use crate::path::UrlPath;
use assets::Assets;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use files::Files;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use tera::{Context, ErrorKind, Tera, Value};

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
    /// A hash of all that it was made from.
    pub key: Key,
    tera: Tera,
    /// Where each template is kept, and its text, for messages.
    sources: BTreeMap<String, (PathBuf, String)>,
    assets: Assets,
    /// Logical name → address, as templates see it.
    addresses: Value,
    missing_style: String,
    missing_policy: String,
}

impl Theme {
    /// Loads the theme of the configuration and those it extends; the default theme is in the program.
    ///
    /// # Errors
    /// When a file cannot be read, a theme or template is missing, or a template is wrong.
    pub fn load(config: &Config, memo: &mut Memo) -> Result<Arc<Self>, Error> {
        let chain = files::chain(&config.themes, &config.theme)?;
        let key = files::key(&chain);
        if let Some(theme) = memo.get(key) {
            return Ok(theme);
        }
        let theme = Arc::new(Self::of(&chain, key)?);
        memo.keep(key, Arc::clone(&theme));
        Ok(theme)
    }

    /// The theme of these files, itself first.
    fn of(chain: &[Files], key: Key) -> Result<Self, Error> {
        let mut tera = Tera::default();
        let prefixes: Vec<String> = chain
            .iter()
            .map(|files| format!("{}/", files.name))
            .collect();
        let wrong = |error: tera::Error| {
            Error::refused(
                format!("the theme cannot be used: {error}"),
                "check the theme's templates",
            )
        };
        tera.set_fallback_prefixes(prefixes).map_err(wrong)?;

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
        tera.add_raw_templates(
            sources
                .iter()
                .map(|(name, (_, text))| (name.as_str(), text.as_str())),
        )
        .map_err(|error| explain(&error, &sources))?;
        if let Some(missing) = TEMPLATES.iter().find(|name| !tera.contains_template(name)) {
            return Err(Error::refused(
                format!("theme `{}` has no template `{missing}`", chain[0].name),
                "write it, or let the theme extend `default`",
            ));
        }
        let assets = assets::fingerprint(assets)?;
        let addresses: BTreeMap<&str, &str> = assets
            .iter()
            .map(|(name, (url, _))| (name.as_str(), url.as_str()))
            .collect();
        let hash = STANDARD.encode(Sha256::digest(style.as_bytes()));
        Ok(Self {
            key,
            addresses: Value::from_serializable(&addresses),
            missing_policy: format!(
                "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; form-action 'none'"
            ),
            missing_style: style,
            tera,
            sources,
            assets,
        })
    }

    /// The assets: address and content.
    pub fn assets(&self) -> impl Iterator<Item = (&UrlPath, &[u8])> {
        self.assets
            .values()
            .map(|(url, bytes)| (url, bytes.as_slice()))
    }

    /// Renders what an article shows besides its Markdown.
    ///
    /// # Errors
    /// When the template uses what the body does not have.
    pub fn render_json(&self, shown: &Shown<'_>) -> Result<String, Error> {
        let fault = |error: tera::Error| explain(&error, &self.sources);
        let context = Context::from_serialize(shown).map_err(fault)?;
        self.tera.render(shown.template(), &context).map_err(fault)
    }

    /// The content of the asset that the theme names so.
    pub fn asset(&self, name: &str) -> Option<&[u8]> {
        self.assets.get(name).map(|(_, bytes)| bytes.as_slice())
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
        context.insert_value("assets", self.addresses.clone());
        let mut bytes = Vec::with_capacity(8192);
        self.tera
            .render_to(template, &context, &mut bytes)
            .map_err(fault)?;
        Ok(bytes)
    }
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
