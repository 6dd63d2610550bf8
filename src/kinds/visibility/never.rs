//! Which fields of a form no answers show.
//!
//! The search decides fields one by one, only those and only as far as the condition asks for them, and takes from each only
//! the values that some condition names, and one that none does.

use super::check::{Field, Named, one};
use super::{Condition, Test, fold};
use std::collections::BTreeMap;

/// The most tests that are evaluated for one form, and for one field of it. What is not known by then stays unsaid.
const WORK: (usize, usize) = (200_000, 20_000);

/// The longest chain of fields that depend on each other.
const LONGEST: usize = 64;

/// The most values of a field that conditions may name: of one answer, and of several, where every set is tried.
const MOST: (usize, usize) = (60, 10);

/// The places of fields that nobody can ever see, as far as that is known. Fields that are tangled in circles are left out.
/// A value or an id that the form does not have counts as if it had it: that is another finding.
pub(super) fn never_visible(fields: &[Field], named: &Named, tangled: &[bool]) -> Vec<usize> {
    let form = Form::of(fields, named);
    let mut search = Search {
        form: &form,
        chosen: vec![None; form.choices.len()],
        left: 0,
    };
    let mut work = WORK.0;
    let mut never = Vec::new();
    for at in (0..fields.len()).filter(|at| !tangled[*at]) {
        let allowed = work.min(WORK.1);
        search.left = allowed;
        if search.satisfiable(&form.goals[at]) == Ok(false) {
            never.push(at);
        }
        work -= allowed - search.left;
    }
    never
}

/// A condition whose fields and values are numbers.
enum Goal {
    Constant(bool),
    /// A variable has one of these values, a bit for each; no bit is no answer.
    Test {
        variable: usize,
        values: u64,
        equal: bool,
    },
    All(Vec<Goal>),
    Any(Vec<Goal>),
    /// There are too many values to know.
    Unknown,
}

/// Fields are variables, and behind them the ids that mean none of them, or more than one.
struct Form {
    /// The conditions of the fields; variables behind them are always shown.
    goals: Vec<Goal>,
    /// For every variable the sets of values that can be chosen, a bit for each; none if there are too many.
    choices: Vec<Vec<u64>>,
}

impl Form {
    fn of(fields: &[Field], named: &Named) -> Self {
        let mut reading = Reading {
            named,
            others: BTreeMap::new(),
            values: vec![Vec::new(); fields.len()],
        };
        let goals = fields.iter().map(|field| reading.goal(field.condition));
        let goals = goals.collect();
        let values = reading.values.iter().enumerate();
        let choices = values.map(|(at, values)| choices(fields.get(at), values));
        Self {
            goals,
            choices: choices.collect(),
        }
    }
}

/// A form as it becomes numbers.
struct Reading<'a> {
    named: &'a Named,
    /// The variables that are no field, by folded id.
    others: BTreeMap<String, usize>,
    /// For every variable the values that conditions name, folded.
    values: Vec<Vec<String>>,
}

impl Reading<'_> {
    fn goal(&mut self, condition: &Condition) -> Goal {
        match condition {
            Condition::Always => Goal::Constant(true),
            Condition::Never => Goal::Constant(false),
            Condition::Test(test) => self.test(test),
            Condition::All(parts) => Goal::All(parts.iter().map(|part| self.goal(part)).collect()),
            Condition::Any(parts) => Goal::Any(parts.iter().map(|part| self.goal(part)).collect()),
        }
    }

    fn test(&mut self, test: &Test) -> Goal {
        let variable = one(test, self.named).unwrap_or_else(|| {
            *self.others.entry(fold(&test.field)).or_insert_with(|| {
                self.values.push(Vec::new());
                self.values.len() - 1
            })
        });
        let named = &mut self.values[variable];
        let values = match test.value.as_deref().map(fold) {
            None => 0,
            Some(value) => match named.iter().position(|it| *it == value) {
                Some(at) => 1 << at,
                None if named.len() < MOST.0 => {
                    named.push(value);
                    1 << (named.len() - 1)
                }
                None => return Goal::Unknown,
            },
        };
        Goal::Test {
            variable,
            values,
            equal: test.equal,
        }
    }
}

/// What can be chosen where conditions name these values. No field is any.
fn choices(field: Option<&Field>, named: &[String]) -> Vec<u64> {
    let several = field.is_none_or(|field| field.several);
    let options = field.and_then(|field| field.options.as_ref());
    let another = options.is_none_or(|options| {
        let mut options = options.iter().map(|option| fold(option));
        options.any(|option| !option.is_empty() && !named.contains(&option))
    });
    let bits = named.len() + usize::from(another);
    match several {
        false => (0..bits).map(|bit| 1 << bit).chain([0]).collect(),
        true if named.len() > MOST.1 => Vec::new(),
        true => (0..1 << bits).rev().collect(),
    }
}

/// Why a condition has no value yet.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Undecided {
    /// Nobody has chosen this variable's values.
    Needs(usize),
    /// It would be too much work.
    GivenUp,
}

struct Search<'a> {
    form: &'a Form,
    chosen: Vec<Option<u64>>,
    /// How many tests may still be evaluated.
    left: usize,
}

impl Search<'_> {
    /// Whether some choice of what is not chosen yet makes the goal hold.
    fn satisfiable(&mut self, goal: &Goal) -> Result<bool, Undecided> {
        let variable = match self.holds(goal, 0) {
            Err(Undecided::Needs(variable)) => variable,
            known => return known,
        };
        let form = self.form;
        let choices = &form.choices[variable];
        let mut found = match choices.is_empty() {
            true => Err(Undecided::GivenUp),
            false => Ok(false),
        };
        for choice in choices {
            self.chosen[variable] = Some(*choice);
            found = self.satisfiable(goal);
            if found != Ok(false) {
                break;
            }
        }
        self.chosen[variable] = None;
        found
    }

    /// Whether a goal holds, `depth` fields away from the one that is asked for.
    fn holds(&mut self, goal: &Goal, depth: usize) -> Result<bool, Undecided> {
        match goal {
            Goal::Constant(value) => Ok(*value),
            Goal::Unknown => Err(Undecided::GivenUp),
            Goal::All(parts) => self.decided(parts, false, depth),
            Goal::Any(parts) => self.decided(parts, true, depth),
            Goal::Test {
                variable,
                values,
                equal,
            } => {
                self.left = self.left.checked_sub(1).ok_or(Undecided::GivenUp)?;
                let chosen = self.chosen[*variable].ok_or(Undecided::Needs(*variable))?;
                let wanted = if *values == 0 { u64::MAX } else { *values };
                let has = chosen & wanted != 0 && self.is_shown(*variable, depth)?;
                Ok((has != (*values == 0)) == *equal)
            }
        }
    }

    /// Whether parts hold, of which one with this value decides.
    fn decided(&mut self, parts: &[Goal], value: bool, depth: usize) -> Result<bool, Undecided> {
        let mut known = Ok(!value);
        for part in parts {
            match self.holds(part, depth) {
                Ok(found) if found == value => return Ok(value),
                Ok(_) => {}
                Err(Undecided::GivenUp) => return Err(Undecided::GivenUp),
                Err(needs) => known = known.and(Err(needs)),
            }
        }
        known
    }

    fn is_shown(&mut self, variable: usize, depth: usize) -> Result<bool, Undecided> {
        let form = self.form;
        match form.goals.get(variable) {
            None => Ok(true),
            Some(_) if depth == LONGEST => Err(Undecided::GivenUp),
            Some(goal) => self.holds(goal, depth + 1),
        }
    }
}
