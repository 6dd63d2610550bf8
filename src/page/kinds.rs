//! JSON bodies → what their templates see, with links as they lead in one cloud.

use super::shapes::{
    ActionView, BoundView, CardView, ChoiceView, ColumnView, DynamicView, FieldView, FormView,
    GuideView, MenuGroupView, MenuView, OtherView, ProblemView, RecommendationView, Shown,
    ToolView, TopicGroupView, TopicView, TopicsView,
};
use crate::article::{Article, JsonBody, PartText};
use crate::html::{self, Setting, Target};
use crate::kinds::visibility::{Condition, Test, fold};
use crate::kinds::{
    Action, Bound, Choice, Field, Form, Menu, PartId, Problem, Recommendation, Shape, Tool, Topics,
};
use crate::site::Guide;
use std::collections::HashMap;

/// What the template of an article's JSON body sees; `None` where it has none that can be read.
pub fn shown<'a>(
    article: &'a Article,
    targets: &'a [Target],
    setting: Setting<'a>,
) -> Option<Shown<'a>> {
    let Some(JsonBody::Shaped(shaped, parts)) = &article.body().json else {
        return None;
    };
    let maker = Maker {
        title: &article.title,
        parts,
        targets,
        setting,
    };
    let rest = shaped.rest.as_ref().map(html::json);
    Some(match &shaped.shape {
        Shape::Form(form) => Shown::Form(maker.form(form, rest)),
        Shape::Topics(topics) => Shown::Topics(maker.topics(topics, rest)),
        Shape::Menu(menu) => Shown::Menu(maker.menu(menu, rest)),
        Shape::Recommendation(one) => {
            Shown::Recommendation(Box::new(maker.recommendation(one, rest)))
        }
        Shape::Other => Shown::Other(OtherView { rest_html: rest }),
    })
}

/// What the template of a troubleshooter's path sees; `None` where the page is no cover, or has nothing to lead to.
pub fn guide(guide: &Guide) -> Option<Shown<'_>> {
    let Guide { path, rest, .. } = guide;
    let any = !path.is_empty() || !rest.is_empty();
    any.then_some(Shown::Guide(GuideView { path, rest }))
}

struct Maker<'a> {
    /// Of the article: a form that repeats it does not say it twice.
    title: &'a str,
    parts: &'a [PartText],
    targets: &'a [Target],
    setting: Setting<'a>,
}

impl<'a> Maker<'a> {
    fn html(&self, part: Option<PartId>) -> Option<String> {
        let part = self.parts.get(part?.0)?;
        Some(html::part(part, self.targets, self.setting))
    }

    /// Where a part leads that is a link as a whole.
    fn target(&self, part: Option<PartId>) -> &'a Target {
        let part = part.and_then(|part| self.parts.get(part.0));
        part.and_then(|part| self.targets.get(part.links.start))
            .unwrap_or(&Target::Nowhere)
    }

    fn articles(&self, part: Option<PartId>) -> &'a [(String, String)] {
        match self.target(part) {
            Target::Articles(articles) => articles,
            _ => &[],
        }
    }

    /// A text, linked to where a part leads.
    fn linked(&self, text: &str, to: Option<PartId>) -> String {
        let mut inner = String::with_capacity(text.len());
        html::text(&mut inner, text);
        html::link(self.target(to), &inner, self.setting.filling)
    }

    fn form(&self, form: &'a Form, rest: Option<String>) -> FormView<'a> {
        let fields = form.fields.iter().enumerate();
        let by_id = by_id(form);
        FormView {
            title: if form.title == self.title {
                ""
            } else {
                &form.title
            },
            subscription: form.subscription,
            resource: form.resource,
            attachment_html: self.html(form.attachment),
            card: form.card.as_ref().map(|card| CardView {
                title: &card.title,
                description_html: self.html(card.description),
                nothing: &card.nothing,
            }),
            fields: fields
                .map(|(at, field)| self.field(&by_id, at + 1, field))
                .collect(),
            rest_html: rest,
        }
    }

    fn field(&self, fields: &Fields<'a>, number: usize, field: &'a Field) -> FieldView<'a> {
        let label = |test: &Test| in_words(fields, test);
        let is_conditional = field.condition != Condition::Always;
        let hints = field.hints.iter();
        FieldView {
            id: &field.id,
            number,
            control: field.control.as_str(),
            label: match field.content {
                Some(_) => &field.label,
                None => title(field),
            },
            watermark: &field.watermark,
            info_html: self.html(field.info),
            hints_html: hints.filter_map(|hint| self.html(Some(*hint))).collect(),
            content_html: self.html(field.content),
            required: field.required,
            max_length: field.max_length,
            lines: field.lines,
            choices: field
                .choices
                .iter()
                .map(|choice| self.choice(choice))
                .collect(),
            dynamic: field.dynamic.as_ref().map(|dynamic| DynamicView {
                uri: &dynamic.uri,
                depends_on: fields
                    .get(&fold(&dynamic.depends_on))
                    .map_or(&dynamic.depends_on, |field| title(field)),
                shows: &dynamic.shows,
            }),
            bounds: field.bounds.iter().map(bound).collect(),
            condition: is_conditional.then(|| field.condition.to_json()),
            unread: &field.unread,
            when: is_conditional.then(|| field.condition.in_words(&label)),
        }
    }

    fn choice(&self, choice: &'a Choice) -> ChoiceView<'a> {
        let leads = !matches!(self.target(choice.step), Target::Nowhere);
        ChoiceView {
            value: &choice.value,
            text: &choice.text,
            first: choice.first,
            step_html: leads.then(|| self.linked(&choice.text, choice.step)),
        }
    }

    fn topics(&self, topics: &'a Topics, rest: Option<String>) -> TopicsView<'a> {
        let links = topics.links.iter().map(|link| match link.is_markup {
            true => self.html(Some(link.to)).unwrap_or_default(),
            false => {
                let address = self.parts.get(link.to.0).map_or("", |part| &part.text);
                let name = if link.name.is_empty() {
                    address
                } else {
                    &link.name
                };
                self.linked(name, Some(link.to))
            }
        });
        let (mut groups, mut places) = (Vec::new(), HashMap::new());
        for topic in &topics.topics {
            let view = TopicView {
                id: &topic.id,
                short: &topic.short,
                long: &topic.long,
                tags: &topic.tags,
                offered: topic.offered,
                articles: self.articles(topic.articles),
            };
            let new = || TopicGroupView {
                category: &topic.category,
                topics: Vec::new(),
            };
            let group = group(&mut groups, &mut places, &topic.category, new);
            group.topics.push(view);
        }
        groups.sort_by_key(|group| group.category.is_empty());
        let all = groups.iter().flat_map(|group| &group.topics);
        TopicsView {
            short: &topics.short,
            long: &topics.long,
            links_html: links.collect(),
            total: topics.topics.len(),
            unanswered: all.filter(|topic| topic.articles.is_empty()).count(),
            groups,
            rest_html: rest,
        }
    }

    fn menu(&self, menu: &'a Menu, rest: Option<String>) -> MenuView<'a> {
        let (mut groups, mut places) = (Vec::new(), HashMap::new());
        let mut of = |category: &'a str, add: &dyn Fn(&mut MenuGroupView<'a>)| {
            let new = || MenuGroupView {
                category,
                problems: Vec::new(),
                tools: Vec::new(),
            };
            add(group(&mut groups, &mut places, category, new));
        };
        for problem in &menu.problems {
            of(&problem.category, &|group| {
                group.problems.push(self.problem(problem))
            });
        }
        for tool in &menu.tools {
            of(&tool.category, &|group| group.tools.push(self.tool(tool)));
        }
        groups.sort_by_key(|group| group.category.is_empty());
        MenuView {
            groups,
            rest_html: rest,
        }
    }

    fn problem(&self, problem: &'a Problem) -> ProblemView<'a> {
        ProblemView {
            title_html: self.linked(&problem.title, problem.solution),
            description: &problem.description,
            tags: &problem.tags,
            topic: &problem.topic,
            symptom: &problem.symptom,
            articles: self.articles(problem.solution),
            inner: problem
                .inner
                .iter()
                .map(|inner| self.problem(inner))
                .collect(),
        }
    }

    fn tool(&self, tool: &'a Tool) -> ToolView<'a> {
        ToolView {
            title_html: self.linked(&tool.title, tool.to),
            description: &tool.description,
            tags: &tool.tags,
        }
    }

    fn recommendation(
        &self,
        one: &'a Recommendation,
        rest: Option<String>,
    ) -> RecommendationView<'a> {
        let columns = one.columns.iter().map(|column| ColumnView {
            value_html: self.html(column.value).unwrap_or_default(),
            title: &column.title,
        });
        RecommendationView {
            category: &one.category,
            category_title: apart(&one.category),
            impact: &one.impact,
            disabled: one.disabled,
            product: &one.product,
            resource: &one.resource,
            languages: &one.languages,
            label_html: self.html(one.label),
            description_html: self.html(one.description),
            long_html: self.html(one.long),
            benefits_html: self.html(one.benefits),
            savings_html: self.html(one.savings),
            tip_html: self.html(one.tip),
            learn_html: one
                .learn
                .map(|_| self.linked(self.setting.words.text("body", "learn"), one.learn)),
            actions: one
                .actions
                .iter()
                .map(|action| self.action(action))
                .collect(),
            place: one.place.as_ref().map(|action| self.action(action)),
            columns: columns.collect(),
            rest_html: rest,
        }
    }

    fn action(&self, action: &'a Action) -> ActionView<'a> {
        let inner = self.html(action.description);
        let inner = inner.unwrap_or_else(|| self.setting.words.text("body", "open").to_owned());
        ActionView {
            html: html::link(self.target(action.to), &inner, self.setting.filling),
            condition: &action.condition,
        }
    }
}

/// The group of a category, whose names compare without ASCII case; a new one where there is none yet.
fn group<'g, T>(
    groups: &'g mut Vec<T>,
    places: &mut HashMap<String, usize>,
    category: &str,
    new: impl FnOnce() -> T,
) -> &'g mut T {
    let next = groups.len();
    let at = *places.entry(category.to_ascii_lowercase()).or_insert(next);
    if at == next {
        groups.push(new());
    }
    &mut groups[at]
}

fn bound(bound: &Bound) -> BoundView<'_> {
    let (kind, value, said) = match bound {
        Bound::Pattern(value, said) => ("pattern", value, said),
        Bound::Above(value, said) => ("above", value, said),
    };
    BoundView { kind, value, said }
}

/// The question of a field, or its name.
fn title(field: &Field) -> &str {
    if field.label.is_empty() {
        &field.id
    } else {
        &field.label
    }
}

/// The fields of a form by id; of several, the first.
type Fields<'a> = HashMap<String, &'a Field>;

fn by_id(form: &Form) -> Fields<'_> {
    let fields = form.fields.iter().rev();
    fields.map(|field| (fold(&field.id), field)).collect()
}

/// A test as its reader knows it: the question, and what is shown for the value.
fn in_words(fields: &Fields<'_>, test: &Test) -> (String, String) {
    let value = test.value.clone().unwrap_or_default();
    let Some(field) = fields.get(&fold(&test.field)) else {
        return (test.field.clone(), value);
    };
    let mut choices = field.choices.iter();
    let choice = choices.find(|choice| choice.value.eq_ignore_ascii_case(&value));
    let value = choice.map_or(value, |choice| choice.text.clone());
    (title(field).to_owned(), value)
}

/// `HighAvailability` as `High availability`.
fn apart(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 2);
    for (at, c) in name.chars().enumerate() {
        if at > 0 && c.is_ascii_uppercase() {
            out.push(' ');
            out.push(c.to_ascii_lowercase());
        } else {
            out.push(c);
        }
    }
    out
}
