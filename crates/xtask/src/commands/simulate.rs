//! `cargo xtask simulate`: runs the seeded simulation with many seeds, or one seed step by step.

use crate::{process, simulation::Simulation};
use anyhow::{Result, ensure};

/// Run the core of the session library in the seeded simulation
///
/// A seed determines the server, the tabs, the users, the faults and the order of all events. The first run that breaks
/// an invariant is made as small as possible and printed step by step. The same seed always gives the same run.
/// `cargo xtask test` runs 10,000 seeds.
#[derive(Clone, Debug, clap::Args)]
pub struct Simulate {
    /// How many seeds to run
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    seeds: u64,
    /// The first seed
    #[arg(long, value_name = "N", default_value_t = 0)]
    from: u64,
    /// Run only this seed, and print every step
    #[arg(long, value_name = "N", conflicts_with_all = ["seeds", "from"])]
    seed: Option<u64>,
}

impl Simulate {
    /// Builds the simulation and runs it.
    ///
    /// # Errors
    /// If a run breaks an invariant, or if the simulation cannot be built.
    pub async fn run(self) -> Result<()> {
        ensure!(self.seeds > 0, "--seeds takes a number above 0.");
        let simulation = match self.seed {
            Some(seed) => Simulation::one(seed),
            None => Simulation::many(self.from, self.seeds),
        };
        println!("Building the simulation (the first time a minute), then running it …");
        process::run(&mut simulation.optimised().command()).await
    }
}
