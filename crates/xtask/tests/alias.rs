//! Tests the alias behind `cargo xtask`. On a new machine, cargo compiles for half a minute before the command starts.
//! The alias must show the output of cargo during this time.

use std::fs;
use xtask::project;

#[test]
fn the_alias_shows_the_compilation() {
    let text = fs::read_to_string(project::root().join(".cargo/config.toml")).expect("cargo's configuration");
    let configuration: toml::Table = text.parse().expect("TOML");
    let alias = configuration["alias"]["xtask"].as_str().expect("text").to_owned();
    assert!(alias.starts_with("run ") && alias.ends_with(" --"), "{alias}");
    assert!(!alias.split(' ').any(|word| word == "--quiet" || word == "-q"), "{alias}");
}
