//! Fields whose conditions depend on themselves.

use super::check::{Field, Named, one};

/// What depends on itself.
pub(super) struct Circles {
    /// Fields of which each depends on the next, and the last on the first; the first of the form is first.
    pub(super) cycles: Vec<Vec<usize>>,
    /// For every field, whether it is in a circle or depends on one.
    pub(super) tangled: Vec<bool>,
}

impl Circles {
    /// All circles but those that share a field with one that was found before. A form may be one long chain, so the way
    /// through it is no recursion.
    pub(super) fn of(fields: &[Field], named: &Named) -> Self {
        let needs = fields.iter().map(|field| {
            let tests = field.condition.tests();
            tests.filter_map(|test| one(test, named)).collect()
        });
        let needs: Vec<Vec<usize>> = needs.collect();
        let mut walk = Walk {
            way: Vec::new(),
            states: vec![State::New; fields.len()],
            reported: vec![false; fields.len()],
            found: Self {
                cycles: Vec::new(),
                tangled: vec![false; fields.len()],
            },
        };
        for root in 0..fields.len() {
            walk.enter(root);
            while let Some((at, next)) = walk.way.last_mut() {
                let at = *at;
                let need = needs[at].get(*next);
                *next += 1;
                match need {
                    Some(need) => walk.follow(at, *need),
                    None => walk.leave(at),
                }
            }
        }
        walk.found.cycles.sort();
        walk.found
    }
}

#[derive(Clone, Copy)]
enum State {
    New,
    /// On the way, at this place.
    Open(usize),
    Done,
}

struct Walk {
    /// The fields from the first to where we are, and which need of each is next.
    way: Vec<(usize, usize)>,
    states: Vec<State>,
    reported: Vec<bool>,
    found: Circles,
}

impl Walk {
    fn enter(&mut self, at: usize) {
        if matches!(self.states[at], State::New) {
            self.states[at] = State::Open(self.way.len());
            self.way.push((at, 0));
        }
    }

    fn follow(&mut self, at: usize, need: usize) {
        match self.states[need] {
            State::New => self.enter(need),
            State::Done => self.found.tangled[at] |= self.found.tangled[need],
            State::Open(start) => {
                self.found.tangled[at] = true;
                self.report(start);
            }
        }
    }

    /// Keeps the circle that begins at this place of the way.
    fn report(&mut self, start: usize) {
        let cycle = self.way[start..].iter().map(|(at, _)| *at);
        let mut cycle: Vec<usize> = cycle.collect();
        if cycle.iter().any(|at| self.reported[*at]) {
            return;
        }
        for at in &cycle {
            self.reported[*at] = true;
        }
        let first = cycle.iter().enumerate().min_by_key(|(_, at)| **at);
        let first = first.map_or(0, |(place, _)| place);
        cycle.rotate_left(first);
        self.found.cycles.push(cycle);
    }

    fn leave(&mut self, at: usize) {
        self.states[at] = State::Done;
        self.way.pop();
        if let (true, Some((above, _))) = (self.found.tangled[at], self.way.last()) {
            self.found.tangled[*above] = true;
        }
    }
}
