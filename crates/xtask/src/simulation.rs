//! Builds the command that runs the seeded simulation of the session library. Options choose four things: which seeds
//! run, whether the hand-written scenarios run too, which copy of the sources is built, and whether the compiler
//! optimises the simulation.

use crate::project;
use std::{collections::BTreeMap, path::PathBuf};
use tokio::process::Command;

/// The options of a run of the simulation.
#[derive(Clone, Debug)]
pub struct Simulation {
    root: PathBuf,
    build: PathBuf,
    variables: BTreeMap<&'static str, u64>,
    optimised: bool,
    seeds_only: bool,
}

impl Simulation {
    /// Returns options that run `seeds` seeds, beginning with seed `from`.
    pub fn many(from: u64, seeds: u64) -> Self {
        Self::new(BTreeMap::from([("EVERGREEN_FROM", from), ("EVERGREEN_SEEDS", seeds)]))
    }

    /// Returns options that run one seed and print every step.
    pub fn one(seed: u64) -> Self {
        Self::new(BTreeMap::from([("EVERGREEN_SEED", seed)]))
    }

    fn new(variables: BTreeMap<&'static str, u64>) -> Self {
        let (root, build) = (project::root(), project::scratch(""));
        Self { root, build, variables, optimised: false, seeds_only: true }
    }

    /// Turns on the optimisation of the simulation. The build then takes longer and the run is faster. This saves time
    /// if there are about ten thousand seeds or more.
    pub fn optimised(self) -> Self {
        Self { optimised: true, ..self }
    }

    /// Also runs the hand-written scenarios. Without this option, only the seeds are run.
    pub fn with_scenarios(self) -> Self {
        Self { seeds_only: false, ..self }
    }

    /// Uses the sources in `root`, which are built in the folder `build`. Each copy of the sources needs its own build
    /// folder: Cargo identifies a package by its path within the workspace, so it would confuse the builds of two
    /// copies.
    pub fn of(self, root: PathBuf, build: PathBuf) -> Self {
        Self { root, build, ..self }
    }

    /// Returns the command that builds and runs the simulation with these options.
    pub fn command(&self) -> Command {
        let mut command = Command::new("cargo");
        command.current_dir(&self.root).args([
            "test",
            "--locked",
            "--quiet",
            "--package",
            "evergreen-session",
            "--test",
            "simulation",
        ]);
        if self.optimised {
            // Only this package is optimised. The dependencies are built already, and they take little of the
            // simulation's time.
            command.args(["--config", "profile.dev.package.evergreen-session.opt-level=3"]);
        }
        if self.seeds_only {
            command.arg("the_invariants_hold_for_every_seed");
        }
        command.args(["--", "--nocapture"]);
        // These variables are removed, because a person may have set them to run the tests without this command.
        for name in ["EVERGREEN_SEED", "EVERGREEN_SEEDS", "EVERGREEN_FROM"] {
            command.env_remove(name);
        }
        for (name, value) in &self.variables {
            command.env(name, value.to_string());
        }
        command.env("CARGO_TARGET_DIR", &self.build);
        command
    }
}
