//! `cargo xtask test`: runs all checks of the project, one after the other, and prints a summary. To add a step, add a
//! variant of `Step` in `test/step.rs` and an arm to the `match` in `test/run.rs`.

#[cfg(feature = "full")]
mod book;
#[cfg(feature = "full")]
mod hosts;
#[cfg(feature = "full")]
mod minimal;
#[cfg(feature = "full")]
mod native;
#[cfg(feature = "full")]
mod run;
mod step;
#[cfg(feature = "full")]
mod summary;
#[cfg(feature = "full")]
mod template;
#[cfg(feature = "full")]
mod web;
#[cfg(feature = "full")]
mod web_servers;

pub use step::Step;

#[cfg(feature = "full")]
use crate::disk_space;
use crate::tools::Permission;
#[cfg(feature = "full")]
use anyhow::{Result, bail};
#[cfg(feature = "full")]
use run::Runner;
#[cfg(feature = "full")]
use std::time::Instant;
#[cfg(feature = "full")]
use summary::{Outcome, Summary};

/// Run all checks, after installing what is missing
///
/// After a failure the other steps still run, except those that need the failed step; these count as failed. Steps
/// whose tools are not available on this machine are left out, and the summary says so. This can happen to axe and
/// Lighthouse if Node is missing or too old, to WebKitGTK if the system is not Linux, to nginx, Caddy and PostgreSQL if
/// they cannot be installed, and to the list of known vulnerabilities if there is no network. A missing package of the
/// system is installed only by root, or with --install; otherwise the command for it is printed. If the environment
/// variable CI is set, a missing nginx, Caddy or PostgreSQL is a failure.
#[derive(Clone, Debug, clap::Args)]
pub struct Test {
    /// Run only this step and the steps that it needs; may be given several times
    #[arg(long, value_name = "STEP", value_enum)]
    only: Vec<Step>,
    /// Only print the steps
    #[arg(long)]
    list: bool,
    #[command(flatten)]
    permission: Permission,
}

#[cfg(feature = "full")]
impl Test {
    /// Runs the chosen steps and the steps that they need, and prints a summary.
    ///
    /// # Errors
    /// If a step fails, or if a step does not run because another step that it needs has not passed. Without `--only`,
    /// also if the disk lacks the space for all steps.
    pub async fn run(self) -> Result<()> {
        let steps = Step::chosen(&self.only);
        if self.list {
            for step in steps {
                println!("{:10} {}", step.name(), step.about());
            }
            return Ok(());
        }
        if self.only.is_empty() {
            disk_space::ensure()?;
            println!(
                "All checks take about 50 minutes on two cores the first time, because the tools are compiled then too; \
                 later, about 40 minutes. `cargo xtask test --list` names the steps, and `--only STEP` runs one of them."
            );
        }
        let mut runner = Runner::new(self.permission);
        let mut summary = Summary::default();
        for step in steps {
            let started = Instant::now();
            let outcome = match step.needs().iter().find(|&&need| !summary.passed(need)) {
                Some(need) => Outcome::NotRun { need: *need },
                None => {
                    println!("\n=== {}: {}", step.name(), step.about());
                    match runner.run(step).await {
                        Ok(outcome) => outcome,
                        Err(error) => {
                            eprintln!("error: {error:#}");
                            Outcome::Failed { cause: format!("{error:#}") }
                        }
                    }
                }
            };
            summary.add(step, outcome, started.elapsed());
        }
        println!("\n{summary}");
        match summary.failures() {
            0 => Ok(()),
            1 => bail!("One step did not pass."),
            count => bail!("{count} steps did not pass."),
        }
    }
}
