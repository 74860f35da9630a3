//! Builds the book in `docs/` with mdBook, and runs the tests of its chapters.

mod example_server;
mod express;
mod spring;

use super::web_servers;
use crate::{
    process, project,
    tools::{self, Permission},
};
use anyhow::{Context, Result, ensure};
use std::{env, fs, path::Path};

/// Builds the book into `target/book`, and checks its links, its commands and its code. Installs nginx and Caddy if they
/// are missing. Returns a note that says what was not checked because a program is missing.
///
/// # Errors
/// If mdBook cannot be installed, if the book cannot be built, or if a test fails. With the environment variable `CI`, a
/// missing program is a failure too.
pub async fn run(permission: Permission) -> Result<String> {
    let absent = web_servers::ensure(permission).await;
    let mdbook = tools::mdbook().await?;
    let out = project::scratch("book");
    process::run(tools::command(mdbook).args(["build", "docs", "--dest-dir"]).arg(&out)).await?;
    ensure_complete(&out)?;
    // All packages are named, because the step `native` names them too: with other packages, cargo would compile the
    // dependencies with other features, and so would compile them a second time.
    process::run(tools::cargo("test").args(["--workspace", "--test", "book"])).await?;
    process::run(tools::cargo("test").args(["--workspace", "--doc", "book"])).await?;
    let left_out = [(!absent.is_empty()).then_some(absent), express::check().await?, spring::check().await?];
    println!("The first page of the book is {}", out.join("index.html").display());
    let left_out = left_out.into_iter().flatten().collect::<Vec<_>>().join("; ");
    ensure!(left_out.is_empty() || env::var_os("CI").is_none(), left_out);
    Ok(left_out)
}

/// mdBook only logs that a file to include is missing, and leaves the line in the page as it is.
fn ensure_complete(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("{} cannot be read.", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            ensure_complete(&path)?;
        } else if path.extension().is_some_and(|ending| ending == "html") {
            let page = fs::read_to_string(&path).with_context(|| format!("{} cannot be read.", path.display()))?;
            ensure!(!page.contains("{{#"), "{} includes a file that does not exist.", path.display());
        }
    }
    Ok(())
}
