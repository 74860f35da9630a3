//! Tools that come from npm, into the project's own folder.
//! It must not know what the tools do.

use super::{command, search};
use crate::{process, project};
use anyhow::{Context, Result};
use std::{fs, path::PathBuf};

/// The program of an npm package that was installed earlier.
pub fn installed(package: &str, program: &str) -> Option<PathBuf> {
    search::within(&folder(package).join("node_modules").join(".bin"), program)
}

/// Whether npm is here at all.
pub fn present() -> bool {
    search::first("npm").is_some()
}

/// Installs a package in one exact version.
pub async fn install(package: &str, version: &str) -> Result<()> {
    let folder = folder(package);
    fs::create_dir_all(&folder).with_context(|| format!("{} could not be made.", folder.display()))?;
    println!("Installing {package} {version} into {} with npm (some seconds) …", folder.display());
    let npm = search::first("npm").context("There is no npm.")?;
    let mut install = command(npm);
    install.arg("install").arg("--prefix").arg(&folder).args(["--no-audit", "--no-fund", "--no-save"]);
    process::run(install.arg(format!("{package}@{version}"))).await
}

/// Each package has its own: npm takes away what else it finds in a folder.
fn folder(package: &str) -> PathBuf {
    project::scratch("tools").join(package)
}
