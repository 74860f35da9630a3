//! The browser and the driver that tests steer it with: found, or installed by the system's package manager.
//! It must not know which tests there are.

use super::{command, search, version, version::major};
use crate::{process, project};
use anyhow::{Context, Result, ensure};
use serde_json::json;
use std::{env, fs, path::PathBuf};

const BROWSERS: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const DRIVERS: [&str; 2] = ["chromedriver", "chromium.chromedriver"];
const MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// A browser, and a driver of the same version.
#[derive(Clone, Debug)]
pub struct Browser {
    /// The browser's program.
    pub program: PathBuf,
    /// The driver's program.
    pub driver: PathBuf,
}

impl Browser {
    /// Finds both, after installing what is missing.
    pub async fn ensure() -> Result<Self> {
        let browser = match Self::find() {
            Some(browser) => browser,
            None => {
                install().await?;
                Self::find().with_context(|| missing("is still missing"))?
            }
        };
        let (program, driver) = (version(&browser.program).await, version(&browser.driver).await);
        let told = |program: &Option<String>| program.clone().unwrap_or_else(|| "not runnable".to_owned());
        ensure!(
            program.is_some() && program.as_deref().and_then(major) == driver.as_deref().and_then(major),
            "{} is {} and {} is {}: install a browser and a driver of the same version, and name them in the \
             variables CHROMIUM and CHROMEDRIVER.",
            browser.program.display(),
            told(&program),
            browser.driver.display(),
            told(&driver),
        );
        Ok(browser)
    }

    fn find() -> Option<Self> {
        let named = |variable| env::var_os(variable).map(PathBuf::from).filter(|path| path.is_file());
        let mac = Some(PathBuf::from(MAC)).filter(|path| path.is_file());
        let program = named("CHROMIUM").or_else(|| search::any(&BROWSERS)).or(mac)?;
        let driver = named("CHROMEDRIVER").or_else(|| search::any(&DRIVERS))?;
        Some(Self { program, driver })
    }

    /// Writes the capabilities that wasm-bindgen's test runner asks the driver for.
    pub fn write_capabilities(&self) -> Result<PathBuf> {
        let mut arguments = vec![
            "--headless=new",
            "--disable-dev-shm-usage",
            // Keeps it off the network, and its own windows out of the way.
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--disable-quic",
        ];
        if is_root() {
            // The sandbox refuses to start for root.
            arguments.push("--no-sandbox");
        }
        let options = json!({ "goog:chromeOptions": { "binary": self.program, "args": arguments } });
        let path = project::scratch("webdriver.json");
        fs::create_dir_all(project::scratch("")).context("The build folder could not be made.")?;
        fs::write(&path, options.to_string()).with_context(|| format!("{} could not be written.", path.display()))?;
        Ok(path)
    }
}

/// Installs browser and driver with the system's package manager, where it can without asking anybody.
async fn install() -> Result<()> {
    let managers: [(&str, &[&[&str]]); 4] = [
        ("apt-get", &[&["update"], &["install", "-y", "--no-install-recommends", "chromium", "chromium-driver"]]),
        ("dnf", &[&["install", "-y", "chromium", "chromedriver"]]),
        ("pacman", &[&["-Sy", "--noconfirm", "chromium"]]),
        ("brew", &[&["install", "--cask", "chromium", "chromedriver"]]),
    ];
    let found = managers.into_iter().find_map(|(name, steps)| search::first(name).map(|path| (name, path, steps)));
    let (name, manager, steps) = found.with_context(|| missing("is missing"))?;
    let sudo = name != "brew" && !is_root();
    if sudo {
        let allowed = process::answer(command("sudo").args(["-n", "true"])).await.is_some();
        ensure!(allowed, missing("is missing, and this user may not install it"));
    }
    println!("Installing chromium and its driver with {name} (a minute or two) …");
    for step in steps {
        let mut run = if sudo { command("sudo") } else { command(&manager) };
        if sudo {
            run.arg("-n").arg(&manager);
        }
        run.args(*step).env("DEBIAN_FRONTEND", "noninteractive");
        process::run(&mut run).await.with_context(|| missing("could not be installed"))?;
    }
    Ok(())
}

fn missing(how: &str) -> String {
    format!(
        "A browser or its driver {how}: install Chromium or Chrome and its chromedriver (Debian: `sudo apt-get install \
         chromium chromium-driver`; Fedora: `sudo dnf install chromium chromedriver`; Arch: `sudo pacman -S chromium`; \
         macOS: `brew install --cask chromium chromedriver`)."
    )
}

#[cfg(unix)]
fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}
