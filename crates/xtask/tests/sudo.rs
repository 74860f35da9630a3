//! Checks that no command uses sudo without `--install`. The tests run the real program as a user who is not root. Two
//! scripts take the place of sudo and apt-get. The script in place of sudo only writes down its arguments, and the
//! script in place of apt-get only fails.

#![cfg(unix)]

use std::{
    fs,
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::Path,
    process::{Command, Output},
    sync::{Mutex, PoisonError},
};

/// A user who is not root: `nobody` on most systems.
const NOBODY: u32 = 65534;

/// Is held by a test from its first to its last step. Otherwise, one test could start a process while the other one
/// writes a program. That process would have the program open for writing, and Linux starts no such program.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Runs `cargo xtask test --only browser` on a system without a browser. Returns two values: the output of the command,
/// and the recorded calls of sudo.
fn test_browser(arguments: &[&str]) -> (Output, String) {
    let _one = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    let calls = path.join("calls");
    fs::write(&calls, "").expect("written");
    let writes = format!("#!/bin/sh\necho \"$0 $*\" >>{}\n", calls.display());
    for (name, text) in [("sudo", writes.as_str()), ("apt-get", "#!/bin/sh\nexit 9\n")] {
        fs::write(path.join(name), text).expect("written");
    }
    fs::copy(env!("CARGO_BIN_EXE_xtask"), path.join("program")).expect("a copy of the program");
    for (file, mode) in [("", 0o777), ("calls", 0o666), ("sudo", 0o755), ("apt-get", 0o755), ("program", 0o755)] {
        fs::set_permissions(path.join(file), fs::Permissions::from_mode(mode)).expect("the user's own file");
    }
    let mut command = Command::new(path.join("program"));
    command.args(["test", "--only", "browser"]).args(arguments);
    // The command looks for a browser in the folders of the search path, and in the folder `bin` of the cargo home. In
    // this test, `path` is the only folder of the search path, and it is also the cargo home. The folder contains no
    // browser and no folder `bin`, so the command finds no browser.
    command.env("PATH", path).env("CARGO_HOME", path).env("HOME", path);
    command.env_remove("CHROMIUM").env_remove("CHROMEDRIVER");
    if is_root(path) {
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = command.output().expect("the program runs");
    (output, fs::read_to_string(calls).expect("the calls"))
}

/// Returns true if this test runs as root. This test has created the folder `own`, so the owner of the folder is the
/// user who runs this test.
fn is_root(own: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    own.metadata().expect("the folder").uid() == 0
}

#[test]
fn without_the_option_the_command_is_printed_and_sudo_is_not_called() {
    let (output, calls) = test_browser(&[]);
    assert_eq!(calls, "");
    assert!(!output.status.success());
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(text.contains("`sudo apt-get install chromium chromium-driver`") && text.contains("--install"), "{text}");
}

#[test]
fn with_the_option_sudo_installs_the_packages() {
    let (_, calls) = test_browser(&["--install"]);
    assert!(calls.contains("apt-get install -y --no-install-recommends chromium chromium-driver"), "{calls}");
}
