//! axe-core, which judges whether everybody can use a page: one script, from npm.
//! It must not know which pages there are.

use super::npm;
use anyhow::Result;
use std::path::PathBuf;

/// Each version has rules of its own, so that no other would say the same of a page.
const VERSION: &str = "4.14.1";

/// Its script, installed where it is missing.
pub async fn ensure() -> Result<PathBuf> {
    Ok(npm::ensure("axe-core", VERSION).await?.join("axe.min.js"))
}
