//! The space on the disk that a whole test run needs. Without it, a run fails after minutes, with messages of compilers
//! and databases that do not name the cause.

use crate::project;
use anyhow::{Result, bail};
use std::{fs, path::Path};

/// What a whole test run writes into the build folder, in bytes.
const NEEDED: u64 = 16_000_000_000;

/// Checks that the disk has room for a whole test run.
///
/// # Errors
/// If the disk lacks space.
pub fn ensure() -> Result<()> {
    let target = project::scratch("");
    match free(&project::root()).and_then(|free| shortage(&target, size(&target), free)) {
        Some(message) => bail!(message),
        None => Ok(()),
    }
}

/// Returns a message for the person if the space does not suffice. `present` is the size of the build folder `target`.
/// A run uses this space again, so it counts as available. `free` is the space that the disk has left. Both are in
/// bytes.
fn shortage(target: &Path, present: u64, free: u64) -> Option<String> {
    (present.saturating_add(free) < NEEDED).then(|| {
        format!(
            "A whole test run needs about {} GB in {}. This folder has {} GB now, and the disk has only {} GB left. \
             Free some space, or move the project to a larger disk.",
            gigabytes(NEEDED),
            target.display(),
            gigabytes(present),
            gigabytes(free),
        )
    })
}

fn gigabytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1e9)
}

/// Returns the size of all files below a folder, in bytes. What cannot be read counts as nothing.
fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => size(&entry.path()),
            Ok(metadata) => metadata.len(),
            Err(_) => 0,
        })
        .sum()
}

/// Returns the bytes that the disk of this folder has left for this user, if the system tells it.
#[cfg(unix)]
fn free(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(not(unix))]
fn free(_: &Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_from_an_earlier_run_needs_no_second_space() {
        let target = Path::new("target");
        assert_eq!(shortage(target, 0, NEEDED), None);
        assert_eq!(shortage(target, NEEDED - 1, 1), None);
        let message = shortage(target, 1_000_000_000, 3_000_000_000).expect("a shortage");
        assert!(message.contains("has 1.0 GB now") && message.contains("only 3.0 GB left"), "{message}");
    }

    #[test]
    fn the_size_of_a_folder_is_that_of_all_files_below() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("below")).expect("a folder below");
        fs::write(folder.path().join("a"), [0; 300]).expect("a file");
        fs::write(folder.path().join("below/b"), [0; 200]).expect("a file below");
        assert_eq!(size(folder.path()), 500);
        assert_eq!(size(&folder.path().join("missing")), 0);
    }

    #[cfg(unix)]
    #[test]
    fn the_free_space_is_known() {
        assert!(free(&project::root()).is_some_and(|bytes| bytes > 0));
    }
}
