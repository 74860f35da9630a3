//! Finds and installs tools from npm, in the project's build folder.

use super::{command, search, version};
use crate::{process, project};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::{fs, path::PathBuf};

/// The oldest version of Node, major and minor, that runs all tools from npm. The number is from `engines` in
/// Lighthouse's package.json.
const LEAST_NODE: (u32, u32) = (18, 16);

/// Returns the path of a program in an npm package, or `None` if the package was not installed earlier.
pub fn installed(package: &str, program: &str) -> Option<PathBuf> {
    search::within(&folder(package).join("node_modules").join(".bin"), program)
}

/// Returns whether npm is installed.
pub fn present() -> bool {
    search::first("npm").is_some()
}

/// Returns a text that says why tools from npm cannot run here, and what the remedy is. Returns `None` if they can run.
pub async fn absent() -> Option<String> {
    let node = search::first("node").filter(|_| present());
    let version = match node {
        Some(node) => process::answer(command(node).arg("--version")).await,
        None => None,
    };
    let remedy = "install it (https://nodejs.org, or the system's packages nodejs and npm)";
    let version = version.as_deref().map(str::trim);
    let (major, minor) = LEAST_NODE;
    match version {
        None => Some(format!("there is no Node with npm: {remedy}")),
        Some(version) if !version::is_at_least(version, LEAST_NODE) => {
            Some(format!("Node is too old ({version}): {major}.{minor} or newer is needed; {remedy}"))
        }
        Some(_) => None,
    }
}

/// Finds a package in exactly this version, or installs it. Returns the folder of the package.
///
/// # Errors
/// If npm is missing or cannot install the package.
pub async fn ensure(package: &str, version: &str) -> Result<PathBuf> {
    let path = folder(package).join("node_modules").join(package);
    let installed = || {
        let text = fs::read_to_string(path.join("package.json")).ok()?;
        let description: Value = serde_json::from_str(&text).ok()?;
        description["version"].as_str().map(str::to_owned)
    };
    if installed().as_deref() != Some(version) {
        install(package, version).await?;
        ensure!(
            installed().as_deref() == Some(version),
            "npm has not installed {package} {version} into {}: start again.",
            path.display()
        );
    }
    Ok(path)
}

/// Installs a package in exactly this version, into the build folder.
///
/// # Errors
/// If there is no npm, or if npm fails.
pub async fn install(package: &str, version: &str) -> Result<()> {
    let folder = folder(package);
    fs::create_dir_all(&folder).with_context(|| format!("{} could not be created.", folder.display()))?;
    println!("Installing {package} {version} into {} with npm (a few seconds) …", folder.display());
    let npm = search::first("npm").context("There is no npm.")?;
    let mut install = command(npm);
    install.arg("install").arg("--prefix").arg(&folder).args(["--no-audit", "--no-fund", "--no-save"]);
    process::run(install.arg(format!("{package}@{version}"))).await
}

/// Returns the folder for a package. Each package has its own folder, because npm removes all other packages from the
/// folder into which it installs a package.
fn folder(package: &str) -> PathBuf {
    project::scratch("tools").join(package)
}
