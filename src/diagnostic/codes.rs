//! The table of codes: the only place that says a finding's level.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code {
            $(#[doc = $summary] #[serde(rename = $name)] $variant,)*
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
    Info JsonControl "json-control" "A JSON text holds a control character",
    Info KeyCase "key-case" "A JSON key is written in another case",
    Warning UnknownKey "unknown-key" "A JSON key is not known here",
    Warning KeyType "key-type" "A JSON value is of another type than its key wants",
    Warning MissingKey "missing-key" "A JSON key that is needed is missing",
    Warning BadOption "bad-option" "A JSON value is none of those that its key allows",
    Warning FieldTwice "field-twice" "Two fields of a form have the same id",
    Error BadCondition "bad-condition" "The condition of a field is not understood",
    Warning ConditionId "condition-id" "A condition asks for a field that the form does not have",
    Warning ConditionOption "condition-option" "A condition asks for a value that cannot be chosen",
    Error ConditionCycle "condition-cycle" "Whether a field is shown depends on itself",
    Warning ConditionNever "condition-never" "A field is never shown",
    Warning RegionUnclosed "region-unclosed" "A region is never closed",
    Warning RegionStray "region-stray" "A region is closed that is not open",
    Info RegionRepeated "region-repeated" "A region is opened twice",
    Warning SectionUnclosed "section-unclosed" "The mark of a section is not closed",
    Warning SectionUntitled "section-untitled" "A section has no title",
    Error ElementUnclosed "element-unclosed" "A block element is never closed",
    Warning ElementChild "element-child" "A block element holds what does not belong into it",
    Warning ElementMissing "element-missing" "A block element lacks a child that it needs",
    Warning ElementValue "element-value" "A value of a block element is not understood",
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
    Error TranslationOrphan "translation-orphan" "A translation is published nowhere, as its original is not there",
    Warning TranslationSlots "translation-slots" "A translation has other slots than its original",
    Warning TranslationRegions "translation-regions" "A translation has other regions than its original",
    Warning TranslationStale "translation-stale" "An original was changed after its translation",
    Info StepUntied "step-untied" "Nothing leads to a part of a troubleshooter",
    Error RedirectBroken "redirect-broken" "A redirect leads to no article",
    Error RedirectTaken "redirect-taken" "A page stands where a redirect should",
    Info StaleTree "stale-tree" "The output holds a tree of a cloud that is not configured",
    Warning CacheDamaged "cache-damaged" "What the last build kept for the next one is damaged",
    Warning BadAllowance "bad-allowance" "A comment to inlaid is not understood",
    Warning UnusedAllowance "unused-allowance" "A finding is allowed that does not occur",
    Warning MissingProperty "missing-property" "A property that every article needs is missing",
    Warning BadValue "bad-value" "A value is not of the kind that the property takes",
    Info ValueBlanks "value-blanks" "A value of the header ends in blanks",
    Info TitlePeriod "title-period" "The title ends in a period",
    Info FileName "file-name" "The name of the file is long, or has a blank in it",
    Info FileService "file-service" "The name of the file does not begin with its service",
    Info DeepFolder "deep-folder" "The article is deep in folders",
    Info OrderTwice "order-twice" "Two articles want the same place in a list",
    Warning HeadingFirst "heading-first" "The heading of level 1 is not the first, or not the only one",
    Warning HeadingSkip "heading-skip" "A heading skips a level",
    Warning SectionEmpty "section-empty" "A section has no text",
    Info RecommendedHeading "recommended-heading" "Recommended steps or documents are not headed as hosts expect",
    Warning RegionContent "region-content" "An issue description holds what its kind does not allow",
    Info ListDeep "list-deep" "A list is deep in other lists",
    Info ListBlank "list-blank" "A list has no blank line before it",
    Error FenceUnclosed "fence-unclosed" "A code block is never closed",
    Warning TableRagged "table-ragged" "A row of a table has cells that are not shown, or lacks some",
    Warning LinkText "link-text" "The text of a link says nothing",
    Info BareUrl "bare-url" "An address stands in the text and is no link",
    Warning Todo "todo" "A note of the author was left in the text",
    Warning ForgottenPlaceholder "forgotten-placeholder" "A placeholder was left in the text",
    Warning DoubledWord "doubled-word" "A word stands twice in a row",
    Info Spelling "spelling" "A word is not in the dictionary of the site",
    Info LinkLocale "link-locale" "A link leads to one language",
    Warning LinkInternal "link-internal" "A link leads to a page that readers cannot open",
    Info LinkShort "link-short" "A link hides where it leads",
    Info LinkHttp "link-http" "A link asks for an address without encryption",
    Warning LinkForeignCloud "link-foreign-cloud" "A link leads to the portal of another cloud",
    Info LinkTwice "link-twice" "A list has the same link twice",
    Warning LinkDead "link-dead" "The page behind a link is gone",
    Info LinkMoved "link-moved" "The page behind a link has moved for good",
    Info LinkUnanswered "link-unanswered" "It is not known whether there is a page behind a link",
    Info SlotInTitle "slot-in-title" "The title holds a slot",
    Info SlotGap "slot-gap" "A number is missing in a family of slots",
    Warning SlotTwin "slot-twin" "A slot's name is nearly that of another",
    Warning TokenUndeclared "token-undeclared" "A link into the portal has a variable that is not declared",
    Warning ImageAlt "image-alt" "An image has no alternative text",
    Info TableHead "table-head" "A table has no words in its head",
    Info ColourCue "colour-cue" "The text points at something by its colour alone",
    Error Secret "secret" "The text holds something that looks like a key",
    Info Email "email" "The text holds somebody's address",
    Warning PrivateHost "private-host" "The text names a host of a private network",
    Error ThemeVariable "theme-variable" "A template uses what its page does not have",
    Error ThemeAsset "theme-asset" "A template names an asset that the theme does not have",
    Error ThemeBlock "theme-block" "A block is in no template that this one extends",
    Warning ThemeContrast "theme-contrast" "Two colours of the theme are too much alike",
    Warning ThemeWords "theme-words" "A language of the theme lacks a word, or says it otherwise than English",
    Info ThemeUnused "theme-unused" "Nothing uses a template, an asset or a word of the theme",
}

impl Code {
    /// Whether it is off until a site gives it a level.
    pub fn is_off(self) -> bool {
        // Half of the articles that there are have names of another kind.
        matches!(self, Self::FileService)
    }

    /// Whether it is about a theme and not about an article; its source is then a file of the theme.
    pub fn is_of_theme(self) -> bool {
        use Code::*;
        matches!(
            self,
            ThemeVariable | ThemeAsset | ThemeBlock | ThemeContrast | ThemeWords | ThemeUnused
        )
    }

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
