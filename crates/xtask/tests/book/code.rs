//! Checks the code of the chapters. The Rust of the chapters is compiled as documentation tests of the app.

use super::pages::chapters;
use std::{fs, process::Command};
use xtask::project;

#[test]
fn all_rust_is_compiled() {
    let app = fs::read_to_string(project::root().join("src/lib.rs")).expect("the app");
    let mut count = 0;
    for page in chapters() {
        for block in page.content.blocks.iter().filter(|block| block.info.starts_with("rust")) {
            count += 1;
            let is_included = block.text.starts_with("{{#include ") && block.info == "rust,ignore";
            let is_doctest =
                block.info == "rust" && app.contains(&format!("include_str!(\"../{}\")", page.path.display()));
            // The included file is compiled by `axum_example.rs`.
            assert!(is_included || is_doctest, "{}: {}", page.path.display(), block.text);
        }
    }
    assert!(count >= 4, "only {count} blocks were found");
}

#[test]
fn settings_are_valid() {
    for page in chapters() {
        for block in &page.content.blocks {
            let result = match block.info.as_str() {
                "toml" => block.text.parse::<toml::Table>().map(|_| ()).map_err(|error| error.to_string()),
                "json" => serde_json::from_str::<serde_json::Value>(&block.text)
                    .map(|_| ())
                    .map_err(|error| error.to_string()),
                _ => Ok(()),
            };
            assert_eq!(result, Ok(()), "{}: {}", page.path.display(), block.text);
        }
    }
}

/// Node checks the syntax of all scripts. Without Node, this is left out.
#[test]
fn scripts_are_valid() {
    if !Command::new("node").arg("--version").output().is_ok_and(|output| output.status.success()) {
        eprintln!("Not checked: the scripts of the book, because there is no Node.");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("script.mjs");
    let example = fs::read_to_string(project::root().join("docs/examples/express.mjs")).expect("the example");
    let pages = chapters();
    let blocks = pages.iter().flat_map(|page| &page.content.blocks).filter(|block| block.info == "js");
    let blocks = blocks.map(|block| block.text.clone()).filter(|text| !text.starts_with("{{#include "));
    for script in blocks.chain([example]) {
        fs::write(&file, &script).expect("written");
        let output = Command::new("node").arg("--check").arg(&file).output().expect("Node runs");
        assert!(output.status.success(), "{script}\n{}", String::from_utf8_lossy(&output.stderr));
    }
}
