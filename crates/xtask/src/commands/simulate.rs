//! `cargo xtask simulate`: as many seeds of the simulation as one likes, or all about one.
//! It must not know what a seed means.

use crate::{process, simulation::Simulation};
use anyhow::{Result, ensure};

/// Play the session's core in the seeded simulation
///
/// A seed decides on server, tabs, people, faults and the order of everything. The first that breaks an invariant is made
/// as small as it goes and told step by step; the same seed always tells the same. `cargo xtask test` plays 10,000.
#[derive(Clone, Debug, clap::Args)]
pub struct Simulate {
    /// How many seeds to play
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    seeds: u64,
    /// The first of them
    #[arg(long, value_name = "N", default_value_t = 0)]
    from: u64,
    /// Play this one alone, and tell all of it
    #[arg(long, value_name = "N", conflicts_with_all = ["seeds", "from"])]
    seed: Option<u64>,
}

impl Simulate {
    /// Does it.
    pub async fn run(self) -> Result<()> {
        ensure!(self.seeds > 0, "No seeds, no play: --seeds takes a number above 0.");
        let simulation = match self.seed {
            Some(seed) => Simulation::one(seed),
            None => Simulation::many(self.from, self.seeds),
        };
        println!("Building the simulation (a minute the first time), then playing …");
        process::run(&mut simulation.optimised().command()).await
    }
}
