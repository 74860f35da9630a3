//! Every call of cargo must use the versions of `Cargo.lock`, so that a build gives the same program on every machine.

use std::{fs, path::Path};
use xtask::{project, tools};

/// The subcommands that read no `Cargo.lock`, and the one that writes it for a new project.
const WITHOUT_LOCK: [&str; 3] = ["fmt", "--version", "\"update\""];

#[test]
fn a_call_of_cargo_is_locked() {
    let arguments: Vec<_> = tools::cargo("test").as_std().get_args().map(ToOwned::to_owned).collect();
    assert_eq!(arguments, ["test", "--locked"]);
}

#[test]
fn no_other_call_of_cargo_lacks_the_option() {
    let mut calls = Vec::new();
    collect(&project::root().join("crates/xtask/src"), &mut calls);
    assert!(calls.len() >= 4, "{calls:?}");
    // A call must contain the option `--locked`, or the function `locked`, which adds this option. Only a call with a
    // word of `WITHOUT_LOCK` does not need the option, because such a call reads no lock file.
    let is_locked = |call: &&String| {
        call.contains("--locked") || call.contains("locked(") || WITHOUT_LOCK.iter().any(|word| call.contains(word))
    };
    let missing: Vec<_> = calls.iter().filter(|call| !is_locked(call)).collect();
    assert!(missing.is_empty(), "use `tools::cargo`: {missing:#?}");
}

#[test]
fn the_alias_trunk_and_the_container_are_locked() {
    for (file, text) in [
        (".cargo/config.toml", "xtask = \"run --locked "),
        ("Trunk.toml", "\nlocked = true\n"),
        ("hosting/Dockerfile", "cargo build --release --locked "),
        ("docs/src/running-the-server.md", "cargo build --release --locked "),
    ] {
        let content = fs::read_to_string(project::root().join(file)).expect("a file of the project");
        assert!(content.contains(text), "{file}");
    }
}

#[test]
fn the_build_server_is_locked() {
    let workflow = fs::read_to_string(project::root().join(".github/workflows/ci.yml")).expect("the workflow");
    let calls: Vec<_> = workflow.lines().filter(|line| line.contains("run: cargo ")).collect();
    assert!(!calls.is_empty(), "the workflow has no call of cargo");
    let missing: Vec<_> = calls.iter().filter(|call| !call.contains(" --locked")).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

/// Finds each call of cargo in the sources below `folder`, and adds its text to `calls`. The text is the line that
/// names cargo, together with the lines around that line.
fn collect(folder: &Path, calls: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("the sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, calls);
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source file");
        let lines: Vec<&str> = text.lines().collect();
        for at in (0..lines.len())
            .filter(|&at| lines[at].contains("command(\"cargo\")") || lines[at].contains("Command::new(\"cargo\")"))
        {
            let around = &lines[at.saturating_sub(1)..lines.len().min(at + 5)];
            calls.push(format!("{}: {}", path.display(), around.join("\n")));
        }
    }
}
