//! Reads the rules for new projects, `template/rules.toml`.

use super::{License, NewProject, extent::Extent};
use anyhow::{Context, Result};
use serde::Deserialize;
use std::{fs, path::Path};

/// What a new project gets, and what is changed in it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rules {
    /// The files and folders that a new project gets. All paths are relative to the root of the project.
    pub take: Vec<String>,
    always: Part,
    without_timeline: Part,
    without_license: Part,
}

/// What is removed and changed together.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    /// Files and folders below those of `take` that a new project does not get.
    #[serde(default)]
    leave_out: Vec<String>,
    /// The changes, in the order in which they are made.
    #[serde(default, rename = "edit")]
    edits: Vec<Edit>,
}

/// One change of a text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// The files, and the folders with all their files, in which the text is changed.
    #[serde(rename = "in")]
    pub places: Vec<String>,
    /// The text to replace. Like `replace`, it may have the placeholders that `changes.rs` fills.
    pub find: String,
    /// The text that is put in place of `find`.
    pub replace: String,
    /// Whether every occurrence is replaced, and each place must have at least one. Otherwise there must be exactly one.
    #[serde(default)]
    pub every: bool,
    /// What is replaced around `find`.
    #[serde(default)]
    pub whole: Extent,
}

impl Rules {
    /// Reads the rules. `root` is the root folder of this project.
    ///
    /// # Errors
    /// If the file cannot be read or is not valid.
    pub fn read(root: &Path) -> Result<Self> {
        let path = root.join("template/rules.toml");
        let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read.", path.display()))?;
        toml::from_str(&text).with_context(|| format!("{} is not valid.", path.display()))
    }

    /// Returns the paths that a project with these choices does not get.
    pub fn left_out(&self, project: &NewProject) -> Vec<&str> {
        self.parts(project).flat_map(|part| part.leave_out.iter().map(String::as_str)).collect()
    }

    /// Returns the changes that are made in a project with these choices, in their order.
    pub fn edits(&self, project: &NewProject) -> Vec<&Edit> {
        self.parts(project).flat_map(|part| &part.edits).collect()
    }

    fn parts(&self, project: &NewProject) -> impl Iterator<Item = &Part> {
        let timeline = (!project.timeline).then_some(&self.without_timeline);
        let license = (project.license == License::None).then_some(&self.without_license);
        // The parts with a condition come first, so that they find the texts of this project unchanged.
        timeline.into_iter().chain(license).chain([&self.always])
    }
}
