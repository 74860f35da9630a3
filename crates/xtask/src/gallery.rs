//! Runs the gallery tests, which visit every state of the app. In each state they either run axe or take a picture.

use crate::{
    process, project,
    tools::{self, Browser},
};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use tokio::process::Command;

/// A release, and the browser in which the tests visit the release.
#[derive(Debug)]
pub struct Gallery<'a> {
    /// Chromium or Chrome, with its driver.
    pub browser: &'a Browser,
    /// The release folder.
    pub dist: &'a Path,
}

impl Gallery<'_> {
    /// Checks every state of the app with axe.
    ///
    /// `script` is the path of axe's script.
    ///
    /// # Errors
    /// If axe finds a problem, if a state cannot be reached, or if the tests cannot be built.
    pub async fn check(&self, script: &Path) -> Result<()> {
        process::run(self.tests("axe::").env("EVERGREEN_AXE", script))
            .await
            .context("axe found a problem, or a state could not be reached: see above.")
    }

    /// Takes a picture of every state of the app, and writes these pictures into `folder`. Also replaces the pictures
    /// that the README shows.
    ///
    /// # Errors
    /// If a state cannot be reached, or if the tests cannot be built.
    pub async fn take_pictures(&self, folder: &Path) -> Result<()> {
        let mut tests = self.tests("pictures::");
        tests.env("EVERGREEN_PICTURES", folder).env("EVERGREEN_README_PICTURES", readme_pictures());
        process::run(&mut tests).await.context("A state could not be reached: see above.")
    }

    /// Returns the command that runs the tests whose name contains `which`.
    fn tests(&self, which: &str) -> Command {
        let mut test = tools::cargo("test");
        test.args(["--workspace", "--test", "gallery", "--", which])
            .env("EVERGREEN_DIST", self.dist)
            .envs(self.browser.programs());
        test
    }
}

/// Returns the folder of the pictures that the README shows.
pub fn readme_pictures() -> PathBuf {
    project::root().join("tests").join("gallery").join("pictures")
}
