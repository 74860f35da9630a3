//! The limits for the size of a first load and of each part that is loaded on demand, and the file that contains them.

use super::{Sizes, Weighed, kb::kb};
use crate::{
    project,
    release::{mark_of, part_of},
};
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::{collections::BTreeMap, fmt::Write, fs};

/// The path of the file with the limits, relative to the project's root.
const FILE: &str = "crates/xtask/size-budget.toml";

/// The limits. All sizes are in bytes, compressed with brotli.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Budget {
    first_load: FirstLoad,
    /// The limit of each part, by its name.
    parts: BTreeMap<String, usize>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
struct FirstLoad {
    /// The limit for a first load: for the sum of the sizes of all files that the first load requests.
    limit: usize,
    /// The names of files that do not count, because no first load requests them. Each name is written without the hash
    /// that a build puts into it. The parts, which are loaded on demand, do not count either. But they are not in this
    /// list, because the program recognizes a part by its name.
    except: Vec<String>,
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
        toml::from_str(text).with_context(|| format!("{FILE} has a mistake."))
    }

    /// Returns whether a first load requests the file with this name.
    pub fn counts(&self, name: &str) -> bool {
        let plain = mark_of(name).map(|mark| name.replace(&format!("-{mark}"), ""));
        let plain = plain.as_deref().unwrap_or(name);
        part_of(name).is_none() && !self.first_load.except.iter().any(|except| except == plain)
    }

    /// Returns a text that compares the sizes of the first load and of each part with their limits.
    pub fn verdict(&self, sizes: &Sizes) -> String {
        let (weighs, limit) = (sizes.first_load().brotli, self.first_load.limit);
        let mut verdict = match limit.checked_sub(weighs) {
            Some(left) => format!("{} of {} KB brotli, {} KB left", kb(weighs), kb(limit), kb(left)),
            None => format!("{} KB brotli, {} KB above the {} KB allowed", kb(weighs), kb(weighs - limit), kb(limit)),
        };
        for (part, weighs) in parts_of(sizes) {
            let limit = self.parts.get(part).map_or("?".to_owned(), |limit| kb(*limit));
            // Writing to a string cannot fail.
            let _ = write!(verdict, "; {part} {} of {limit}", kb(weighs));
        }
        verdict
    }

    /// Checks that the first load and each part keep their limits.
    ///
    /// # Errors
    /// If one of them is too large, or if a part has no limit.
    pub fn check(&self, sizes: &Sizes) -> Result<()> {
        let mut faults = Vec::new();
        if sizes.first_load().brotli > self.first_load.limit {
            faults.push("the first load is too large".to_owned());
        }
        for (part, weighs) in parts_of(sizes) {
            match self.parts.get(part) {
                Some(limit) if weighs <= *limit => {}
                Some(_) => faults.push(format!("the part {part} is too large")),
                None => faults.push(format!("the part {part} has no limit")),
            }
        }
        if faults.is_empty() {
            return Ok(());
        }
        bail!(
            "{} ({}): make it smaller, or change the limit in {FILE} with a reason in the commit.",
            faults.join(", "),
            self.verdict(sizes)
        )
    }
}

/// Returns the name and the size of each part. The sizes of files that belong to the same part are added up.
fn parts_of(sizes: &Sizes) -> BTreeMap<&str, usize> {
    let mut parts = BTreeMap::new();
    for Weighed { name, weight, .. } in &sizes.0 {
        if let Some(part) = part_of(name) {
            *parts.entry(part).or_default() += weight.brotli;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::super::Weight;
    use super::*;

    const PART: &str = "app-0123456789abcdef_menu.wasm";

    fn budget() -> Budget {
        Budget::parse("[first-load]\nlimit = 1_000\nexcept = ['404.html', 'base.css']\n[parts]\nmenu = 50")
            .expect("a good file")
    }

    fn sizes(budget: &Budget, files: &[(&str, usize)]) -> Sizes {
        let weighed = |&(name, brotli): &(&str, usize)| Weighed {
            name: name.to_owned(),
            weight: Weight { brotli, ..Weight::default() },
            first_load: budget.counts(name),
        };
        Sizes(files.iter().map(weighed).collect())
    }

    #[test]
    fn the_limit_itself_is_allowed_and_one_byte_more_is_not() {
        let budget = budget();
        assert!(
            budget
                .check(&sizes(
                    &budget,
                    &[("index.html", 1000), ("404.html", 9), ("base-0123456789abcdef.css", 9), (PART, 50)]
                ))
                .is_ok()
        );
        let message = budget.check(&sizes(&budget, &[("index.html", 1001)])).expect_err("too much").to_string();
        assert!(message.contains("1.0 KB") && message.contains(FILE), "{message}");
    }

    #[test]
    fn a_part_has_a_limit_of_its_own() {
        let budget = budget();
        assert!(!budget.counts(PART));
        let message = budget.check(&sizes(&budget, &[(PART, 51)])).expect_err("too much").to_string();
        assert!(message.contains("menu is too large"), "{message}");
        let other = PART.replace("menu", "page");
        let message = budget.check(&sizes(&budget, &[(&other, 1)])).expect_err("no limit").to_string();
        assert!(message.contains("page has no limit"), "{message}");
    }

    #[test]
    fn a_mistyped_key_is_an_error() {
        assert!(Budget::parse("[first-load]\nlimit = 1\nexcept = []\nlimits = 2\n[parts]").is_err());
    }

    #[test]
    fn the_projects_own_file_is_valid() {
        assert!(Budget::read().expect("a good file").first_load.limit > 0);
    }
}
