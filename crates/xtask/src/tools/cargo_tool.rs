//! Tools that cargo builds from source, each in one exact version.
//! It must not know what the tools do, and never replaces a version that a user has installed.

use super::{cargo_home, command, search, version};
use crate::{process, project};
use anyhow::{Context, Result};
use std::path::PathBuf;

/// The program in this version: found, or else installed.
pub async fn ensure(package: &str, program: &str, wanted: &str, time: &str) -> Result<PathBuf> {
    let own = project::scratch("tools");
    let theirs = search::first(program);
    for found in [theirs.clone(), search::within(&own.join("bin"), program)].into_iter().flatten() {
        if version(&found).await.as_deref() == Some(wanted) {
            return Ok(found);
        }
    }
    let folder = match &theirs {
        Some(theirs) => {
            println!("{} is not version {wanted}; it stays as it is, and the project gets its own.", theirs.display());
            own
        }
        // In the cargo home, so that `trunk serve` works without these commands too.
        None => cargo_home()?,
    };
    println!("Installing {package} {wanted} into {} (about {time}) …", folder.display());
    let mut install = command("cargo");
    install.args(["install", package, "--version", wanted, "--locked", "--root"]).arg(&folder);
    process::run(&mut install).await.with_context(|| {
        format!(
            "{program} {wanted} could not be installed: see above for the cause (no network, no C compiler?), then \
             start again, or install it yourself with `cargo install {package} --version {wanted} --locked`."
        )
    })?;
    search::within(&folder.join("bin"), program).with_context(|| {
        format!("cargo installed {package} {wanted}, but {} holds no {program}: start again.", folder.display())
    })
}
