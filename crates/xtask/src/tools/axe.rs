//! axe-core, the script that checks whether people with disabilities can use a page. It comes from npm.

use super::npm;
use anyhow::Result;
use std::path::PathBuf;

/// The version of axe-core. It is fixed, because each version has other rules.
const VERSION: &str = "4.14.1";

/// Returns the path of the script, after installing it if it is missing.
///
/// # Errors
/// If npm cannot install it.
pub async fn ensure() -> Result<PathBuf> {
    Ok(npm::ensure("axe-core", VERSION).await?.join("axe.min.js"))
}
