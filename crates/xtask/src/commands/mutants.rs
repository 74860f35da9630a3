//! `cargo xtask mutants`: puts deliberate faults into the core of the session library, one after the other, and checks
//! that the tests notice each fault.

use crate::{
    mutants::{self, Mutant, TestResult, Tree},
    simulation::Simulation,
};
use anyhow::{Result, bail, ensure};
use std::time::Instant;

/// Put deliberate faults into the core of the session library, and check that the tests notice them
///
/// The faults are listed in crates/session/tests/simulation/mutants.toml. Each fault is put into a copy of the sources
/// below target/, never into the sources themselves. First the seeded simulation runs. If no seed notices the fault,
/// the tests over real HTTP run (crates/session/tests/client). The command fails if no test notices a fault.
#[derive(Clone, Debug, clap::Args)]
pub struct Mutants {
    /// How many seeds a fault may survive before it counts as unnoticed
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    seeds: u64,
    /// Only faults with this text in their name; may be given several times
    #[arg(long, value_name = "TEXT")]
    only: Vec<String>,
    /// Only print the faults
    #[arg(long)]
    list: bool,
}

impl Mutants {
    /// Runs the tests with the unchanged core, and then with each fault. With `--list`, only prints the faults.
    ///
    /// # Errors
    /// If the tests fail with the unchanged core, if the tests do not notice one of the faults, or if no fault is
    /// chosen.
    pub async fn run(self) -> Result<()> {
        let named = |mutant: &Mutant| self.only.iter().any(|text| mutant.name.contains(text.as_str()));
        let wanted = |mutant: &Mutant| self.only.is_empty() || named(mutant);
        let mutants: Vec<Mutant> = mutants::listed()?.into_iter().filter(wanted).collect();
        ensure!(
            !mutants.is_empty(),
            "No fault has this text in its name: `cargo xtask mutants --list` prints all faults."
        );
        if self.list {
            mutants.iter().for_each(|mutant| println!("{:60} {}", mutant.name, mutant.breaks));
            return Ok(());
        }
        let tree = Tree::copy().await?;
        println!("Running {} seeds with the unchanged core (the first build takes a minute or two) …", self.seeds);
        let test = || tree.test(Simulation::many(0, self.seeds).with_scenarios());
        if let TestResult::Caught { by } = test().await? {
            bail!("The simulation fails with the unchanged core ({by}): run `cargo xtask simulate` first.");
        }
        let mut unnoticed = 0;
        for mutant in &mutants {
            let started = Instant::now();
            let result = {
                let _applied = tree.apply(mutant)?;
                test().await?
            };
            unnoticed += usize::from(result == TestResult::Unnoticed);
            println!("{:60} {result} ({:.0} s)", mutant.name, started.elapsed().as_secs_f64());
        }
        println!("{} faults, {} caught", mutants.len(), mutants.len() - unnoticed);
        ensure!(
            unnoticed == 0,
            "{unnoticed} faults were not noticed: extend crates/session/tests/simulation or crates/session/tests/client until they notice these faults."
        );
        Ok(())
    }
}
