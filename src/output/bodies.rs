//! The bodies of articles as HTML.

use super::Shard;
use crate::config::{Config, LanguageId, Search};
use crate::diagnostic::Error;
use crate::html;
use crate::page;
use crate::site::{Entry, Site};
use crate::theme::Theme;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// Bodies of articles, each rendered once for all clouds in which its links lead to the same places, when it is first asked for.
/// What is asked for once is not among them: it is rendered with its page, and then let go.
#[derive(Default)]
pub struct Bodies(HashMap<BodyKey, OnceLock<Option<Box<str>>>>);

impl Bodies {
    /// Room for the bodies of these sites that a shard has and that several files need.
    pub fn of(sites: &[Site], shard: Shard, config: &Config) -> Self {
        let all = sites.iter().flat_map(Site::in_all_languages);
        let entries = all.flat_map(|site| &site.entries);
        let entries = entries.filter(|entry| shard.has_article(&entry.article.id));
        // A page is one file; its twin and what is searched of it are more.
        let files = match config.outputs.markdown || config.search == Search::Full {
            true => 2,
            false => 1,
        };
        let mut needed: HashMap<BodyKey, usize> = HashMap::new();
        for entry in entries {
            *needed.entry(key(entry)).or_default() += files;
        }
        let several = needed.into_iter().filter(|(_, files)| *files > 1);
        Self(several.map(|(key, _)| (key, OnceLock::new())).collect())
    }

    /// The body of an entry: as it was rendered, or rendered now.
    pub(super) fn get(
        &self,
        entry: &Entry,
        config: &Config,
        theme: &Theme,
    ) -> Result<Cow<'_, str>, Error> {
        let render = || body(entry, config, theme);
        let kept = self.0.get(&key(entry)).and_then(|room| {
            let kept = room.get_or_init(|| render().ok().map(String::into_boxed_str));
            kept.as_deref()
        });
        // One whose template fails is rendered again, for the error.
        kept.map_or_else(|| render().map(Cow::Owned), |body| Ok(Cow::Borrowed(body)))
    }
}

/// The body of an entry: a JSON body by its template, inside of the Markdown around it; the
/// path of a troubleshooter behind its cover. All of it is in the language of the article, whatever the page's.
fn body(entry: &Entry, config: &Config, theme: &Theme) -> Result<String, Error> {
    let Entry {
        article,
        targets,
        guide,
        language,
        ..
    } = entry;
    let setting = setting(*language, config, theme);
    let language = config.tag(*language);
    let shown = match page::shown(article, targets, setting) {
        Some(shown) => theme.render_json(&shown, language)?,
        None => article
            .body()
            .json
            .as_ref()
            .and_then(html::broken)
            .unwrap_or_default(),
    };
    let mut body = html::render(article, targets, &shown, setting);
    if let Some(guide) = guide.as_deref().and_then(page::guide) {
        body.push_str(&theme.render_json(&guide, language)?);
    }
    Ok(body)
}

pub(super) fn setting<'a>(
    language: LanguageId,
    config: &'a Config,
    theme: &'a Theme,
) -> html::Setting<'a> {
    html::Setting {
        filling: config.filling_in(language),
        words: theme.words(config.tag(language)),
    }
}

/// Shared articles, targets and guides are shared by address.
type BodyKey = (usize, usize, usize, LanguageId);

fn key(entry: &Entry) -> BodyKey {
    let guide = entry.guide.as_ref();
    (
        Arc::as_ptr(&entry.article) as usize,
        Arc::as_ptr(&entry.targets) as usize,
        guide.map_or(0, |guide| Arc::as_ptr(guide) as usize),
        entry.language,
    )
}
