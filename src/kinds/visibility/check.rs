//! The conditions of a form, held against its fields and against each other.

use super::circles::Circles;
use super::never::never_visible;
use super::{Condition, Test, fold};
use crate::diagnostic::Span;
use crate::property::nearest;
use std::collections::BTreeMap;

/// A field of a form as the check sees it.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    /// Its id, as written.
    pub id: &'a str,
    /// When it is shown.
    pub condition: &'a Condition,
    /// The values that it can have, if these are known: none for a field that takes no answer. `None` is free text, or
    /// values that come from elsewhere.
    pub options: Option<Vec<&'a str>>,
    /// Whether several values can be chosen at once.
    pub several: bool,
}

/// What is wrong with a condition. `at` is the place of its field among those that were given; a span is in the text of its
/// condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A test of a field that the form does not have. It never has an answer.
    UnknownId {
        /// The field.
        at: usize,
        /// The id.
        span: Span,
        /// The id that was probably meant.
        near: Option<String>,
    },
    /// A test against a value that its field cannot have.
    NoOption {
        /// The field.
        at: usize,
        /// The value.
        span: Span,
        /// The value that was probably meant.
        near: Option<String>,
    },
    /// Fields of which each depends on the next, and the last on the first. Of circles that share fields, one at least is
    /// named.
    Cycle {
        /// The fields, the first of the form before all others.
        at: Vec<usize>,
    },
    /// No answers show the field, even if every id and value were there.
    NeverVisible {
        /// The field.
        at: usize,
    },
}

/// What is wrong with the conditions of a form: in order of the fields ids and values, then circles, then fields that are
/// never shown. Nothing is said that is not so; what is hard to know stays unsaid, and so does anything about fields that
/// depend on a circle. Of fields that share an id, any may be the one that is meant.
pub fn check(fields: &[Field]) -> Vec<Problem> {
    let named = by_id(fields);
    let mut problems = Vec::new();
    for (at, field) in fields.iter().enumerate() {
        let of_test = |test| of_test(at, test, fields, &named);
        problems.extend(field.condition.tests().filter_map(of_test));
    }
    let Circles { cycles, tangled } = Circles::of(fields, &named);
    problems.extend(cycles.into_iter().map(|at| Problem::Cycle { at }));
    let never = never_visible(fields, &named, &tangled);
    problems.extend(never.into_iter().map(|at| Problem::NeverVisible { at }));
    problems
}

/// The places of fields by the [`fold`] of their ids.
pub(super) type Named = BTreeMap<String, Vec<usize>>;

fn by_id(fields: &[Field]) -> Named {
    let mut named = Named::new();
    for (at, field) in fields.iter().enumerate() {
        named.entry(fold(field.id)).or_default().push(at);
    }
    named
}

/// The field that a test is about; `None` if there is none, or more than one.
pub(super) fn one(test: &Test, named: &Named) -> Option<usize> {
    match named.get(&fold(&test.field))?.as_slice() {
        [at] => Some(*at),
        _ => None,
    }
}

fn of_test(at: usize, test: &Test, fields: &[Field], named: &Named) -> Option<Problem> {
    let Some(places) = named.get(&fold(&test.field)) else {
        let ids = fields.iter().map(|field| field.id);
        return Some(Problem::UnknownId {
            at,
            span: test.field_span.clone(),
            near: nearest(&test.field, ids).map(str::to_owned),
        });
    };
    let value = test.value.as_ref()?;
    let mut options = Vec::new();
    for place in places {
        options.extend(fields[*place].options.as_ref()?.iter().copied());
    }
    let folded = fold(value);
    let known = options.iter().any(|option| fold(option) == folded);
    (!known).then(|| Problem::NoOption {
        at,
        span: test.value_span.clone(),
        near: nearest(value, options).map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// Problems of a form whose fields are `id: values: condition`: values `*` are any, `+` marks several, blank is none.
    fn problems(fields: &[&str]) -> Vec<String> {
        let rows: Vec<Vec<&str>> = fields.iter().map(|row| row.split(": ").collect()).collect();
        let conditions: Vec<Condition> = rows.iter().map(|row| parse(row[2]).unwrap()).collect();
        let form = rows.iter().zip(&conditions).map(|(row, condition)| {
            let options = row[1].trim_end_matches('+').split_whitespace().collect();
            Field {
                id: row[0],
                condition,
                options: (!row[1].starts_with('*')).then_some(options),
                several: row[1].ends_with('+'),
            }
        });
        let form: Vec<Field> = form.collect();
        let said = check(&form).into_iter().map(|problem| match problem {
            Problem::UnknownId { at, span, near } => {
                format!("{at} unknown {} {near:?}", &rows[at][2][span])
            }
            Problem::NoOption { at, span, near } => {
                format!("{at} no option {} {near:?}", &rows[at][2][span])
            }
            Problem::Cycle { at } => format!("cycle {at:?}"),
            Problem::NeverVisible { at } => format!("{at} never"),
        });
        said.collect()
    }

    #[test]
    fn a_sound_form_has_no_problems() {
        let none: [&str; 0] = [];
        let form = [
            "os: linux windows: true",
            "disk: *: os == linux",
            "size: 1 2+: disk != null && OS == Linux",
            "note: : size == 1 && size == 2",
            "last: *: (os == windows || size != 1) && disk == 5",
        ];
        assert_eq!(problems(&form), none);
    }

    #[test]
    fn a_mistyped_id_and_a_mistyped_value_find_their_neighbours() {
        let form = [
            "system: linux windows: ",
            "x: *: sytem == linux || system == Linuz",
            "y: *: else == 1 && x == 1",
        ];
        assert_eq!(
            problems(&form),
            [
                "1 unknown sytem Some(\"system\")",
                "1 no option Linuz Some(\"linux\")",
                "2 unknown else None"
            ]
        );
        assert_eq!(
            problems(&["block: : ", "x: *: block == a"]),
            ["1 no option a None"]
        );
    }

    #[test]
    fn a_circle_is_named_once_from_its_first_field_on() {
        let form = [
            "z: *: b == 1",
            "a: *: c == 1",
            "b: *: a == 1",
            "c: *: b == 1 && z != null",
            "d: *: d == null",
            "e: *: d == 1",
        ];
        assert_eq!(problems(&form), ["cycle [1, 3, 2]", "cycle [4]"]);
        let chain: Vec<String> = (0..5000)
            .map(|at| format!("f{at}: *: f{} == 1", (at + 1) % 5000))
            .collect();
        let chain: Vec<&str> = chain.iter().map(String::as_str).collect();
        assert_eq!(problems(&chain).len(), 1);
    }

    #[test]
    fn a_field_that_no_answers_show_is_never_visible() {
        let of = |condition: &str| {
            let last = format!("x: *: {condition}");
            let form = [
                "os: linux windows: ",
                "few: a b+: ",
                "text: *: os == linux",
                "block: : ",
                &last,
            ];
            problems(&form).last().is_some_and(|said| said == "4 never")
        };
        assert!(of("os == linux && os == windows"));
        assert!(of("os == linux && os != linux"));
        assert!(of("os == null && os == linux"));
        assert!(of("os != linux && os != windows && os != null"));
        assert!(
            of("text == any && os != linux"),
            "a hidden field has no answer"
        );
        assert!(of("text == any && text == other"));
        assert!(of("block != null"));
        assert!(of("false"));
        assert!(of("few == null && few == a"));
        assert!(!of("few == a && few == b"));
        assert!(!of("few != a && few != null"));
        assert!(!of("os != linux && text == null"));
        assert!(!of("os == linus"), "that is another finding");
        assert!(of("os == linus && os == linux"));
        let chain = [
            "a: *: false",
            "b: *: a == 1",
            "c: *: b == null",
            "d: *: b != null",
        ];
        assert_eq!(problems(&chain), ["0 never", "1 never", "3 never"]);
        let same = ["a: 1: ", "A: 2: ", "x: *: a == 1 && a == 2"];
        assert!(problems(&same).is_empty(), "two fields share an id");
    }

    #[test]
    fn too_much_work_is_left_unsaid() {
        let mut form: Vec<String> = (0..300).map(|at| format!("f{at}: 1 2 3: ")).collect();
        let tests: Vec<String> = (0..300).map(|at| format!("f{at} != 1")).collect();
        form.push(format!("x: *: ({}) && f299 == 1", tests.join(" && ")));
        let form: Vec<&str> = form.iter().map(String::as_str).collect();
        let none: [&str; 0] = [];
        assert_eq!(problems(&form), none);
    }

    /// Where a field's needs lead, by any number of steps.
    fn reached(needs: &[Vec<usize>], from: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut rest = needs[from].clone();
        while let Some(at) = rest.pop() {
            if found.insert(at) {
                rest.extend(&needs[at]);
            }
        }
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

        #[test]
        fn every_circle_is_one_and_none_is_missed(needs in proptest::collection::vec(proptest::collection::vec(0..7_usize, 0..3), 7)) {
            let rows = needs.iter().enumerate().map(|(at, needs)| {
                let tests = needs.iter().map(|need| format!("f{need} != 1"));
                format!("f{at}: *: {}", tests.collect::<Vec<_>>().join(" || "))
            });
            let rows: Vec<String> = rows.collect();
            let conditions: Vec<Condition> = rows.iter().map(|row| parse(&row[7..]).unwrap()).collect();
            let form = rows.iter().zip(&conditions).map(|(row, condition)| {
                Field { id: &row[..2], condition, options: None, several: false }
            });
            let form: Vec<Field> = form.collect();
            let Circles { cycles, tangled } = Circles::of(&form, &by_id(&form));
            for cycle in &cycles {
                let next = cycle.iter().cycle().skip(1);
                prop_assert!(cycle.iter().zip(next).all(|(at, next)| needs[*at].contains(next)));
                prop_assert_eq!(cycle.iter().min(), cycle.first());
            }
            let circular: Vec<bool> = (0..7).map(|at| reached(&needs, at).contains(&at)).collect();
            for at in 0..7 {
                let reached = reached(&needs, at);
                prop_assert_eq!(tangled[at], reached.iter().any(|at| circular[*at]));
                // The fields of its knot: those that it leads to and that lead back.
                let knot = |other: &usize| reached.contains(other) && self::reached(&needs, *other).contains(&at);
                prop_assert_eq!(circular[at], cycles.iter().any(|cycle| cycle.iter().all(knot)));
            }
        }
    }
}
