//! The flags for rustc in a release build.
//!
//! One flag keeps the relocations, which the splitter needs. Other flags remove the paths of the build machine.
//! Otherwise, panic messages would contain these paths, and the same sources would give different files on different
//! machines.

use super::{build_std, split};
use crate::{project, tools};
use anyhow::{Context, Result};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The environment variable with the flags for rustc. Unlike RUSTFLAGS, it allows flags that contain spaces.
/// `SEPARATOR` separates the flags.
pub const VARIABLE: &str = "CARGO_ENCODED_RUSTFLAGS";
const SEPARATOR: &str = "\u{1f}";

/// Returns all flags: first the flags that a person has set, then the flags of a release. If `smallest` is true, the
/// flags of the smallest release follow.
///
/// # Errors
/// If the home folder of cargo cannot be found, or if its folder of packages cannot be read.
pub fn all(smallest: bool) -> Result<String> {
    let mut removed = vec![project::root()];
    removed.extend(registries(&tools::cargo_home()?.join("registry").join("src"))?);
    let mut flags = set(env::var(VARIABLE).ok().as_deref(), env::var("RUSTFLAGS").ok().as_deref());
    flags.extend(removed.iter().map(|folder| format!("--remap-path-prefix={}/=", folder.display())));
    flags.push(split::RUSTC_FLAG.to_owned());
    if smallest {
        flags.extend(build_std::RUSTC_FLAGS.map(str::to_owned));
    }
    Ok(flags.join(SEPARATOR))
}

/// Returns the flags that a person has set: `encoded` if it is set, otherwise `plain`. Cargo chooses in the same way.
fn set(encoded: Option<&str>, plain: Option<&str>) -> Vec<String> {
    let flags: Vec<&str> = match (encoded, plain) {
        (Some(encoded), _) => encoded.split(SEPARATOR).collect(),
        (None, Some(plain)) => plain.split_whitespace().collect(),
        (None, None) => Vec::new(),
    };
    flags.into_iter().filter(|flag| !flag.is_empty()).map(str::to_owned).collect()
}

/// Returns the folders in which cargo keeps the sources of downloaded packages, one for each registry such as
/// crates.io. The paths of these folders are removed from a release, because their names end in a hash that may differ
/// between machines. The folders do not exist before cargo downloads its first package. If this download happens during
/// the build of a release, this function does not find the folders, and the release still contains their paths.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flags_of_a_person_are_kept() {
        assert_eq!(set(None, Some(" -Ca=1  -Cb=2 ")), ["-Ca=1", "-Cb=2"]);
        assert_eq!(set(Some("-Ca=x y\u{1f}-Cb"), Some("-Cignored")), ["-Ca=x y", "-Cb"]);
        assert_eq!(set(Some(""), Some("-Cignored")), [""; 0]);
    }
}
