//! Finds or installs wasm-opt, which makes the wasm of a release smaller. Without it, a release is larger, but works. Its
//! flags are in `index.html`, where Trunk reads them.

use super::{npm, search, trunk_cache, version, version::major};
use crate::process;
use std::path::{Path, PathBuf};
use tokio::process::Command;

/// The oldest major version that works. Older versions fail with "invalid code after misc prefix: 17".
const OLDEST: u32 = 119;
/// The version that npm installs.
const FROM_NPM: &str = "132.0.0";
/// The version that Trunk downloads.
const FROM_TRUNK: &str = "version_123";

/// How a release gets its wasm-opt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WasmOpt {
    /// The release uses this program.
    At(PathBuf),
    /// Trunk tries to download it during the build.
    TrunkDownloads,
}

impl WasmOpt {
    /// Returns the version that Trunk must download, or `None` if it must download none.
    pub fn download(&self) -> Option<&'static str> {
        // If no version were named, Trunk would use any version on the search path, even one that is too old.
        (*self == Self::TrunkDownloads).then_some(FROM_TRUNK)
    }

    /// Returns whether wasm-opt is available. If Trunk has to download it, this is known only after a build.
    pub fn is_here(&self) -> bool {
        match self {
            Self::At(_) => true,
            Self::TrunkDownloads => trunk_cache::find("wasm-opt", FROM_TRUNK).is_some(),
        }
    }
}

/// Finds or installs wasm-opt. Uses the first of these that is new enough: a program on the search path, one that npm
/// has installed earlier, one that Trunk has downloaded earlier, a new installation with npm. If there is none of them,
/// Trunk has to download it.
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
