//! Tools from crates.io, each in one exact version. If `crates/xtask/prebuilt.toml` names an archive that contains the
//! tool, this archive is downloaded. If there is no such archive, and the user has cargo-binstall, that program
//! downloads the tool. In all other cases, the tool is built from source. If the user has installed another version of
//! the tool, that version stays.

use super::{binstall, cargo, cargo_home, prebuilt, search, version};
use crate::{process, project};
use anyhow::{Context, Result};
use std::path::PathBuf;

/// Finds a program in the version `wanted`, or installs it. Returns the path of the program.
///
/// `package` is the name of the package that contains the program. `time` is a text that says how long a build from
/// source takes. The text is printed before the build begins.
///
/// # Errors
/// If the program cannot be installed.
pub async fn ensure(package: &str, program: &str, wanted: &str, time: &str) -> Result<PathBuf> {
    ensure_with(&[], package, program, wanted, time).await
}

/// Like [`ensure`]. `options` are further options of `cargo install`.
///
/// # Errors
/// If the program cannot be installed.
pub async fn ensure_with(options: &[&str], package: &str, program: &str, wanted: &str, time: &str) -> Result<PathBuf> {
    let own = project::scratch("tools");
    let users = search::first(program);
    for found in [users.clone(), search::within(&own.join("bin"), program)].into_iter().flatten() {
        if version(&found).await.as_deref() == Some(wanted) {
            return Ok(found);
        }
    }
    let folder = match &users {
        Some(users) => {
            println!("{} is not version {wanted}. It stays, and the project gets its own.", users.display());
            own
        }
        // The tool is installed into the cargo home, so that a person can also run it without these commands.
        None => cargo_home()?,
    };
    let bin = folder.join("bin");
    let downloaded = match (prebuilt::find(program, wanted)?, binstall::find()) {
        (Some(archive), _) => {
            println!("Downloading {program} {wanted} into {} …", bin.display());
            Some(archive.install(&bin).await)
        }
        // This is only for tools without an archive in the list. If such an archive cannot be used, for example because
        // its hash is wrong, the tool must not come from the same place without a hash.
        (None, Some(binstall)) => {
            println!(
                "Downloading {program} {wanted} into {} with cargo-binstall, without a hash to check it …",
                bin.display()
            );
            Some(binstall::install(&binstall, package, program, wanted, &bin).await)
        }
        (None, None) => None,
    };
    match downloaded {
        Some(Ok(program)) => return Ok(program),
        Some(Err(error)) => println!("{error:#} It is compiled instead."),
        None => {}
    }
    println!("Compiling {package} {wanted} into {} (about {time}) …", folder.display());
    let mut install = cargo("install");
    install.args([package, "--version", wanted]).args(options).arg("--root").arg(&folder);
    // A person waits for the tools, so they are optimized little. Some packages ask for the opposite, such as Trunk with
    // `lto = "fat"`.
    for (setting, value) in [("LTO", "off"), ("CODEGEN_UNITS", "16"), ("OPT_LEVEL", "1")] {
        install.env(format!("CARGO_PROFILE_RELEASE_{setting}"), value);
    }
    process::run(&mut install).await.with_context(|| {
        format!(
            "{program} {wanted} could not be installed: see above for the cause (no network, no C compiler?), then \
             start again, or install it yourself with `cargo install {package} --version {wanted} --locked`."
        )
    })?;
    search::within(&bin, program).with_context(|| {
        format!("cargo installed {package} {wanted}, but there is no {program} in {}: start again.", folder.display())
    })
}
