//! Checks the code of the chapters. The Rust of the chapters is compiled as documentation tests of the app.

use super::pages::chapters;
use std::fs;
use xtask::project;

/// The only Rust that is no documentation test. The included file is compiled by `axum_example.rs`.
const INCLUDED: &str = "{{#include ../../examples/axum.rs}}";

#[test]
fn all_rust_is_compiled() {
    let app = fs::read_to_string(project::root().join("src/lib.rs")).expect("the app");
    let mut count = 0;
    for page in chapters() {
        for block in page.content.blocks.iter().filter(|block| block.info.starts_with("rust")) {
            count += 1;
            let is_included = block.text.trim() == INCLUDED && block.info == "rust,ignore";
            let is_doctest =
                block.info == "rust" && app.contains(&format!("include_str!(\"../{}\")", page.path.display()));
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
