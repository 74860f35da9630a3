//! What the README tells those who deploy: its code blocks and its commands.

use super::place::Place;
use std::fs;
use xtask::{project, tools::WebServer};

/// The README's configuration for this server and this place.
pub fn configuration(server: WebServer, place: Place) -> String {
    let blocks = blocks(server.name());
    let mut fitting = blocks.iter().filter(|block| block.contains("/portal/") == (place == Place::Portal));
    let first = fitting.next().unwrap_or_else(|| panic!("the README has no {} block for {place:?}", server.name()));
    assert!(fitting.next().is_none(), "the README has several {} blocks for {place:?}", server.name());
    first.clone()
}

/// The README's command that writes this file.
pub fn command_for(file: &str) -> String {
    let blocks = blocks("sh");
    let mut lines = blocks.iter().flat_map(|block| block.lines());
    let line = lines.find(|line| line.ends_with(&format!("> {file}")));
    line.unwrap_or_else(|| panic!("the README has no command that writes {file}")).to_owned()
}

/// The blocks in this language, of the section on deployment.
fn blocks(language: &str) -> Vec<String> {
    let readme = fs::read_to_string(project::root().join("README.md")).expect("a README");
    let (_, section) = readme.split_once("\n## Deploy it\n").expect("a section on deployment");
    let section = section.split("\n## ").next().unwrap_or_default();
    let opening = format!("\n```{language}\n");
    let after = section.split(&opening).skip(1);
    after.map(|text| text.split_once("\n```\n").expect("an end of the block").0.to_owned() + "\n").collect()
}
