//! What `cargo xtask preview` does.

use super::Preview;
use crate::commands::{release_options::Target, serve};
use crate::{
    companion,
    host::{Fallback, Host, HostOptions},
    port, project,
    release::{self, Release},
    tools::Tools,
};
use anyhow::{Result, bail};

impl Preview {
    /// Builds the release and serves it until the person presses Ctrl-C or the companion server ends.
    ///
    /// # Errors
    /// If a port is taken, if a build fails, or if the companion server ends.
    pub async fn run(self) -> Result<()> {
        port::ensure_free(serve::PORT, "the preview").await?;
        if self.companion {
            companion::ensure_port_free(companion::PORT).await?;
        }
        let tools = Tools::for_releases().await?;
        let Target { public_url, api_base } = self.target;
        // The release is not built into `dist`, because `trunk serve` may be using that folder.
        let release = Release { out: project::scratch("preview"), public_url, api_base, smallest: false };
        release.build(&tools).await?;
        if self.demo {
            release::make_demo(&release.out, &release.public_url)?;
        }
        let mut options = HostOptions::new(&release.out);
        options.port = serve::PORT;
        options.prefix = release.public_url.to_string();
        if self.single_page {
            options.fallback = Fallback::Index200;
        }
        let server = match self.companion {
            true => Some(
                companion::start(self.behaviour, companion::PORT, &format!("http://localhost:{}", serve::PORT)).await?,
            ),
            false => None,
        };
        let host = Host::start(options).await?;
        let Some(mut server) = server else {
            println!("\nThe release is served at {} until Ctrl-C.", host.url());
            return std::future::pending().await;
        };
        println!("{}", serve::ready(&host.url(), companion::PORT, self.behaviour));
        bail!("The companion server ended ({}): see above.", server.ended().await?)
    }
}
