//! What `cargo xtask build` does.

use super::Build;
use crate::commands::release_options::Target;
use crate::{
    project,
    release::Release,
    size::{Budget, Sizes},
    tools::Tools,
};
use anyhow::{Context, Result};

impl Build {
    /// Builds the release folder, and prints its size. A size above the limit is no error.
    pub async fn run(self) -> Result<()> {
        let out = match self.out {
            // The path is relative to the folder in which the person has started the command, but Trunk runs in the
            // root folder.
            Some(out) => std::path::absolute(out).context("The name of the folder is not valid.")?,
            None => project::root().join("dist"),
        };
        let tools = match self.smallest {
            true => Tools::for_smallest_releases().await?,
            false => Tools::for_releases().await?,
        };
        let Target { public_url, api_base } = self.target;
        let release = Release { out, public_url, api_base, smallest: self.smallest };
        release.build(&tools).await?;
        let budget = Budget::read()?;
        let sizes = Sizes::of(&release.out, &budget)?;
        println!("\n{sizes}\n");
        println!("Budget: {}.", budget.verdict(&sizes));
        println!("The release is in {}, to be served at {}.", release.out.display(), release.public_url);
        Ok(())
    }
}
