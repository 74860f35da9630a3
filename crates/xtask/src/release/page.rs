//! A passing copy of the page that asks Trunk for no wasm-opt, since only the page can say so.
//! It must not know why there is none.

use crate::project;
use anyhow::{Context, Result};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The copy, beside the page because Trunk takes every path in it from there. Removed as this is dropped.
#[derive(Debug)]
pub struct WithoutWasmOpt(PathBuf);

impl WithoutWasmOpt {
    /// Writes the copy.
    pub fn write() -> Result<Self> {
        let root = project::root();
        let page = fs::read_to_string(root.join("index.html")).context("index.html cannot be read.")?;
        let copy = Self(root.join(".index-without-wasm-opt.html"));
        fs::write(&copy.0, without(&page)).with_context(|| format!("{} could not be written.", copy.0.display()))?;
        Ok(copy)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for WithoutWasmOpt {
    fn drop(&mut self) {
        // Nobody minds if somebody was quicker.
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
    fn only_the_level_changes() {
        let page = r#"<link data-trunk rel="rust" data-wasm-opt="z" data-x="1"><p>"#;
        assert_eq!(without(page), r#"<link data-trunk rel="rust" data-wasm-opt="0" data-x="1"><p>"#);
        assert_eq!(without("<p>"), "<p>");
    }
}
