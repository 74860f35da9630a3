//! The project's own paths and versions: its root, its build folder, the versions in `Cargo.lock`.

use anyhow::{Context, Result};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Returns the root folder of the workspace.
pub fn root() -> PathBuf {
    // The root is found from the folder of the package xtask. When cargo runs a program or a test of xtask, the
    // variable `CARGO_MANIFEST_DIR` contains this folder. Otherwise, for example in a test of another package, the
    // folder is taken from the path that was compiled into this program. This path is only the second choice, because
    // it is wrong if the project has been moved after it was compiled.
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let package = package.filter(|dir| dir.ends_with("xtask"));
    let package = package.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    package.ancestors().nth(2).map(Path::to_path_buf).unwrap_or(package)
}

/// Returns the path of a folder or file in the build folder `target`, which git ignores and `trunk serve` does not
/// watch. The folder or file may not exist yet.
pub fn scratch(name: &str) -> PathBuf {
    root().join("target").join(name)
}

/// Returns the version of a package in `Cargo.lock`. If there are several versions, returns the first one.
///
/// # Errors
/// If `Cargo.lock` cannot be read or does not contain the package.
pub fn locked_version(package: &str) -> Result<String> {
    let path = root().join("Cargo.lock");
    let text = fs::read_to_string(&path)
        .with_context(|| format!("{} cannot be read: restore it with `git checkout Cargo.lock`.", path.display()))?;
    version_in(&text, package)
        .with_context(|| format!("Cargo.lock names no {package}: restore it with `git checkout Cargo.lock`."))
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    lines.next()?.strip_prefix("version = \"")?.strip_suffix('"').map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locked_version_belongs_to_exactly_this_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.76\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.126\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen").as_deref(), Some("0.2.126"));
        assert_eq!(version_in(lock, "wasm"), None);
    }

    #[test]
    fn the_root_is_the_workspace() {
        assert!(root().join("Cargo.lock").is_file());
    }
}
