//! Where programs are looked for: the search path, then the cargo home.
//! It must not know which programs anybody looks for.

use super::cargo_home;
use std::{
    env,
    path::{Path, PathBuf},
};

/// The folders of the search path, and at its end the one into which cargo installs.
pub fn dirs() -> Vec<PathBuf> {
    let mut dirs: Vec<PathBuf> = env::var_os("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default();
    // Not everybody who has cargo has its folder on the path.
    if let Ok(home) = cargo_home()
        && !dirs.contains(&home.join("bin"))
    {
        dirs.push(home.join("bin"));
    }
    dirs
}

/// The program that a shell would start under this name.
pub fn first(name: &str) -> Option<PathBuf> {
    dirs().iter().find_map(|dir| within(dir, name))
}

/// The first of several names that there is a program for.
pub fn any(names: &[&str]) -> Option<PathBuf> {
    names.iter().find_map(|name| first(name))
}

/// The program of this name in this folder.
pub fn within(dir: &Path, name: &str) -> Option<PathBuf> {
    let endings: &[&str] = if cfg!(windows) { &[".exe", ".cmd", ".bat"] } else { &[""] };
    endings.iter().map(|ending| dir.join(format!("{name}{ending}"))).find(|path| is_program(path))
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}
