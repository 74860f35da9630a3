//! The browser engines in which tests run. This module says which engines this system can have, and finds their
//! programs.

use super::{Browser, Permission, firefox, webkit};
use anyhow::Result;
use clap::ValueEnum;
use std::path::PathBuf;

/// A browser engine in which tests can run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    /// Chromium, or Chrome
    Chromium,
    /// Firefox
    Firefox,
    /// WebKitGTK
    Webkit,
}

/// The programs of an engine. Each entry has the name of an environment variable and the path of a program. The tests
/// read the path from this variable.
pub type Programs = Vec<(&'static str, PathBuf)>;

impl Engine {
    /// Returns the name of the engine. The modules with its tests have the same name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::Webkit => "webkit",
        }
    }

    /// Returns the reason why this system cannot have the engine, or `None` if it can.
    pub fn absent(self) -> Option<&'static str> {
        let absent = self == Self::Webkit && !cfg!(target_os = "linux");
        absent.then_some("WebKitGTK with its driver is for Linux only")
    }

    /// Finds the programs of the engine, after installing what is missing.
    ///
    /// # Errors
    /// If a program cannot be installed, or if the browser does not run or does not fit its driver.
    pub async fn ensure(self, permission: Permission) -> Result<Programs> {
        Ok(match self {
            Self::Chromium => Browser::ensure(permission).await?.programs(),
            Self::Firefox => {
                let (program, driver) = firefox::ensure(permission).await?;
                vec![("FIREFOX", program), ("GECKODRIVER", driver)]
            }
            Self::Webkit => {
                let webkit = webkit::ensure(permission).await?;
                vec![("MINIBROWSER", webkit.browser), ("WEBKITWEBDRIVER", webkit.driver), ("XVFB", webkit.screen)]
            }
        })
    }
}
