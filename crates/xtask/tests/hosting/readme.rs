//! Reads code blocks and commands from the README's section about deployment.

use super::location::Location;
use std::fs;
use xtask::{project, tools::WebServer};

/// Returns the README's configuration for this server and this location. Panics unless there is exactly one.
pub fn configuration(server: WebServer, location: Location) -> String {
    let blocks = blocks(server.name());
    let mut matching = blocks.iter().filter(|block| block.contains("/portal/") == (location == Location::Portal));
    let first = matching.next().unwrap_or_else(|| panic!("the README has no {} block for {location:?}", server.name()));
    assert!(matching.next().is_none(), "the README has several {} blocks for {location:?}", server.name());
    first.clone()
}

/// Returns the README's command that writes this file. Panics if there is none.
pub fn command_for(file: &str) -> String {
    let blocks = blocks("sh");
    let mut lines = blocks.iter().flat_map(|block| block.lines());
    let line = lines.find(|line| line.ends_with(&format!("> {file}")));
    line.unwrap_or_else(|| panic!("the README has no command that writes {file}")).to_owned()
}

/// Returns the code blocks in this language from the section on deployment.
fn blocks(language: &str) -> Vec<String> {
    let readme = fs::read_to_string(project::root().join("README.md")).expect("a README");
    let (_, section) = readme.split_once("\n## Deploy it\n").expect("a section on deployment");
    let section = section.split("\n## ").next().unwrap_or_default();
    let opening = format!("\n```{language}\n");
    let after = section.split(&opening).skip(1);
    after.map(|text| text.split_once("\n```\n").expect("an end of the block").0.to_owned() + "\n").collect()
}
