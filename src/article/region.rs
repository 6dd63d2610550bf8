//! Regions: named parts of an article that a host shows in places of its own.

use super::comments::{Comment, Mark};
use crate::diagnostic::{Code, Note, Span};

/// A named part of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Region {
    /// What is wrong.
    IssueDescription,
    /// The root cause.
    RcaDescription,
    /// How it was resolved.
    ResolutionDetails,
    /// What else there is to know.
    AdditionalInfo,
    /// What the reader should do.
    RecommendedActions,
    /// How the reader is addressed.
    Salutation,
}

impl Region {
    const ALL: [Region; 6] = [
        Self::IssueDescription,
        Self::RcaDescription,
        Self::ResolutionDetails,
        Self::AdditionalInfo,
        Self::RecommendedActions,
        Self::Salutation,
    ];

    /// The region of this name, without ASCII case.
    pub fn find(name: &str) -> Option<Region> {
        Self::ALL
            .into_iter()
            .find(|region| region.as_str().eq_ignore_ascii_case(name))
    }

    /// The name in marks, pages and catalogues.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::IssueDescription => "issueDescription",
            Self::RcaDescription => "rcaDescription",
            Self::ResolutionDetails => "resolutionDetails",
            Self::AdditionalInfo => "additionalInfo",
            Self::RecommendedActions => "recommendedActions",
            Self::Salutation => "salutation",
        }
    }
}

/// What a region mark does to the page. Openings are numbered, so that one that a heading has ended is not ended twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// A region begins. One that no mark closes ends before the next heading of level 1 or 2.
    Open {
        /// The number of this opening.
        id: usize,
        /// Which region.
        region: Region,
        /// Whether a mark closes it.
        closed: bool,
    },
    /// The opening of this number ends, and all inside it.
    Close(usize),
}

/// What each region mark among `comments` does, in order, and the regions that they open.
pub(super) fn resolve(
    comments: &[Comment<'_>],
    notes: &mut Vec<Note>,
) -> (Vec<Vec<Op>>, Vec<Region>) {
    let marks = comments.iter().filter_map(|comment| match comment.mark {
        Mark::RegionOpen(region) => Some(RegionMark {
            span: comment.span.clone(),
            region,
            opens: true,
            ending: Ending::Never,
        }),
        Mark::RegionClose(region) => Some(RegionMark {
            span: comment.span.clone(),
            region,
            opens: false,
            ending: Ending::Never,
        }),
        _ => None,
    });
    let mut marks: Vec<RegionMark> = marks.collect();
    look_ahead(&mut marks);
    let mut resolver = Resolver {
        open: Vec::new(),
        opened: Vec::new(),
        notes,
    };
    let ops = marks
        .into_iter()
        .map(|mark| {
            if mark.opens {
                resolver.open(mark)
            } else {
                resolver.close(&mark)
            }
        })
        .collect();
    for (_, mark) in std::mem::take(&mut resolver.open) {
        resolver.unclosed(&mark);
    }
    (ops, resolver.opened)
}

struct RegionMark {
    span: Span,
    region: Region,
    opens: bool,
    ending: Ending,
}

/// What follows a mark among the marks of its region.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// No closer.
    Never,
    /// A closer, or an opener that must be one since no closer follows it: authors forget the slash.
    Next,
    /// A closer, but an opener stands between.
    Later,
}

fn look_ahead(marks: &mut [RegionMark]) {
    // By region: whether the next mark of it opens, and whether any closer follows.
    let mut next: [Option<(bool, bool)>; Region::ALL.len()] = [None; Region::ALL.len()];
    for mark in marks.iter_mut().rev() {
        let seen = &mut next[mark.region as usize];
        mark.ending = match *seen {
            None => Ending::Never,
            Some((false, _)) | Some((true, false)) => Ending::Next,
            Some((true, true)) => Ending::Later,
        };
        let closer_follows = seen.is_some_and(|(_, closer)| closer);
        *seen = Some((mark.opens, closer_follows || !mark.opens));
    }
}

struct Resolver<'n> {
    open: Vec<(usize, RegionMark)>,
    opened: Vec<Region>,
    notes: &'n mut Vec<Note>,
}

impl Resolver<'_> {
    fn open(&mut self, mark: RegionMark) -> Vec<Op> {
        let mut ops = Vec::new();
        if let Some(at) = self
            .open
            .iter()
            .position(|(_, open)| open.region == mark.region)
        {
            if mark.ending == Ending::Never || self.open[at].1.ending == Ending::Next {
                self.forgot_slash(&mark);
                ops.push(self.pop(at));
                return ops;
            }
            let (_, earlier) = &self.open[at];
            let earlier = RegionMark {
                span: earlier.span.clone(),
                ..*earlier
            };
            self.unclosed(&earlier);
            ops.push(self.pop(at));
        }
        while let Some((_, open)) = self
            .open
            .last()
            .filter(|(_, open)| open.ending != Ending::Next)
        {
            let open = RegionMark {
                span: open.span.clone(),
                ..*open
            };
            self.unclosed(&open);
            ops.push(self.pop(self.open.len() - 1));
        }
        if self.opened.contains(&mark.region) {
            let message = format!(
                "region `{}` is opened a second time; both are regions",
                mark.region.as_str()
            );
            let note = Note::new(Code::RegionRepeated, mark.span.clone(), message);
            self.notes
                .push(note.help("put what belongs together into one region"));
        }
        let id = self.opened.len();
        ops.push(Op::Open {
            id,
            region: mark.region,
            closed: mark.ending == Ending::Next,
        });
        self.opened.push(mark.region);
        self.open.push((id, mark));
        ops
    }

    fn close(&mut self, mark: &RegionMark) -> Vec<Op> {
        if let Some(at) = self
            .open
            .iter()
            .position(|(_, open)| open.region == mark.region)
        {
            return vec![self.pop(at)];
        }
        let name = mark.region.as_str();
        let note = Note::new(
            Code::RegionStray,
            mark.span.clone(),
            format!("region `{name}` is closed and was not open"),
        );
        self.notes.push(
            note.help(format!(
                "write `<!--{name}-->` where it begins, or remove this"
            ))
            .fix(mark.span.clone(), ""),
        );
        Vec::new()
    }

    fn forgot_slash(&mut self, mark: &RegionMark) {
        let name = mark.region.as_str();
        let right = format!("<!--/{name}-->");
        let message =
            format!("region `{name}` is opened again and never closed; this is taken as its end");
        let note = Note::new(Code::RegionUnclosed, mark.span.clone(), message);
        self.notes.push(
            note.help(format!("write `{right}`"))
                .fix(mark.span.clone(), right),
        );
    }

    /// Ends an open region, and with it those inside, which then have no end of their own.
    fn pop(&mut self, at: usize) -> Op {
        let id = self.open[at].0;
        for (_, inner) in self.open.split_off(at).into_iter().skip(1) {
            self.unclosed(&inner);
        }
        Op::Close(id)
    }

    fn unclosed(&mut self, mark: &RegionMark) {
        let name = mark.region.as_str();
        let note = Note::new(
            Code::RegionUnclosed,
            mark.span.clone(),
            format!("region `{name}` is never closed"),
        );
        self.notes
            .push(note.help(format!("write `<!--/{name}-->` where it ends")));
    }
}

#[cfg(test)]
mod tests {
    use super::super::comments;
    use super::*;

    fn ops(text: &str) -> (String, Vec<&'static str>) {
        let text = text
            .replace('i', "<!--issueDescription-->")
            .replace('I', "<!--/issueDescription-->")
            .replace('a', "<!--additionalInfo-->")
            .replace('A', "<!--/additionalInfo-->");
        let mut notes = Vec::new();
        let (ops, _) = resolve(&comments::scan(&text, Vec::new()), &mut notes);
        let show = |op: &Op| match op {
            Op::Open { id, closed, .. } => format!("{}{id}", if *closed { "<" } else { "[" }),
            Op::Close(id) => format!("{id}>"),
        };
        let shown: Vec<String> = ops
            .iter()
            .map(|ops| ops.iter().map(show).collect::<String>())
            .collect();
        (
            shown.join(" "),
            notes.iter().map(|note| note.code.as_str()).collect(),
        )
    }

    #[test]
    fn regions_end_where_authors_mean() {
        for (marks, want, codes) in [
            ("iI", "<0 0>", &[][..]),
            ("i", "[0", &["region-unclosed"]),
            ("I", "", &["region-stray"]),
            ("ii", "<0 0>", &["region-unclosed"]),
            ("iIiI", "<0 0> <1 1>", &["region-repeated"]),
            ("iiI", "[0 0><1 1>", &["region-unclosed", "region-repeated"]),
            ("iaAI", "<0 <1 1> 0>", &[]),
            ("iaA", "[0 0><1 1>", &["region-unclosed"]),
            ("iaI", "<0 [1 0>", &["region-unclosed"]),
        ] {
            let (shown, said) = ops(marks);
            assert_eq!((shown.trim(), said), (want, codes.to_vec()), "{marks}");
        }
    }
}
