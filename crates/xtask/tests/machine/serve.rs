//! In which order `serve` builds the app and the companion server.

use crate::machine::Machine;
use xtask::{port, project, tools};

/// Returns a machine with the tools of a build. Its Trunk ends at once, so `serve` ends as soon as it starts Trunk. Its
/// cargo compiles nothing.
fn machine() -> Machine {
    let machine = Machine::new();
    let bindgen = project::locked_version("wasm-bindgen").expect("a version");
    machine.script("cargo", "");
    machine.script("trunk", &format!("echo trunk {}\n", tools::TRUNK));
    machine.script("wasm-bindgen", &format!("echo wasm-bindgen {bindgen}\n"));
    machine
}

/// Runs `serve` with two free ports. Returns which of the two programs it starts, in this order: Trunk, and the cargo
/// that builds the companion server.
async fn started(machine: &Machine) -> Vec<&'static str> {
    let [app, server] = [port::free().await, port::free().await].map(|port| port.expect("a free port").to_string());
    let output = machine.run(&["serve", "--port", &app, "--server-port", &server]);
    assert!(!output.status.success());
    let started = |call: &String| match call.split(' ').take(2).collect::<Vec<_>>()[..] {
        ["trunk", "serve"] => Some("the app"),
        ["cargo", "build"] => Some("the server"),
        _ => None,
    };
    machine.calls().iter().filter_map(started).collect()
}

#[tokio::test]
async fn the_app_does_not_wait_for_a_server_that_must_be_compiled() {
    assert_eq!(started(&machine()).await, ["the app"]);
}

#[tokio::test]
async fn a_server_that_is_compiled_already_starts_before_the_app() {
    let machine = machine();
    machine.script("evergreen-backend", "exit 9\n");
    assert_eq!(started(&machine).await, ["the server"]);
}
