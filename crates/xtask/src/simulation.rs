//! The command that runs the seeded simulation: which seeds, which sources, how optimised.

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
    /// Runs `seeds` seeds, beginning with seed `from`.
    pub fn many(from: u64, seeds: u64) -> Self {
        Self::new(BTreeMap::from([("EVERGREEN_FROM", from), ("EVERGREEN_SEEDS", seeds)]))
    }

    /// Runs one seed and prints every step.
    pub fn one(seed: u64) -> Self {
        Self::new(BTreeMap::from([("EVERGREEN_SEED", seed)]))
    }

    fn new(variables: BTreeMap<&'static str, u64>) -> Self {
        let (root, build) = (project::root(), project::scratch(""));
        Self { root, build, variables, optimised: false, seeds_only: true }
    }

    /// With optimisation. The build takes longer, which pays off from about ten thousand seeds on.
    pub fn optimised(self) -> Self {
        Self { optimised: true, ..self }
    }

    /// Also runs the hand-written scenarios.
    pub fn with_scenarios(self) -> Self {
        Self { seeds_only: false, ..self }
    }

    /// Uses the sources in `root`, which are built in the folder `build`. Other sources need another build folder: Cargo
    /// identifies a package by its path within the workspace, so it would mistake one build for the other.
    pub fn of(self, root: PathBuf, build: PathBuf) -> Self {
        Self { root, build, ..self }
    }

    /// Returns the command to run.
    pub fn command(&self) -> Command {
        let mut command = Command::new("cargo");
        command.current_dir(&self.root).args([
            "test",
            "--quiet",
            "--package",
            "evergreen-session",
            "--test",
            "simulation",
        ]);
        if self.optimised {
            // Only this package: the dependencies take little of the time, and they are built already.
            command.args(["--config", "profile.dev.package.evergreen-session.opt-level=3"]);
        }
        if self.seeds_only {
            command.arg("the_invariants_hold_for_every_seed");
        }
        command.args(["--", "--nocapture"]);
        // Variables that a person has set for a manual run do not apply here.
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
