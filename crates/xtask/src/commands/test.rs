//! `cargo xtask test`: every check that the project has, one after the other, and a summary.
//! It must not know what a single step does.

mod hosts;
mod run;
mod step;
mod summary;

pub use step::Step;

use anyhow::{Result, bail};
use run::Bench;
use std::time::Instant;
use summary::{Outcome, Summary};

/// Run every check there is, after installing what is missing
///
/// A step that fails does not keep the others from running, unless they need it. A step whose needs have not
/// passed counts as failed. What can't be had on this machine is left out, and the summary says so: axe and Lighthouse
/// without a Node that is new enough, WebKitGTK outside of Linux, nginx and Caddy where they can't be installed, the list
/// of known flaws without a network.
#[derive(Clone, Debug, clap::Args)]
pub struct Test {
    /// Run only this step and those that it needs; may be given several times
    #[arg(long, value_name = "STEP", value_enum)]
    only: Vec<Step>,
    /// Print the steps, and run none
    #[arg(long)]
    list: bool,
}

impl Test {
    /// Does it.
    pub async fn run(self) -> Result<()> {
        let steps = Step::chosen(&self.only);
        if self.list {
            for step in steps {
                println!("{:10} {}", step.name(), step.about());
            }
            return Ok(());
        }
        let mut bench = Bench::default();
        let mut summary = Summary::default();
        for step in steps {
            let started = Instant::now();
            let outcome = match step.needs().iter().find(|&&need| !summary.passed(need)) {
                Some(need) => Outcome::NotRun { need: *need },
                None => {
                    println!("\n=== {}: {}", step.name(), step.about());
                    match bench.run(step).await {
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
