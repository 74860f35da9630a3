//! The folder of a new project.

use anyhow::{Context, Result, ensure};
use std::{fs, path::Path};

/// Creates the folder, with the folders above it, unless it exists and is empty.
///
/// # Errors
/// If there is something in the folder, if it is a file, or if it cannot be created.
pub fn prepare(folder: &Path) -> Result<()> {
    if folder.is_dir() {
        let mut entries = fs::read_dir(folder).with_context(|| format!("{} cannot be read.", folder.display()))?;
        ensure!(
            entries.next().is_none(),
            "{} is not empty: choose a folder that does not exist, or empty it.",
            folder.display()
        );
    } else {
        ensure!(!folder.exists(), "{} is a file: choose a folder.", folder.display());
    }
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be created.", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_new_or_empty_folder_is_used() {
        let temp = tempfile::tempdir().expect("a folder");
        prepare(temp.path()).expect("an empty folder");
        prepare(&temp.path().join("a/b")).expect("a new folder");
        let error = prepare(temp.path()).expect_err("not empty").to_string();
        assert!(error.contains("is not empty"), "{error}");
        let file = temp.path().join("file");
        fs::write(&file, "").expect("written");
        assert!(prepare(&file).expect_err("a file").to_string().contains("is a file"));
        let error = format!("{:#}", prepare(&file.join("below")).expect_err("below a file"));
        assert!(error.contains("cannot be created") && error.contains("file/below"), "{error}");
    }
}
