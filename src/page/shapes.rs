//! What the templates of JSON bodies see. Every field whose name says `html` is HTML and safe; everything else is text.

use schemars::JsonSchema;
use serde::Serialize;

/// What an article shows besides its Markdown, as its template sees it: a JSON body, or the path of a troubleshooter.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Shown<'a> {
    /// For `kinds/form.html`.
    #[schemars(title = "kinds/form.html")]
    Form(FormView<'a>),
    /// For `kinds/topics.html`.
    #[schemars(title = "kinds/topics.html")]
    Topics(TopicsView<'a>),
    /// For `kinds/menu.html`.
    #[schemars(title = "kinds/menu.html")]
    Menu(MenuView<'a>),
    /// For `kinds/recommendation.html`.
    #[schemars(title = "kinds/recommendation.html")]
    Recommendation(Box<RecommendationView<'a>>),
    /// For `kinds/other.html`.
    #[schemars(title = "kinds/other.html")]
    Other(OtherView),
    /// For `kinds/guide.html`.
    #[schemars(title = "kinds/guide.html")]
    Guide(GuideView<'a>),
}

impl Shown<'_> {
    /// The name of the template.
    pub fn template(&self) -> &'static str {
        match self {
            Self::Form(_) => "kinds/form.html",
            Self::Topics(_) => "kinds/topics.html",
            Self::Menu(_) => "kinds/menu.html",
            Self::Recommendation(_) => "kinds/recommendation.html",
            Self::Other(_) => "kinds/other.html",
            Self::Guide(_) => "kinds/guide.html",
        }
    }
}

/// A form.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FormView<'a> {
    /// What it is about; may be empty.
    pub title: &'a str,
    /// Whether a subscription has to be named first, where the form says so.
    pub subscription: Option<bool>,
    /// Whether a resource has to be named first.
    pub resource: Option<bool>,
    /// What to attach.
    pub attachment_html: Option<String>,
    /// A check that runs when the form is filled.
    pub card: Option<CardView<'a>>,
    /// The fields in order.
    pub fields: Vec<FieldView<'a>>,
    /// What only hosts need.
    pub rest_html: Option<String>,
}

/// A check that runs when a form is filled.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CardView<'a> {
    /// What is checked; may be empty.
    pub title: &'a str,
    /// What the check does.
    pub description_html: Option<String>,
    /// What is said when nothing is found; may be empty.
    pub nothing: &'a str,
}

/// A field of a form.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FieldView<'a> {
    /// Its name.
    pub id: &'a str,
    /// Its number in the form, from 1; part of the ids of its elements.
    pub number: usize,
    /// `text`, `lines`, `number`, `dropdown`, `several`, `radio`, `time`, `block`.
    pub control: &'static str,
    /// The question; its name where there is none. Empty for a text without one.
    pub label: &'a str,
    /// What stands in it until it is answered; may be empty.
    pub watermark: &'a str,
    /// A word of help.
    pub info_html: Option<String>,
    /// What a good answer says.
    pub hints_html: Vec<String>,
    /// The text of a block.
    pub content_html: Option<String>,
    /// Whether it has to be answered.
    pub required: bool,
    /// The most characters; 0 is no limit.
    pub max_length: u32,
    /// Its height in lines.
    pub lines: u32,
    /// What can be chosen.
    pub choices: Vec<ChoiceView<'a>>,
    /// Choices that the host looks up.
    pub dynamic: Option<DynamicView<'a>>,
    /// What an answer has to be.
    pub bounds: Vec<BoundView<'a>>,
    /// When it is shown, as data for the script; `None` is always.
    pub condition: Option<String>,
    /// The same in words.
    pub when: Option<String>,
    /// A condition that is not understood, as written; else empty.
    pub unread: &'a str,
}

/// Something that can be chosen.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ChoiceView<'a> {
    /// What the answer is.
    pub value: &'a str,
    /// What is shown for it.
    pub text: &'a str,
    /// Whether it is chosen at first.
    pub first: bool,
    /// The link to the next step of a troubleshooter.
    pub step_html: Option<String>,
}

/// Choices that the host looks up.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DynamicView<'a> {
    /// Where they come from.
    pub uri: &'a str,
    /// The question that has to be answered first, or its name; may be empty.
    pub depends_on: &'a str,
    /// What is shown of them; may be empty.
    pub shows: &'a str,
}

/// What an answer has to be.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BoundView<'a> {
    /// `pattern` or `above`.
    pub kind: &'static str,
    /// The pattern, or the number.
    pub value: &'a str,
    /// What is said of an answer that is not so; may be empty.
    pub said: &'a str,
}

/// A product and its support topics.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TopicsView<'a> {
    /// The product in a sentence; may be empty.
    pub short: &'a str,
    /// The product at length; may be empty.
    pub long: &'a str,
    /// Links to pages about it.
    pub links_html: Vec<String>,
    /// The topics by category; those without one last.
    pub groups: Vec<TopicGroupView<'a>>,
    /// How many topics there are.
    pub total: usize,
    /// How many of them no article of this cloud answers.
    pub unanswered: usize,
    /// What only hosts need.
    pub rest_html: Option<String>,
}

/// The topics of a category.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TopicGroupView<'a> {
    /// The category; empty for none.
    pub category: &'a str,
    /// Its topics, in the order of the file.
    pub topics: Vec<TopicView<'a>>,
}

/// A support topic.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TopicView<'a> {
    /// Its id.
    pub id: &'a str,
    /// The topic in a sentence; may be empty.
    pub short: &'a str,
    /// The topic at length; may be empty.
    pub long: &'a str,
    /// Words that it is found by.
    pub tags: &'a [String],
    /// Whether hosts offer it under "Diagnose and solve".
    pub offered: bool,
    /// The articles of this cloud that name it.
    pub articles: &'a [(String, String)],
}

/// A menu.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MenuView<'a> {
    /// Problems and tools by category; what has none comes last.
    pub groups: Vec<MenuGroupView<'a>>,
    /// What only hosts need.
    pub rest_html: Option<String>,
}

/// What stands in one category of a menu.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MenuGroupView<'a> {
    /// The category; empty for none.
    pub category: &'a str,
    /// Its problems.
    pub problems: Vec<ProblemView<'a>>,
    /// Its tools.
    pub tools: Vec<ToolView<'a>>,
}

/// A problem of a menu.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ProblemView<'a> {
    /// What it is called, linked to the article that solves it where this cloud has it.
    pub title_html: String,
    /// What it is about; may be empty.
    pub description: &'a str,
    /// Words that it is found by.
    pub tags: &'a [String],
    /// The support topic; may be empty.
    pub topic: &'a str,
    /// The check that looks for it; may be empty.
    pub symptom: &'a str,
    /// Articles of its topic, where it names no article.
    pub articles: &'a [(String, String)],
    /// Problems that it is made of.
    pub inner: Vec<ProblemView<'a>>,
}

/// A tool of a menu.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ToolView<'a> {
    /// What it is called, linked into the portal.
    pub title_html: String,
    /// What it does; may be empty.
    pub description: &'a str,
    /// Words that it is found by.
    pub tags: &'a [String],
}

/// A recommendation.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RecommendationView<'a> {
    /// What gets better, as written; may be empty.
    pub category: &'a str,
    /// The same in words.
    pub category_title: String,
    /// How much it gets better; may be empty.
    pub impact: &'a str,
    /// Whether it is not given any more.
    pub disabled: bool,
    /// The product; may be empty.
    pub product: &'a str,
    /// The type of resource; may be empty.
    pub resource: &'a str,
    /// The languages that it is about.
    pub languages: &'a [String],
    /// What is recommended, as a heading.
    pub label_html: Option<String>,
    /// What is recommended.
    pub description_html: Option<String>,
    /// Why.
    pub long_html: Option<String>,
    /// What is gained.
    pub benefits_html: Option<String>,
    /// How savings are counted.
    pub savings_html: Option<String>,
    /// A word of advice.
    pub tip_html: Option<String>,
    /// A page about it.
    pub learn_html: Option<String>,
    /// What can be done.
    pub actions: Vec<ActionView<'a>>,
    /// Where the resource is seen.
    pub place: Option<ActionView<'a>>,
    /// What is shown of each resource.
    pub columns: Vec<ColumnView<'a>>,
    /// What only hosts need.
    pub rest_html: Option<String>,
}

/// Something that can be done.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ActionView<'a> {
    /// What is done, linked.
    pub html: String,
    /// When it is offered; may be empty.
    pub condition: &'a str,
}

/// A column of the table of resources.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ColumnView<'a> {
    /// The value, an element that is filled.
    pub value_html: String,
    /// The head.
    pub title: &'a str,
}

/// A body that nothing is known of.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OtherView {
    /// All of it, as nested lists.
    pub rest_html: Option<String>,
}

/// The path of a troubleshooter, on its cover.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GuideView<'a> {
    /// Questions and steps in the order in which one leads to the next: title and address.
    pub path: &'a [(String, String)],
    /// Those that nothing leads to.
    pub rest: &'a [(String, String)],
}
