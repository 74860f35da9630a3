//! A temporary copy of index.html that tells Trunk not to run wasm-opt. Trunk reads this setting only from the page.

use crate::project;
use anyhow::{Context, Result};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The copy of index.html. It is in the same folder, because Trunk resolves the paths in a page from the folder of the
/// page. Dropping this value removes the copy.
#[derive(Debug)]
pub struct WithoutWasmOpt(PathBuf);

impl WithoutWasmOpt {
    /// Writes the copy.
    ///
    /// # Errors
    /// If index.html cannot be read or the copy cannot be written.
    pub fn write() -> Result<Self> {
        let root = project::root();
        let page = fs::read_to_string(root.join("index.html")).context("index.html cannot be read.")?;
        let copy = Self(root.join(".index-without-wasm-opt.html"));
        fs::write(&copy.0, without(&page)).with_context(|| format!("{} could not be written.", copy.0.display()))?;
        Ok(copy)
    }

    /// Returns the path of the copy.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for WithoutWasmOpt {
    fn drop(&mut self) {
        // If this fails, nothing is lost: the next build overwrites the copy.
        let _ = fs::remove_file(&self.0);
    }
}

fn without(page: &str) -> String {
    const NAME: &str = "data-wasm-opt=\"";
    match page.split_once(NAME) {
        Some((before, rest)) => {
            let after = rest.split_once('"').map_or("", |(_, after)| after);
            format!("{before}{NAME}0\"{after}")
        }
        None => page.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn only_the_level_of_wasm_opt_changes() {
        let page = r#"<link data-trunk rel="rust" data-wasm-opt="z" data-x="1"><p>"#;
        assert_eq!(without(page), r#"<link data-trunk rel="rust" data-wasm-opt="0" data-x="1"><p>"#);
        assert_eq!(without("<p>"), "<p>");
    }
}
