//! What `cargo xtask screenshots` does.

use super::Screenshots;
use crate::{
    gallery::{self, Gallery},
    project,
    public_url::PublicUrl,
    release::Release,
    tools::{Browser, Tools},
};
use anyhow::{Context, Result};

impl Screenshots {
    /// Builds the release and takes the pictures.
    ///
    /// # Errors
    /// If a tool cannot be installed, if the build fails, or if a state cannot be reached.
    pub async fn run(self) -> Result<()> {
        // The path is made absolute. The person means a path relative to the current folder, but the tests run in the
        // root folder.
        let out = self.out.as_deref().map(std::path::absolute).transpose();
        let out =
            out.context("The name of the folder is not valid.")?.unwrap_or_else(|| project::scratch("screenshots"));
        let tools = Tools::for_releases().await?;
        let browser = Browser::ensure(self.permission).await?;
        let dist = project::scratch("gallery").join("dist");
        Release { out: dist.clone(), public_url: PublicUrl::default(), api_base: None, smallest: false }
            .build(&tools)
            .await?;
        println!("Taking the pictures (two or three minutes) …");
        Gallery { browser: &browser, dist: &dist }.take_pictures(&out).await?;
        println!(
            "The pictures are in {}, those of the README in {}.",
            out.display(),
            gallery::readme_pictures().display()
        );
        Ok(())
    }
}
