//! Finds Firefox and geckodriver, or installs them: Firefox with the system's package manager, geckodriver with cargo.

use super::packages::{Packages, Permission};
use super::{cargo_tool, search, version};
use anyhow::{Context, Result, ensure};
use std::{env, path::PathBuf};

/// The version of geckodriver to install. A geckodriver that is installed already is used, whatever its version is.
const GECKODRIVER: &str = "0.37.1";
const PROGRAMS: [&str; 2] = ["firefox", "firefox-esr"];
const MAC: &str = "/Applications/Firefox.app/Contents/MacOS/firefox";
const PACKAGES: Packages = Packages {
    what: "Firefox",
    time: "a minute",
    apt: &["firefox-esr"],
    dnf: &["firefox"],
    pacman: &["firefox"],
    brew: &["--cask", "firefox"],
    services: &[],
};

/// Finds Firefox and geckodriver, and installs what is missing. Returns the paths of Firefox and of geckodriver, in
/// this order.
///
/// # Errors
/// If a program cannot be installed, or if Firefox does not run.
pub async fn ensure(permission: Permission) -> Result<(PathBuf, PathBuf)> {
    let program = match find() {
        Some(program) => program,
        None => {
            PACKAGES.install(permission).await?;
            find().with_context(|| PACKAGES.missing("is still missing"))?
        }
    };
    let runs = version(&program).await.is_some();
    ensure!(runs, "{} does not run: repair it, or name another one in the variable FIREFOX.", program.display());
    let driver = match named("GECKODRIVER").or_else(|| search::first("geckodriver")) {
        Some(driver) => driver,
        None => cargo_tool::ensure("geckodriver", "geckodriver", GECKODRIVER, "three minutes").await?,
    };
    Ok((program, driver))
}

fn find() -> Option<PathBuf> {
    let mac = Some(PathBuf::from(MAC)).filter(|path| path.is_file());
    named("FIREFOX").or_else(|| search::any(&PROGRAMS)).or(mac)
}

fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|path| path.is_file())
}
