//! One of several servers that share a database and a key.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::process::{Process, command};

/// How long an instance may take to start. It does not start while the database is down.
const START_TIMEOUT: Duration = Duration::from_secs(60);

/// What all instances have in common.
#[derive(Clone, Debug)]
pub struct Shared {
    /// The URL of the database.
    pub database: String,
    /// The key file.
    pub key: PathBuf,
    /// The file to which all instances write their log.
    pub log: PathBuf,
}

/// A running instance. Dropping this value kills it.
pub struct Instance {
    process: Process,
    /// The port on which the instance listens.
    pub port: u16,
}

impl Instance {
    /// Starts an instance on `port`, or on a free port if `port` is 0. Returns when the instance listens. If the
    /// instance ends before it listens, starts it again, because the database may be down.
    pub fn start(shared: &Shared, port: u16) -> Self {
        let began = Instant::now();
        loop {
            if let Some(instance) = Self::try_start(shared, port) {
                return instance;
            }
            let log = std::fs::read_to_string(&shared.log).unwrap_or_default();
            assert!(began.elapsed() < START_TIMEOUT, "the instance does not start: {log}");
        }
    }

    fn try_start(shared: &Shared, port: u16) -> Option<Self> {
        let mut command = command(&["--address", &format!("127.0.0.1:{port}"), "--grace", "30s"]);
        command.args(["--trusted-proxy", "127.0.0.1", "--key"]).arg(&shared.key);
        command.env("EVERGREEN_DATABASE", &shared.database).stderr(append(&shared.log));
        let mut process = Process::start(&mut command);
        let port = process.wait_until_it_listens_or_ends()?.port();
        Some(Self { process, port })
    }

    /// Kills the instance with SIGKILL, which it cannot handle, and waits for its end.
    pub fn kill(&mut self) {
        self.process.kill();
    }
}

fn append(file: &Path) -> File {
    OpenOptions::new().create(true).append(true).open(file).expect("a log file")
}
