//! Starts the companion server for a command: with demo accounts, its data in memory.

use crate::{
    port,
    process::{self, Running},
    tools,
};
use anyhow::{Context, Result, bail};
use std::{env, time::Duration};

/// The port in the app's default API base.
pub const PORT: u16 = 8080;

/// A path that answers 200 without a session.
const PUBLIC: &str = "/api/test/all";

/// How long the server may take to start. Creating the demo accounts takes most of the time.
const START_TIMEOUT: Duration = Duration::from_secs(60);

/// Which server the companion server imitates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Like {
    /// The tutorial's Spring Boot server: masked errors, one refresh token per user
    Spring,
    /// The tutorial's Node/Express server: no refresh
    Node,
}

/// How the companion server behaves.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Behaviour {
    /// Seconds until an access token expires; with few seconds the app refreshes often
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..))]
    pub access: u32,
    /// Another server to imitate
    #[arg(long, value_enum, value_name = "SERVER")]
    pub like: Option<Like>,
}

/// Checks that the port of the companion server is free.
///
/// # Errors
/// If another program uses the port. The message names the remedy.
pub async fn ensure_port_free() -> Result<()> {
    port::ensure_free(PORT, "the companion server").await
}

/// Builds the companion server, starts it on its usual port, and waits until it answers.
///
/// # Errors
/// If it cannot be built or does not answer.
pub async fn start(behaviour: Behaviour) -> Result<Running> {
    let access = behaviour.access.to_string();
    let mut arguments = vec!["--access", &access];
    match behaviour.like {
        Some(Like::Spring) => arguments.extend(["--like", "spring"]),
        Some(Like::Node) => arguments.extend(["--like", "node"]),
        None => {}
    }
    run(PORT, &arguments).await
}

/// Like [`start`], on another port, for pages of the given origin. It logs only warnings and errors.
///
/// # Errors
/// If it cannot be built or does not answer.
pub async fn start_for(origin: &str, port: u16) -> Result<Running> {
    let address = format!("127.0.0.1:{port}");
    run(port, &["--address", &address, "--origin", origin, "--log", "warn"]).await
}

async fn run(port: u16, arguments: &[&str]) -> Result<Running> {
    println!("Building the companion server (the first time one or two minutes) …");
    let mut build = tools::command("cargo");
    process::run(build.args(["build", "--package", "evergreen-backend"]))
        .await
        .context("The companion server could not be built: see above.")?;
    // Not with `cargo run`: the program itself must receive the signal that ends it. Cargo puts all programs of a
    // workspace into one folder.
    let program = env::current_exe().context("The path of this program is unknown.")?;
    let program = program.with_file_name("evergreen-backend").with_extension(env::consts::EXE_EXTENSION);
    let mut command = tools::command(program);
    // With the data in memory each start is the same, even after `--like spring` has locked a user out.
    command.args(["--demo", "--database", "memory"]).args(arguments);
    let mut running = Running::start(&mut command)?;
    tokio::select! {
        () = port::answers(port, PUBLIC) => Ok(running),
        status = running.ended() => bail!("The companion server ended before it answered ({}): see above.", status?),
        () = tokio::time::sleep(START_TIMEOUT) => {
            bail!("The companion server has not answered for {} seconds: see above, then start again.", START_TIMEOUT.as_secs())
        }
    }
}
