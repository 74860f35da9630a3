//! Finds programs: first on the search path, then in the cargo home.

use super::cargo_home;
use std::{
    env,
    path::{Path, PathBuf},
};

/// Returns the folders of the search path. If the folder into which cargo installs programs is not one of them, it is
/// added at the end.
pub fn dirs() -> Vec<PathBuf> {
    let mut dirs: Vec<PathBuf> = env::var_os("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default();
    // The search path of some users does not contain cargo's folder.
    if let Ok(home) = cargo_home()
        && !dirs.contains(&home.join("bin"))
    {
        dirs.push(home.join("bin"));
    }
    dirs
}

/// Returns the path of the first program with this name in the folders of [`dirs`], or `None` if there is none.
pub fn first(name: &str) -> Option<PathBuf> {
    dirs().iter().find_map(|dir| within(dir, name))
}

/// Calls [`first`] with one name after the other, until it finds a program. Returns the path of this program, or `None`
/// if there is no program with any of the names.
pub fn any(names: &[&str]) -> Option<PathBuf> {
    names.iter().find_map(|name| first(name))
}

/// Returns the path of the program with this name in a folder, or `None` if there is none. On Windows, the file also
/// has an ending such as `.exe`.
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
