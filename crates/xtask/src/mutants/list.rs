//! The list of faults in crates/session/tests/simulation/mutants.toml.

use crate::project;
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::{fs, path::Path};

/// One fault.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mutant {
    /// A short description.
    pub name: String,
    /// The rule that it breaks.
    pub breaks: String,
    /// The changes to the sources.
    #[serde(rename = "edit")]
    pub edits: Vec<Edit>,
}

/// One change to the sources.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// The path of the file, relative to the root of the project.
    pub file: String,
    /// The text to replace, which must occur exactly once in the file.
    pub find: String,
    /// The new text.
    pub replace: String,
}

#[derive(Deserialize)]
struct List {
    mutant: Vec<Mutant>,
}

/// Returns all faults.
pub fn listed() -> Result<Vec<Mutant>> {
    let path = project::root().join("crates/session/tests/simulation/mutants.toml");
    let text = fs::read_to_string(&path).with_context(|| format!("{} can't be read.", path.display()))?;
    let list: List = toml::from_str(&text).with_context(|| format!("{} is invalid.", path.display()))?;
    Ok(list.mutant)
}

impl Edit {
    /// Returns the content of the file with the change. `root` is the folder with the sources.
    pub fn apply(&self, root: &Path) -> Result<String> {
        let path = root.join(&self.file);
        let text = fs::read_to_string(&path).with_context(|| format!("{} can't be read.", path.display()))?;
        let count = text.matches(&self.find).count();
        ensure!(
            count == 1,
            "{} contains this text {count} times instead of once. Correct it in crates/session/tests/simulation/mutants.toml:\n{}",
            self.file,
            self.find
        );
        Ok(text.replacen(&self.find, &self.replace, 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_still_fits_the_sources() {
        let mutants = listed().expect("a list");
        assert!(mutants.len() >= 20);
        for mutant in mutants {
            for edit in &mutant.edits {
                let text = edit.apply(&project::root());
                assert!(text.is_ok(), "{}: {:#}", mutant.name, text.unwrap_err());
            }
        }
    }
}
