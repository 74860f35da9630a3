//! The browser engines that tests run in: where each can be had, and which programs it takes.
//! It must not know which tests there are, nor how a program is found or installed.

use super::{Browser, firefox, webkit};
use anyhow::Result;
use clap::ValueEnum;
use std::path::PathBuf;

/// An engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    /// Chromium, or Chrome
    Chromium,
    /// Firefox
    Firefox,
    /// WebKitGTK
    Webkit,
}

/// The variables that name an engine's programs to the tests.
pub type Programs = Vec<(&'static str, PathBuf)>;

impl Engine {
    /// Its name: that of the tests' modules, too.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::Webkit => "webkit",
        }
    }

    /// Why this system can't have it, where it can't.
    pub fn absent(self) -> Option<&'static str> {
        let absent = self == Self::Webkit && !cfg!(target_os = "linux");
        absent.then_some("WebKitGTK with its driver is for Linux only")
    }

    /// Finds its programs, after installing what is missing.
    pub async fn ensure(self) -> Result<Programs> {
        Ok(match self {
            Self::Chromium => Browser::ensure().await?.programs(),
            Self::Firefox => {
                let (program, driver) = firefox::ensure().await?;
                vec![("FIREFOX", program), ("GECKODRIVER", driver)]
            }
            Self::Webkit => {
                let webkit = webkit::ensure().await?;
                vec![("MINIBROWSER", webkit.browser), ("WEBKITWEBDRIVER", webkit.driver), ("XVFB", webkit.screen)]
            }
        })
    }
}
