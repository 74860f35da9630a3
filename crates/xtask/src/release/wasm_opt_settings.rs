//! The settings in index.html that say how Trunk runs wasm-opt. For a build without wasm-opt, Trunk gets a temporary
//! copy of this page with other settings, because Trunk reads the settings only from the page.

use crate::project;
use anyhow::{Context, Result, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The attribute with the level of optimization.
const LEVEL: &str = "data-wasm-opt";
/// The attribute with all arguments of wasm-opt except the level of optimization.
const PARAMETERS: &str = "data-wasm-opt-params";

/// A temporary copy of index.html that sets the level of optimization to 0. The copy is in the folder of index.html,
/// because Trunk resolves the relative paths in a page from the folder of that page. Dropping this value removes the
/// copy.
#[derive(Debug)]
pub struct WithoutWasmOpt(PathBuf);

impl WithoutWasmOpt {
    /// Writes the copy.
    ///
    /// # Errors
    /// If index.html cannot be read or the copy cannot be written.
    pub fn write() -> Result<Self> {
        let copy = Self(project::root().join(".index-without-wasm-opt.html"));
        fs::write(&copy.0, without(&source()?))
            .with_context(|| format!("{} could not be written.", copy.0.display()))?;
        Ok(copy)
    }

    /// Returns the path of the copy.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for WithoutWasmOpt {
    fn drop(&mut self) {
        // If the copy cannot be removed, the error is ignored. The next build without wasm-opt overwrites the copy.
        let _ = fs::remove_file(&self.0);
    }
}

/// Returns the arguments with which Trunk runs wasm-opt.
///
/// # Errors
/// If index.html cannot be read, or names no level of optimization.
pub fn wasm_opt_arguments() -> Result<Vec<String>> {
    arguments(&source()?)
}

fn source() -> Result<String> {
    fs::read_to_string(project::root().join("index.html")).context("index.html cannot be read.")
}

fn arguments(page: &str) -> Result<Vec<String>> {
    let value = |attribute| attribute_in(page, attribute).map(|(_, value, _)| value);
    let level = value(LEVEL).with_context(|| format!("index.html has no {LEVEL}."))?;
    ensure!(!level.is_empty(), "{LEVEL} of index.html is empty.");
    let parameters = value(PARAMETERS).unwrap_or_default();
    Ok(std::iter::once(format!("-O{level}")).chain(parameters.split_whitespace().map(str::to_owned)).collect())
}

fn without(page: &str) -> String {
    match attribute_in(page, LEVEL) {
        Some((before, _, after)) => format!("{before}0{after}"),
        None => page.to_owned(),
    }
}

/// Returns three parts of the page: the text before the value of the attribute, the value, and the text after the
/// value. Returns `None` if the page has no such attribute.
fn attribute_in<'a>(page: &'a str, attribute: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let name = format!("{attribute}=\"");
    let start = page.find(&name)? + name.len();
    let (before, rest) = page.split_at(start);
    let (value, after) = rest.split_at(rest.find('"')?);
    Some((before, value, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_level_of_wasm_opt_changes() {
        let page = r#"<link data-trunk rel="rust" data-wasm-opt="z" data-x="1"><p>"#;
        assert_eq!(without(page), r#"<link data-trunk rel="rust" data-wasm-opt="0" data-x="1"><p>"#);
        assert_eq!(without("<p>"), "<p>");
    }

    #[test]
    fn the_arguments_are_those_of_the_page() {
        let page = r#"<link data-trunk rel="rust" data-wasm-opt="z" data-wasm-opt-params="--a  -b 0">"#;
        assert_eq!(arguments(page).expect("arguments"), ["-Oz", "--a", "-b", "0"]);
        assert!(arguments("<p>").is_err());
        assert!(wasm_opt_arguments().is_ok());
    }
}
