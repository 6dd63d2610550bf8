//! `inlaid theme check` and `inlaid theme eject`
#![allow(clippy::disallowed_methods, reason = "an edge: writes files of themes")]

use super::args::{Theme, ThemeCheck, ThemeEject, ThemePlaces};
use super::{Outcome, print, report};
use inlaid::check::{count, settle};
use inlaid::config::{Config, Overrides};
use inlaid::diagnostic::{Error, Level};
use inlaid::theme::check::check;
use inlaid::theme::eject::{find, inherited};
use std::fs;
use std::io::{Write as _, stderr};
use std::time::Instant;

pub(super) fn run(what: &Theme) -> Result<Outcome, Error> {
    match what {
        Theme::Check(options) => held(options),
        Theme::Eject(options) => copied(options),
    }
}

/// The configuration, with the theme that is named.
fn config(places: &ThemePlaces) -> Result<Config, Error> {
    let mut config = Config::load(&Overrides {
        themes: places.themes.clone(),
        config: places.config.clone(),
        ..Overrides::default()
    })?;
    if let Some(theme) = &places.theme {
        if theme.is_empty() || theme.starts_with('.') || theme.contains(['/', '\\', ':']) {
            return Err(Error::refused(
                format!("`{theme}` is no folder below `{}`", config.themes.display()),
                "name the folder of a theme, such as `contoso`",
            ));
        }
        config.theme.clone_from(theme);
    }
    Ok(config)
}

fn held(options: &ThemeCheck) -> Result<Outcome, Error> {
    let started = Instant::now();
    let config = config(&options.places)?;
    let findings = settle(check(&config)?, &[], &config);
    report::findings(&findings, &config, options.format, options.quiet)?;
    if !options.quiet {
        let theme = format!("theme `{}`", config.theme);
        report::checked(&theme, &findings, started.elapsed());
    }
    Ok(match count(&findings, Level::Error) {
        0 => Outcome::Done,
        _ => Outcome::Findings,
    })
}

fn copied(options: &ThemeEject) -> Result<Outcome, Error> {
    let configured = config(&ThemePlaces {
        theme: None,
        themes: options.places.themes.clone(),
        config: options.places.config.clone(),
    })?;
    let config = config(&options.places)?;
    if options.list && options.places.theme.is_none() {
        // Nothing is written, so it does not matter whose files they would be.
        let files = match inherited(&config.themes, &config.theme) {
            Ok(files) => files,
            Err(_) => inherited(&config.themes, "a theme of one's own")?,
        };
        return listed(&files);
    }
    let files = inherited(&config.themes, &config.theme)?;
    let Some(name) = &options.file else {
        return listed(&files);
    };
    let file = find(&files, name)?;
    let path = config.themes.join(&config.theme).join(&file.path);
    if path.exists() && !options.force {
        return Err(Error::refused(
            format!("`{}` is there already", path.display()),
            "change it there, or write over it with `--force`",
        ));
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Error::io("make", folder))?;
    }
    fs::write(&path, &file.bytes).map_err(Error::io("write", &path))?;
    let next = match configured.theme == config.theme {
        true => "change it, and see it with `inlaid serve`".to_owned(),
        false => format!("write `theme: {}` in site.yaml", config.theme),
    };
    // Nobody is there to be told when standard error is closed.
    let _ = writeln!(
        stderr(),
        "wrote {}, as theme `{}` has it; now: {next}",
        path.display(),
        file.theme
    );
    Ok(Outcome::Done)
}

fn listed(files: &[inlaid::theme::eject::Inherited]) -> Result<Outcome, Error> {
    let lines = files.iter().map(|file| format!("{}\n", file.path));
    print(lines.collect::<String>().as_bytes())
}
