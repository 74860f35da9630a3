//! Runs the programs that a command needs. This module waits for their end, reads their output, or keeps them running.
//! When the command ends, each [`Running`] program ends, too.

use anyhow::{Context, Result, bail};
use std::{
    process::{ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};
use tokio::process::{Child, Command};

/// How long a program may take to end after it was asked to end.
const GRACE: Duration = Duration::from_secs(5);

/// A running program, with all programs that it starts. Dropping this value ends all of them. On systems without
/// process groups, it ends only the program itself.
#[derive(Debug)]
pub struct Running {
    child: Child,
    name: String,
    group: Option<u32>,
}

impl Running {
    /// Starts a program. On Unix, the program gets a process group of its own. So Ctrl-C reaches only the `cargo xtask`
    /// command. This command then ends the whole group of the program.
    ///
    /// # Errors
    /// If the program cannot be started.
    pub fn start(command: &mut Command) -> Result<Self> {
        let name = command.as_std().get_program().to_string_lossy().into_owned();
        // The program gets no input. Its group runs in the background, so the system would suspend the program if it
        // read from the terminal.
        command.stdin(Stdio::null());
        #[cfg(unix)]
        command.process_group(0);
        let child = command.spawn().with_context(|| format!("`{name}` could not be started."))?;
        let group = child.id();
        Ok(Self { child, name, group })
    }

    /// Waits until the program ends by itself, and returns its exit status.
    ///
    /// # Errors
    /// If the system does not report the status.
    pub async fn ended(&mut self) -> Result<ExitStatus> {
        self.child.wait().await.with_context(|| format!("The system did not report how `{}` ended.", self.name))
    }

    fn has_ended(&mut self) -> bool {
        // Returns `true` only when all programs of the group have ended. Other programs of the group may still run
        // after the program itself has ended.
        !matches!(self.child.try_wait(), Ok(None)) && !group::lives(self.group)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        group::ask_to_end(self.group);
        let asked = Instant::now();
        while !self.has_ended() && asked.elapsed() < GRACE {
            thread::sleep(Duration::from_millis(20));
        }
        group::end(self.group);
        // On systems without process groups, this ends the program, but not the programs that it has started. On all
        // other systems, `group::end` has already ended the program.
        let _ = self.child.start_kill();
        let _ = self.child.try_wait();
    }
}

/// Runs a program to its end. Its output appears in the terminal.
///
/// # Errors
/// If the program cannot be started or does not succeed.
pub async fn run(command: &mut Command) -> Result<()> {
    let line = line(command);
    let status = Running::start(command)?.ended().await?;
    if !status.success() {
        bail!("`{line}` failed ({status}).");
    }
    Ok(())
}

/// Like [`run`], but the program gets its own temporary folder, which is removed afterwards. Use this for tests in
/// browsers: a browser whose driver is killed leaves its whole profile in the temporary folder.
///
/// # Errors
/// If no temporary folder can be created, if the program cannot be started, or if it does not succeed.
pub async fn run_with_temp_folder(command: &mut Command) -> Result<()> {
    let folder = tempfile::Builder::new().prefix("evergreen-").tempdir();
    let folder = folder.context("There is no room for temporary files: name a folder that has some in TMPDIR.")?;
    run(command.env("TMPDIR", folder.path())).await
}

/// Returns what a program prints on its standard output, or `None` if the program cannot be started or does not
/// succeed.
pub async fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().await.ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Returns the program and its arguments in one line, for messages. Words with spaces are not quoted.
pub fn line(command: &Command) -> String {
    let command = command.as_std();
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(unix)]
mod group {
    use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};

    fn id(group: Option<u32>) -> Option<Pid> {
        group.and_then(|id| Pid::from_raw(i32::try_from(id).ok()?))
    }

    // This function and `end` ignore errors. An error means that the group has no process left, or that this user has
    // no permission to end the processes that are left.
    pub fn ask_to_end(group: Option<u32>) {
        id(group).map(|id| kill_process_group(id, Signal::TERM).ok());
    }

    pub fn end(group: Option<u32>) {
        id(group).map(|id| kill_process_group(id, Signal::KILL).ok());
    }

    pub fn lives(group: Option<u32>) -> bool {
        id(group).is_some_and(|id| test_kill_process_group(id).is_ok())
    }
}

#[cfg(not(unix))]
mod group {
    pub fn ask_to_end(_: Option<u32>) {}
    pub fn end(_: Option<u32>) {}
    pub fn lives(_: Option<u32>) -> bool {
        false
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[tokio::test]
    async fn dropping_also_ends_what_the_program_has_started() {
        let running = Running::start(Command::new("sh").args(["-c", "sleep 60 & sleep 60"])).expect("a shell");
        let group = running.group;
        drop(running);
        assert!(!group::lives(group));
    }

    #[tokio::test]
    async fn a_failure_names_the_command() {
        let error = run(Command::new("sh").args(["-c", "exit 3"])).await.expect_err("it fails");
        assert!(error.to_string().contains("sh -c exit 3"), "{error}");
    }
}
