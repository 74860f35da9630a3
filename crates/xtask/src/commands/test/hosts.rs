//! Tests the configurations that the project writes for nginx and for Caddy. Each configuration is tested with the real
//! server, if that server is available.

use super::summary::Outcome;
use crate::{
    process,
    tools::{self, Permission, WebServer},
};
use anyhow::Result;

/// Installs the servers that are missing, and runs the tests of each available server. The result is `LeftOut` if no
/// server is available.
///
/// # Errors
/// If a test fails.
pub async fn run(permission: Permission) -> Result<Outcome> {
    let (mut found, mut absent) = (Vec::new(), Vec::new());
    for server in WebServer::ALL {
        match server.ensure(permission).await {
            Ok(_) => found.push(server.name()),
            Err(error) => absent.push(format!("{error:#}")),
        }
    }
    let reason = absent.join(" ");
    if !absent.is_empty() {
        println!("Not run: {reason}");
    }
    if found.is_empty() {
        return Ok(Outcome::LeftOut { reason });
    }
    let mut test = tools::cargo("test");
    // `found` has the names of the servers that are installed. The test program runs only tests whose names contain one
    // of these words. The name of each test begins with the name of its server.
    test.args(["--workspace", "--test", "hosting", "--"]).args(&found);
    process::run(&mut test).await?;
    let note = if absent.is_empty() { String::new() } else { format!("{} only: {reason}", found.join(", ")) };
    Ok(Outcome::Passed { note })
}
