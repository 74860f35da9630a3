//! Runs cargo-deny, which checks all dependencies against `deny.toml`: their licences, their sources, the forbidden
//! crates, and the known vulnerabilities.

use crate::{process, tools};
use anyhow::{Context, Result};
use std::{path::Path, time::Duration};
use tokio::process::Command;

/// The time limit for downloading the list of known vulnerabilities. Without a limit the download could wait forever,
/// because some networks drop the connection silently.
const FETCH_TIMEOUT: Duration = Duration::from_secs(90);

/// Checks all dependencies: their licences, their sources, and whether `deny.toml` forbids one of them. If the list of
/// known vulnerabilities can be downloaded, also checks that no dependency is on this list.
///
/// Returns a note for the summary of a test run. The note is empty if everything was checked.
///
/// # Errors
/// If cargo-deny cannot be installed, or if a dependency breaks a rule of `deny.toml` or has a known vulnerability.
pub async fn check() -> Result<String> {
    let program = tools::cargo_deny().await?;
    process::run(deny(&program).args(["check", "licenses", "bans", "sources"]))
        .await
        .context("A dependency breaks a rule of deny.toml: see above.")?;
    let mut fetch = deny(&program);
    let fetched = process::answer(fetch.args(["fetch", "db"]).kill_on_drop(true));
    if tokio::time::timeout(FETCH_TIMEOUT, fetched).await.ok().flatten().is_none() {
        let note =
            "known vulnerabilities not checked: their list (github.com/rustsec/advisory-db) cannot be downloaded here";
        println!("{note}");
        return Ok(note.to_owned());
    }
    process::run(deny(&program).args(["check", "advisories"]))
        .await
        .context("A dependency has a known vulnerability: see above, then update it or write into deny.toml why it does no harm.")?;
    Ok(String::new())
}

fn deny(program: &Path) -> Command {
    let mut command = tools::command(program);
    command.args(["--workspace", "--locked"]);
    command
}
