//! Makes a new project from this one: an app with its own name and look, the libraries, the companion server and the
//! commands. `template/rules.toml` lists what the new project gets and what is changed in it.

mod changes;
mod checks;
mod extent;
mod files;
mod license;
mod lock;
mod map;
mod name;
mod repository;
mod rules;
mod target;

pub use license::License;
pub use name::{AppName, PackageName};
pub use repository::FirstCommit;

use crate::{api_base::ApiBase, process, project, tools};
use anyhow::{Context, Result};
use rules::Rules;
use std::path::Path;

/// What a person chooses for a new project.
#[derive(Clone, Debug)]
pub struct NewProject {
    /// The name of the app, as people see it.
    pub name: AppName,
    /// The name of the app's package.
    pub package: PackageName,
    /// The API that a release of the app calls.
    pub api_base: ApiBase,
    /// Whether the app has the session timeline.
    pub timeline: bool,
    /// The licence of the new project.
    pub license: License,
}

impl NewProject {
    /// Writes the new project into `folder`, which must not exist or must be empty. Then makes `Cargo.lock` fit,
    /// formats the code, and commits everything, if git is there. Returns what happened to the commit.
    ///
    /// # Errors
    /// - `folder` is not empty or cannot be written.
    /// - The name of the package is already taken by a package or a module of this project.
    /// - A rule does not fit the sources of this project.
    /// - cargo cannot make `Cargo.lock` fit, or cannot format the code.
    pub async fn create(&self, folder: &Path) -> Result<FirstCommit> {
        let root = project::root();
        checks::ensure_free(&root, &self.package)?;
        // All texts are made before the first file is written. So nothing is written if a rule does not fit.
        let rules = Rules::read(&root)?;
        let files = changes::files(self, &rules, &root)?;
        target::prepare(folder)?;
        files.iter().try_for_each(|file| file.write(&root, folder))?;
        lock::fit(folder).await?;
        // The new names have other lengths, and other places in the alphabet.
        process::run(tools::command("cargo").args(["fmt", "--all"]).current_dir(folder)).await.context(
            "The code could not be formatted. If rustfmt is missing, add it with `rustup component add rustfmt`.",
        )?;
        Ok(repository::commit(folder, &self.name).await)
    }
}
