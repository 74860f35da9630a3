//! cargo-deny: whether every dependency may be used, comes from where it should, and has no known flaw.
//! It must not know what is allowed; that is in `deny.toml`.

use crate::{process, tools};
use anyhow::{Context, Result};
use std::{path::Path, time::Duration};
use tokio::process::Command;

/// How long the list of known flaws may take to arrive. Without a way to its place some networks say nothing at all.
const PATIENCE: Duration = Duration::from_secs(90);

/// Checks licences, bans and sources, and known flaws where their list can be had; gives what is worth a note.
pub async fn check() -> Result<String> {
    let program = tools::cargo_deny().await?;
    process::run(deny(&program).args(["check", "licenses", "bans", "sources"]))
        .await
        .context("A dependency is not as deny.toml wants it: see above.")?;
    let mut fetch = deny(&program);
    let fetched = process::answer(fetch.args(["fetch", "db"]).kill_on_drop(true));
    if tokio::time::timeout(PATIENCE, fetched).await.ok().flatten().is_none() {
        let note = "known flaws not looked for: their list (github.com/rustsec/advisory-db) can't be had from here";
        println!("{note}");
        return Ok(note.to_owned());
    }
    process::run(deny(&program).args(["check", "advisories"]))
        .await
        .context("A dependency has a known flaw: see above, then update it or say in deny.toml why it does no harm.")?;
    Ok(String::new())
}

fn deny(program: &Path) -> Command {
    let mut command = tools::command(program);
    command.arg("--workspace");
    command
}
