//! Makes the `Cargo.lock` of a new project fit its packages.

use crate::{process, tools};
use anyhow::{Context, Result};
use std::path::Path;
use tokio::process::Command;

/// Removes the packages that the new project does not use, and adds the app under its new name. All other versions
/// stay. The network is used only if cargo has not yet stored what it needs to know.
///
/// # Errors
/// If cargo fails.
pub async fn fit(folder: &Path) -> Result<()> {
    if process::answer(&mut update(folder, true)).await.is_some() {
        return Ok(());
    }
    process::run(&mut update(folder, false)).await.context("Cargo.lock could not be made: see above.")
}

/// Returns the command that updates only the packages of the workspace. It changes the lock file, so it is not called
/// with `--locked`.
fn update(folder: &Path, offline: bool) -> Command {
    let mut cargo = tools::command("cargo");
    cargo.args(["update", "--workspace", "--quiet"]).args(offline.then_some("--offline")).current_dir(folder);
    cargo
}
