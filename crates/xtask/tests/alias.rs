//! The alias behind `cargo xtask`: on a bare machine it compiles for a minute before the command itself starts.

use std::fs;
use xtask::project;

#[test]
fn the_first_minute_is_not_silent() {
    let text = fs::read_to_string(project::root().join(".cargo/config.toml")).expect("cargo's configuration");
    let configuration: toml::Table = text.parse().expect("TOML");
    let alias = configuration["alias"]["xtask"].as_str().expect("a line").to_owned();
    assert!(alias.starts_with("run ") && alias.ends_with(" --"), "{alias}");
    assert!(!alias.split(' ').any(|word| word == "--quiet" || word == "-q"), "{alias}");
}
