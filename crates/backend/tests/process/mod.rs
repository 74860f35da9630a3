//! The `evergreen-backend` command as a child process, whose standard error stream a test can read or leave unread.

#![allow(dead_code, reason = "each test binary uses only some of the functions")]

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use evergreen_backend::Config;

use crate::client::database::text_of;
use crate::client::on_tested_database;

/// How long a process may take to do what a test waits for. The limit is high, so that the tests do not fail on a busy
/// machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A running command. Dropping this value kills it.
pub struct Process {
    child: Child,
}

/// Returns the command with these arguments. The command does not get the variable `EVERGREEN_DATABASE` from the
/// environment of the test, so it cannot use the database that this variable names. The test can add to the command,
/// and then starts it with [`Process::start`].
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_evergreen-backend"));
    command.args(arguments).env_remove("EVERGREEN_DATABASE").stdin(Stdio::null()).stdout(Stdio::piped());
    command
}

/// Returns the command that starts a server with these arguments. The server uses the address, the database and the key
/// file of `config`. The test can add to the command, and then starts it with [`Process::start`].
pub fn server_command(config: &Config, arguments: &[&str]) -> Command {
    let mut command = command(&[&["--address", &config.address.to_string()], arguments].concat());
    command.env("EVERGREEN_DATABASE", text_of(&config.database));
    if let Some(key) = &config.key {
        command.arg("--key").arg(key);
    }
    command
}

impl Process {
    /// Starts a command that [`command`] or [`server_command`] has returned.
    pub fn start(command: &mut Command) -> Self {
        Self { child: command.spawn().expect("the command starts") }
    }

    /// Starts the command with these arguments. The test can read its log ([`log`](Self::log)).
    pub fn spawn(arguments: &[&str]) -> Self {
        Self::start(command(arguments).stderr(Stdio::piped()))
    }

    /// Starts a demo server on a free port, with a new database, and adds these arguments to its command. Waits until
    /// the server listens. Returns the process of the server, and the address of the server.
    pub fn demo(arguments: &[&str]) -> (Self, SocketAddr) {
        Self::demo_with(&on_tested_database(Config::for_tests()), arguments)
    }

    /// Like [`demo`](Self::demo), but the server uses the address, the database and the key file of `config`.
    pub fn demo_with(config: &Config, arguments: &[&str]) -> (Self, SocketAddr) {
        let mut command = server_command(config, &[&["--demo"], arguments].concat());
        let mut process = Self::start(command.stderr(Stdio::piped()));
        let address = process.wait_until_it_listens();
        (process, address)
    }

    /// Waits until the server listens, and returns its address. Call this only once.
    pub fn wait_until_it_listens(&mut self) -> SocketAddr {
        self.wait_until_it_listens_or_ends().expect("the server listens")
    }

    /// Like [`wait_until_it_listens`](Self::wait_until_it_listens), but returns `None` if the process ends before it
    /// listens.
    pub fn wait_until_it_listens_or_ends(&mut self) -> Option<SocketAddr> {
        let mut line = String::new();
        let stdout = self.child.stdout.take().expect("its output");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        let port = line.trim().rsplit(':').next().and_then(|port| port.parse().ok());
        port.map(|port: u16| SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
    }

    /// Returns the log, which the command writes to its standard error stream. Before this call, nobody reads the
    /// stream. So a test can also check how the command behaves while nobody reads its log. Call this only once.
    pub fn log(&mut self) -> Log {
        let stderr = BufReader::new(self.child.stderr.take().expect("its log"));
        let (sender, lines) = channel();
        // The thread ends with the process, or when the test drops the log.
        std::thread::spawn(move || {
            stderr.lines().map_while(Result::ok).try_for_each(|line| sender.send(line).map_err(drop))
        });
        Log { lines }
    }

    /// Returns the number of the process in the operating system.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Kills the process and waits for its end. On Unix the signal is SIGKILL, which no process can handle.
    pub fn kill(&mut self) {
        self.child.kill().expect("it is running");
        self.child.wait().expect("it ends");
    }

    /// Sends SIGTERM.
    #[cfg(unix)]
    pub fn terminate(&self) {
        let pid = i32::try_from(self.child.id()).ok().and_then(rustix::process::Pid::from_raw).expect("a process");
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).expect("it runs");
    }

    /// Waits until the process has ended. Panics if it is still running after `limit`.
    pub fn wait(&mut self, limit: Duration) -> ExitStatus {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("a status") {
                return status;
            }
            assert!(began.elapsed() < limit, "the process is still running after {limit:?}");
            // The standard library has no function that waits for the end of a process with a time limit. So this loop
            // asks for the status after each pause.
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// The log of a process.
pub struct Log {
    lines: Receiver<String>,
}

impl Log {
    /// Reads lines up to the first one for which `is_last` returns true, and returns them. Panics if the process ends
    /// before such a line, or does not write it within [`PATIENCE`].
    pub fn lines_until(&self, is_last: impl Fn(&str) -> bool) -> Vec<String> {
        let began = Instant::now();
        let mut lines = Vec::new();
        while !lines.last().is_some_and(|line: &String| is_last(line)) {
            match self.lines.recv_timeout(PATIENCE.saturating_sub(began.elapsed())) {
                Ok(line) => lines.push(line),
                Err(error) => panic!("{error}: the log has no such line: {lines:#?}"),
            }
        }
        lines
    }

    /// Returns all lines that were not read yet. Waits until the process has ended.
    pub fn rest(self) -> Vec<String> {
        self.lines.iter().collect()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns an address of this machine whose port nobody uses at the moment.
pub fn free_address() -> SocketAddr {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr()).expect("a free port")
}
