//! A copy of the sources, in which a fault can be put and taken out again.
//! It must not know which faults there are.

use super::{Fate, Mutant};
use crate::{process, project, simulation::Simulation};
use anyhow::{Context, Result, bail};
use std::{fs, path::PathBuf};
use tokio::process::Command;

/// The copy.
#[derive(Debug)]
pub struct Tree {
    root: PathBuf,
}

/// The copy with a fault in it; dropping this takes it out.
#[must_use = "the fault is taken out when this goes"]
pub struct Broken {
    whole: Vec<(PathBuf, String)>,
}

impl Tree {
    /// Copies all that git knows or would know of.
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

    /// Puts a fault in.
    pub fn break_with(&self, mutant: &Mutant) -> Result<Broken> {
        let mut broken = Broken { whole: Vec::new() };
        for edit in &mutant.edits {
            let path = self.root.join(&edit.file);
            let whole = fs::read_to_string(&path).with_context(|| format!("{} can't be read.", path.display()))?;
            let text = edit.apply(&self.root).with_context(|| format!("The fault “{}” fits no more.", mutant.name))?;
            broken.whole.push((path.clone(), whole));
            fs::write(&path, text).with_context(|| format!("{} can't be written.", path.display()))?;
        }
        Ok(broken)
    }

    /// Plays the simulation here; where that notices nothing, the tests over real HTTP, for what concerns one tab alone.
    pub async fn play(&self, simulation: Simulation) -> Result<Fate> {
        let build = project::scratch("mutants-build");
        match Self::fate(simulation.of(self.root.clone(), build.clone()).command()).await? {
            Fate::Unnoticed => {
                let mut client = Command::new("cargo");
                client.current_dir(&self.root).env("CARGO_TARGET_DIR", build);
                client.args(["test", "--quiet", "--package", "evergreen-session", "--test", "client"]);
                Self::fate(client).await
            }
            caught => Ok(caught),
        }
    }

    async fn fate(mut command: Command) -> Result<Fate> {
        let output = command.output().await.context("cargo could not be started.")?;
        if output.status.success() {
            return Ok(Fate::Unnoticed);
        }
        let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let seed = text.lines().find(|line| line.starts_with("seed "));
        // A scene that is set by hand tells its name before its output.
        let scene =
            text.lines().find_map(|line| line.strip_prefix("thread '")?.split_once("' ")).map(|(scene, _)| scene);
        match seed.or(scene) {
            Some(by) => Ok(Fate::Caught { by: by.to_owned() }),
            None => bail!("The tests did not run to their end:\n{text}"),
        }
    }
}

impl Drop for Broken {
    fn drop(&mut self) {
        // The last change is undone first: two may be in one file. What can't be undone, the next copy replaces.
        for (path, whole) in self.whole.iter().rev() {
            let _ = fs::write(path, whole);
        }
    }
}
