//! Finds or installs esbuild, which minifies scripts and style sheets. It comes from npm. Without esbuild, a release is
//! larger, but works.

use super::{npm, version};
use std::path::PathBuf;

/// The version of esbuild that npm installs. No other version is used.
const FROM_NPM: &str = "0.28.2";

/// Installs esbuild if it is missing, and returns its path. `None` if npm is missing or cannot install esbuild.
pub async fn ensure() -> Option<PathBuf> {
    if let Some(program) = installed().await {
        return Some(program);
    }
    if !npm::present() {
        println!(
            "Scripts and style sheets are not minified (about 3 KB more), because there is no npm to install esbuild."
        );
        return None;
    }
    if let Err(error) = npm::install("esbuild", FROM_NPM).await {
        println!("{error:#} Scripts and style sheets are not minified (about 3 KB more).");
    }
    installed().await
}

async fn installed() -> Option<PathBuf> {
    let program = npm::installed("esbuild", "esbuild")?;
    (version(&program).await.as_deref() == Some(FROM_NPM)).then_some(program)
}
