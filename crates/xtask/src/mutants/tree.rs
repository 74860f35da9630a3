//! A copy of the sources, into which faults are put, one after the other.

use super::{Mutant, TestResult};
use crate::{process, project, simulation::Simulation};
use anyhow::{Context, Result, bail};
use std::{fs, path::PathBuf};
use tokio::process::Command;

/// A copy of the sources in the folder `target/mutants`.
#[derive(Debug)]
pub struct Tree {
    root: PathBuf,
}

/// A fault that is in the copy. Dropping this value removes the fault.
#[must_use = "the fault is reverted when this is dropped"]
pub struct AppliedFault {
    /// The changed files and their original contents.
    originals: Vec<(PathBuf, String)>,
}

impl Tree {
    /// Copies all files of the project that git does not ignore. An older copy is removed first.
    ///
    /// # Errors
    /// If git does not list the files, if the older copy cannot be removed, or if a file cannot be copied.
    pub async fn copy() -> Result<Self> {
        let root = project::scratch("mutants");
        if root.exists() {
            fs::remove_dir_all(&root).with_context(|| format!("{} can't be emptied.", root.display()))?;
        }
        let mut list = Command::new("git");
        list.current_dir(project::root()).args(["ls-files", "--cached", "--others", "--exclude-standard"]);
        let files =
            process::answer(&mut list).await.context("`git ls-files` failed: the sources must be a git clone.")?;
        for file in files.lines() {
            let (from, to) = (project::root().join(file), root.join(file));
            if !from.is_file() {
                continue;
            }
            let folder = to.parent().context("A file without a folder.")?;
            fs::create_dir_all(folder).with_context(|| format!("{} can't be made.", folder.display()))?;
            fs::copy(&from, &to).with_context(|| format!("{} can't be copied.", from.display()))?;
        }
        Ok(Self { root })
    }

    /// Puts a fault into the copy. The fault stays there until the returned value is dropped.
    ///
    /// # Errors
    /// If the fault does not fit the sources, or if a file cannot be written.
    pub fn apply(&self, mutant: &Mutant) -> Result<AppliedFault> {
        let mut applied = AppliedFault { originals: Vec::new() };
        for edit in &mutant.edits {
            let path = self.root.join(&edit.file);
            let original = fs::read_to_string(&path).with_context(|| format!("{} can't be read.", path.display()))?;
            let text = edit
                .apply(&self.root)
                .with_context(|| format!("The fault “{}” does not fit the sources any more.", mutant.name))?;
            applied.originals.push((path.clone(), original));
            fs::write(&path, text).with_context(|| format!("{} can't be written.", path.display()))?;
        }
        Ok(applied)
    }

    /// Runs the simulation with the sources of the copy. If the simulation passes, also runs the tests over real HTTP,
    /// because only these tests cover some details of a single tab.
    ///
    /// # Errors
    /// If the tests cannot be built or started, or do not run to their end.
    pub async fn test(&self, simulation: Simulation) -> Result<TestResult> {
        let build = project::scratch("mutants-build");
        match Self::result_of(simulation.of(self.root.clone(), build.clone()).command()).await? {
            TestResult::Unnoticed => {
                let mut client = Command::new("cargo");
                client.current_dir(&self.root).env("CARGO_TARGET_DIR", build);
                client.args(["test", "--locked", "--quiet", "--package", "evergreen-session", "--test", "client"]);
                Self::result_of(client).await
            }
            caught => Ok(caught),
        }
    }

    async fn result_of(mut command: Command) -> Result<TestResult> {
        let output = command.output().await.context("cargo could not be started.")?;
        if output.status.success() {
            return Ok(TestResult::Unnoticed);
        }
        let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let seed = text.lines().find(|line| line.starts_with("seed "));
        // If a test does not use seeds, its output has no line that begins with `seed`. Then the result contains the
        // name of the test instead of the seed. A panic message begins with this name: `thread '<name>' … panicked`.
        let test = text.lines().find_map(|line| line.strip_prefix("thread '")?.split_once("' ")).map(|(test, _)| test);
        match seed.or(test) {
            Some(by) => Ok(TestResult::Caught { by: by.to_owned() }),
            None => bail!("The tests did not run to their end:\n{text}"),
        }
    }
}

impl Drop for AppliedFault {
    fn drop(&mut self) {
        // The files are restored in reverse order, because two changes may be in one file. An error is ignored: a later
        // run of the command makes a new copy of the sources.
        for (path, original) in self.originals.iter().rev() {
            let _ = fs::write(path, original);
        }
    }
}
