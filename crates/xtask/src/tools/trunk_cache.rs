//! The folder in which Trunk keeps the tools that it downloads, and looks before it downloads.
//! It must not know which tools those are.

use super::search;
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// The program of that version, where Trunk has it.
pub fn find(program: &str, version: &str) -> Option<PathBuf> {
    let folder = folder()?.join(format!("{program}-{version}"));
    [folder.join("bin"), folder].iter().find_map(|dir| search::within(dir, program))
}

/// Puts a program where Trunk looks, unless something is there: so `trunk serve` by itself finds the right version
/// beside a user's own. Where that fails, these commands still find it.
pub fn offer(program: &Path, name: &str, version: &str) {
    let Some(folder) = folder().map(|folder| folder.join(format!("{name}-{version}"))) else {
        return;
    };
    let place = folder.join(name).with_extension(env::consts::EXE_EXTENSION);
    if !place.exists() && fs::create_dir_all(&folder).is_ok() && fs::copy(program, &place).is_ok() {
        println!("Copied {name} {version} to {}, where Trunk looks for it.", place.display());
    }
}

/// Where the `directories` package, which Trunk asks, has its cache.
fn folder() -> Option<PathBuf> {
    let home = env::home_dir()?;
    if cfg!(target_os = "macos") {
        return Some(home.join("Library/Caches/dev.trunkrs.trunk"));
    }
    if cfg!(windows) {
        return env::var_os("LOCALAPPDATA").map(|local| PathBuf::from(local).join(r"trunkrs\trunk\cache"));
    }
    let set = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|cache| cache.is_absolute());
    Some(set.unwrap_or_else(|| home.join(".cache")).join("trunk"))
}
