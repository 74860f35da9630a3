//! The summary of a test run: the result of each step and its duration.

use super::Step;
use std::{fmt, time::Duration};

/// The result of one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The step passed.
    Passed {
        /// A note for the person, for example that something could not be checked. It may be empty.
        note: String,
    },
    /// The step failed.
    Failed {
        /// The error message. The summary shows only its first line.
        cause: String,
    },
    /// The step was left out, because this machine lacks a tool. This is no failure.
    LeftOut {
        /// Which tool is missing, and the remedy.
        reason: String,
    },
    /// The step did not run, because a step that it needs has not passed. This counts as a failure.
    NotRun {
        /// The step that this step needs and that has not passed.
        need: Step,
    },
}

/// The results of all steps that have ended so far.
#[derive(Debug, Default)]
pub struct Summary(Vec<(Step, Outcome, Duration)>);

impl Summary {
    /// Adds the result of one step.
    pub fn add(&mut self, step: Step, outcome: Outcome, time: Duration) {
        self.0.push((step, outcome, time));
    }

    /// Returns whether this step has passed.
    pub fn passed(&self, step: Step) -> bool {
        self.0.iter().any(|(other, outcome, _)| *other == step && matches!(outcome, Outcome::Passed { .. }))
    }

    /// Returns how many steps have failed or did not run.
    pub fn failures(&self) -> usize {
        self.0
            .iter()
            .filter(|(_, outcome, _)| matches!(outcome, Outcome::Failed { .. } | Outcome::NotRun { .. }))
            .count()
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "=== summary")?;
        for (step, outcome, time) in &self.0 {
            let (word, note) = match outcome {
                Outcome::Passed { note } => ("passed", note.clone()),
                Outcome::Failed { cause } => ("FAILED", cause.lines().next().unwrap_or_default().to_owned()),
                Outcome::LeftOut { reason } => ("left out", reason.clone()),
                Outcome::NotRun { need } => ("NOT RUN", format!("it needs {}", need.name())),
            };
            let seconds = format!("{:.1} s", time.as_secs_f64());
            let line = format!("  {:10} {word:8} {seconds:>9}  {note}", step.name());
            writeln!(formatter, "{}", line.trim_end())?;
        }
        let total: Duration = self.0.iter().map(|(.., time)| *time).sum();
        write!(formatter, "  {:10} {:8} {:>7.1} s", "all", "", total.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_without_its_tool_is_left_out_with_the_reason() {
        let mut summary = Summary::default();
        summary.add(Step::Audit, Outcome::LeftOut { reason: "there is no Node".to_owned() }, Duration::ZERO);
        assert_eq!((summary.failures(), summary.passed(Step::Audit)), (0, false));
        assert!(summary.to_string().contains("left out     0.0 s  there is no Node"), "{summary}");
    }

    #[test]
    fn a_step_that_could_not_run_counts_as_failed() {
        let mut summary = Summary::default();
        let passed = Outcome::Passed { note: String::new() };
        summary.add(Step::Format, passed, Duration::from_millis(1500));
        summary.add(Step::Tools, Outcome::Failed { cause: "no network\nno more".to_owned() }, Duration::ZERO);
        summary.add(Step::Release, Outcome::NotRun { need: Step::Tools }, Duration::ZERO);
        assert_eq!(summary.failures(), 2);
        assert!(summary.passed(Step::Format) && !summary.passed(Step::Tools) && !summary.passed(Step::Web));
        let text = summary.to_string();
        assert!(text.contains("1.5 s") && text.contains("it needs tools") && !text.contains("no more"), "{text}");
    }
}
