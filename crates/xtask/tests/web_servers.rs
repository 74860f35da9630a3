//! Checks what the step `hosts` installs and says if a web server, or a module of it, is missing. The tests run the
//! real program as a user who is not root. Scripts take the place of the programs that it starts. The script in place
//! of nginx only says that nginx was built with a folder for modules, and this folder does not exist. There is no
//! Caddy.

#![cfg(unix)]

use std::{
    fs,
    os::unix::{
        fs::{MetadataExt, PermissionsExt},
        process::CommandExt,
    },
    process::{Command, Output},
    sync::{Mutex, PoisonError},
};

/// A user who is not root: `nobody` on most systems.
const NOBODY: u32 = 65534;

/// Is held by a test from its first to its last step. Otherwise, one test could start a process while another one
/// writes a program. That process would have the program open for writing, and Linux starts no such program.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Runs `cargo xtask test --only hosts`. `ci` is the value of the environment variable `CI`. Returns two values: the
/// output of the command, and the recorded calls of sudo and cargo.
fn test_hosts(arguments: &[&str], ci: Option<&str>) -> (Output, String) {
    let _one = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    let calls = path.join("calls");
    let writes = format!("#!/bin/sh\necho \"$0 $*\" >>{}\n", calls.display());
    let place = path.display();
    for (name, text, mode) in [
        ("calls", "", 0o666),
        ("sudo", writes.as_str(), 0o755),
        ("apt-get", "#!/bin/sh\nexit 9\n", 0o755),
        ("cargo", &writes, 0o755),
        // This folder is not empty, so the program finds the target for wasm.
        ("rustc", &format!("#!/bin/sh\necho {place}\n"), 0o755),
        ("nginx", &format!("#!/bin/sh\necho --modules-path={place}/modules >&2\n"), 0o755),
    ] {
        fs::write(path.join(name), text).expect("written");
        fs::set_permissions(path.join(name), fs::Permissions::from_mode(mode)).expect("the user's own file");
    }
    fs::copy(env!("CARGO_BIN_EXE_xtask"), path.join("program")).expect("a copy of the program");
    fs::set_permissions(path, fs::Permissions::from_mode(0o777)).expect("the user's own folder");
    let mut command = Command::new(path.join("program"));
    command.args(["test", "--only", "hosts"]).args(arguments);
    command.env("PATH", path).env("CARGO_HOME", path).env("HOME", path).env_remove("CI");
    if let Some(ci) = ci {
        command.env("CI", ci);
    }
    if path.metadata().expect("the folder").uid() == 0 {
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = command.output().expect("the program runs");
    (output, fs::read_to_string(calls).expect("the calls"))
}

#[test]
fn the_summary_says_what_is_not_tested_and_how_to_get_it() {
    let (output, calls) = test_hosts(&[], None);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let summary = text.split_once("=== summary").expect("a summary").1;
    assert!(output.status.success(), "{output:?}");
    assert!(summary.contains("not tested with brotli in nginx: nginx's module for brotli is missing"), "{summary}");
    assert!(summary.contains("`sudo apt-get install libnginx-mod-http-brotli-static`"), "{summary}");
    assert!(summary.contains("not tested with caddy") && summary.contains("apt-get install caddy"), "{summary}");
    assert!(!calls.contains("sudo"), "{calls}");
    assert!(calls.contains("cargo test --locked --workspace --test hosting -- nginx\n"), "{calls}");
}

#[test]
fn with_the_option_a_missing_module_is_installed_too() {
    let (_, calls) = test_hosts(&["--install"], None);
    assert!(calls.contains("apt-get install -y --no-install-recommends libnginx-mod-http-brotli-static\n"), "{calls}");
    assert!(calls.contains("apt-get install -y --no-install-recommends caddy\n"), "{calls}");
}

#[test]
fn on_a_build_server_a_missing_web_server_is_a_failure() {
    let (output, calls) = test_hosts(&[], Some("true"));
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && text.contains("not tested with caddy"), "{output:?}");
    assert!(!calls.contains("cargo test"), "{calls}");
}
