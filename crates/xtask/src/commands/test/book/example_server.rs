//! Starts a server that the book shows, and checks it as `check-server --add-users --reuse-token` does.

use crate::{
    check_server::{self, Identity, report::Mark, target::Target},
    port,
    process::Running,
};
use anyhow::{Result, bail, ensure};
use std::time::Duration;
use tokio::process::Command;

/// The origin for which a server is started.
const APP: &str = "http://localhost:8081";
/// How long the start of a server may take, and how long each response.
const LIMIT: Duration = Duration::from_secs(30);

/// A running server of the book. It ends when this value is dropped.
pub struct ExampleServer {
    name: &'static str,
    port: u16,
    _running: Running,
}

impl ExampleServer {
    /// Starts the server on a free port, and waits until it responds. `command` starts a server that reads its port
    /// and the origin of the app from the variables `PORT` and `APP_ORIGIN`.
    ///
    /// # Errors
    /// If the server cannot be started, or does not respond in time.
    pub async fn start(name: &'static str, command: &mut Command) -> Result<Self> {
        let port = port::free().await?;
        let mut running = Running::start(command.env("PORT", port.to_string()).env("APP_ORIGIN", APP))?;
        tokio::select! {
            () = port::answers(port, "/api/test/all") => Ok(Self { name, port, _running: running }),
            status = running.ended() => bail!("The server in {name} ended ({}): see above.", status?),
            () = tokio::time::sleep(LIMIT) => bail!("The server in {name} does not respond."),
        }
    }

    /// Returns the API base of the server.
    pub fn api(&self) -> String {
        format!("http://localhost:{}/api", self.port)
    }

    /// Checks the server. Returns the last line of the report.
    ///
    /// # Errors
    /// If the result is not what the chapters say.
    pub async fn check(&self) -> Result<String> {
        let target = Target::new(&self.api().parse()?, &APP.parse()?)?;
        let report = check_server::run(target, LIMIT, &Identity::Added { reuse_token: true }, &mut |_| ()).await?;
        let wrong: Vec<_> = report.findings().filter(|it| matches!(it.mark, Mark::Fails | Mark::Differs)).collect();
        ensure!(wrong.is_empty(), "The server in {} does not pass all checks: {wrong:#?}", self.name);
        let counts = (report.count(Mark::Passes), report.count(Mark::Skipped));
        ensure!(counts == (59, 2), "The chapter about {} names other numbers of checks than {counts:?}.", self.name);
        println!("The server in {}: {}", self.name, report.summary());
        Ok(report.summary())
    }
}
