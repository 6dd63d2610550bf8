//! The table of codes: the only place that says a finding's level.

use std::fmt;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// What is published is not what the author meant, or nothing is.
    Error,
    /// Probably a mistake.
    Warning,
    /// Worth knowing.
    Info,
}

impl Level {
    /// The word that reports use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

macro_rules! codes {
    ($($level:ident $variant:ident $name:literal $summary:literal,)*) => {
        /// What kind of fault a finding is. Codes do not change their meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $summary] $variant,)*
        }

        impl Code {
            /// Every code, in the order of the pipeline.
            pub const ALL: &[Code] = &[$(Code::$variant,)*];

            /// The kebab-case name.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// Its level.
            pub fn level(self) -> Level {
                match self { $(Code::$variant => Level::$level,)* }
            }

            /// What it means, in one line.
            pub fn summary(self) -> &'static str {
                match self { $(Code::$variant => $summary,)* }
            }

            /// What it means at length, with a wrong and a right example, as Markdown.
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$variant => include_str!(concat!("explain/", $name, ".md")),)* }
            }
        }
    };
}

codes! {
    Warning NotUtf8 "not-utf8" "The file is not UTF-8 and was read as Windows-1252",
    Warning NotMd "not-md" "The file has a header, but its name does not end in `.md`",
    Info NoHeader "no-header" "The file has no header and is no article",
    Warning TextBeforeHeader "text-before-header" "Text stands before the header",
    Warning HeaderStray "header-stray" "The header holds text that is no property",
    Error HeaderUnclosed "header-unclosed" "The header never ends",
    Error TwoHeaders "two-headers" "The file has front matter and a `<properties` header",
    Error BadFrontMatter "bad-front-matter" "The front matter is no flat YAML mapping",
    Error DuplicateProperty "duplicate-property" "A property is given twice",
    Warning UnknownProperty "unknown-property" "No property has this name",
    Warning NoCloud "no-cloud" "The article names no cloud and is published nowhere",
    Error UnknownCloud "unknown-cloud" "No cloud has this name",
    Warning CloudContradiction "cloud-contradiction" "A cloud is wanted and disabled",
    Warning DuplicateId "duplicate-id" "Two articles have the same id",
    Warning DuplicateUrl "duplicate-url" "Two articles of a cloud would share an address",
    Warning UnknownKind "unknown-kind" "No kind of article has this name",
    Warning NoTitle "no-title" "The article has no title",
    Error BadJson "bad-json" "The body should be JSON and is not",
    Warning DuplicateKey "duplicate-key" "A JSON object holds a key twice",
    Warning RegionUnclosed "region-unclosed" "A region is never closed",
    Warning RegionStray "region-stray" "A region is closed that is not open",
    Info RegionRepeated "region-repeated" "A region is opened twice",
    Warning CommentUnclosed "comment-unclosed" "A comment never ends",
    Warning SlotCase "slot-case" "A slot is closed in another case",
    Warning SlotStray "slot-stray" "A slot is closed that is not open",
    Warning SlotEmphasis "slot-emphasis" "Emphasis begins or ends inside a slot",
    Error SlotUnclosed "slot-unclosed" "A slot is never closed",
    Error SlotNested "slot-nested" "A slot stands inside another",
    Error SlotCrossesBlock "slot-crosses-block" "A slot reaches over the end of a paragraph",
    Warning SlotUnknown "slot-unknown" "A declared slot is in no article",
    Warning SlotType "slot-type" "A default contradicts the declared type",
    Error SlotAlias "slot-alias" "An alias stands for two slots",
    Warning SlotValue "slot-value" "A value cannot be shown",
    Error UnsafeHtml "unsafe-html" "HTML that could run code was dropped",
    Warning BrokenLink "broken-link" "A link leads nowhere",
    Error LinkLeavesCloud "link-leaves-cloud" "A link leads to an article of another cloud",
    Warning SuspectLink "suspect-link" "This looks like a mistyped link",
    Warning BadBlade "bad-blade" "A portal link names no blade",
    Info ExternalImage "external-image" "An image of another host is shown as a link",
    Error RedirectBroken "redirect-broken" "A redirect leads to no article",
    Error RedirectTaken "redirect-taken" "A page stands where a redirect should",
    Info StaleTree "stale-tree" "The output holds a tree of a cloud that is not configured",
}

impl Code {
    /// The code of this name.
    pub fn find(name: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.as_str() == name)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}
