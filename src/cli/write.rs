//! `inlaid init` and `inlaid new`: files to begin with.
#![allow(clippy::disallowed_methods, reason = "an edge: writes starter files")]

use super::Outcome;
use super::args::{Init, New};
#[cfg(feature = "publish")]
use super::ci;
use inlaid::article::Kind;
#[cfg(feature = "publish")]
use inlaid::config::{Config, Overrides};
use inlaid::diagnostic::Error;
use inlaid::kinds::schema;
use inlaid::property::nearest;
use std::fs;
use std::io::{ErrorKind, Write as _, stderr};
use std::path::{Path, PathBuf};

/// The files of a new site.
const SITE: [(&str, &str); 4] = [
    ("site.yaml", include_str!("starter/site.yaml")),
    (
        "content/contoso.mail/welcome.md",
        include_str!("starter/welcome.md"),
    ),
    (
        "content/contoso.mail/sign-in-failed.md",
        include_str!("starter/sign-in-failed.md"),
    ),
    (".gitignore", "/public/\n"),
];

pub(super) fn site(options: &Init) -> Result<Outcome, Error> {
    let here = Path::new(".");
    let dir = options.dir.as_deref().unwrap_or(here);
    let empty = is_empty(dir)?;
    #[cfg(feature = "publish")]
    if options.ci {
        return with_ci(dir, empty);
    }
    if !empty {
        return Err(not_empty(
            dir,
            "name a folder that is empty or not there yet",
        ));
    }
    begin(dir)?;
    say(&format!(
        "wrote a site of two articles; now: cd {} && inlaid build",
        dir.display()
    ));
    Ok(Outcome::Done)
}

/// Whether a folder holds nothing, or is not there. A repository that nothing was put into yet holds nothing.
fn is_empty(dir: &Path) -> Result<bool, Error> {
    match fs::read_dir(dir) {
        Ok(mut entries) => {
            Ok(entries.all(|entry| entry.is_ok_and(|entry| entry.file_name() == ".git")))
        }
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(true),
        Err(cause) => Err(Error::io("read", dir)(cause)),
    }
}

fn not_empty(dir: &Path, help: &str) -> Error {
    Error::refused(format!("`{}` is not empty", dir.display()), help)
}

fn begin(dir: &Path) -> Result<(), Error> {
    for (name, text) in SITE {
        write(&dir.join(name), text)?;
    }
    Ok(())
}

/// Adds what CI runs to a site, which is made where there is none. No file that is there is touched.
#[cfg(feature = "publish")]
fn with_ci(dir: &Path, empty: bool) -> Result<Outcome, Error> {
    let file = dir.join("site.yaml");
    if !empty && !file.exists() && !dir.join("content").is_dir() {
        return Err(not_empty(
            dir,
            "name the folder of a site, or one that is empty or not there yet",
        ));
    }
    let config = Config::load(&Overrides {
        content: Some(dir.join("content")),
        config: file.exists().then_some(file),
        ..Overrides::default()
    })?;
    let files = ci::files(&config)?;
    for (name, _) in &files {
        let path = dir.join(name);
        if path.symlink_metadata().is_ok() {
            let message = format!("`{}` is there already", shown(&path));
            return Err(Error::refused(
                message,
                "move it away, and it is written anew",
            ));
        }
    }
    if empty {
        begin(dir)?;
        say("wrote a site of two articles");
    }
    for (name, text) in &files {
        write(&dir.join(name), text)?;
        say(&format!("wrote {}", shown(&dir.join(name))));
    }
    for target in config
        .publish
        .iter()
        .filter(|target| target.cloud.is_none())
    {
        let name = &target.name;
        say(&format!(
            "`{name}` does not say which cloud it is for, so it has no job"
        ));
    }
    Ok(Outcome::Done)
}

/// A path below this folder, as people write it.
#[cfg(feature = "publish")]
fn shown(path: &Path) -> String {
    path.strip_prefix(".").unwrap_or(path).display().to_string()
}

pub(super) fn article(new: &New) -> Result<Outcome, Error> {
    let kind = Kind::find(&new.kind).ok_or_else(|| {
        let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
        let help = match nearest(&new.kind, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the kinds are {}", names.join(", ")),
        };
        Error::refused(format!("no kind of article is named `{}`", new.kind), help)
    })?;
    if new.id.contains(['/', '\\', '"', '<', '>', '\n'])
        || new.id.starts_with('.')
        || new.id.trim().is_empty()
    {
        return Err(Error::refused(
            format!("`{}` cannot name a file", new.id),
            "use letters, digits and `-`",
        ));
    }
    let folder = new.service.as_deref().map_or_else(
        || new.content.clone(),
        |service| new.content.join(folder_name(service)),
    );
    let path = folder.join(format!("{}.md", new.id));
    if path.exists() {
        return Err(Error::refused(
            format!("`{}` is there already", path.display()),
            "choose another id",
        ));
    }
    write(&path, &text(kind, new))?;
    say(&format!("wrote {}", path.display()));
    Ok(Outcome::Done)
}

fn folder_name(service: &str) -> PathBuf {
    PathBuf::from(inlaid::path::segment(
        service,
        inlaid::path::Segment::Folder,
    ))
}

fn text(kind: Kind, new: &New) -> String {
    let title = new.title.clone().unwrap_or_else(|| in_words(&new.id));
    let quoted = |text: &str| text.replace('&', "&amp;").replace('"', "&quot;");
    let mut header = String::from("<properties\n");
    let mut property =
        |name: &str, value: &str| header.push_str(&format!("    {name}=\"{}\"\n", quoted(value)));
    property("pageTitle", &title);
    property("description", &title);
    property("service", new.service.as_deref().unwrap_or_default());
    property("resource", new.resource.as_deref().unwrap_or_default());
    property("displayOrder", "1");
    property("articleId", &new.id);
    property("selfHelpType", kind.as_str());
    property("supportTopicIds", "");
    property("productPesIds", "");
    property("cloudEnvironments", "public");
    let json = schema::of(kind).map(|schema| format!("---\n{}\n---\n", schema.example()));
    let body = json.unwrap_or_else(|| match kind {
        Kind::Diagnostics | Kind::Rca | Kind::Health | Kind::ServiceHealthInsights => include_str!("starter/insight.md").to_owned(),
        _ => "Say in one sentence what the reader sees.\n\n## **Recommended Steps**\n\n1. Say what to do first.\n".to_owned(),
    });
    format!("{header}/>\n\n# {title}\n\n{body}")
}

/// `sign-in-failed` as `Sign in failed`.
fn in_words(id: &str) -> String {
    let words = id.replace(['-', '_', '.'], " ");
    let mut letters = words.trim().chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Error::io("make", folder))?;
    }
    fs::write(path, text).map_err(Error::io("write", path))
}

fn say(line: &str) {
    // Nobody is there to be told when standard error is closed.
    let _ = writeln!(stderr(), "{line}");
}
