//! Finds Chromium or Chrome and its driver, or installs both with the system's package manager.

use super::engine::Programs;
use super::packages::{Packages, Permission, is_root};
use super::{search, version, version::major};
use crate::project;
use anyhow::{Context, Result, ensure};
use serde_json::json;
use std::{env, fs, path::PathBuf};

const BROWSERS: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const DRIVERS: [&str; 2] = ["chromedriver", "chromium.chromedriver"];
const PACKAGES: Packages = Packages {
    what: "Chromium (or Chrome), or its driver,",
    time: "a minute or two",
    apt: &["chromium", "chromium-driver"],
    dnf: &["chromium", "chromedriver"],
    pacman: &["chromium"],
    brew: &["--cask", "chromium", "chromedriver"],
    services: &[],
};
const MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// The browser, and a driver of the same major version.
#[derive(Clone, Debug)]
pub struct Browser {
    /// The path of the browser's program.
    pub program: PathBuf,
    /// The path of the driver's program.
    pub driver: PathBuf,
}

impl Browser {
    /// Finds the browser and its driver, and installs them if one is missing.
    ///
    /// # Errors
    /// If the browser or its driver cannot be installed or does not run, or if their major versions differ.
    pub async fn ensure(permission: Permission) -> Result<Self> {
        let browser = match Self::find() {
            Some(browser) => browser,
            None => {
                PACKAGES.install(permission).await?;
                Self::find().with_context(|| PACKAGES.missing("is still missing"))?
            }
        };
        let (program, driver) = (version(&browser.program).await, version(&browser.driver).await);
        let described = |program: &Option<String>| program.clone().unwrap_or_else(|| "not runnable".to_owned());
        ensure!(
            program.is_some() && program.as_deref().and_then(major) == driver.as_deref().and_then(major),
            "{} is {} and {} is {}: install a browser and a driver of the same version, and name them in the \
             variables CHROMIUM and CHROMEDRIVER.",
            browser.program.display(),
            described(&program),
            browser.driver.display(),
            described(&driver),
        );
        Ok(browser)
    }

    /// Returns the environment variables with which the tests find the browser and its driver.
    pub fn programs(&self) -> Programs {
        vec![("CHROMIUM", self.program.clone()), ("CHROMEDRIVER", self.driver.clone())]
    }

    fn find() -> Option<Self> {
        let named = |variable| env::var_os(variable).map(PathBuf::from).filter(|path| path.is_file());
        let mac = Some(PathBuf::from(MAC)).filter(|path| path.is_file());
        let program = named("CHROMIUM").or_else(|| search::any(&BROWSERS)).or(mac)?;
        let driver = named("CHROMEDRIVER").or_else(|| search::any(&DRIVERS))?;
        Some(Self { program, driver })
    }

    /// Writes a file with the capabilities that wasm-bindgen's test runner requests from the driver. Returns the path
    /// of the file.
    ///
    /// # Errors
    /// If the file or its folder cannot be written.
    pub fn write_capabilities(&self) -> Result<PathBuf> {
        let mut arguments = vec![
            "--headless=new",
            "--disable-dev-shm-usage",
            // The following flags prevent connections and windows that have nothing to do with the tests.
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--disable-quic",
        ];
        if is_root() {
            // The browser's sandbox does not start if the user is root.
            arguments.push("--no-sandbox");
        }
        let options = json!({ "goog:chromeOptions": { "binary": self.program, "args": arguments } });
        let path = project::scratch("webdriver.json");
        fs::create_dir_all(project::scratch("")).context("The build folder could not be created.")?;
        fs::write(&path, options.to_string()).with_context(|| format!("{} could not be written.", path.display()))?;
        Ok(path)
    }
}
