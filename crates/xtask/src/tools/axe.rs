//! axe-core, the script that checks whether people with disabilities can use a page. It comes from npm.

use super::npm;
use anyhow::Result;
use std::path::PathBuf;

/// The version of axe-core. It is fixed, because another version may have other rules and find other problems.
const VERSION: &str = "4.14.1";

/// Installs the script if it is missing, and returns its path.
///
/// # Errors
/// If npm is missing or cannot install the script.
pub async fn ensure() -> Result<PathBuf> {
    Ok(npm::ensure("axe-core", VERSION).await?.join("axe.min.js"))
}
