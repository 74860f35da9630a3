//! axe-core, the script that checks whether people with disabilities can use a page. It comes from npm. Its version is
//! fixed in `crates/xtask/npm/audit`, because another version may have other rules and find other problems.

use super::npm::Set;
use anyhow::Result;
use std::path::PathBuf;

/// Installs the script if it is missing, and returns its path.
///
/// # Errors
/// If npm is missing or cannot install the script.
pub async fn ensure() -> Result<PathBuf> {
    Set::Audit.ensure().await?;
    Ok(Set::Audit.package("axe-core").join("axe.min.js"))
}
