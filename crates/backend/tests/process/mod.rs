//! The `evergreen-backend` command as a child process, whose standard error stream a test can read or leave unread.

#![allow(dead_code, reason = "each test binary uses only some of the functions")]

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// How long a process may take to do what a test waits for. The limit is high, so that the tests do not fail on a busy
/// machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A running command. Dropping this value kills it.
pub struct Process {
    child: Child,
}

impl Process {
    /// Starts the command with these arguments. The command does not get the variable `EVERGREEN_DATABASE` from the
    /// environment of the test, so it cannot use the database that this variable names.
    pub fn spawn(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_evergreen-backend"));
        command.args(arguments).env_remove("EVERGREEN_DATABASE").stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        Self { child: command.spawn().expect("the command starts") }
    }

    /// Starts a demo server on a free port, and adds these arguments to its command. Waits until the server listens.
    /// Returns the process of the server, and the address of the server.
    pub fn demo(arguments: &[&str]) -> (Self, SocketAddr) {
        let mut process = Self::spawn(&[&["--address", "127.0.0.1:0", "--demo"], arguments].concat());
        let address = process.wait_until_it_listens();
        (process, address)
    }

    /// Waits until the server listens, and returns its address. Call this only once.
    pub fn wait_until_it_listens(&mut self) -> SocketAddr {
        let mut line = String::new();
        let stdout = self.child.stdout.take().expect("its output");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        let port = line.trim().rsplit(':').next().and_then(|port| port.parse().ok());
        let port: u16 = port.unwrap_or_else(|| panic!("the server does not listen: {line:?}"));
        SocketAddr::from((Ipv4Addr::LOCALHOST, port))
    }

    /// Returns the standard error stream, to which the command writes its log. Before this call, nobody reads the
    /// stream. So a test can also check how the command behaves while nobody reads its log. Call this only once.
    pub fn stderr(&mut self) -> BufReader<ChildStderr> {
        BufReader::new(self.child.stderr.take().expect("its log"))
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
