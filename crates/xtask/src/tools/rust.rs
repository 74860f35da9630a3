//! What the Rust toolchain itself must have: the wasm target, the formatter, the linter.
//! It must not know of any tool that does not come with Rust.

use super::{command, search};
use crate::process;
use anyhow::{Context, Result, ensure};
use std::{fs, path::Path};

const TARGET: &str = "wasm32-unknown-unknown";

/// Adds the wasm target to the toolchain where it is missing.
pub async fn target() -> Result<()> {
    let place = process::answer(command("rustc").args(["--print", "target-libdir", "--target", TARGET])).await;
    let there =
        place.is_some_and(|place| fs::read_dir(Path::new(place.trim())).is_ok_and(|mut files| files.next().is_some()));
    if there {
        return Ok(());
    }
    println!("Adding the Rust target {TARGET} (a few seconds) …");
    rustup(&["target", "add", TARGET], &format!("the Rust target {TARGET}")).await
}

/// Adds the formatter and the linter where they are missing.
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
