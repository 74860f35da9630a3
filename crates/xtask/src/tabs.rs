//! Runs the tests that open many tabs. Each call runs them in one browser engine. Also counts, for each engine, how
//! many runs have failed. The engines are defined in `tools/engine.rs`.

use crate::{
    process,
    tools::{self, Engine, engine::Programs},
};
use anyhow::{Context, Result, ensure};
use std::{fmt, path::Path, time::Duration};
use tokio::process::Command;

/// The result of all runs in one engine.
#[derive(Debug)]
pub enum Tally {
    /// The tests ran.
    Ran {
        /// The number of runs.
        runs: u32,
        /// The numbers of the runs in which a test failed. Runs are counted from 1.
        failed: Vec<u32>,
        /// How long all runs took together.
        time: Duration,
    },
    /// The tests did not run, because this system does not have the engine. The text says why the engine is missing.
    Absent(&'static str),
}

/// The results of all engines.
#[derive(Debug, Default)]
pub struct Tallies(Vec<(Engine, Tally)>);

impl Tallies {
    /// Adds an engine that this system does not have. `reason` says why.
    pub fn absent(&mut self, engine: Engine, reason: &'static str) {
        self.0.push((engine, Tally::Absent(reason)));
    }

    /// Adds the result of one run in an engine. `run` is the number of the run, counted from 1. `taken` is its
    /// duration.
    pub fn ran(&mut self, engine: Engine, run: u32, passed: bool, taken: Duration) {
        let known = self.0.iter_mut().find(|(other, _)| *other == engine);
        if let Some((_, Tally::Ran { runs, failed, time })) = known {
            *runs += 1;
            *time += taken;
            failed.extend((!passed).then_some(run));
        } else {
            let failed = if passed { Vec::new() } else { vec![run] };
            self.0.push((engine, Tally::Ran { runs: 1, failed, time: taken }));
        }
    }

    /// Returns how many runs have failed, in all engines together.
    pub fn failures(&self) -> usize {
        let failed = self.0.iter().map(|(_, tally)| match tally {
            Tally::Ran { failed, .. } => failed.len(),
            Tally::Absent(_) => 0,
        });
        failed.sum()
    }

    /// Returns one line that says in which engines the tests did not run, and why. The line is empty if they ran in all
    /// engines.
    pub fn note(&self) -> String {
        let absent = self.0.iter().filter_map(|(engine, tally)| match tally {
            Tally::Absent(reason) => Some(format!("not in {}: {reason}", engine.name())),
            Tally::Ran { .. } => None,
        });
        absent.collect::<Vec<_>>().join("; ")
    }
}

impl fmt::Display for Tallies {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "=== summary")?;
        for (engine, tally) in &self.0 {
            let name = engine.name();
            match tally {
                Tally::Ran { runs, failed, time } => {
                    let noun = if *runs == 1 { "run" } else { "runs" };
                    let which = match failed.is_empty() {
                        true => String::new(),
                        false => {
                            format!("  (runs {})", failed.iter().map(u32::to_string).collect::<Vec<_>>().join(", "))
                        }
                    };
                    let (failures, seconds) = (failed.len(), time.as_secs_f64());
                    write!(formatter, "\n  {name:10} {runs:4} {noun:5} {failures:4} failed {seconds:9.1} s{which}")?;
                }
                Tally::Absent(reason) => write!(formatter, "\n  {name:10} not run: {reason}")?,
            }
        }
        Ok(())
    }
}

/// The tests of one engine, and what they need to run.
#[derive(Debug)]
pub struct Tests<'a> {
    /// The engine.
    pub engine: Engine,
    /// The environment variables with the paths of the engine's programs.
    pub programs: &'a Programs,
    /// The release folder.
    pub dist: &'a Path,
    /// A part of a test's name. Only tests whose names contain this text run. If the text is empty, all tests run.
    pub filter: &'a str,
}

impl Tests<'_> {
    /// Checks that the filter matches at least one test. Without this check, a mistyped filter would look like a
    /// success.
    ///
    /// # Errors
    /// If no test matches, or if the tests do not compile.
    pub async fn ensure_any(&self) -> Result<()> {
        let list = process::answer(self.command().arg("--list"))
            .await
            .context("The tests do not compile: see `cargo test --test tabs --no-run`.")?;
        let count = list.lines().filter(|line| line.ends_with(": test")).count();
        ensure!(count > 0, "No test has `{}` in its name: `cargo test --test tabs -- --list` names them.", self.filter);
        Ok(())
    }

    /// Runs the tests once.
    ///
    /// # Errors
    /// If a test fails, or if the tests cannot be built.
    pub async fn run(&self) -> Result<()> {
        process::run(&mut self.command()).await
    }

    fn command(&self) -> Command {
        let mut command = tools::cargo("test");
        command.args(["--workspace", "--test", "tabs", "--"]);
        // The tests of an engine are in modules with the name of that engine, so the tests of the other engines can be
        // skipped by name.
        for other in [Engine::Chromium, Engine::Firefox, Engine::Webkit] {
            if other != self.engine {
                command.args(["--skip", &format!("{}::", other.name())]);
            }
        }
        if !self.filter.is_empty() {
            command.arg(self.filter);
        }
        command.env("EVERGREEN_DIST", self.dist);
        for (variable, program) in self.programs {
            command.env(variable, program);
        }
        command
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failed_runs_are_counted_and_listed() {
        let mut tallies = Tallies::default();
        for (run, passed) in [(1, true), (2, false), (3, true)] {
            tallies.ran(Engine::Firefox, run, passed, Duration::from_millis(1500));
        }
        tallies.absent(Engine::Webkit, "not here");
        assert_eq!(tallies.failures(), 1);
        assert_eq!(tallies.note(), "not in webkit: not here");
        let text = tallies.to_string();
        assert!(text.contains("3 runs") && text.contains("1 failed") && text.contains("4.5 s  (runs 2)"), "{text}");
        assert!(text.contains("webkit     not run: not here"), "{text}");
    }
}
