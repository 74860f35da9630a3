//! The parts of the Rust toolchain that the commands need: the wasm target, rustfmt, clippy, and the
//! sources of the standard library.

use super::{command, search};
use crate::process;
use anyhow::{Context, Result, ensure};
use std::{fs, path::Path};

const TARGET: &str = "wasm32-unknown-unknown";

/// Adds the wasm target to the toolchain if it is missing.
///
/// # Errors
/// If the target cannot be added.
pub async fn target() -> Result<()> {
    let folder = process::answer(command("rustc").args(["--print", "target-libdir", "--target", TARGET])).await;
    let present = folder
        .is_some_and(|folder| fs::read_dir(Path::new(folder.trim())).is_ok_and(|mut files| files.next().is_some()));
    if present {
        return Ok(());
    }
    println!("Adding the Rust target {TARGET} (a few seconds) …");
    rustup(&["target", "add", TARGET], &format!("the Rust target {TARGET}")).await
}

/// Adds the sources of the standard library to the toolchain if they are missing.
///
/// # Errors
/// If they cannot be added.
pub async fn sources() -> Result<()> {
    let root = process::answer(command("rustc").args(["--print", "sysroot"])).await.unwrap_or_default();
    if Path::new(root.trim()).join("lib/rustlib/src/rust/library/std").is_dir() {
        return Ok(());
    }
    println!("Adding the sources of the standard library to the Rust toolchain (a few seconds) …");
    rustup(&["component", "add", "rust-src"], "the component rust-src").await
}

/// Adds rustfmt and clippy to the toolchain if they are missing.
///
/// # Errors
/// If rustfmt or clippy cannot be added.
pub async fn checks() -> Result<()> {
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if process::answer(command("cargo").args([subcommand, "--version"])).await.is_none() {
            println!("Adding {component} to the Rust toolchain (a few seconds) …");
            rustup(&["component", "add", component], component).await?;
        }
    }
    Ok(())
}

async fn rustup(arguments: &[&str], what: &str) -> Result<()> {
    ensure!(
        search::first("rustup").is_some(),
        "There is no rustup to add {what}: install rustup from https://rustup.rs, or {what} with your system's packages."
    );
    process::run(command("rustup").args(arguments)).await.with_context(|| {
        format!("{what} could not be added: see above, then run `rustup {}` yourself.", arguments.join(" "))
    })
}
