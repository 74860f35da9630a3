//! Checks that the name of a new package is not taken.

use super::PackageName;
use anyhow::{Context, Result, ensure};
use std::{fs, path::Path};

/// Checks that no package in `Cargo.lock` has this name, and no module of the app. The app's own code uses the name of
/// its crate beside the names of its modules.
///
/// # Errors
/// If the name is taken, or if `Cargo.lock` cannot be read. `root` is the folder of this project.
pub fn ensure_free(root: &Path, package: &PackageName) -> Result<()> {
    let lock = fs::read_to_string(root.join("Cargo.lock")).context("Cargo.lock cannot be read.")?;
    ensure!(
        !lock.lines().any(|line| locked(line).is_some_and(|name| name.replace('-', "_") == package.krate())),
        "`{package}` is the name of a package that the project uses: choose another one with --package."
    );
    let module = root.join("src").join(package.krate());
    ensure!(
        !module.is_dir() && !module.with_extension("rs").is_file(),
        "`{package}` is the name of a module of the app: choose another one with --package, such as --package {package}-web."
    );
    Ok(())
}

/// Returns the name of a package from a line of `Cargo.lock`. `None` if the line has no such name.
fn locked(line: &str) -> Option<&str> {
    line.strip_prefix("name = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project;

    #[test]
    fn the_names_of_packages_and_modules_are_taken() {
        let free = |name: &str| ensure_free(&project::root(), &name.parse().expect("a package name"));
        free("acme-portal").expect("free");
        for (name, reason) in
            [("evergreen", "package"), ("serde-json", "package"), ("pages", "module"), ("app", "module")]
        {
            let error = free(name).expect_err("taken").to_string();
            assert!(error.contains(reason) && error.contains("--package"), "{error}");
        }
    }
}
