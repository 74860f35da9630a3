//! Finds or installs wasm-opt, which makes the wasm of a release smaller. Without wasm-opt, a release is larger, but
//! works. The flags of wasm-opt are in `index.html`, where Trunk reads them.

use super::{
    npm::{self, Set},
    search, trunk_cache, version,
    version::major,
};
use crate::process;
use std::path::{Path, PathBuf};
use tokio::process::Command;

/// The oldest major version of wasm-opt that works. Older versions fail with "invalid code after misc prefix: 17".
const OLDEST: u32 = 119;
/// The version of wasm-opt that Trunk downloads.
const FROM_TRUNK: &str = "version_123";

/// How a release gets its wasm-opt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WasmOpt {
    /// The release uses this program.
    At(PathBuf),
    /// Trunk tries to download wasm-opt during the build.
    TrunkDownloads,
}

impl WasmOpt {
    /// Returns the version that Trunk must download, or `None` if Trunk must not download wasm-opt.
    pub fn download(&self) -> Option<&'static str> {
        // Trunk gets an exact version here. Without a version, Trunk would use any wasm-opt on the search path, even
        // one that is too old.
        (*self == Self::TrunkDownloads).then_some(FROM_TRUNK)
    }

    /// Returns the path of wasm-opt, or `None` if it is not available. If Trunk has to download wasm-opt, the result is
    /// `None` until a build has downloaded it.
    pub fn program(&self) -> Option<PathBuf> {
        match self {
            Self::At(program) => Some(program.clone()),
            Self::TrunkDownloads => trunk_cache::find("wasm-opt", FROM_TRUNK),
        }
    }

    /// Returns whether wasm-opt is available now. If Trunk has to download wasm-opt, returns `false` until Trunk has
    /// downloaded it during a build.
    pub fn is_here(&self) -> bool {
        self.program().is_some()
    }
}

/// Finds or installs wasm-opt. Tries four places in this order: the search path, an earlier installation by npm, an
/// earlier download by Trunk, and a new installation by npm. Returns the first wasm-opt that is new enough. If no place
/// has one that is new enough, Trunk has to download wasm-opt.
pub async fn ensure() -> WasmOpt {
    let here = [search::first("wasm-opt"), Set::Release.program("wasm-opt"), trunk_cache::find("wasm-opt", FROM_TRUNK)];
    for program in here.into_iter().flatten() {
        if new_enough(&program).await {
            return WasmOpt::At(program);
        }
    }
    if npm::present() {
        match Set::Release.ensure().await {
            Ok(()) => {
                if let Some(program) = Set::Release.program("wasm-opt")
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
