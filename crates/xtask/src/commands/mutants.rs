//! `cargo xtask mutants`: breaks the core on purpose, fault by fault, and sees whether the simulation notices.
//! It must not know what the faults are.

use crate::{
    mutants::{self, Fate, Mutant, Tree},
    simulation::Simulation,
};
use anyhow::{Result, bail, ensure};
use std::time::Instant;

/// Break the session's core on purpose, and see whether the simulation notices
///
/// The faults are listed in crates/session/tests/simulation/mutants.toml. Each is put into a copy of the sources below target/, never
/// into the sources themselves. Where no seed comes to a fault, the tests over real HTTP (crates/session/tests/client) have to notice.
/// A fault that nobody notices fails the command.
#[derive(Clone, Debug, clap::Args)]
pub struct Mutants {
    /// How many seeds a fault may survive before it counts as unnoticed
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    seeds: u64,
    /// Only faults with this in their name; may be given more than once
    #[arg(long, value_name = "TEXT")]
    only: Vec<String>,
    /// Print the faults, and try none
    #[arg(long)]
    list: bool,
}

impl Mutants {
    /// Does it.
    pub async fn run(self) -> Result<()> {
        let named = |mutant: &Mutant| self.only.iter().any(|text| mutant.name.contains(text.as_str()));
        let wanted = |mutant: &Mutant| self.only.is_empty() || named(mutant);
        let mutants: Vec<Mutant> = mutants::listed()?.into_iter().filter(wanted).collect();
        ensure!(!mutants.is_empty(), "No fault has that in its name: `cargo xtask mutants --list` prints them.");
        if self.list {
            mutants.iter().for_each(|mutant| println!("{:32} {}", mutant.name, mutant.breaks));
            return Ok(());
        }
        let tree = Tree::copy().await?;
        println!("Playing {} seeds with the core as it is (the first build takes a minute or two) …", self.seeds);
        let play = || tree.play(Simulation::many(0, self.seeds).with_scenes());
        if let Fate::Caught { by } = play().await? {
            bail!("The simulation fails with the core as it is ({by}): run `cargo xtask simulate` first.");
        }
        let mut unnoticed = 0;
        for mutant in &mutants {
            let started = Instant::now();
            let fate = {
                let _broken = tree.break_with(mutant)?;
                play().await?
            };
            unnoticed += usize::from(fate == Fate::Unnoticed);
            println!("{:32} {fate} ({:.0} s)", mutant.name, started.elapsed().as_secs_f64());
        }
        println!("{} faults, {} caught", mutants.len(), mutants.len() - unnoticed);
        ensure!(
            unnoticed == 0,
            "{unnoticed} faults went unnoticed: sharpen crates/session/tests/simulation or crates/session/tests/client until they see them."
        );
        Ok(())
    }
}
