//! wasm-opt, which makes the wasm of a release smaller: new enough, from wherever it can be had.
//! It must not know how a release is built, and never makes one impossible.

use super::{npm, search, trunk_cache, version, version::major};
use crate::process;
use std::path::{Path, PathBuf};
use tokio::process::Command;

/// Older ones refuse this wasm ("invalid code after misc prefix: 17").
const OLDEST: u32 = 119;
/// What npm is asked for.
const FROM_NPM: &str = "132.0.0";
/// What Trunk downloads by itself.
const FROM_TRUNK: &str = "version_123";

/// How a release gets its wasm-opt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WasmOpt {
    /// This program.
    At(PathBuf),
    /// Trunk tries to download one as it builds.
    TrunkDownloads,
}

impl WasmOpt {
    /// The version that Trunk must be told to download.
    pub fn download(&self) -> Option<&'static str> {
        // Otherwise Trunk would take whatever is on the path, however old.
        (*self == Self::TrunkDownloads).then_some(FROM_TRUNK)
    }

    /// Whether there is a wasm-opt by now, after Trunk has tried.
    pub fn is_here(&self) -> bool {
        match self {
            Self::At(_) => true,
            Self::TrunkDownloads => trunk_cache::find("wasm-opt", FROM_TRUNK).is_some(),
        }
    }
}

/// The best wasm-opt there is: on the path, npm's, what Trunk has, npm's newly installed, what Trunk can get.
pub async fn ensure() -> WasmOpt {
    let here =
        [search::first("wasm-opt"), npm::installed("binaryen", "wasm-opt"), trunk_cache::find("wasm-opt", FROM_TRUNK)];
    for program in here.into_iter().flatten() {
        if new_enough(&program).await {
            return WasmOpt::At(program);
        }
    }
    if npm::present() {
        match npm::install("binaryen", FROM_NPM).await {
            Ok(()) => {
                if let Some(program) = npm::installed("binaryen", "wasm-opt")
                    && new_enough(&program).await
                {
                    return WasmOpt::At(program);
                }
                println!("npm's wasm-opt does not run here (Node too old?); Trunk will try to download one.");
            }
            Err(error) => println!("{error:#} Trunk will try to download wasm-opt."),
        }
    }
    WasmOpt::TrunkDownloads
}

async fn new_enough(program: &Path) -> bool {
    let answer = process::answer(Command::new(program).arg("--version")).await.unwrap_or_default();
    version::parse(&answer).and_then(major).is_some_and(|major| major >= OLDEST)
}
