//! Documents → the files of an index, by Pagefind.

use super::document::{LEFT_OUT, paragraph};
use super::{Document, Files};
use crate::diagnostic::Error;
use crate::path::{OutPath, UrlPath};
use pagefind::api::{PagefindIndex, SyntheticFile};
use pagefind::options::PagefindServiceConfig;
use tokio::runtime::Builder;

/// The folder of the index.
const FOLDER: &str = "pagefind";
/// The most files of texts that results are shown from: with more pages, several share one. Many hosts allow 20,000
/// files.
const MOST_FRAGMENTS: u32 = 4000;
/// What Pagefind offers for pages of other kinds than ours.
const NOT_OURS: [&str; 5] = [
    "pagefind-component-ui",
    "pagefind-highlight",
    "pagefind-modular-ui",
    "pagefind-ui",
    "pagefind-worker",
];

/// The index of a tree in this language, made of the documents of all its articles in the order of the site.
///
/// # Errors
/// When a document cannot be had, or the index cannot be made.
pub fn index(
    language: &str,
    documents: impl Iterator<Item = Result<Document, Error>>,
) -> Result<Files, Error> {
    let runtime = Builder::new_current_thread().build();
    let runtime = runtime.map_err(Error::io("start", "the search index"))?;
    let options = PagefindServiceConfig::builder()
        .exclude_selectors(LEFT_OUT.map(str::to_owned).to_vec())
        .force_language(language.to_ascii_lowercase())
        .max_fragments(MOST_FRAGMENTS)
        .build();
    let made = runtime.block_on(async {
        let mut index = PagefindIndex::new(Some(options)).map_err(|error| fault(&error))?;
        for document in documents {
            let Document {
                url,
                title,
                mut html,
            } = document?;
            let words = add(&mut index, &url, html.clone()).await?;
            if words <= 1 {
                // An article without a word would be left out; it has those of its title.
                paragraph(&mut html, &title);
                add(&mut index, &url, html).await?;
            }
        }
        index.get_files().await.map_err(|error| fault(&error))
    })?;
    Ok(made.into_iter().filter_map(file).collect())
}

/// Adds a page, or puts it in place of what was added at the same address before; gives back how many words it has, and 1
/// where it has none.
async fn add(index: &mut PagefindIndex, url: &str, html: String) -> Result<u32, Error> {
    let added = index.add_html_file(None, Some(url.to_owned()), html).await;
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
