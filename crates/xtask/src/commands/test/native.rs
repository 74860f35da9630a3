//! Runs the native tests. Some of them need PostgreSQL and nginx.

use crate::{
    process,
    tools::{self, Permission, WebServer, postgres},
};
use anyhow::Result;

/// Installs PostgreSQL and nginx if they are missing, and runs the tests. Returns a note that says what was not tested
/// because a program is missing. Without PostgreSQL, the tests for it run on SQLite.
///
/// # Errors
/// If a test fails. With the environment variable `CI`, a missing program is a failure too.
pub async fn run(permission: Permission) -> Result<String> {
    let mut absent = Vec::new();
    if let Err(error) = postgres::ensure(permission).await {
        absent.push(format!("not tested with PostgreSQL: {error:#}"));
    }
    if let Err(error) = WebServer::Nginx.ensure(permission).await {
        absent.push(format!("not tested with several instances: {error:#}"));
    }
    process::run(tools::cargo("test").arg("--workspace")).await?;
    Ok(absent.join(" "))
}
