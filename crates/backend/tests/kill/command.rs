//! The `evergreen-backend` command as a process of its own.
//! It must not know who calls it.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Child, Stdio};

/// The command, running. Dropping this kills it.
pub struct Command {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Command {
    /// Starts it on a database, with refresh tokens that are good once, and waits until it listens.
    pub fn start(database: &Path) -> Self {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_evergreen-backend"));
        command.args(["--address", "127.0.0.1:0", "--grace", "0", "--log", "error", "--database"]).arg(database);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("the command starts");
        let mut line = String::new();
        let stdout = child.stdout.as_mut().expect("its output");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        let port = line.trim().rsplit(':').next().and_then(|port| port.parse().ok());
        let port: u16 = port.unwrap_or_else(|| panic!("it does not listen: {line:?}"));
        Self { child, address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)) }
    }

    /// Ends it in the middle of whatever it does: SIGKILL, which no program hears.
    pub fn kill(mut self) {
        self.child.kill().expect("it is running still");
        self.child.wait().expect("it ends");
    }
}

impl Drop for Command {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
