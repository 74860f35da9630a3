//! The companion server, as these commands run it: with demo accounts, in memory.
//! It must not know what else runs beside it.

use crate::{
    port,
    process::{self, Running},
    tools,
};
use anyhow::{Context, Result, bail};
use std::{env, time::Duration};

/// The port of the API base that the app has by default.
pub const PORT: u16 = 8080;

/// A path that is answered to everybody.
const PUBLIC: &str = "/api/test/all";

/// How long it may take to start; making the demo accounts takes most of it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Which server to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Like {
    /// The tutorial's Spring Boot server: masked errors, one refresh token per user
    Spring,
    /// The tutorial's Node/Express server: no refresh
    Node,
}

/// How the companion server is to behave.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Behaviour {
    /// Seconds that an access token lasts; short ones show the app at work
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..))]
    pub access: u32,
    /// Another server to answer like
    #[arg(long, value_enum, value_name = "SERVER")]
    pub like: Option<Like>,
}

/// Fails with a sentence where its port is taken.
pub async fn ensure_port_free() -> Result<()> {
    port::ensure_free(PORT, "the companion server").await
}

/// Builds and starts it on its usual port, and waits until it answers.
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

/// The same on another port and for pages of another origin, with nothing to say but what goes wrong.
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
    // Not through `cargo run`: the program itself is to get the signal that ends it. Cargo puts the programs of one
    // workspace side by side.
    let program = env::current_exe().context("This program's own place is unknown.")?;
    let program = program.with_file_name("evergreen-backend").with_extension(env::consts::EXE_EXTENSION);
    let mut command = tools::command(program);
    // Kept in memory: each start is the same, even after `--like spring` has locked a user out for good.
    command.args(["--demo", "--database", "memory"]).args(arguments);
    let mut running = Running::start(&mut command)?;
    tokio::select! {
        () = port::answers(port, PUBLIC) => Ok(running),
        status = running.ended() => bail!("The companion server ended at once ({}): see above.", status?),
        () = tokio::time::sleep(PATIENCE) => {
            bail!("The companion server has not answered for {} seconds: see above, then start again.", PATIENCE.as_secs())
        }
    }
}
