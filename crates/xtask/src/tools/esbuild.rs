//! Finds or installs esbuild, which minifies scripts and style sheets. It comes from npm, in the version of
//! `crates/xtask/npm/release`. No other version is used. Without esbuild, a release is larger, but works.

use super::{
    npm::{self, Set},
    version,
};
use std::path::PathBuf;

/// Installs esbuild if it is missing, and returns its path. `None` if npm is missing or cannot install esbuild.
pub async fn ensure() -> Option<PathBuf> {
    if !npm::present() && Set::Release.program("esbuild").is_none() {
        println!(
            "Scripts and style sheets are not minified (about 3 KB more), because there is no npm to install esbuild."
        );
        return None;
    }
    if let Err(error) = Set::Release.ensure().await {
        println!("{error:#} Scripts and style sheets are not minified (about 3 KB more).");
    }
    let program = Set::Release.program("esbuild")?;
    // An installed esbuild cannot run if Node is too old, or if npm has no esbuild for this system. So the path is
    // returned only if esbuild prints its version.
    version(&program).await.map(|_| program)
}
