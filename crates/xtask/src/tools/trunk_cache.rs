//! The cache folder of Trunk, in which Trunk keeps the tools that it has downloaded. Trunk looks there before it
//! downloads a tool.

use super::search;
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// Returns the path of a program in this version, or `None` if it is not in Trunk's folder.
pub fn find(program: &str, version: &str) -> Option<PathBuf> {
    let folder = folder()?.join(format!("{program}-{version}"));
    [folder.join("bin"), folder].iter().find_map(|dir| search::within(dir, program))
}

/// Copies a program into Trunk's folder, unless the folder already contains it. `trunk serve` then finds this version
/// even if the user has installed another one. A failure is ignored, because the commands of this crate find the
/// program without the copy.
pub fn offer(program: &Path, name: &str, version: &str) {
    let Some(folder) = folder().map(|folder| folder.join(format!("{name}-{version}"))) else {
        return;
    };
    let copy = folder.join(name).with_extension(env::consts::EXE_EXTENSION);
    if !copy.exists() && fs::create_dir_all(&folder).is_ok() && fs::copy(program, &copy).is_ok() {
        println!("Copied {name} {version} to {}, where Trunk looks for it.", copy.display());
    }
}

/// Returns the path of the cache folder, or `None` if the folders of the user are unknown. Trunk gets the same path
/// from the crate `directories`.
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
