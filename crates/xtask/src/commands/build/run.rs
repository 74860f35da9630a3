//! What `cargo xtask build` does.

use super::Build;
use crate::commands::release_options::Target;
use crate::{
    api_base,
    hosting::{self, Site},
    project,
    release::Release,
    size::{Budget, Sizes},
    tools::Tools,
};
use anyhow::{Context, Result};
use std::fs;

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
        let folder = match self.host {
            Some(_) => hosting::release_in(&out, &public_url),
            None => out.clone(),
        };
        let release = Release { out: folder, public_url, api_base, smallest: self.smallest };
        release.build(&tools).await?;
        let page =
            fs::read_to_string(release.out.join("index.html")).context("The build has no readable index.html.")?;
        let api_base = api_base::named(&page)?.context("The `api-base` in index.html is not valid.")?;
        let configuration = match self.host {
            Some(host) => {
                let site = Site { folder: &out, public_url: &release.public_url, api_base: &api_base };
                Some(hosting::write(host, &site)?)
            }
            None => None,
        };
        let budget = Budget::read()?;
        let sizes = Sizes::of(&release.out, &budget)?;
        println!("\n{sizes}\n");
        println!("Budget: {}.", budget.verdict(&sizes));
        println!("The release is in {}, to be served at {}.", release.out.display(), release.public_url);
        if let Some((file, note)) = configuration {
            println!("The configuration of the host is {}. {note}", file.display());
        }
        if let Some(concern) = api_base.concern() {
            eprintln!("warning: {concern}");
        }
        Ok(())
    }
}
