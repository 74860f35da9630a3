//! The builder's own paths, which every panic would carry into the release: cut to what is the same on any machine.
//! It must not know what else a build is told.

use crate::{project, tools};
use anyhow::{Context, Result};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The variable in which cargo takes flags that may hold spaces, each apart from the next by [`BETWEEN`].
pub const VARIABLE: &str = "CARGO_ENCODED_RUSTFLAGS";
const BETWEEN: &str = "\u{1f}";

/// The flags for rustc; none where somebody has set their own, which these would replace.
///
/// # Errors
/// Where the home folder of cargo can't be found, or its folder of packages can't be read.
pub fn flags() -> Result<Option<String>> {
    if env::var_os("RUSTFLAGS").is_some() || env::var_os(VARIABLE).is_some() {
        return Ok(None);
    }
    let mut cut = vec![project::root()];
    cut.extend(registries(&tools::cargo_home()?.join("registry").join("src"))?);
    let flag = |folder: &PathBuf| format!("--remap-path-prefix={}/=", folder.display());
    Ok(Some(cut.iter().map(flag).collect::<Vec<_>>().join(BETWEEN)))
}

/// The folder of each registry. Its name ends in a number that cargo makes, and that may differ between machines. There is
/// none before the first download; a build that downloads keeps the names of its packages' folders.
fn registries(packages: &Path) -> Result<Vec<PathBuf>> {
    match fs::read_dir(packages) {
        Ok(entries) => {
            let mut folders = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
            folders.sort();
            Ok(folders)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error).with_context(|| format!("can't read {}", packages.display())),
    }
}
