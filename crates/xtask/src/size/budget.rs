//! The limit for the size of a first load, and the file that contains it.

use super::Weight;
use crate::project;
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::fs;

/// The path of the file, relative to the project's root.
const FILE: &str = "crates/xtask/size-budget.toml";

/// How large a first load may be.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    limit: usize,
    except: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct File {
    first_load: Budget,
}

impl Budget {
    /// Reads the project's budget.
    ///
    /// # Errors
    /// If the file cannot be read or has a mistake.
    pub fn read() -> Result<Self> {
        let text = fs::read_to_string(project::root().join(FILE))
            .with_context(|| format!("{FILE} cannot be read: restore it with `git checkout {FILE}`."))?;
        Self::parse(&text)
    }

    fn parse(text: &str) -> Result<Self> {
        let file: File = toml::from_str(text).with_context(|| format!("{FILE} has a mistake."))?;
        Ok(file.first_load)
    }

    /// Returns whether the file with this name is part of a first load.
    pub fn counts(&self, name: &str) -> bool {
        !self.except.iter().any(|except| except == name)
    }

    /// Returns a sentence that compares a first load with the budget.
    pub fn verdict(&self, first_load: Weight) -> String {
        let (weighs, limit) = (first_load.brotli, self.limit);
        match limit.checked_sub(weighs) {
            Some(left) => format!("{} of {} KB brotli, {} KB left", kb(weighs), kb(limit), kb(left)),
            None => format!("{} KB brotli, {} KB above the {} KB allowed", kb(weighs), kb(weighs - limit), kb(limit)),
        }
    }

    /// Checks that a first load keeps the budget.
    ///
    /// # Errors
    /// If it is too large.
    pub fn check(&self, first_load: Weight) -> Result<()> {
        ensure!(
            first_load.brotli <= self.limit,
            "The first load is too large ({}): make it smaller, or raise the limit in {FILE} with a reason in the \
             commit.",
            self.verdict(first_load)
        );
        Ok(())
    }
}

/// Formats a size in kilobytes of 1000 bytes, with one decimal.
pub fn kb(bytes: usize) -> String {
    format!("{}.{}", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weight(brotli: usize) -> Weight {
        Weight { brotli, ..Weight::default() }
    }

    #[test]
    fn the_limit_itself_is_allowed_and_one_byte_more_is_not() {
        let budget = Budget::parse("[first-load]\nlimit = 1_000\nexcept = ['404.html']").expect("a good file");
        assert!(budget.check(weight(1000)).is_ok());
        let message = budget.check(weight(1001)).expect_err("too much").to_string();
        assert!(message.contains("1.0 KB") && message.contains(FILE), "{message}");
        assert!(budget.counts("index.html") && !budget.counts("404.html"));
    }

    #[test]
    fn a_mistyped_key_is_an_error() {
        assert!(Budget::parse("[first-load]\nlimit = 1\nexcept = []\nlimits = 2").is_err());
    }

    #[test]
    fn the_projects_own_file_is_valid() {
        assert!(Budget::read().expect("a good file").limit > 0);
    }
}
