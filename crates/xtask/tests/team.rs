//! Checks the files for a build server and the files of the container in which a team develops. They must name the
//! version of Rust, the command and the ports that the project uses.

use serde_json::Value;
use std::{fs, process::Command};
use xtask::{commands::serve, companion, project};

fn read(file: &str) -> String {
    fs::read_to_string(project::root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

#[test]
fn a_build_server_runs_every_check_with_the_oldest_rust() {
    let cargo: toml::Table = read("Cargo.toml").parse().expect("TOML");
    let oldest = cargo["workspace"]["package"]["rust-version"].as_str().expect("a version").to_owned();
    let workflow = read(".github/workflows/ci.yml");
    for line in [
        format!("      RUSTUP_TOOLCHAIN: {oldest}.0\n"),
        format!("        run: rustup toolchain install {oldest}.0 --profile minimal\n"),
        "        run: .ci/run --install\n".to_owned(),
        "permissions:\n  contents: read\n".to_owned(),
    ] {
        assert!(workflow.contains(&line), "the workflow lacks {line:?}");
    }
    assert!(read("hosting/Dockerfile").contains(&format!("FROM rust:{oldest}-")), "the container has another Rust");
}

#[cfg(unix)]
#[test]
fn the_script_of_the_build_server_passes_its_options_on() {
    // The shell calls the function `cargo` in place of the real cargo. The function only prints its arguments.
    let script = "cargo() { printf '%s\\n' \"$@\"; }; export -f cargo; exec() { \"$@\"; }; export -f exec; .ci/run --install --only format";
    let output = Command::new("bash").args(["-c", script]).current_dir(project::root()).output().expect("bash");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "xtask\ntest\n--install\n--only\nformat\n");
}

#[test]
fn the_container_installs_everything_and_opens_the_ports_of_the_app_and_its_server() {
    let container: Value = serde_json::from_str(&read(".devcontainer/devcontainer.json")).expect("JSON");
    assert_eq!(container["postCreateCommand"], "cargo xtask setup --install");
    // Without this capability, the sandbox of Chromium does not start in a container. Docker's own limit for shared memory,
    // 64 MB, is too small for Chromium.
    assert_eq!(container["capAdd"], serde_json::json!(["SYS_ADMIN"]));
    assert_eq!(container["runArgs"], serde_json::json!(["--shm-size=1g"]));
    assert_eq!(container["forwardPorts"], serde_json::json!([serve::PORT, companion::PORT]));
}
