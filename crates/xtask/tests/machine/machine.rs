//! A machine for one test: a folder with scripts. It is the search path, the home folder and the cargo home.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Output, Stdio},
    sync::{Mutex, PoisonError},
};
use tempfile::TempDir;

/// Is held while a test writes a program, and while a test starts one. The tests run in several threads of one process.
/// A process that is being started has all open files of this process, until it runs its own program. Linux starts no
/// program that another process has open for writing.
static WRITES_OR_STARTS: Mutex<()> = Mutex::new(());

/// The folder of the machine.
pub struct Machine(TempDir);

impl Machine {
    /// Creates a machine with the program `cargo xtask`, and with a rustc that has the wasm target.
    pub fn new() -> Self {
        let machine = Self(tempfile::tempdir().expect("a folder"));
        fs::write(machine.path().join("calls"), "").expect("written");
        let locked = WRITES_OR_STARTS.lock().unwrap_or_else(PoisonError::into_inner);
        fs::copy(env!("CARGO_BIN_EXE_xtask"), machine.path().join("xtask")).expect("a copy of the program");
        drop(locked);
        // The program asks rustc for the folder of the target, and looks whether this folder contains something.
        machine.script("rustc", &format!("echo {}\n", machine.path().display()));
        machine
    }

    /// Returns the folder of the machine.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Adds a program. `text` is the shell script that it runs. In the script, `$wanted` is the argument after
    /// `--version`, and `$root` is the argument after `--root`.
    pub fn script(&self, name: &str, text: &str) {
        let head = format!(
            "#!/bin/sh\nPATH=/usr/bin:/bin\necho \"{name} $*\" >>{}\n\
             before=\nfor word in \"$@\"; do\n\
             case $before in --version) wanted=$word;; --root) root=$word;; esac\nbefore=$word\ndone\n",
            self.path().join("calls").display()
        );
        let file = self.path().join(name);
        let _locked = WRITES_OR_STARTS.lock().unwrap_or_else(PoisonError::into_inner);
        fs::write(&file, head + text).expect("written");
        fs::set_permissions(file, fs::Permissions::from_mode(0o755)).expect("own file");
    }

    /// Runs a command of `cargo xtask` to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(self.path().join("xtask"));
        command.args(arguments).env("PATH", self.path()).env("CARGO_HOME", self.path()).env("HOME", self.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let locked = WRITES_OR_STARTS.lock().unwrap_or_else(PoisonError::into_inner);
        let child = command.spawn().expect("the program runs");
        drop(locked);
        child.wait_with_output().expect("the program ends")
    }

    /// Returns all calls of the scripts so far: the name of the script, and its arguments.
    pub fn calls(&self) -> Vec<String> {
        let text = fs::read_to_string(self.path().join("calls")).expect("the calls");
        text.lines().map(str::to_owned).collect()
    }

    /// Returns the names of the programs in the cargo home, in the folder of the installed programs.
    pub fn installed(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path().join("bin")).into_iter().flatten().flatten();
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    }
}
