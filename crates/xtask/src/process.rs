//! Programs that a command starts: run to their end, asked for an answer, or kept running.
//! It must not know which programs those are; it only makes sure that none outlives the command.

use anyhow::{Context, Result, bail};
use std::{
    process::{ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};
use tokio::process::{Child, Command};

/// How long a program has to end by itself once it was asked to.
const GRACE: Duration = Duration::from_secs(5);

/// A program that runs, with all that it starts. Dropping this ends every one of them.
#[derive(Debug)]
pub struct Running {
    child: Child,
    name: String,
    group: Option<u32>,
}

impl Running {
    /// Starts a program in a process group of its own, so that Ctrl-C reaches this command alone, and this command
    /// then ends the whole group.
    pub fn start(command: &mut Command) -> Result<Self> {
        let name = command.as_std().get_program().to_string_lossy().into_owned();
        // A background group that reads from the terminal would be stopped for ever.
        command.stdin(Stdio::null());
        #[cfg(unix)]
        command.process_group(0);
        let child = command.spawn().with_context(|| format!("`{name}` could not be started."))?;
        let group = child.id();
        Ok(Self { child, name, group })
    }

    /// Waits until the program ends by itself.
    pub async fn ended(&mut self) -> Result<ExitStatus> {
        self.child.wait().await.with_context(|| format!("`{}` was lost sight of.", self.name))
    }

    fn has_ended(&mut self) -> bool {
        // What was reaped leaves no more than the rest of its group behind.
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
        // Where there are no groups, the program alone; otherwise it has ended already.
        let _ = self.child.start_kill();
        let _ = self.child.try_wait();
    }
}

/// Runs a program to its end, its output visible; anything but success is an error.
pub async fn run(command: &mut Command) -> Result<()> {
    let line = line(command);
    let status = Running::start(command)?.ended().await?;
    if !status.success() {
        bail!("`{line}` failed ({status}).");
    }
    Ok(())
}

/// The same, with a temporary folder of its own, which is taken away afterwards: a browser whose driver is killed leaves its
/// whole profile there.
pub async fn run_tidily(command: &mut Command) -> Result<()> {
    let folder = tempfile::Builder::new().prefix("evergreen-").tempdir();
    let folder = folder.context("There is no room for temporary files: name a folder that has some in TMPDIR.")?;
    run(command.env("TMPDIR", folder.path())).await
}

/// What a program prints, where it can be started and succeeds.
pub async fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().await.ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The command as a person would type it.
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

    // An error says that nobody of the group is left, which is what was wanted.
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
    async fn dropping_ends_what_the_program_started_too() {
        let running = Running::start(Command::new("sh").args(["-c", "sleep 60 & sleep 60"])).expect("a shell");
        let group = running.group;
        drop(running);
        assert!(!group::lives(group));
    }

    #[tokio::test]
    async fn failure_is_told_with_the_command() {
        let error = run(Command::new("sh").args(["-c", "exit 3"])).await.expect_err("it fails");
        assert!(error.to_string().contains("sh -c exit 3"), "{error}");
    }
}
