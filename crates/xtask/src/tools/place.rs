//! Puts programs that were compiled elsewhere into the folder from which they run.

use super::version;
use anyhow::{Context, Result, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Copies `program` and the programs in `with` into the folder `bin`. `wanted` is the version that `program` must
/// print, and `origin` is where the programs come from, for a message. Returns the path of the copy of `program`.
///
/// # Errors
/// If `program` does not run or has another version; then nothing is copied. If a file cannot be written; then some of
/// the programs may already be copied.
pub async fn place(program: &Path, with: &[PathBuf], wanted: &str, origin: &str, bin: &Path) -> Result<PathBuf> {
    let name = program.file_name().unwrap_or_default();
    ensure!(
        version(program).await.as_deref() == Some(wanted),
        "The {} from {origin} does not run here, or is not version {wanted}.",
        name.display()
    );
    fs::create_dir_all(bin).with_context(|| format!("{} could not be created.", bin.display()))?;
    for file in std::iter::once(program).chain(with.iter().map(PathBuf::as_path)) {
        let target = bin.join(file.file_name().unwrap_or_default());
        // The copy has another name until it is complete. Otherwise, an incomplete copy could be taken for the program
        // after an interruption.
        let part = target.with_added_extension("part");
        fs::copy(file, &part)
            .and_then(|_| fs::rename(&part, &target))
            .with_context(|| format!("{} could not be written.", target.display()))?;
    }
    Ok(bin.join(name))
}
