//! Where the project's own things lie: its root, its build folder, its locked versions.
//! It must not know what any of them is used for.

use anyhow::{Context, Result};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The folder that holds the workspace.
pub fn root() -> PathBuf {
    // Cargo names the package's folder as it runs a command; the compiled-in one may have moved since.
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let package = package.filter(|dir| dir.ends_with("xtask"));
    let package = package.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    package.ancestors().nth(2).map(Path::to_path_buf).unwrap_or(package)
}

/// A folder below the build folder, which git ignores and `trunk serve` does not watch.
pub fn scratch(name: &str) -> PathBuf {
    root().join("target").join(name)
}

/// The version of a package that `Cargo.lock` has settled on.
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
    fn a_locked_version_is_that_of_the_very_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.76\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.126\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen").as_deref(), Some("0.2.126"));
        assert_eq!(version_in(lock, "wasm"), None);
    }

    #[test]
    fn the_root_is_the_workspace() {
        assert!(root().join("Cargo.lock").is_file());
    }
}
