//! Finds or installs Trunk, which builds and serves the app.

use super::cargo_tool;
use anyhow::Result;
use std::path::PathBuf;

/// The version of Trunk that the project is built with.
pub const VERSION: &str = "0.21.14";

/// Returns the path of Trunk, which is installed if it is missing.
///
/// # Errors
/// If it cannot be installed.
pub async fn ensure() -> Result<PathBuf> {
    cargo_tool::ensure("trunk", "trunk", VERSION, "five minutes").await
}
