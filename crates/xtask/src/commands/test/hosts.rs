//! Tests the configurations that the project writes for nginx and for Caddy. Each configuration is tested with the real
//! server, if that server is available.

use super::{summary::Outcome, web_servers};
use crate::{
    process,
    tools::{self, Permission, WebServer},
};
use anyhow::{Result, ensure};
use std::env;

/// Installs the servers that are missing, and runs the tests of each available server. The result is `LeftOut` if no
/// server is available.
///
/// # Errors
/// If a test fails. With the environment variable `CI`, a missing server or module is a failure too.
pub async fn run(permission: Permission) -> Result<Outcome> {
    let absent = web_servers::ensure(permission).await;
    ensure!(absent.is_empty() || env::var_os("CI").is_none(), absent);
    let found: Vec<_> =
        WebServer::ALL.into_iter().filter(|server| server.find().is_some()).map(WebServer::name).collect();
    if found.is_empty() {
        println!("Not run: {absent}");
        return Ok(Outcome::LeftOut { reason: absent });
    }
    let mut test = tools::cargo("test");
    // `found` has the names of the servers that are installed. The test program runs only tests whose names contain one
    // of these words. The name of each test begins with the name of its server.
    test.args(["--workspace", "--test", "hosting", "--"]).args(&found);
    process::run(&mut test).await?;
    Ok(Outcome::Passed { note: absent })
}
