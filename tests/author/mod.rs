//! What an author does, at random, in a folder of a few articles with a theme of its own.

use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};

/// One thing that an author does.
#[derive(Clone, Debug)]
pub(crate) enum Edit {
    /// Writes an article: its number, title, body, service, clouds.
    Article(u8, u8, u8, u8, u8),
    /// Writes a translation: its number, language, title, body, clouds.
    Translation(u8, u8, u8, u8, u8),
    /// Changes nothing of one but what it is found by.
    Keys(u8, u8),
    /// Removes one.
    Remove(u8),
    /// Gives one the place of another.
    Rename(u8, u8),
    /// Writes a drawing that articles show.
    Asset(u8),
    /// Writes `slots.yaml`.
    Slots(u8),
    /// Writes `site.yaml`.
    Site(usize),
    /// Writes a template of the theme.
    Template(u8),
}

/// How many bodies an article may have.
const BODIES: u8 = 10;

pub(crate) fn edit() -> impl Strategy<Value = Edit> {
    let n = || 0..6u8;
    prop_oneof![
        6 => (n(), 0..BODIES, n(), n(), n()).prop_map(|(a, b, c, d, e)| Edit::Article(a, b, c, d, e)),
        3 => (n(), 0..2u8, 0..BODIES, n(), n()).prop_map(|(a, b, c, d, e)| Edit::Translation(a, b, c, d, e)),
        2 => (n(), n()).prop_map(|(a, b)| Edit::Keys(a, b)),
        1 => n().prop_map(Edit::Remove),
        1 => (n(), n()).prop_map(|(a, b)| Edit::Rename(a, b)),
        1 => n().prop_map(Edit::Asset),
        1 => n().prop_map(Edit::Slots),
        2 => (0..SITES.len()).prop_map(Edit::Site),
        1 => n().prop_map(Edit::Template),
    ]
}

/// What an article is found by; the first is what all begin with.
const KEYS: [&str; 6] = [
    "category=\"\"",
    "supportTopicIds=\"1, 2; 1\"",
    "productPesIds=\"1\"",
    "diagnosticScenario=\"1\"",
    "symptomID=\"1\"",
    "resourceTags=\"1\"",
];

/// What `site.yaml` may say.
const SITES: [&str; 9] = [
    "",
    "title: Other\nbaseUrl: https://x.y\noutputs: {markdown: true, llms: true}\n",
    "values: {userName: Ann}\n",
    "urls: folder\n",
    "defaults: {'**': {service: y}}\n",
    "language: de\n",
    "languages: {de: de, ja: i18n/ja}\nvalues: {userName: 1.5}\n",
    "languages: {de: de, ja: i18n/ja}\nurls: folder\nredirects: {old/: id1}\n",
    "languages: [de]\nlanguage: ja\ntitle: Other\n",
];

fn article(title: u8, body: u8, service: u8, clouds: u8) -> String {
    let kind = match body {
        6 => "diagnoseAndSolve",
        7 => "TSG_Questions",
        8 => "TSG_Description",
        9 => "TSG_Content",
        _ => "generic",
    };
    let body = match body {
        6 => {
            "---\n{\"commonProblems\": [{\"title\": \"P\", \"commonSolutionArticleId\": \"id1\"}, {\"title\": \"Q\", \"supportTopicId\": \"1\"}]}\n---\n"
        }
        7 => {
            "---\n{\"formElements\": [{\"id\": \"q\", \"controlType\": \"dropdown\", \"dropdownOptions\": [{\"value\": \"id0\"}, {\"value\": \"id2\"}]}]}\n---\n"
        }
        8 => "Begin with [this](a1.md).",
        9 => "Then [that](a2.md).",
        0 => "Text.",
        1 => "See [other](a0.md#section-1) and [gone](nowhere.md).\n\n## Section 1\n\nText.",
        2 => "Hello <!--$userName-->[userName]<!--/$userName-->, at <!--$when-->soon<!--/$when-->.",
        3 => "![A dot](dot.svg)\n\n[Blade](data-blade:A.B.id.$resourceId)",
        4 => "\n\n## Section 1\n\n[first](a0.md), [second](a1.md), [third](a2.md#section-1)",
        _ => "<!--issueDescription-->\nIt broke.\n",
    };
    let clouds = [
        "public",
        "public, Fairfax",
        "Fairfax",
        "public, usnat",
        "nowhere",
        "",
    ][usize::from(clouds)];
    let service = [
        "contoso.mail",
        "contoso.mail, contoso.disk",
        "",
        "contoso.disk",
        "Contoso Mail",
        "x",
    ][usize::from(service)];
    format!(
        "<properties pageTitle=\"T{title}\" articleId=\"id{}\" selfHelpType=\"{kind}\" displayOrder=\"{title}\" \
         {} service=\"{service}\" cloudEnvironments=\"{clouds}\" />\n\n# Title {title}\n\n{body}\n",
        title / 2,
        KEYS[0]
    )
}

pub(crate) fn act(folder: &Path, edit: &Edit) {
    let path = |number: &u8| folder.join(format!("content/a{number}.md"));
    let write = |path: PathBuf, text: &str| fs::write(path, text).unwrap();
    match edit {
        Edit::Article(number, title, body, service, clouds) => {
            write(path(number), &article(*title, *body, *service, *clouds));
        }
        Edit::Translation(number, language, title, body, clouds) => {
            let folder = folder.join(["content/de", "content/i18n/ja"][usize::from(*language)]);
            fs::create_dir_all(&folder).unwrap();
            let text = article(*title, *body, 0, *clouds);
            write(folder.join(format!("a{number}.md")), &text);
        }
        Edit::Keys(number, keys) => {
            let text = fs::read_to_string(path(number)).unwrap_or_default();
            if let Some(old) = KEYS.iter().find(|old| text.contains(**old)) {
                write(path(number), &text.replace(old, KEYS[usize::from(*keys)]));
            }
        }
        Edit::Remove(number) => drop(fs::remove_file(path(number))),
        Edit::Rename(from, to) => drop(fs::rename(path(from), path(to))),
        Edit::Asset(size) => write(
            folder.join("content/dot.svg"),
            &format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{size}\"/>"),
        ),
        Edit::Slots(number) => write(
            folder.join("content/slots.yaml"),
            [
                "",
                "userName:\n  label: Name\n",
                "when:\n  type: datetime\n",
                "x: {}\n",
                "userName: {aliases: [when]}\n",
                "# none\n",
            ][usize::from(*number)],
        ),
        Edit::Site(number) => write(folder.join("site.yaml"), SITES[*number]),
        Edit::Template(number) => write(
            folder.join("themes/default/templates/pager.html"),
            &format!("<p>{number}</p>"),
        ),
    }
}

/// A folder without articles.
pub(crate) fn fresh(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("author")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    let theme = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default");
    for entry in walkdir::WalkDir::new(&theme).into_iter().flatten() {
        let to = folder
            .join("themes/default")
            .join(entry.path().strip_prefix(&theme).unwrap());
        match entry.file_type().is_dir() {
            true => fs::create_dir_all(to).unwrap(),
            false => drop(fs::copy(entry.path(), to).unwrap()),
        }
    }
    fs::create_dir_all(folder.join("content")).unwrap();
    fs::write(folder.join("site.yaml"), "").unwrap();
    folder
}
