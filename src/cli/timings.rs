//! `--timings`: where the time of a build went, as a table, and as trace events for the viewers of browsers.
#![allow(
    clippy::disallowed_methods,
    reason = "an edge: writes the file that was asked for"
)]

use inlaid::diagnostic::Error;
use inlaid::emit::Step;
use inlaid::timing::Clock;
use rayon::current_thread_index;
use serde_json::{Value, json};
use std::fs;
use std::io::{Write as _, stderr};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The files that were made, in whatever order.
#[derive(Default)]
pub(super) struct Steps(Mutex<Vec<Taken>>);

/// A file that was made.
struct Taken {
    /// `CLOUD/PATH`.
    name: String,
    /// The thread that made it.
    thread: usize,
    began: Instant,
    made: Duration,
    kept: Duration,
}

impl Steps {
    /// A file is ready.
    pub(super) fn add(&self, step: &Step<'_>) {
        let taken = Taken {
            name: format!("{}/{}", step.cloud, step.path.as_str()),
            thread: current_thread_index().unwrap_or_default(),
            began: step.began,
            made: step.made - step.began,
            kept: step.kept - step.made,
        };
        // Adding to a list leaves nothing half done.
        let mut steps = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        steps.push(taken);
    }

    /// Prints the table to standard error; writes trace events into a file.
    pub(super) fn tell(self, clock: &Clock, file: Option<&Path>) -> Result<(), Error> {
        let steps = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        // Nobody is there to be told when standard error is closed.
        let _ = stderr().lock().write_all(table(clock, &steps).as_bytes());
        let Some(path) = file else {
            return Ok(());
        };
        fs::write(path, trace(clock, &steps)).map_err(Error::io("write", path))
    }
}

/// A line a stage: what it took, how much processors worked, and how many of them on average.
fn table(clock: &Clock, steps: &[Taken]) -> String {
    let line = |name: &str, wall: Option<Duration>, cpu: Duration| {
        let seconds = |took: Duration| format!("{:.3} s", took.as_secs_f64());
        let cores = wall.map_or_else(String::new, |wall| {
            format!("{:.1}", cpu.as_secs_f64() / wall.as_secs_f64().max(1e-9))
        });
        let wall = wall.map_or_else(String::new, seconds);
        let line = format!("{name:<14}{wall:>10}{:>10}{cores:>7}", seconds(cpu));
        format!("{}\n", line.trim_end())
    };
    let mut text = format!(
        "{:<14}{:>10}{:>10}{:>7}\n",
        "stage", "time", "work", "cores"
    );
    for lap in &clock.laps {
        text += &line(lap.stage, Some(lap.wall), lap.cpu);
        if lap.stage == "files" {
            let sum = |of: fn(&Taken) -> Duration| steps.iter().map(of).sum();
            text += &line("  made", None, sum(|step| step.made));
            text += &line("  written", None, sum(|step| step.kept));
        }
    }
    let wall = clock.laps.iter().map(|lap| lap.wall).sum();
    let cpu = clock.laps.iter().map(|lap| lap.cpu).sum();
    text + &line("all", Some(wall), cpu)
}

/// Complete events of the trace-event format, times in microseconds: stages in the first row, below it what each thread made.
fn trace(clock: &Clock, steps: &[Taken]) -> String {
    let microseconds = |time: Duration| time.as_nanos() as f64 / 1000.0;
    let event = |name: &str, row: usize, start: Duration, took: Duration, arguments: Value| {
        json!({
            "name": name, "ph": "X", "pid": 1, "tid": row, "args": arguments,
            "ts": microseconds(start), "dur": microseconds(took),
        })
    };
    let row = |row: usize, name: String| json!({ "name": "thread_name", "ph": "M", "pid": 1, "tid": row, "args": { "name": name } });
    let mut events = vec![row(0, "stages".to_owned())];
    let threads = steps.iter().map(|step| step.thread + 1).max();
    let threads = 1..=threads.unwrap_or_default();
    events.extend(threads.map(|thread| row(thread, format!("thread {thread}"))));
    events.extend(clock.laps.iter().map(|lap| {
        let work = json!({ "work": microseconds(lap.cpu) });
        event(lap.stage, 0, lap.start, lap.wall, work)
    }));
    for step in steps {
        let start = step.began.saturating_duration_since(clock.zero);
        let took = json!({ "made": microseconds(step.made), "written": microseconds(step.kept) });
        let whole = step.made + step.kept;
        events.push(event(&step.name, step.thread + 1, start, whole, took));
    }
    let lines: Vec<String> = events.iter().map(Value::to_string).collect();
    format!("{{\"traceEvents\":[\n{}\n]}}\n", lines.join(",\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_has_every_stage_and_every_file() {
        let mut clock = Clock::start();
        clock.lap("read");
        clock.lap("files");
        let steps = [Taken {
            name: "public/a \"b\".html".to_owned(),
            thread: 1,
            began: clock.zero,
            made: Duration::from_micros(30),
            kept: Duration::from_micros(12),
        }];
        let trace: Value = serde_json::from_str(&trace(&clock, &steps)).unwrap();
        let events = trace["traceEvents"].as_array().unwrap();
        let complete = events.iter().filter(|event| event["ph"] == "X");
        let complete: Vec<_> = complete
            .map(|event| (event["name"].as_str().unwrap(), event["tid"].as_u64()))
            .collect();
        assert_eq!(
            complete,
            [
                ("read", Some(0)),
                ("files", Some(0)),
                ("public/a \"b\".html", Some(2))
            ]
        );
        let last = events.last().unwrap();
        assert_eq!(
            (last["ts"].as_f64(), last["dur"].as_f64()),
            (Some(0.0), Some(42.0))
        );
        let table = table(&clock, &steps);
        assert!(
            table
                .lines()
                .any(|line| line.starts_with("  made") && line.contains("0.000 s"))
        );
        assert_eq!(table.lines().count(), 6);
    }
}
