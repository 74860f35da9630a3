//! Runs the book's server in Express, with the routes that its chapter adds to it.

use super::example_server::ExampleServer;
use crate::{
    process, project,
    tools::{
        self,
        npm::{self, Set},
    },
};
use anyhow::{Context, Result, ensure};
use std::fs;

/// Above this line of the server, the chapter tells the reader to put further routes.
const AFTER_ALL_ROUTES: &str = "// Errors are JSON";

/// Checks the server and the further routes. Returns the reason if the server cannot run here, because there is no
/// Node.
///
/// # Errors
/// If Express cannot be installed, if the server does not start, or if a result is not what the chapter says.
pub async fn check() -> Result<Option<String>> {
    if let Some(reason) = npm::absent().await {
        return Ok(Some(format!("the server in Express was not checked: {reason}")));
    }
    Set::Book.ensure().await?;
    let read =
        |path: &str| fs::read_to_string(project::root().join(path)).with_context(|| format!("{path} cannot be read."));
    let chapter = read("docs/src/server/express.md")?;
    let server = with_routes(&read("docs/examples/express.mjs")?, routes(&chapter)?)?;
    // Node looks for packages in the folder of a script and above, so the script is written beside them.
    let script = Set::Book.folder().join("server.mjs");
    fs::write(&script, server).with_context(|| format!("{} could not be written.", script.display()))?;
    let server = ExampleServer::start("Express", tools::command("node").arg(&script)).await?;
    let summary = server.check().await?;
    ensure!(chapter.contains(&summary), "The chapter about Express does not end with this line: {summary}");
    let notes = project::root().join("crates/xtask/src/commands/test/book/notes.mjs");
    process::run(tools::command("node").arg(notes).arg(server.api())).await?;
    Ok(None)
}

/// Returns the block of the chapter with the further routes.
fn routes(chapter: &str) -> Result<&str> {
    let blocks = chapter.split("```js\n").skip(1).filter_map(|rest| rest.split_once("\n```\n"));
    let mut routes = blocks.map(|(block, _)| block).filter(|block| !block.starts_with("{{#include"));
    let found = routes.next().context("The chapter about Express shows no further routes.")?;
    ensure!(routes.next().is_none(), "The chapter about Express has a block of JavaScript that nothing runs.");
    Ok(found)
}

/// Puts the routes into the server, where the chapter says that they belong.
fn with_routes(server: &str, routes: &str) -> Result<String> {
    let (before, after) = server.split_once(AFTER_ALL_ROUTES).context("The server has no place for further routes.")?;
    Ok(format!("{before}{routes}\n\n{AFTER_ALL_ROUTES}{after}"))
}
