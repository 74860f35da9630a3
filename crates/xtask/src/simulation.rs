//! The simulation as a program to run: which seeds, how fast, where its sources are.
//! It must not know what is done with its outcome.

use crate::project;
use std::{collections::BTreeMap, path::PathBuf};
use tokio::process::Command;

/// A run of the simulation, not started yet.
#[derive(Clone, Debug)]
pub struct Simulation {
    root: PathBuf,
    build: PathBuf,
    variables: BTreeMap<&'static str, u64>,
    optimised: bool,
    seeds_only: bool,
}

impl Simulation {
    /// So many seeds.
    pub fn many(from: u64, seeds: u64) -> Self {
        Self::new(BTreeMap::from([("EVERGREEN_FROM", from), ("EVERGREEN_SEEDS", seeds)]))
    }

    /// One seed, with all that happens in it.
    pub fn one(seed: u64) -> Self {
        Self::new(BTreeMap::from([("EVERGREEN_SEED", seed)]))
    }

    fn new(variables: BTreeMap<&'static str, u64>) -> Self {
        let (root, build) = (project::root(), project::scratch(""));
        Self { root, build, variables, optimised: false, seeds_only: true }
    }

    /// Worth its longer build from some ten thousand seeds on.
    pub fn optimised(self) -> Self {
        Self { optimised: true, ..self }
    }

    /// With the scenes that are set by hand, too.
    pub fn with_scenes(self) -> Self {
        Self { seeds_only: false, ..self }
    }

    /// Of other sources than the project's own, built in a folder of their own: Cargo knows a workspace's package by its
    /// path within the workspace, and in one folder would take either's build for the other's.
    pub fn of(self, root: PathBuf, build: PathBuf) -> Self {
        Self { root, build, ..self }
    }

    /// The command to run.
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
            // The package alone: what it stands on is not what takes the time, and is built already.
            command.args(["--config", "profile.dev.package.evergreen-session.opt-level=3"]);
        }
        if self.seeds_only {
            command.arg("the_invariants_hold_for_every_seed");
        }
        command.args(["--", "--nocapture"]);
        // What somebody set for a run by hand is not meant here.
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
