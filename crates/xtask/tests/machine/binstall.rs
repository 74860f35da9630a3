//! How a tool is installed if the user has cargo-binstall.

use crate::machine::Machine;

/// Returns the lines of a script that put cargo-deny into the folder after `--root`. This cargo-deny prints `version`.
/// In a script, `$wanted` is the version after `--version`.
fn installs(version: &str) -> String {
    format!(
        "mkdir -p $root/bin\n\
         printf \"#!/bin/sh\\necho cargo-deny {version}\\n\" >$root/bin/cargo-deny\n\
         chmod +x $root/bin/cargo-deny\n"
    )
}

/// Returns a machine without cargo-deny. `binstall` is what its cargo-binstall does. `None` means that the user does not
/// have this program.
fn machine(binstall: Option<&str>) -> Machine {
    let machine = Machine::new();
    machine.script("cargo", &format!("if [ $1 = install ]; then\n{}fi\n", installs("$wanted")));
    if let Some(binstall) = binstall {
        machine.script("cargo-binstall", binstall);
    }
    machine
}

/// Runs the step that needs cargo-deny. Expects that the step passes. Returns what the command prints.
fn test_with_cargo_deny(machine: &Machine) -> String {
    let output = machine.run(&["test", "--only", "deny"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

/// Returns the calls of cargo that compile a tool.
fn compilations(machine: &Machine) -> Vec<String> {
    machine.calls().into_iter().filter(|call| call.starts_with("cargo install ")).collect()
}

/// Returns the calls of cargo-binstall.
fn downloads(machine: &Machine) -> Vec<String> {
    machine.calls().into_iter().filter(|call| call.starts_with("cargo-binstall ")).collect()
}

#[test]
fn a_tool_without_an_archive_of_the_project_is_installed_with_cargo_binstall() {
    let machine = machine(Some(&installs("$wanted")));
    let text = test_with_cargo_deny(&machine);
    assert!(text.contains("with cargo-binstall, without a hash to check it"), "{text}");
    assert_eq!(machine.installed(), ["cargo-deny"]);
    assert_eq!(compilations(&machine), [""; 0], "it was compiled too");
    let calls = downloads(&machine);
    assert_eq!(calls.len(), 1, "{calls:?}");
    for option in ["--no-confirm", "--locked", "--disable-strategies quick-install,compile"] {
        assert!(calls[0].contains(option), "{calls:?}");
    }
}

#[test]
fn if_cargo_binstall_fails_or_installs_another_version_the_tool_is_compiled() {
    for (script, reason) in [
        ("exit 9".to_owned(), "failed (exit status: 9). It is compiled instead."),
        (installs("0.0.1"), "The cargo-deny from cargo-binstall does not run here, or is not version "),
        (String::new(), "cargo-binstall installed no cargo-deny. It is compiled instead."),
    ] {
        let machine = machine(Some(&script));
        let text = test_with_cargo_deny(&machine);
        assert!(text.contains(reason) && text.contains("Compiling cargo-deny "), "{text}");
        let calls = compilations(&machine);
        assert!(calls.len() == 1 && calls[0].starts_with("cargo install --locked cargo-deny --version "), "{calls:?}");
        assert_eq!(machine.installed(), ["cargo-deny"]);
    }
}

#[test]
fn without_cargo_binstall_the_tool_is_compiled() {
    let machine = machine(None);
    let text = test_with_cargo_deny(&machine);
    assert!(!text.contains("binstall"), "{text}");
    assert_eq!(compilations(&machine).len(), 1);
}

/// The machine has no curl, so the archive of Trunk cannot be downloaded.
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[test]
fn a_tool_with_a_hash_is_never_installed_without_one() {
    let machine = machine(Some("exit 9"));
    let output = machine.run(&["test", "--only", "tools"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("There is no curl. It is compiled instead.") && text.contains("Compiling trunk "), "{text}");
    assert_eq!(downloads(&machine), [""; 0]);
}
