//! The types that templates see.

use super::outputs::MachineView;
use crate::path::UrlPath;
use schemars::JsonSchema;
use serde::Serialize;

/// A page, complete.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Page<'a> {
    /// The site it belongs to.
    pub site: SiteView<'a>,
    /// The way from this page to the root of the tree, such as `../../`; empty at the root.
    pub root: String,
    /// The home page: relative, but absolute or absent on the page for missing addresses.
    pub home: Option<String>,
    /// What it says to programs.
    pub machine: MachineView,
    /// What every page has.
    pub page: PageView<'a>,
    /// What this kind of page has.
    #[serde(flatten)]
    #[schemars(skip)]
    pub content: Content<'a>,
}

/// The site that a page belongs to.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SiteView<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its language, BCP 47.
    pub language: &'a str,
    /// Its cloud.
    pub cloud: CloudView<'a>,
    /// Where pages load values from, if anywhere.
    pub data: Option<String>,
    /// What readers search in: `full` or `titles`; `None` where there is no search.
    pub search: Option<&'static str>,
    /// How pages may be embedded; `None` where they are not made for it.
    pub embed: Option<EmbedView>,
}

/// How pages may be embedded.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EmbedView {
    /// The origins of the hosts that may fill slots, with blanks between; may be empty.
    pub origins: String,
}

/// The cloud of a site.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CloudView<'a> {
    /// The name authors use.
    pub name: &'a str,
    /// The name readers see.
    pub title: &'a str,
}

/// What every page has.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PageView<'a> {
    /// `article`, `home`, `service`, `resource`, `find`, `search`, `missing`, `redirect`.
    pub kind: &'static str,
    /// Its title.
    pub title: &'a str,
    /// Its description, if it has one.
    pub description: Option<&'a str>,
    /// Its absolute address, where the base URL is known.
    pub canonical: Option<String>,
    /// Its Content-Security-Policy.
    pub policy: String,
    /// The way here from the home page; empty on it.
    pub breadcrumbs: Vec<LinkView<'a>>,
    /// The page in every language of the site, the default one first; empty where the site has one language, and on
    /// pages that are in one language only.
    pub languages: Vec<LanguageView<'a>>,
    /// The page in the languages that it is translated into, for the head; empty where there is one.
    pub alternates: Vec<AlternateView<'a>>,
    /// Said of a page that shows what is not translated; `None` on all others.
    pub untranslated: Option<UntranslatedView<'a>>,
}

/// A page in a language.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LanguageView<'a> {
    /// The language, BCP 47.
    pub tag: &'a str,
    /// Its name, in the language itself.
    pub title: &'a str,
    /// The address of the page in it, relative to this one.
    pub url: String,
    /// Whether it is the language of this page.
    pub current: bool,
    /// Whether what the page shows is not translated into it.
    pub missing: bool,
}

/// A page in a language, for search engines.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AlternateView<'a> {
    /// The language, BCP 47, or `x-default`.
    pub tag: &'a str,
    /// The address: absolute where the base URL is known, else relative to the page.
    pub url: String,
}

/// What is not translated.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct UntranslatedView<'a> {
    /// The name of the language of the page, in that language.
    pub language: &'a str,
    /// The language of what is shown instead, BCP 47.
    pub tag: &'a str,
    /// Its name, in that language.
    pub title: &'a str,
    /// The address of the page in it, relative.
    pub url: String,
}

/// A link with its text.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LinkView<'a> {
    /// The text.
    pub title: &'a str,
    /// The address, relative to the page; `None` for the page itself.
    pub url: Option<String>,
}

/// What one kind of page has.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Content<'a> {
    /// An article.
    #[schemars(title = "article.html")]
    Article {
        /// The article.
        article: Box<ArticleView<'a>>,
        /// Where it stands in its service; `None` where it is in no list of its folder.
        side: Option<SideView<'a>>,
        /// The one before it in its list.
        previous: Option<LinkView<'a>>,
        /// The one after it.
        next: Option<LinkView<'a>>,
    },
    /// The home page.
    #[schemars(title = "home.html")]
    Home {
        /// The services.
        services: Vec<CountView<'a>>,
        /// How many articles there are.
        total: usize,
    },
    /// A list.
    #[schemars(title = "service.html, resource.html")]
    List {
        /// The service.
        service: LinkView<'a>,
        /// The resource, on its own list.
        resource: Option<LinkView<'a>>,
        /// The resources of a service.
        resources: Vec<CountView<'a>>,
        /// The tags of its articles, in order.
        tags: Vec<&'a str>,
        /// The articles by kind.
        groups: Vec<GroupView<'a>>,
        /// How many articles there are.
        total: usize,
    },
    /// The page that finds articles.
    #[schemars(title = "find.html")]
    Find {
        /// The kinds that the site has, in the order of lists.
        kinds: Vec<KindView<'a>>,
    },
    /// The page that searches.
    #[schemars(title = "search.html")]
    Search {
        /// The kinds that the site has, in the order of lists.
        kinds: Vec<KindView<'a>>,
    },
    /// A stub at an old address.
    #[schemars(title = "redirect.html")]
    Redirect {
        /// Where it leads, relative.
        target: String,
    },
    /// The page for missing addresses.
    #[schemars(title = "404.html")]
    Missing {},
}

/// An article as templates see it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ArticleView<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its kind.
    pub kind: &'static str,
    /// The kind's name for readers.
    pub kind_title: &'a str,
    /// The heading to show above the body; `None` where the body has one.
    pub heading: Option<&'a str>,
    /// Its headings of level 2 and 3.
    pub toc: Vec<TocView<'a>>,
    /// Its services.
    pub services: Vec<&'a str>,
    /// Its resources.
    pub resources: Vec<&'a str>,
    /// Properties that the configuration publishes.
    pub properties: Vec<PropertyView<'a>>,
    /// How many different slots it has.
    pub slots: usize,
    /// Where it can be edited, where the configuration says so; never in an air-gapped cloud.
    pub edit: Option<String>,
    /// When it changed, where the configuration asks for it and git knows.
    pub changed: Option<DateView>,
    /// The covers of the troubleshooter that it is a part of.
    pub covers: Vec<LinkView<'a>>,
    /// Whether its body is a form.
    pub form: bool,
    /// Whether there is anything to fill: a slot, or a link that waits for a value.
    pub fill: bool,
    /// Whether the script of block elements has something to do: a section, an insight, a metric, or a player.
    pub blocks: bool,
    /// Whether there is a block of code to copy.
    pub code: bool,
    /// What the script is told of the slots, as JSON for a `script` element; `None` where that is nothing.
    pub told: Option<String>,
    /// Its body, as HTML.
    pub body: &'a str,
    /// The language that it is in, BCP 47, where that is not the language of the page.
    pub lang: Option<&'a str>,
}

/// A day.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DateView {
    /// As machines read it: `2026-11-24T09:30:00Z`, in UTC.
    pub iso: String,
    /// As readers do, in the language of the page.
    pub text: String,
}

/// Where an article stands in its service.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SideView<'a> {
    /// The service's name in `lists/index.json`.
    #[schemars(with = "String")]
    pub list: &'a UrlPath,
    /// The list of the service.
    pub service: LinkView<'a>,
    /// The list of the resource, if the article is at home in one.
    pub resource: Option<LinkView<'a>>,
    /// The articles of its kind in the nearest of these lists.
    pub kind: LinkView<'a>,
    /// Those before it in its list, in order; at most three.
    pub before: Vec<LinkView<'a>>,
    /// Those after it; at most three.
    pub after: Vec<LinkView<'a>>,
}

/// An entry of a table of contents.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TocView<'a> {
    /// 2 or 3.
    pub level: u8,
    /// The heading's id.
    pub id: &'a str,
    /// The heading's text.
    pub text: &'a str,
}

/// A published property.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PropertyView<'a> {
    /// Its name.
    pub name: &'static str,
    /// Its value.
    pub value: &'a str,
}

/// A list with the number of its articles.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CountView<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its address, relative to the page.
    pub url: String,
    /// How many articles it holds.
    pub count: usize,
}

/// A kind of article.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct KindView<'a> {
    /// The kind.
    pub name: &'static str,
    /// Its name for readers.
    pub title: &'a str,
}

/// The articles of one kind in a list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GroupView<'a> {
    /// The kind.
    pub kind: &'static str,
    /// Its name for readers.
    pub title: &'a str,
    /// The articles in order.
    pub articles: Vec<TeaserView<'a>>,
}

/// An article in a list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TeaserView<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Its address, relative to the page.
    pub url: String,
    /// One line about it.
    pub description: Option<&'a str>,
    /// On the list of a service: its resources, by their place in `resources`.
    pub resources: Vec<usize>,
    /// Its tags, by their place in `tags`.
    pub tags: Vec<usize>,
    /// The language that both are in, BCP 47, where that is not the language of the page.
    pub lang: Option<&'a str>,
}
