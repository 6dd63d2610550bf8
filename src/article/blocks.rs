//! Block elements of an article: insights, metrics, videos, and results of a host's search.
//!
//! What an author writes between tags of these names is data, not Markdown. Texts are what a reader sees: entities are
//! decoded, white space is folded, a line break is what `<br>` asked for, and slots are tokens as in the text to parse.

use super::elements::{Child, Element};
use super::header::{fold, list};
use super::marks::{Token, split};
use crate::diagnostic::{Code, Note, Span};
use crate::property::nearest;
use std::collections::BTreeSet;

/// A block element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it shows.
    pub shows: Shows,
    /// What stands in it and is none of its children, as written.
    pub rest: Vec<String>,
    /// Where its sentences and titles are written, in the source.
    pub prose: Vec<Span>,
    /// From its opening tag to behind its closing one, in the source.
    pub span: Span,
}

/// What a block element shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shows {
    /// What a check of the reader's resource finds.
    Insight {
        /// The checks, by the ids that a host knows them by.
        checks: Vec<String>,
        /// The author's text for a state, in the order of the source.
        texts: Vec<(State, String)>,
        /// How many insights to show at most, as written; may be empty.
        most: String,
        /// Whether the check asks the reader for more, as written; may be empty.
        asks: String,
    },
    /// A chart of what is measured at the reader's resource.
    Metric {
        /// The title; may be empty.
        title: String,
        /// The metric, by the name that a host knows it by.
        name: String,
        /// How values of one time become one.
        aggregation: Option<Value>,
        /// How far back the chart goes.
        span: Option<Value>,
    },
    /// A video.
    Video(Video),
    /// Several videos.
    VideoGroup(Vec<Video>),
    /// What a host finds in its knowledge base.
    Kb {
        /// Who shows it, as written; may be empty.
        client: String,
    },
}

/// A state of an insight for which there is a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The check is at work.
    Running,
    /// It found nothing.
    None,
    /// It took too long.
    Timeout,
    /// It could not be done.
    Failed,
}

impl State {
    /// The name in pages, and for hosts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::None => "none",
            Self::Timeout => "timeout",
            Self::Failed => "failed",
        }
    }
}

/// A value as written, and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// As written.
    pub written: String,
    /// In words; `None` where it is not understood.
    pub words: Option<String>,
}

/// A video of another host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Video {
    /// The title; may be empty.
    pub title: String,
    /// The address as written; may be empty.
    pub address: String,
    /// Which of the article's videos with an address it is; they are links of the outline.
    pub number: Option<usize>,
    /// Where the address is written.
    pub span: Span,
}

impl Block {
    /// The videos in it, in order.
    pub fn videos(&self) -> &[Video] {
        match &self.shows {
            Shows::Video(video) => std::slice::from_ref(video),
            Shows::VideoGroup(videos) => videos,
            _ => &[],
        }
    }

    /// Numbers the videos that have an address, and gives back the number that comes next.
    pub(super) fn number(&mut self, first: usize) -> usize {
        let videos = match &mut self.shows {
            Shows::Video(video) => std::slice::from_mut(video),
            Shows::VideoGroup(videos) => videos.as_mut_slice(),
            _ => &mut [],
        };
        let addressed = videos.iter_mut().filter(|video| !video.address.is_empty());
        addressed.fold(first, |number, video| {
            video.number = Some(number);
            number + 1
        })
    }

    /// The slots in its texts.
    pub(super) fn slots(&self) -> BTreeSet<usize> {
        let mut texts: Vec<&String> = self.rest.iter().collect();
        match &self.shows {
            Shows::Insight { texts: own, .. } => texts.extend(own.iter().map(|(_, text)| text)),
            Shows::Metric { title, .. } => texts.push(title),
            _ => texts.extend(self.videos().iter().map(|video| &video.title)),
        }
        let mut slots = BTreeSet::new();
        for text in texts {
            split(text, |part| {
                if let Ok(Token::Slot(index)) = part {
                    slots.insert(index);
                }
            });
        }
        slots
    }
}

/// The block that an element is.
pub(super) fn block(element: &Element, notes: &mut Vec<Note>) -> Block {
    let shows = match element.name {
        "insight" => insight(element, notes),
        "metric" => metric(element, notes),
        "video" => Shows::Video(video(element, notes)),
        "videoGroup" => {
            let videos = element.inner.iter().map(|inner| video(inner, notes));
            let videos: Vec<Video> = videos.collect();
            if videos.is_empty() {
                notes.push(missing(element, "video"));
            }
            Shows::VideoGroup(videos)
        }
        _ => Shows::Kb {
            client: value(element.child("client")),
        },
    };
    let all = || std::iter::once(element).chain(&element.inner);
    let children = all().flat_map(|element| &element.children);
    let prose = children.filter(|child| child.name.ends_with("Text") || child.name == "title");
    Block {
        shows,
        rest: all().flat_map(|element| &element.rest).cloned().collect(),
        prose: prose.map(|child| child.span.clone()).collect(),
        span: element.span.clone(),
    }
}

fn insight(element: &Element, notes: &mut Vec<Note>) -> Shows {
    let states = [
        ("executionText", State::Running),
        ("noResultText", State::None),
        ("timeoutText", State::Timeout),
        ("failedText", State::Failed),
    ];
    let text = |child: &Child| {
        let (_, state) = states.iter().find(|(name, _)| *name == child.name)?;
        Some((*state, child.text.clone())).filter(|(_, text)| !text.is_empty())
    };
    let most = element.child("maxInsightCount");
    if let Some(most) = most.filter(|most| !most.plain.parse().is_ok_and(|most: u32| most > 0)) {
        notes.push(unknown(most, "is no number of insights").help("write a number, such as `5`"));
    }
    let asks = element.child("additionalInputsReq");
    let is_bool = |asks: &&Child| ["true", "false"].contains(&&*asks.plain.to_ascii_lowercase());
    if let Some(asks) = asks.filter(|asks| !is_bool(asks)) {
        notes.push(unknown(asks, "is neither true nor false").help("write `true` or `false`"));
    }
    let checks = needed(element, "symptomId", notes);
    Shows::Insight {
        checks: list(checks.map_or("", |child| &child.plain))
            .map(str::to_owned)
            .collect(),
        texts: element.children.iter().filter_map(text).collect(),
        most: value(most),
        asks: value(asks),
    }
}

fn metric(element: &Element, notes: &mut Vec<Note>) -> Shows {
    let mut given = |name: &str, words: fn(&str) -> Option<String>, help: fn(&str) -> String| {
        let child = element
            .child(name)
            .filter(|child| !child.plain.is_empty())?;
        let words = words(&child.plain);
        if words.is_none() {
            notes.push(unknown(child, "is not understood").help(help(&child.plain)));
        }
        Some(Value {
            written: child.plain.clone(),
            words,
        })
    };
    let aggregation = given("aggregationType", aggregation, |written| {
        let names = AGGREGATIONS.iter().map(|(names, _)| names[0]);
        match nearest(written, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write `Avg`, `Sum`, `Min`, `Max` or `Count`".to_owned(),
        }
    });
    let span = given("timeSpanDuration", duration, |_| {
        "write a number and `m`, `h`, `d` or `w`, such as `3d`".to_owned()
    });
    Shows::Metric {
        title: element
            .child("title")
            .map_or_else(String::new, |child| child.text.clone()),
        name: value(needed(element, "name", notes)),
        aggregation,
        span,
    }
}

fn video(element: &Element, notes: &mut Vec<Note>) -> Video {
    let address = needed(element, "src", notes);
    let title = needed(element, "title", notes);
    Video {
        title: title.map_or_else(String::new, |child| child.text.clone()),
        address: value(address),
        number: None,
        span: address.map_or_else(|| element.opener.clone(), |child| child.span.clone()),
    }
}

/// The ways to write an aggregation, the portal's numbers among them, and what it is.
const AGGREGATIONS: [(&[&str], &str); 5] = [
    (&["Avg", "Average", "4"], "average"),
    (&["Sum", "Total", "1"], "sum"),
    (&["Min", "Minimum", "2"], "minimum"),
    (&["Max", "Maximum", "3"], "maximum"),
    (&["Count", "7"], "count"),
];

fn aggregation(written: &str) -> Option<String> {
    let is_it = |names: &&[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(written));
    let (_, words) = AGGREGATIONS.iter().find(|(names, _)| is_it(names))?;
    Some((*words).to_owned())
}

fn duration(written: &str) -> Option<String> {
    let digits = written.len()
        - written
            .trim_start_matches(|c: char| c.is_ascii_digit())
            .len();
    let (number, unit) = written.split_at(digits);
    let number: u32 = number.parse().ok().filter(|number| *number > 0)?;
    let unit = match unit.trim() {
        "m" => "minute",
        "h" | "H" => "hour",
        "d" | "D" => "day",
        "w" | "W" => "week",
        _ => return None,
    };
    let plural = if number == 1 { "" } else { "s" };
    Some(format!("{number} {unit}{plural}"))
}

fn value(child: Option<&Child>) -> String {
    child.map_or_else(String::new, |child| fold(&child.plain))
}

/// The child of this name; where it is missing or empty, a note says so.
fn needed<'e>(element: &'e Element, name: &str, notes: &mut Vec<Note>) -> Option<&'e Child> {
    let child = element.child(name).filter(|child| !child.plain.is_empty());
    if child.is_none() {
        notes.push(missing(element, name));
    }
    child
}

fn missing(element: &Element, name: &str) -> Note {
    Note::new(
        Code::ElementMissing,
        element.opener.clone(),
        format!("`<{}>` has no `<{name}>`", element.name),
    )
    .help(match name {
        "video" => "write one `<video>` for each, or leave the group out".to_owned(),
        _ => format!("write `<{name}>…</{name}>` in it"),
    })
}

fn unknown(child: &Child, what: &str) -> Note {
    let message = format!("`{}` of `<{}>` {what}", child.plain, child.name);
    Note::new(Code::ElementValue, child.span.clone(), message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_metrics_are_said_in_words() {
        for (written, want) in [
            ("3d", Some("3 days")),
            ("1d", Some("1 day")),
            ("12h", Some("12 hours")),
            ("30m", Some("30 minutes")),
            ("2w", Some("2 weeks")),
            ("0d", None),
            ("d", None),
            ("3", None),
            ("3 years", None),
            ("99999999999d", None),
            ("", None),
        ] {
            assert_eq!(duration(written).as_deref(), want, "{written}");
        }
        assert_eq!(aggregation("avg").as_deref(), Some("average"));
        assert_eq!(aggregation("1").as_deref(), Some("sum"));
        assert_eq!(aggregation("Mean"), None);
    }
}
