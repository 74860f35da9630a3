//! The list of faults, crates/session/tests/simulation/mutants.toml.
//! It must not know what becomes of them.

use crate::project;
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::{fs, path::Path};

/// One fault.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mutant {
    /// What it does, in a few words.
    pub name: String,
    /// The rule of the protocol that it breaks.
    pub breaks: String,
    /// How the sources change.
    #[serde(rename = "edit")]
    pub edits: Vec<Edit>,
}

/// One place of the sources, and what takes its place.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// The file, from the root.
    pub file: String,
    /// A text that stands there once.
    pub find: String,
    /// What stands there instead.
    pub replace: String,
}

#[derive(Deserialize)]
struct List {
    mutant: Vec<Mutant>,
}

/// All faults.
pub fn listed() -> Result<Vec<Mutant>> {
    let path = project::root().join("crates/session/tests/simulation/mutants.toml");
    let text = fs::read_to_string(&path).with_context(|| format!("{} can't be read.", path.display()))?;
    let list: List = toml::from_str(&text).with_context(|| format!("{} is not understood.", path.display()))?;
    Ok(list.mutant)
}

impl Edit {
    /// The text of the file with the fault in it.
    pub fn apply(&self, root: &Path) -> Result<String> {
        let path = root.join(&self.file);
        let text = fs::read_to_string(&path).with_context(|| format!("{} can't be read.", path.display()))?;
        let count = text.matches(&self.find).count();
        ensure!(
            count == 1,
            "{} holds this {count} times, not once; mend it in crates/session/tests/simulation/mutants.toml:\n{}",
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
