//! The `evergreen-backend` command as a child process.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Child, Stdio};

/// The running command. Dropping this value kills the process.
pub struct ServerProcess {
    child: Child,
    /// The address on which the server listens.
    pub address: SocketAddr,
}

impl ServerProcess {
    /// Starts the command with a database file, without a limit on sign-ups, and without a grace period, so that a
    /// refresh token can be used only once. Returns when the server listens.
    pub fn start(database: &Path) -> Self {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_evergreen-backend"));
        command.args(["--address", "127.0.0.1:0", "--grace", "0", "--sign-up-limit", "0", "--log", "error"]);
        command.arg("--database").arg(database);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("the command starts");
        let mut line = String::new();
        let stdout = child.stdout.as_mut().expect("its output");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        let port = line.trim().rsplit(':').next().and_then(|port| port.parse().ok());
        let port: u16 = port.unwrap_or_else(|| panic!("the server does not listen: {line:?}"));
        Self { child, address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)) }
    }

    /// Kills the process and waits for its end. On Unix the signal is SIGKILL, which no process can handle.
    pub fn kill(mut self) {
        self.child.kill().expect("the process is running");
        self.child.wait().expect("the process ends");
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
