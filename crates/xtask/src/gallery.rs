//! The gallery of the app's states, as its tests go through it: for axe to judge, or to be photographed.
//! It must not know which states there are.

use crate::{
    process, project,
    tools::{self, Browser},
};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use tokio::process::Command;

/// A release and the browser to look at it with.
#[derive(Debug)]
pub struct Gallery<'a> {
    /// The browser.
    pub browser: &'a Browser,
    /// The release folder.
    pub dist: &'a Path,
}

impl Gallery<'_> {
    /// Lets axe judge every state; `script` is axe's source.
    pub async fn judge(&self, script: &Path) -> Result<()> {
        process::run(self.tests("axe::").env("EVERGREEN_AXE", script))
            .await
            .context("axe finds something wrong, or a state could not be reached: see above.")
    }

    /// Photographs every state into `folder`, and renews the README's pictures.
    pub async fn photograph(&self, folder: &Path) -> Result<()> {
        let mut tests = self.tests("pictures::");
        tests.env("EVERGREEN_PICTURES", folder).env("EVERGREEN_README_PICTURES", readme_pictures());
        process::run(&mut tests).await.context("Some state could not be reached: see above.")
    }

    fn tests(&self, which: &str) -> Command {
        let mut test = tools::command("cargo");
        test.args(["test", "--package", "evergreen", "--test", "gallery", "--", which])
            .env("EVERGREEN_DIST", self.dist)
            .envs(self.browser.programs());
        test
    }
}

/// The folder of the pictures that the README shows.
pub fn readme_pictures() -> PathBuf {
    project::root().join("tests").join("gallery").join("pictures")
}
