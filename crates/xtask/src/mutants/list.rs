//! Reads the list of deliberate faults, crates/session/tests/simulation/mutants.toml.

use crate::project;
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::{fs, path::Path};

/// One deliberate fault in the core of the session library.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mutant {
    /// A short description of the fault.
    pub name: String,
    /// The rule that the fault breaks: its number in `crates/session/src/client/rules.md`, and its content.
    pub breaks: String,
    /// The edits to the source files. Together, they cause the fault.
    #[serde(rename = "edit")]
    pub edits: Vec<Edit>,
}

/// One change of a source file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// The path of the file, relative to the root of the project.
    pub file: String,
    /// The text to replace, which must occur exactly once in the file.
    pub find: String,
    /// The text that is put in place of `find`.
    pub replace: String,
}

#[derive(Deserialize)]
struct List {
    mutant: Vec<Mutant>,
}

/// Returns all faults, in the order of the list.
///
/// # Errors
/// If the list cannot be read or is not valid.
pub fn listed() -> Result<Vec<Mutant>> {
    let path = project::root().join("crates/session/tests/simulation/mutants.toml");
    let text = fs::read_to_string(&path).with_context(|| format!("{} can't be read.", path.display()))?;
    let list: List = toml::from_str(&text).with_context(|| format!("{} is invalid.", path.display()))?;
    Ok(list.mutant)
}

impl Edit {
    /// Returns the content of the file with the change, without writing the file. `root` is the folder with the
    /// sources.
    ///
    /// # Errors
    /// If the file cannot be read, or if the text to replace does not occur exactly once.
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
