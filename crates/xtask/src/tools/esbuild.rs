//! esbuild, which takes out of scripts and sheets what only people read: from npm, where there is one.
//! It must not know which files it is for, and never makes a release impossible.

use super::{npm, version};
use std::path::PathBuf;

/// What npm is asked for.
const FROM_NPM: &str = "0.28.2";

/// The very version that releases are made with, installed where it is missing; none where it can't be had.
pub async fn ensure() -> Option<PathBuf> {
    if let Some(program) = installed().await {
        return Some(program);
    }
    if !npm::present() {
        println!("Scripts and sheets stay as they are, some 3 KB more, since there is no npm to get esbuild from.");
        return None;
    }
    if let Err(error) = npm::install("esbuild", FROM_NPM).await {
        println!("{error:#} Scripts and sheets stay as they are, some 3 KB more.");
    }
    installed().await
}

async fn installed() -> Option<PathBuf> {
    let program = npm::installed("esbuild", "esbuild")?;
    (version(&program).await.as_deref() == Some(FROM_NPM)).then_some(program)
}
