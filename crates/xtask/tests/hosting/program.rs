//! Starts and ends the program of a server.

use super::{configuration, location::Location};
use std::{
    fs::{self, File},
    path::Path,
    time::Duration,
};
use tokio::time;
use xtask::{port, process::Running, tools::WebServer};

/// How long a program may take to start.
const START: Duration = Duration::from_secs(30);

/// A running server. It ends when this value is dropped.
pub struct Program {
    _running: Running,
    /// The port of the server on 127.0.0.1.
    pub port: u16,
}

impl Program {
    /// Starts the server with a configuration for `folder/site`, and waits until it accepts a connection. If the server
    /// does not start, panics with the output of the server. `more` is added to the configuration of nginx.
    pub async fn start(server: WebServer, location: Location, api: u16, folder: &Path, more: &str) -> Self {
        let port = port::free().await.expect("a free port");
        let mut command = configuration::write(server, location, port, api, folder, more);
        let log = folder.join("log");
        let file = File::create(&log).expect("a writable folder");
        command.stdout(file.try_clone().expect("a second handle")).stderr(file);
        let mut running = Running::start(&mut command.into()).expect("a program that can be started");
        let failure = tokio::select! {
            () = port::accepts(port) => None,
            ended = running.ended() => Some(format!("ended ({:?})", ended.expect("an exit status"))),
            () = time::sleep(START) => Some(format!("did not answer within {} s", START.as_secs())),
        };
        if let Some(failure) = failure {
            panic!("{} {failure}:\n{}", server.name(), fs::read_to_string(log).unwrap_or_default());
        }
        Self { _running: running, port }
    }
}
