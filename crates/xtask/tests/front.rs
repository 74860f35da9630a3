//! Checks which packages are compiled before `cargo xtask` runs. On a new machine, `cargo xtask --help` and `cargo
//! xtask serve` must start soon. So the packages that only other commands need must not be compiled.

use std::{fs, process::Command};
use xtask::project;

/// Packages that take long to compile. The full program needs each of them. The program that `cargo xtask` compiles
/// first must need none of them.
const HEAVY: [&str; 9] =
    ["axum", "brotli", "flate2", "hyper", "ring", "rustls", "tower-http", "wasm_split_cli_support", "wasmparser"];

/// Returns the names of all packages that are compiled for a package with these options of cargo.
fn packages(package: &str, options: &[&str]) -> Vec<String> {
    let mut tree = Command::new(env!("CARGO"));
    tree.args(["tree", "--locked", "--package", package, "--edges", "normal,build", "--prefix", "none"]).args(options);
    let output = tree.args(["--format", "{p}"]).current_dir(project::root()).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().filter_map(|line| line.split_whitespace().next().map(str::to_owned)).collect()
}

#[test]
fn the_alias_compiles_nothing_that_only_other_commands_need() {
    let config = fs::read_to_string(project::root().join(".cargo/config.toml")).expect("cargo's configuration");
    assert!(config.contains("--package xtask --no-default-features --bin xtask --"), "{config}");
    let (front, full) = (packages("xtask", &["--no-default-features"]), packages("xtask", &[]));
    for heavy in HEAVY {
        assert!(!front.iter().any(|name| name == heavy), "the alias compiles {heavy}");
        assert!(full.iter().any(|name| name == heavy), "nothing needs {heavy}: take it out of this list");
    }
}

#[test]
fn the_companion_server_of_these_commands_has_no_tls() {
    let source = fs::read_to_string(project::root().join("crates/xtask/src/companion.rs")).expect("a source file");
    assert!(source.contains(r#"["--package", "evergreen-backend", "--no-default-features"]"#), "{source}");
    let (without, with) =
        (packages("evergreen-backend", &["--no-default-features"]), packages("evergreen-backend", &[]));
    for tls in ["ring", "rustls"] {
        assert!(!without.iter().any(|name| name == tls), "the companion server of `serve` compiles {tls}");
        assert!(with.iter().any(|name| name == tls), "no companion server has {tls}");
    }
}
