//! Tools that come from npm, into the project's own folder.
//! It must not know what the tools do.

use super::{command, search, version};
use crate::{process, project};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::{fs, path::PathBuf};

/// What all that we have from npm runs on: major and minor version (`engines` in Lighthouse's package.json).
const LEAST_NODE: (u32, u32) = (18, 16);

/// The program of an npm package that was installed earlier.
pub fn installed(package: &str, program: &str) -> Option<PathBuf> {
    search::within(&folder(package).join("node_modules").join(".bin"), program)
}

/// Whether npm is here at all.
pub fn present() -> bool {
    search::first("npm").is_some()
}

/// Why what comes from npm can't run here, with the remedy.
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

/// The folder of a package in this very version: there already, or newly installed.
pub async fn ensure(package: &str, version: &str) -> Result<PathBuf> {
    let place = folder(package).join("node_modules").join(package);
    let here = || {
        let text = fs::read_to_string(place.join("package.json")).ok()?;
        let description: Value = serde_json::from_str(&text).ok()?;
        description["version"].as_str().map(str::to_owned)
    };
    if here().as_deref() != Some(version) {
        install(package, version).await?;
        ensure!(
            here().as_deref() == Some(version),
            "npm left no {package} {version} in {}: start again.",
            place.display()
        );
    }
    Ok(place)
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
