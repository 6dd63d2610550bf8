//! A condition in words, for pages without a script.

use super::{Condition, Test};

impl Condition {
    /// The condition as an English clause without a full stop, such as `“Disk” is answered, and “OS” is “Linux” or “Other”`.
    /// `always` and `never` stand for themselves.
    ///
    /// `label` gives the names of a test's field and value as readers see them; that of `null` is not shown.
    pub fn in_words(&self, label: &impl Fn(&Test) -> (String, String)) -> String {
        match self {
            Self::Always => "always".to_owned(),
            Self::Never => "never".to_owned(),
            Self::Test(test) => alike(&[test], label),
            Self::All(parts) => joined(parts, false, label).join(", and "),
            Self::Any(parts) => joined(parts, true, label).join(", or "),
        }
    }
}

/// The clauses of parts. Neighbours that hold one field against several values are one clause: any of `==` or all of `!=`.
fn joined(
    parts: &[Condition],
    equal: bool,
    label: &impl Fn(&Test) -> (String, String),
) -> Vec<String> {
    let mut clauses = Vec::new();
    let mut rest = parts;
    while let [first, others @ ..] = rest {
        rest = others;
        match first {
            Condition::Test(test) => {
                let mut run = vec![test];
                while let [Condition::Test(next), others @ ..] = rest
                    && goes_with(test, next, equal)
                {
                    run.push(next);
                    rest = others;
                }
                clauses.push(alike(&run, label));
            }
            Condition::All(_) | Condition::Any(_) => {
                clauses.push(format!("({})", first.in_words(label)));
            }
            Condition::Always | Condition::Never => clauses.push(first.in_words(label)),
        }
    }
    clauses
}

fn goes_with(one: &Test, other: &Test, equal: bool) -> bool {
    let fits = |test: &Test| test.equal == equal && test.value.is_some();
    fits(one) && fits(other) && one.field.eq_ignore_ascii_case(&other.field)
}

/// Tests of one field with one operator; several only against values.
fn alike(tests: &[&Test], label: &impl Fn(&Test) -> (String, String)) -> String {
    let mut names: Vec<String> = Vec::new();
    let mut field = String::new();
    let (mut equal, mut null) = (true, true);
    for test in tests {
        let (of_field, of_value) = label(test);
        let name = format!("“{of_value}”");
        // Authors repeat themselves.
        if !names.contains(&name) {
            names.push(name);
        }
        field = of_field;
        (equal, null) = (test.equal, test.value.is_none());
    }
    if null {
        let not = if equal { "not " } else { "" };
        return format!("“{field}” is {not}answered");
    }
    let last = names.pop().unwrap_or_default();
    let values = match names.is_empty() {
        true => last,
        false => format!("{} or {last}", names.join(", ")),
    };
    format!("“{field}” is {}{values}", if equal { "" } else { "not " })
}
