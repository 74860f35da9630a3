//! Puts xtask itself, under the name `wasm-bindgen`, into the folder that Trunk searches first. So Trunk starts xtask
//! in place of wasm-bindgen. The module `release::split` then splits the program of the release, and runs the real
//! wasm-bindgen.

use crate::project;
use anyhow::{Context, Result};
use std::{
    env, fs,
    path::{Path, PathBuf},
};
use tokio::process::Command;

/// The name under which Trunk starts xtask.
pub const NAME: &str = "wasm-bindgen";
/// The environment variable with the path of the real wasm-bindgen.
pub const REAL: &str = "EVERGREEN_WASM_BINDGEN";

/// The field `folder` is the path of a folder with only one file: xtask under the name `wasm-bindgen`. The field
/// `wasm_bindgen` is the path of the real wasm-bindgen.
#[derive(Clone, Debug)]
pub struct Splitter {
    folder: PathBuf,
    wasm_bindgen: PathBuf,
}

impl Splitter {
    /// Creates the folder, and links or copies the running xtask program into it. Call this before any crate of the
    /// workspace is built. A build may replace the file of the running program, and this function could not find the
    /// replaced file any more.
    ///
    /// # Errors
    /// If the folder cannot be created, or if the program cannot be linked or copied.
    pub fn install(wasm_bindgen: &Path) -> Result<Self> {
        let folder = project::scratch("split");
        fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made.", folder.display()))?;
        let link = folder.join(format!("{NAME}{}", env::consts::EXE_SUFFIX));
        if link.exists() {
            fs::remove_file(&link).with_context(|| format!("{} cannot be replaced.", link.display()))?;
        }
        let this = env::current_exe().context("The path of this program is unknown.")?;
        // If no hard link can be made, the program is copied.
        fs::hard_link(&this, &link)
            .or_else(|_| fs::copy(&this, &link).map(|_| ()))
            .with_context(|| format!("{} cannot be made from {}.", link.display(), this.display()))?;
        Ok(Self { folder, wasm_bindgen: wasm_bindgen.to_path_buf() })
    }

    /// Returns the folder that must come first on Trunk's search path.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Sets an environment variable to the path of the real wasm-bindgen. When Trunk starts xtask in place of
    /// wasm-bindgen, xtask reads this variable.
    pub fn configure(&self, trunk: &mut Command) {
        trunk.env(REAL, &self.wasm_bindgen);
    }
}
