//! `cargo xtask serve`: runs the app and its companion server for development.

use crate::{
    companion::{self, Behaviour},
    port,
    process::Running,
    tools::Tools,
};
use anyhow::{Result, bail};

/// The port of the origin that servers with this contract allow.
pub const PORT: u16 = 8081;

/// Run the app and its companion server until Ctrl-C, after installing what is missing
///
/// The app is built again whenever its sources change. The companion server has demo accounts and access tokens that
/// expire soon, and loses all data when it stops.
#[derive(Clone, Debug, clap::Args)]
pub struct Serve {
    #[command(flatten)]
    behaviour: Behaviour,
}

impl Serve {
    /// Runs the command.
    pub async fn run(self) -> Result<()> {
        // Checked before the steps that take long.
        companion::ensure_port_free().await?;
        port::ensure_free(PORT, "the app").await?;
        let tools = Tools::for_builds().await?;
        let mut server = companion::start(self.behaviour).await?;
        println!("Building the app (the first time one or two minutes) …");
        let mut trunk = tools.trunk();
        trunk.args(["serve", "--port", &PORT.to_string()]);
        let mut app = Running::start(&mut trunk)?;
        tokio::select! {
            () = port::answers(PORT, "/") => {}
            status = app.ended() => bail!("`trunk serve` ended before it answered ({}): see above.", status?),
            status = server.ended() => bail!("The companion server ended ({}): see above.", status?),
        }
        println!("{}", ready(&format!("http://localhost:{PORT}/"), self.behaviour));
        tokio::select! {
            status = app.ended() => bail!("`trunk serve` ended ({}): see above.", status?),
            status = server.ended() => bail!("The companion server ended ({}): see above.", status?),
        }
    }
}

/// Returns the message for the person once all servers answer: address, accounts, API.
pub fn ready(url: &str, behaviour: Behaviour) -> String {
    format!(
        "\nEvergreen is ready: {url}\n\
         Sign in as user, moderator or admin; the password is evergreen.\n\
         The API is http://localhost:{}/api; its access tokens last {} s. Ctrl-C stops both.\n",
        companion::PORT,
        behaviour.access,
    )
}
