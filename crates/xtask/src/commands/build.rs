//! `cargo xtask build`: builds the release folder and prints its size.

use super::release_options::Target;
use crate::{
    project,
    release::Release,
    size::{Budget, Sizes},
    tools::Tools,
};
use anyhow::{Context, Result};
use std::path::PathBuf;

/// Build the release folder for any static host, and print its size
///
/// The folder contains 404.html, which hosts send for unknown addresses, and _headers, which Cloudflare Pages and
/// Netlify read. Other hosts must be configured to send the headers in _headers. The path patterns
/// in _headers begin with the public URL.
#[derive(Clone, Debug, clap::Args)]
pub struct Build {
    #[command(flatten)]
    target: Target,
    /// The folder to build into; all files in it are replaced [default: dist]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Build the standard library anew, without the texts of panics: about a tenth smaller
    ///
    /// This adds the component rust-src. It also uses unstable settings of cargo and rustc on the stable toolchain
    /// (RUSTC_BOOTSTRAP=1). These settings may stop working with another version of Rust. If the program fails, the
    /// browser's console shows only "unreachable" instead of the reason. Everything else is the same.
    #[arg(long)]
    smallest: bool,
}

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
