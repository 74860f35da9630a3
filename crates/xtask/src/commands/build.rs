//! `cargo xtask build`: the release folder, and what it weighs.
//! It must not know how a release is made or weighed.

use crate::{
    api_base::ApiBase,
    project,
    public_url::PublicUrl,
    release::Release,
    size::{Budget, Sizes},
    tools::Tools,
};
use anyhow::{Context, Result};
use std::path::PathBuf;

/// Build the release folder for any static host, and print what it weighs
///
/// The folder holds 404.html, for hosts that send it to unknown addresses, and _headers, which Cloudflare Pages and Netlify
/// obey; other hosts must be told its headers. Its path patterns begin with the public URL.
#[derive(Clone, Debug, clap::Args)]
pub struct Build {
    #[command(flatten)]
    place: Place,
    /// The folder to build into; all in it is replaced [default: dist]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Where a release will be served, and what it will call.
#[derive(Clone, Debug, clap::Args)]
pub struct Place {
    /// The path at which the app is served, such as `/app/`
    #[arg(long, value_name = "PATH", default_value_t)]
    pub public_url: PublicUrl,
    /// The API that the app calls, such as `https://api.example.org/api`, or `/api` for the app's own origin
    ///
    /// Written into index.html and into the policy of _headers. Without it both stay as the sources have them.
    #[arg(long, value_name = "URL")]
    pub api_base: Option<ApiBase>,
}

impl Build {
    /// Does it.
    pub async fn run(self) -> Result<()> {
        let out = match self.out {
            // As the person meant it, who may stand in another folder than the root.
            Some(out) => std::path::absolute(out).context("The folder's name is not understood.")?,
            None => project::root().join("dist"),
        };
        let tools = Tools::for_releases().await?;
        let release = Release { out, public_url: self.place.public_url, api_base: self.place.api_base };
        release.build(&tools).await?;
        let budget = Budget::read()?;
        let sizes = Sizes::of(&release.out, &budget)?;
        println!("\n{sizes}\n");
        println!("Budget: {}.", budget.verdict(sizes.first_load()));
        println!("The release is in {}, to be served at {}.", release.out.display(), release.public_url);
        Ok(())
    }
}
