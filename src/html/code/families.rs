//! How families of languages are written.

/// How a language is written. What is empty does not occur in it.
#[derive(Debug)]
pub(super) struct Language {
    /// What begins a comment that goes on to the end of the line.
    pub(super) comments: &'static [&'static str],
    /// What begins and ends a comment over lines.
    pub(super) blocks: &'static [(&'static str, &'static str)],
    /// Longer openers first.
    pub(super) quotes: &'static [Quote],
    /// With blanks between; in lower case where case does not count.
    pub(super) keywords: &'static str,
    /// Whether the case of keywords counts.
    pub(super) cased: bool,
    /// What begins the name of a variable.
    pub(super) sigils: &'static str,
    /// What its words are, besides.
    pub(super) words: Words,
}

/// What the words of a language are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Words {
    /// A word before `(` is a function.
    Calls,
    /// The first word of a command is its name, and one that begins with a hyphen a parameter. Words hold hyphens.
    Commands,
    /// The beginning of a line up to this character is a key; so is a string before it.
    Keys(char),
}

/// How a string is written.
#[derive(Debug)]
pub(super) struct Quote {
    pub(super) open: &'static str,
    pub(super) close: &'static str,
    /// What takes the meaning of the character behind it.
    pub(super) escape: Option<char>,
    /// Whether it may go on behind the end of the line.
    pub(super) lines: bool,
}

const fn quote(mark: &'static str, escape: Option<char>, lines: bool) -> Quote {
    pair(mark, mark, escape, lines)
}

const fn pair(open: &'static str, close: &'static str, escape: Option<char>, lines: bool) -> Quote {
    Quote {
        open,
        close,
        escape,
        lines,
    }
}

const BACKSLASH: Option<char> = Some('\\');

const NONE: Language = Language {
    comments: &[],
    blocks: &[],
    quotes: &[quote("\"", BACKSLASH, false)],
    keywords: "",
    cased: true,
    sigils: "",
    words: Words::Calls,
};

const CURLY: Language = Language {
    comments: &["//"],
    blocks: &[("/*", "*/")],
    quotes: &[quote("\"", BACKSLASH, false), quote("'", BACKSLASH, false)],
    ..NONE
};

pub(super) static SHELL: Language = Language {
    comments: &["#"],
    quotes: &[quote("\"", BACKSLASH, true), quote("'", None, true)],
    keywords: "case do done elif else esac export fi for function if in local return select set sudo then until \
        while",
    sigils: "$",
    words: Words::Commands,
    ..NONE
};

pub(super) static POWERSHELL: Language = Language {
    comments: &["#"],
    blocks: &[("<#", "#>")],
    quotes: &[
        pair("@\"", "\n\"@", None, true),
        pair("@'", "\n'@", None, true),
        quote("\"", Some('`'), true),
        quote("'", None, true),
    ],
    keywords: "-and -as -contains -eq -ge -gt -in -is -join -le -like -lt -match -ne -not -notin -notlike -notmatch \
        -or -replace -split begin break catch class continue do else elseif end exit filter finally for \
        foreach function if in param process return switch throw trap try until using while",
    cased: false,
    sigils: "$",
    words: Words::Commands,
};

pub(super) static BATCH: Language = Language {
    comments: &["::", "rem "],
    quotes: &[quote("\"", None, false)],
    keywords: "call defined do else endlocal errorlevel exist exit for goto if in not set setlocal",
    cased: false,
    sigils: "%",
    words: Words::Commands,
    ..NONE
};

pub(super) static SQL: Language = Language {
    comments: &["--"],
    blocks: &[("/*", "*/")],
    quotes: &[
        quote("'", None, true),
        quote("\"", None, false),
        pair("[", "]", None, false),
    ],
    keywords: "add all alter and any apply as asc backup begin between by case cast check column commit constraint \
        create cross cursor database dbcc declare default delete deny desc distinct drop else end exec \
        execute exists external fetch for foreign from full function go grant group having if in index inner \
        insert intersect into is join key kill left like limit login merge not null off offset on option or \
        order outer over partition password primary print procedure references restore return returns revoke \
        right rollback schema select set show statistics table then to top transaction trigger truncate \
        union unique update use user using values view when where while with",
    cased: false,
    sigils: "@",
    ..NONE
};

pub(super) static KUSTO: Language = Language {
    comments: &["//"],
    quotes: &[
        pair("@\"", "\"", None, false),
        pair("@'", "'", None, false),
        quote("```", None, true),
        quote("\"", BACKSLASH, false),
        quote("'", BACKSLASH, false),
    ],
    keywords: "and as asc between by consume contains contains_cs count datatable desc distinct endswith evaluate \
        extend externaldata false from getschema has has_any has_cs in invoke join kind let like limit \
        lookup make-series matches mv-expand notcontains nulls of on or order parse parse-where print \
        project project-away project-rename project-reorder range regex render sample search serialize sort \
        startswith step summarize take to top true typeof union where with",
    ..NONE
};

pub(super) static PYTHON: Language = Language {
    comments: &["#"],
    quotes: &[
        quote("\"\"\"", BACKSLASH, true),
        quote("'''", BACKSLASH, true),
        quote("\"", BACKSLASH, false),
        quote("'", BACKSLASH, false),
    ],
    keywords: "False None True and as assert async await break class continue def del elif else except finally for \
        from global if import in is lambda match nonlocal not or pass raise return try while with yield",
    sigils: "@",
    ..NONE
};

pub(super) static CSHARP: Language = Language {
    quotes: &[
        quote("\"\"\"", None, true),
        pair("@\"", "\"", None, true),
        quote("\"", BACKSLASH, false),
        quote("'", BACKSLASH, false),
    ],
    keywords: "abstract as async await base bool break byte case catch char class const continue decimal default \
        delegate do double else enum event false finally float for foreach get if in int interface internal \
        is lock long namespace new null object out override params private protected public readonly record \
        ref return sealed set short static string struct switch this throw true try typeof uint ulong using \
        var virtual void while yield",
    ..CURLY
};

pub(super) static JAVA: Language = Language {
    quotes: &[
        quote("\"\"\"", BACKSLASH, true),
        quote("\"", BACKSLASH, false),
        quote("'", BACKSLASH, false),
    ],
    keywords: "abstract assert boolean break byte case catch char class continue default do double else enum \
        extends false final finally float for if implements import instanceof int interface long new null \
        package private protected public record return short static super switch synchronized this throw \
        throws true try var void volatile while",
    sigils: "@",
    ..CURLY
};

pub(super) static JAVASCRIPT: Language = Language {
    quotes: &[
        quote("\"", BACKSLASH, false),
        quote("'", BACKSLASH, false),
        quote("`", BACKSLASH, true),
    ],
    keywords: "as async await break case catch class const continue default delete do else export extends false \
        finally for from function if import in instanceof interface let new null of return static super \
        switch this throw true try type typeof undefined var void while yield",
    ..CURLY
};

pub(super) static C: Language = Language {
    keywords: "auto bool break case catch char class const continue default delete do double else enum extern false \
        float for if inline int long namespace new nullptr private protected public return short signed \
        sizeof static struct switch template this throw true try typedef union unsigned using virtual void \
        while",
    sigils: "#",
    ..CURLY
};

pub(super) static GO: Language = Language {
    quotes: &[
        quote("\"", BACKSLASH, false),
        quote("'", BACKSLASH, false),
        quote("`", None, true),
    ],
    keywords: "break case chan const continue default defer else error false for func go if import interface map \
        nil package range return select struct switch true type var",
    ..CURLY
};

pub(super) static RUST: Language = Language {
    quotes: &[quote("\"", BACKSLASH, true)],
    keywords: "as async await break const continue crate dyn else enum false fn for if impl in let loop match mod \
        move mut pub ref return self static struct super trait true type unsafe use where while",
    ..CURLY
};

pub(super) static JSON: Language = Language {
    comments: &["//"],
    blocks: &[("/*", "*/")],
    keywords: "false null true",
    words: Words::Keys(':'),
    ..NONE
};

pub(super) static YAML: Language = Language {
    comments: &["#"],
    quotes: &[quote("\"", BACKSLASH, true), quote("'", None, true)],
    keywords: "false null true",
    words: Words::Keys(':'),
    ..NONE
};

pub(super) static INI: Language = Language {
    comments: &["#", ";"],
    quotes: &[quote("\"", BACKSLASH, false), quote("'", None, false)],
    keywords: "false true",
    words: Words::Keys('='),
    ..NONE
};

pub(super) static CSS: Language = Language {
    blocks: &[("/*", "*/")],
    quotes: &[quote("\"", BACKSLASH, false), quote("'", BACKSLASH, false)],
    sigils: "@",
    words: Words::Keys(':'),
    ..NONE
};

pub(super) static HTTP: Language = Language {
    keywords: "CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT TRACE",
    words: Words::Keys(':'),
    ..NONE
};
