//! Files of a theme that a theme of one's own would inherit, to start from.

use super::files;
use crate::diagnostic::Error;
use crate::property::nearest;
use std::path::Path;

/// A file that can be copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inherited {
    /// Its path below the folder of the theme, with `/`: `templates/side.html`.
    pub path: String,
    /// The theme that it is from.
    pub theme: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// The files that a theme inherits or would inherit, in order of path; a theme that is not there yet extends `default`.
///
/// # Errors
/// When the theme is one of those in the program, whose files would be lost if a folder took its place, or when one
/// that it extends cannot be read.
pub fn inherited(themes: &Path, theme: &str) -> Result<Vec<Inherited>, Error> {
    let folder = themes.join(theme);
    if files::is_built_in(theme) && !folder.is_dir() {
        return Err(Error::refused(
            format!(
                "a folder `{}` would take the place of the theme `{theme}`, with all its files",
                folder.display()
            ),
            "name a theme of your own with `--theme NAME`; it is made if it is not there",
        ));
    }
    let first = match folder.is_dir() {
        true => theme,
        false => "default",
    };
    let chain = files::chain(themes, first)?;
    let own = usize::from(folder.is_dir());
    let mut found: Vec<Inherited> = Vec::new();
    for files in chain.iter().skip(own) {
        for (path, bytes) in files::raw(themes, &files.name)? {
            let path = path.to_string_lossy().replace('\\', "/");
            let is_part = ["templates/", "assets/", "i18n/"]
                .iter()
                .any(|folder| path.starts_with(folder));
            if is_part && !found.iter().any(|other| other.path == path) {
                found.push(Inherited {
                    path,
                    theme: files.name.clone(),
                    bytes,
                });
            }
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}

/// The file that is meant: by its path below the theme, or by the part of it behind `templates/`, `assets/`, `i18n/`.
///
/// # Errors
/// When there is none of this name, with the nearest one as advice.
pub fn find<'f>(files: &'f [Inherited], name: &str) -> Result<&'f Inherited, Error> {
    let name = name.replace('\\', "/");
    let name = name.trim_start_matches("./");
    let short = |file: &'f Inherited| file.path.split_once('/').map_or("", |(_, short)| short);
    let exact = files.iter().find(|file| file.path == name);
    let found = exact.or_else(|| files.iter().find(|file| short(file) == name));
    found.ok_or_else(|| {
        let paths = files
            .iter()
            .flat_map(|file| [file.path.as_str(), short(file)]);
        let help = match nearest(name, paths) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`inlaid theme eject --list` lists the files that there are".to_owned(),
        };
        Error::refused(format!("no file of the theme is named `{name}`"), help)
    })
}
