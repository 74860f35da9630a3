//! Runs the book's server in Express, and checks it as `check-server --add-users --reuse-token` does.

use crate::{
    check_server::{self, Identity, report::Mark, target::Target},
    port,
    process::Running,
    project,
    tools::{
        self,
        npm::{self, Set},
    },
};
use anyhow::{Context, Result, bail, ensure};
use std::{fs, time::Duration};

/// The origin for which the server is started.
const APP: &str = "http://localhost:8081";
/// How long the start of the server may take, and how long each response.
const LIMIT: Duration = Duration::from_secs(30);

/// Checks the server. Returns the reason if it cannot run here, because there is no Node.
///
/// # Errors
/// If Express cannot be installed, if the server does not start, or if the result of the checks is not what the chapter
/// says.
pub async fn check() -> Result<Option<String>> {
    if let Some(reason) = npm::absent().await {
        return Ok(Some(reason));
    }
    Set::Book.ensure().await?;
    // Node looks for packages in the folder of a script and above, so the script is copied beside them.
    let script = Set::Book.folder().join("server.mjs");
    fs::copy(project::root().join("docs/examples/express.mjs"), &script)
        .with_context(|| format!("{} could not be written.", script.display()))?;
    let port = port::free().await?;
    let mut node = tools::command("node");
    node.arg(&script).env("PORT", port.to_string()).env("APP_ORIGIN", APP);
    let mut server = Running::start(&mut node)?;
    tokio::select! {
        () = port::answers(port, "/api/test/all") => {}
        status = server.ended() => bail!("The server in Express ended ({}): see above.", status?),
        () = tokio::time::sleep(LIMIT) => bail!("The server in Express does not respond."),
    }
    let target = Target::new(&format!("http://localhost:{port}/api").parse()?, &APP.parse()?)?;
    let report = check_server::run(target, LIMIT, &Identity::Added { reuse_token: true }, &mut |_| ()).await?;
    let wrong: Vec<_> = report.findings().filter(|it| matches!(it.mark, Mark::Fails | Mark::Differs)).collect();
    ensure!(wrong.is_empty(), "The server in Express does not pass all checks: {wrong:#?}");
    let counts = (report.count(Mark::Passes), report.count(Mark::Skipped));
    ensure!(counts == (59, 2), "The chapter about Express names other numbers of checks than {counts:?}.");
    println!("The server in Express: {}", report.summary());
    Ok(None)
}
