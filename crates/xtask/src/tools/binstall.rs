//! Installs tools from crates.io with cargo-binstall, if the user has this program. It downloads the archive that the
//! project of a tool publishes. This archive has no hash in `crates/xtask/prebuilt.toml`, so nothing here proves that
//! it is unchanged.

use super::{command, place::place, search};
use crate::process;
use anyhow::{Context, Result};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Returns the path of cargo-binstall, or `None` if the user does not have it.
pub fn find() -> Option<PathBuf> {
    search::first("cargo-binstall")
}

/// Installs `program` and the other programs of the package `package` into the folder `bin`. `binstall` is the path of
/// cargo-binstall, and `wanted` is the version. Returns the path of the installed program.
///
/// # Errors
/// If cargo-binstall fails. If it installs no such program, or one that does not run or has another version; then
/// nothing is put into `bin`. If a file cannot be written.
pub async fn install(binstall: &Path, package: &str, program: &str, wanted: &str, bin: &Path) -> Result<PathBuf> {
    // cargo-binstall writes into a folder of its own, so that a program with another version never gets into `bin`.
    // Its record of what it has installed is there too. In `bin`, this record could make cargo believe that the
    // package is installed.
    let root = tempfile::tempdir().context("There is no room for temporary files.")?;
    let mut install = command(binstall);
    install.args([package, "--version", wanted, "--no-confirm", "--locked"]);
    // Two of the three ways of cargo-binstall are left out. `quick-install` takes programs that a third party has
    // compiled, and tells a server about it. `compile` would compile the package for minutes, without saying so here.
    install.args(["--disable-strategies", "quick-install,compile"]).arg("--root").arg(root.path());
    process::run(&mut install).await?;
    let installed = root.path().join("bin");
    let first =
        search::within(&installed, program).with_context(|| format!("cargo-binstall installed no {program}."))?;
    let entries = fs::read_dir(&installed).with_context(|| format!("{} cannot be read.", installed.display()))?;
    let others: Vec<PathBuf> =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file() && *path != first).collect();
    place(&first, &others, wanted, "cargo-binstall", bin).await
}
