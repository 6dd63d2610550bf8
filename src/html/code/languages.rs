//! The names of languages, and how each is read.

use super::families::{self as all, Language};

/// How the code of a language is read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reads {
    Tokens(&'static Language),
    /// Tags, as of HTML and XML.
    Markup,
    /// Markup with headings and code.
    Markdown,
}

/// Names in lower case, by the language that they mean.
const TOKENS: [(&[&str], &Language); 17] = [
    (
        &[
            "powershell",
            "ps",
            "ps1",
            "pwsh",
            "posh",
            "powershell-interactive",
            "azurepowershell",
            "azurepowershell-interactive",
        ],
        &all::POWERSHELL,
    ),
    (
        &[
            "bash",
            "sh",
            "shell",
            "zsh",
            "cli",
            "console",
            "azurecli",
            "azurecli-interactive",
            "azure-cli",
        ],
        &all::SHELL,
    ),
    (&["dos", "cmd", "bat", "batch"], &all::BATCH),
    (
        &["sql", "tsql", "t-sql", "mssql", "mysql", "psql", "pgsql"],
        &all::SQL,
    ),
    (&["kusto", "kql", "csl"], &all::KUSTO),
    (&["json", "jsonc", "json5"], &all::JSON),
    (&["yaml", "yml"], &all::YAML),
    (
        &["ini", "toml", "conf", "properties", "cfg", "env"],
        &all::INI,
    ),
    (&["http", "rest"], &all::HTTP),
    (&["css", "scss", "less"], &all::CSS),
    (&["csharp", "cs", "c#"], &all::CSHARP),
    (&["java", "kotlin", "scala", "groovy"], &all::JAVA),
    (
        &["javascript", "js", "jsx", "mjs", "typescript", "ts", "tsx"],
        &all::JAVASCRIPT,
    ),
    (&["python", "py", "python3"], &all::PYTHON),
    (&["c", "h", "cpp", "c++", "hpp"], &all::C),
    (&["go", "golang"], &all::GO),
    (&["rust", "rs"], &all::RUST),
];

const MARKUP: [&str; 8] = [
    "xml", "html", "xhtml", "svg", "xaml", "config", "csproj", "wsdl",
];

const MARKDOWN: [&str; 2] = ["md", "markdown"];

/// How the code of a language of this name is read, in any case; `None` where it is not known.
pub(super) fn find(name: &str) -> Option<Reads> {
    let is = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    if is(&MARKUP) {
        return Some(Reads::Markup);
    }
    if is(&MARKDOWN) {
        return Some(Reads::Markdown);
    }
    let found = TOKENS.iter().find(|(names, _)| is(names));
    found.map(|(_, language)| Reads::Tokens(language))
}
