//! `cargo xtask write-api-base`: writes the API base into a built page. `cargo xtask serve` lets Trunk run this command
//! after each build if the app must call another API than the one in index.html. A person never needs to type this
//! command.

use crate::api_base::{self, ApiBase};
use anyhow::{Context, Result};
use std::{env, fs, path::Path};

/// The name of the command.
pub const NAME: &str = "write-api-base";

/// Write the API base into the page that Trunk has just built
#[derive(Clone, Debug, clap::Args)]
pub struct WriteApiBase {
    /// The API base that the app uses
    base: ApiBase,
}

impl WriteApiBase {
    /// Writes the API base into index.html in the folder into which Trunk builds.
    ///
    /// # Errors
    /// If the command was not started by Trunk, or if the page cannot be changed.
    pub fn run(&self) -> Result<()> {
        let folder = env::var_os("TRUNK_STAGING_DIR");
        let folder = folder.context("Only Trunk runs this command: use `cargo xtask serve --api-base URL`.")?;
        write(&Path::new(&folder).join("index.html"), &self.base)
    }
}

fn write(page: &Path, base: &ApiBase) -> Result<()> {
    let html = fs::read_to_string(page).with_context(|| format!("{} cannot be read.", page.display()))?;
    let new = api_base::rewrite(&html, "", base)?;
    fs::write(page, new.index).with_context(|| format!("{} could not be written.", page.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_gets_the_base() {
        let folder = tempfile::tempdir().expect("a folder");
        let page = folder.path().join("index.html");
        fs::write(&page, r#"<meta name="api-base" content="/api"><p>"#).expect("written");
        write(&page, &"https://api.example.org/v1".parse().expect("a good base")).expect("changed");
        let html = fs::read_to_string(&page).expect("the page");
        assert_eq!(html, r#"<meta name="api-base" content="https://api.example.org/v1"><p>"#);
    }
}
