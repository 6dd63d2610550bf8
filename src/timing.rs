//! How long the stages of a build take. For people: nothing that is made depends on it.

use rustix::time::{ClockId, clock_gettime};
use std::time::{Duration, Instant};

/// A stage that is done.
#[derive(Clone, Copy, Debug)]
pub struct Lap {
    /// Its name.
    pub stage: &'static str,
    /// When it began, from when the clock was started.
    pub start: Duration,
    /// How long it took.
    pub wall: Duration,
    /// How long processors worked meanwhile, for whatever thread of the program.
    pub cpu: Duration,
}

/// Times one stage after the other.
#[derive(Clone, Debug)]
pub struct Clock {
    /// When it was started.
    pub zero: Instant,
    /// The stages that are done.
    pub laps: Vec<Lap>,
    cpu: Duration,
    last: Instant,
}

impl Clock {
    /// Starts a clock.
    pub fn start() -> Self {
        let zero = Instant::now();
        Self {
            zero,
            laps: Vec::new(),
            cpu: cpu(),
            last: zero,
        }
    }

    /// A stage is done; the next one begins.
    pub fn lap(&mut self, stage: &'static str) {
        let (now, cpu) = (Instant::now(), cpu());
        self.laps.push(Lap {
            stage,
            start: self.last - self.zero,
            wall: now - self.last,
            cpu: cpu.saturating_sub(self.cpu),
        });
        (self.last, self.cpu) = (now, cpu);
    }
}

/// How long processors worked for this program so far.
fn cpu() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    let part = |number| u64::try_from(number).unwrap_or_default();
    Duration::from_secs(part(time.tv_sec)) + Duration::from_nanos(part(time.tv_nsec))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_follow_each_other_without_a_gap() {
        let mut clock = Clock::start();
        clock.lap("one");
        clock.lap("two");
        let [one, two] = clock.laps[..] else {
            panic!("two stages");
        };
        assert_eq!((one.stage, two.stage), ("one", "two"));
        assert_eq!(one.start, Duration::ZERO);
        assert_eq!(two.start, one.wall);
    }
}
