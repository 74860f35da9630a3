//! Removes the paths of the build machine from a release. Otherwise panic messages would contain them, and the same
//! sources would give different files on different machines.

use crate::{project, tools};
use anyhow::{Context, Result};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The environment variable with the flags for rustc. Unlike RUSTFLAGS, it allows flags that contain spaces.
/// [`SEPARATOR`] separates the flags.
pub const VARIABLE: &str = "CARGO_ENCODED_RUSTFLAGS";
const SEPARATOR: &str = "\u{1f}";

/// Returns the flags for rustc. Returns `None` if a person has set flags, because these flags would replace them.
///
/// # Errors
/// If the home folder of cargo cannot be found, or if its folder of packages cannot be read.
pub fn flags() -> Result<Option<String>> {
    if env::var_os("RUSTFLAGS").is_some() || env::var_os(VARIABLE).is_some() {
        return Ok(None);
    }
    let mut removed = vec![project::root()];
    removed.extend(registries(&tools::cargo_home()?.join("registry").join("src"))?);
    let flag = |folder: &PathBuf| format!("--remap-path-prefix={}/=", folder.display());
    Ok(Some(removed.iter().map(flag).collect::<Vec<_>>().join(SEPARATOR)))
}

/// Returns the folder of each registry. The name of such a folder ends in a number that may differ between machines.
/// The folders exist only after the first download of packages, so a release whose build downloads them still contains
/// their paths.
fn registries(packages: &Path) -> Result<Vec<PathBuf>> {
    match fs::read_dir(packages) {
        Ok(entries) => {
            let mut folders = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
            folders.sort();
            Ok(folders)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error).with_context(|| format!("{} cannot be read.", packages.display())),
    }
}
