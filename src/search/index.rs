//! Documents → the files of an index, by Pagefind.

use super::Files;
use super::document::{LEFT_OUT, document, paragraph};
use crate::diagnostic::Error;
use crate::output::Output;
use crate::path::{OutPath, UrlPath};
use crate::site::Entry;
use pagefind::api::{PagefindIndex, SyntheticFile};
use pagefind::options::PagefindServiceConfig;
use tokio::runtime::Builder;

/// The folder of the index.
const FOLDER: &str = "pagefind";
/// The most files of texts that results are shown from: with more pages, several share one. Many hosts allow 20,000
/// files.
const MOST_FRAGMENTS: u32 = 4000;
/// Languages without blanks between words. Pagefind knows where words begin in a text, but not in a title.
const UNSPACED: [&str; 3] = ["zh", "ja", "th"];
/// What Pagefind offers for pages of other kinds than ours.
const NOT_OURS: [&str; 5] = [
    "pagefind-component-ui",
    "pagefind-highlight",
    "pagefind-modular-ui",
    "pagefind-ui",
    "pagefind-worker",
];

/// The index of a tree.
///
/// # Errors
/// When an article cannot be rendered, or Pagefind cannot work.
pub(super) fn files(output: &Output<'_>) -> Result<Files, Error> {
    let runtime = Builder::new_current_thread().build();
    let runtime = runtime.map_err(Error::io("start", "the search index"))?;
    let language = output.config().language.to_ascii_lowercase();
    let is_unspaced = UNSPACED.contains(&language.split('-').next().unwrap_or_default());
    let options = PagefindServiceConfig::builder()
        .exclude_selectors(LEFT_OUT.map(str::to_owned).to_vec())
        .force_language(language)
        .max_fragments(MOST_FRAGMENTS)
        .build();
    let made = runtime.block_on(async {
        let mut index = PagefindIndex::new(Some(options)).map_err(|error| fault(&error))?;
        for (at, entry) in output.site().entries.iter().enumerate() {
            let mut text = document(output, at)?;
            if is_unspaced {
                paragraph(&mut text, &entry.article.title);
            }
            let words = add(&mut index, entry, text.clone()).await?;
            if words <= 1 {
                // An article without a word would be left out; it has those of its title.
                paragraph(&mut text, &entry.article.title);
                add(&mut index, entry, text).await?;
            }
        }
        index.get_files().await.map_err(|error| fault(&error))
    })?;
    Ok(made.into_iter().filter_map(file).collect())
}

/// Adds the document of an entry, or puts it in place of what was added for the entry before; gives back how many words
/// it has, and 1 where it has none.
async fn add(index: &mut PagefindIndex, entry: &Entry, text: String) -> Result<u32, Error> {
    let url = Some(entry.url.as_str().to_owned());
    let added = index.add_html_file(None, url, text).await;
    Ok(added.map_err(|error| fault(&error))?.page_word_count)
}

/// Where a file of the index stands, if it is needed.
fn file(made: SyntheticFile) -> Option<(OutPath, Vec<u8>)> {
    let name = made.filename.to_str()?.replace('\\', "/");
    let stem = name.split('.').next().unwrap_or_default();
    let url = UrlPath::new(&format!("{FOLDER}/{name}"));
    (!NOT_OURS.contains(&stem)).then(|| (OutPath::from(&url), made.contents))
}

fn fault(error: &impl std::fmt::Display) -> Error {
    let message = format!("the search index cannot be made: {error}");
    Error::refused(message, "set `search: titles` in `site.yaml`")
}
