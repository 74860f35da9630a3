//! `cargo xtask screenshots`: what the app looks like, all of it.
//! It must not know which pictures there are.

use crate::{
    gallery::{self, Gallery},
    project,
    public_url::PublicUrl,
    release::Release,
    tools::{Browser, Tools},
};
use anyhow::{Context, Result};
use std::path::PathBuf;

/// Take pictures of every state of every page in Chromium, after installing what is missing
///
/// Light and dark, 1280 and 360 pixels wide, each in a file such as `login-refused-dark-360.png`. The README's own
/// pictures are taken anew, too.
#[derive(Clone, Debug, clap::Args)]
pub struct Screenshots {
    /// The folder to put them into [default: target/screenshots]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Screenshots {
    /// Does it.
    pub async fn run(self) -> Result<()> {
        // As the person meant it, who may stand in another folder than the root.
        let out = self.out.as_deref().map(std::path::absolute).transpose();
        let out =
            out.context("The folder's name is not understood.")?.unwrap_or_else(|| project::scratch("screenshots"));
        let tools = Tools::for_releases().await?;
        let browser = Browser::ensure().await?;
        let dist = project::scratch("gallery").join("dist");
        Release { out: dist.clone(), public_url: PublicUrl::default(), api_base: None }.build(&tools).await?;
        println!("Taking the pictures (two or three minutes) …");
        Gallery { browser: &browser, dist: &dist }.photograph(&out).await?;
        println!(
            "The pictures are in {}, and the README's in {}.",
            out.display(),
            gallery::readme_pictures().display()
        );
        Ok(())
    }
}
