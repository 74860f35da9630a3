//! Checks the calls of cargo in the texts: with `--locked`, a person gets the same program as the project.

use super::pages;
use std::{
    fs,
    path::{Path, PathBuf},
};
use xtask::{project, tools};

/// The calls that install, build or run a program. `cargo test` and `cargo check` are not among them: a developer uses
/// them while changing the project, and then Cargo.lock may change too.
const CALLS: [&str; 3] = ["cargo install ", "cargo build ", "cargo run "];
/// The pages outside of the book with such calls. The second one becomes the README of a new project.
const FILES: [&str; 2] = ["README.md", "template/files/README.md"];

fn read(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    fs::read_to_string(project::root().join(path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Returns the calls in a text.
fn calls(text: &str) -> impl Iterator<Item = &str> {
    CALLS.iter().flat_map(move |call| text.match_indices(call)).map(move |(at, _)| {
        // A call that begins its line is a line of a code block. Any other call is inline code.
        let before = text[..at].rsplit('\n').next().unwrap_or_default();
        let end = if before.trim().is_empty() { '\n' } else { '`' };
        text[at..].split(end).next().unwrap_or_default()
    })
}

#[test]
fn every_program_is_installed_built_and_run_with_the_locked_versions() {
    let chapters = pages::chapters().into_iter().map(|page| page.path);
    for path in FILES.map(PathBuf::from).into_iter().chain(chapters) {
        let text = read(&path);
        for call in calls(&text) {
            assert!(call.contains(" --locked"), "{}: {call}", path.display());
        }
    }
}

#[test]
fn the_calls_are_found_in_code_blocks_and_in_sentences() {
    let text = "Run `cargo run -p a\n--locked`, or\n\n```sh\n  cargo build --release\ncargo test --locked\n```\n";
    assert_eq!(calls(text).collect::<Vec<_>>(), ["cargo build --release", "cargo run -p a\n--locked"]);
    assert!(FILES.iter().all(|file| calls(&read(file)).next().is_some()), "a page has no call");
}

#[test]
fn the_readme_installs_the_version_of_mdbook_that_the_commands_use() {
    let call = format!("`cargo install mdbook@{} --locked`", tools::MDBOOK);
    assert!(read("README.md").contains(&call), "the README lacks {call}");
}
