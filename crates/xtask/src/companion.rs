//! Starts the companion server for a command, with demo accounts and with its data in memory.

use crate::{
    port,
    process::{self, Running},
    tools,
};
use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use std::{env, path::PathBuf, time::Duration};

/// The port of the companion server. The API base in index.html has the same port.
pub const PORT: u16 = 8080;

/// The path of a request that the companion server answers with 200 even without a session. Such an answer shows that
/// the server has started.
const PUBLIC: &str = "/api/test/all";

/// How long the server may take to start. Creating the demo accounts takes most of the time.
const START_TIMEOUT: Duration = Duration::from_secs(60);

/// A real server that the companion server can imitate. Both servers are from a well-known tutorial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Like {
    /// The tutorial's Spring Boot server: masked errors, one refresh token per user
    Spring,
    /// The tutorial's Node/Express server: no refresh
    Node,
}

/// The options of a command that change the behaviour of the companion server.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Behaviour {
    /// Seconds until an access token expires; with few seconds the app refreshes often
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..))]
    pub access: u32,
    /// A real server to imitate
    #[arg(long, value_enum, value_name = "SERVER")]
    pub like: Option<Like>,
}

/// Checks that a port for the companion server is free.
///
/// # Errors
/// If another program uses the port, or if this user may not use it. The message names the remedy.
pub async fn ensure_port_free(port: u16) -> Result<()> {
    port::ensure_free(port, "the companion server").await
}

/// Returns the API base of a companion server on this port.
pub fn api_base(port: u16) -> String {
    format!("http://localhost:{port}/api")
}

/// Builds the companion server, starts it on this port for pages of the given origin, and waits until it answers.
///
/// # Errors
/// If the server cannot be built, ends early, or does not answer in time.
pub async fn start(behaviour: Behaviour, port: u16, origin: &str) -> Result<Running> {
    run(port, &arguments(behaviour, port, origin)).await
}

fn arguments(behaviour: Behaviour, port: u16, origin: &str) -> Vec<String> {
    let mut arguments = at(port, origin);
    arguments.extend(["--access".to_owned(), behaviour.access.to_string()]);
    if let Some(like) = behaviour.like.and_then(|like| like.to_possible_value()) {
        arguments.extend(["--like".to_owned(), like.get_name().to_owned()]);
    }
    arguments
}

/// Like [`start`], but without options for the behaviour, so the server uses its own defaults. The server logs only
/// warnings and errors.
///
/// # Errors
/// If the server cannot be built, ends early, or does not answer in time.
pub async fn start_for(origin: &str, port: u16) -> Result<Running> {
    let mut arguments = at(port, origin);
    arguments.extend(["--log", "warn"].map(str::to_owned));
    run(port, &arguments).await
}

fn at(port: u16, origin: &str) -> Vec<String> {
    ["--address", &format!("127.0.0.1:{port}"), "--origin", origin].map(str::to_owned).to_vec()
}

/// Returns whether the companion server has been compiled before. It may have to be compiled again, if its sources have
/// changed since then.
///
/// # Errors
/// If the path of this program is unknown.
pub fn is_compiled() -> Result<bool> {
    Ok(program()?.is_file())
}

/// Returns the path of the companion server. The file may not exist yet. It is in the same folder as this program,
/// because Cargo builds both with the same profile into one folder.
fn program() -> Result<PathBuf> {
    let own = env::current_exe().context("The path of this program is unknown.")?;
    Ok(own.with_file_name("evergreen-backend").with_extension(env::consts::EXE_EXTENSION))
}

async fn run(port: u16, arguments: &[String]) -> Result<Running> {
    println!("Building the companion server (the first time one or two minutes) …");
    let mut build = tools::cargo("build");
    // The data is in memory, so TLS for a database is not needed.
    process::run(build.args(["--package", "evergreen-backend", "--no-default-features"]))
        .await
        .context("The companion server could not be built: see above.")?;
    // The companion server is not started with `cargo run`. Otherwise, Cargo would receive the signal that should end
    // the companion server.
    let program = program()?;
    let mut command = tools::command(program);
    // The server keeps its data in memory, so each start begins with the same data. For example, a server with
    // `--like spring` can lock a user out. After the next start, this user can sign in again.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_companion_server_is_told_its_port_the_apps_origin_and_its_behaviour() {
        let arguments = |like| arguments(Behaviour { access: 5, like }, 9080, "http://localhost:9081").join(" ");
        let common = "--address 127.0.0.1:9080 --origin http://localhost:9081 --access 5";
        assert_eq!(arguments(None), common);
        assert_eq!(arguments(Some(Like::Spring)), format!("{common} --like spring"));
        assert_eq!(arguments(Some(Like::Node)), format!("{common} --like node"));
    }
}
