//! wasm-opt, which makes the wasm of a release smaller: found or installed, in a version that is new enough. A release is
//! possible without it.

use super::{npm, search, trunk_cache, version, version::major};
use crate::process;
use std::path::{Path, PathBuf};
use tokio::process::Command;

/// Older versions fail with "invalid code after misc prefix: 17".
const OLDEST: u32 = 119;
/// The version that npm installs.
const FROM_NPM: &str = "132.0.0";
/// The version that Trunk downloads.
const FROM_TRUNK: &str = "version_123";

/// How a release gets its wasm-opt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WasmOpt {
    /// With this program.
    At(PathBuf),
    /// Trunk tries to download it during the build.
    TrunkDownloads,
}

impl WasmOpt {
    /// Returns the version that Trunk is told to download.
    pub fn download(&self) -> Option<&'static str> {
        // Otherwise Trunk would use any version on the search path, even one that is too old.
        (*self == Self::TrunkDownloads).then_some(FROM_TRUNK)
    }

    /// Whether wasm-opt is available now, after Trunk has tried to download it.
    pub fn is_here(&self) -> bool {
        match self {
            Self::At(_) => true,
            Self::TrunkDownloads => trunk_cache::find("wasm-opt", FROM_TRUNK).is_some(),
        }
    }
}

/// Finds or installs wasm-opt. The order: the search path, an earlier installation of npm, Trunk's downloads, a new
/// installation of npm, a new download of Trunk.
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
