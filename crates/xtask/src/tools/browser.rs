//! Chromium or Chrome, and its driver: finds both, or installs them with the system's package manager.

use super::engine::Programs;
use super::packages::{Packages, is_root};
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

/// The browser, and a driver of the same version.
#[derive(Clone, Debug)]
pub struct Browser {
    /// The browser's program.
    pub program: PathBuf,
    /// The driver's program.
    pub driver: PathBuf,
}

impl Browser {
    /// Finds both programs, after installing what is missing.
    ///
    /// # Errors
    /// If they cannot be installed, do not run, or have different versions.
    pub async fn ensure() -> Result<Self> {
        let browser = match Self::find() {
            Some(browser) => browser,
            None => {
                PACKAGES.install().await?;
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

    /// Returns the variables with which the tests find both programs.
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

    /// Writes the file with the capabilities that wasm-bindgen's test runner requests from the driver. Returns its
    /// path.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write_capabilities(&self) -> Result<PathBuf> {
        let mut arguments = vec![
            "--headless=new",
            "--disable-dev-shm-usage",
            // The browser must not make connections or open windows that the tests do not ask for.
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
