//! Checks whether a folder may be replaced by a release. The check is necessary because Trunk deletes everything in the
//! folder before it puts the release there.

use crate::project;
use anyhow::{Context, Result, ensure};
use std::{fs, path::Path};

/// Checks that a build may delete the content of a folder. It may do so if the folder does not exist, is empty, or
/// looks like an earlier build.
///
/// # Errors
/// If the path is a file. If an entry of the folder cannot be read. If the folder contains files, but they do not look
/// like a build. If the folder is the project, or contains the project.
pub fn ensure_replaceable(out: &Path) -> Result<()> {
    let refusal = || {
        format!(
            "{} cannot be used for a release, because the build deletes all files in it: name an empty or a new folder.",
            out.display()
        )
    };
    ensure!(!out.exists() || out.is_dir(), refusal());
    ensure!(!project::root().starts_with(out), refusal());
    let Ok(entries) = fs::read_dir(out) else {
        return Ok(());
    };
    let names: Vec<String> = entries
        .map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_, _>>()
        .with_context(|| format!("{} cannot be read.", out.display()))?;
    ensure!(names.is_empty() || is_build(&names), refusal());
    Ok(())
}

/// Returns whether the content of a folder looks like a build. `names` are the names in the folder. A complete build
/// has a page and a wasm file. A failed build has only the folder `.stage`, in which Trunk prepares the files.
fn is_build(names: &[String]) -> bool {
    let has = |name: &str| names.iter().any(|other| other == name);
    names == [".stage"] || (has("index.html") && names.iter().any(|name| name.ends_with("_bg.wasm")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn only_builds_are_replaced() {
        assert!(is_build(&names(&["index.html", "app-1f_bg.wasm", "app-1f.js"])));
        assert!(is_build(&names(&[".stage"])));
        assert!(!is_build(&names(&["index.html", "photos"])));
        assert!(!is_build(&names(&["letters"])));
    }

    #[test]
    fn neither_the_project_nor_its_parent_is_replaced() {
        let root = project::root();
        assert!(ensure_replaceable(&root).is_err());
        assert!(ensure_replaceable(root.parent().expect("a parent")).is_err());
        assert!(ensure_replaceable(&root.join("target/no-such-folder")).is_ok());
    }
}
