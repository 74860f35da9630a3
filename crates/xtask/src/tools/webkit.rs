//! Finds WebKitGTK's MiniBrowser, its driver, and Xvfb, which is a virtual screen for both. Installs what is missing
//! with the system's package manager.

use super::packages::{Packages, Permission};
use super::search;
use anyhow::{Context, Result};
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// The folders in which systems install the programs that belong to libraries. On Debian they contain a folder for each
/// architecture.
const LIBRARIES: [&str; 3] = ["/usr/lib", "/usr/libexec", "/usr/lib64"];
const PACKAGES: Packages = Packages {
    what: "WebKitGTK's MiniBrowser, its WebKitWebDriver, or Xvfb,",
    time: "a minute or two",
    apt: &["webkit2gtk-driver", "xvfb"],
    dnf: &["/usr/bin/WebKitWebDriver", "/usr/bin/Xvfb"],
    pacman: &["webkit2gtk-4.1", "xorg-server-xvfb"],
    brew: &[],
    services: &[],
};

/// The paths of the three programs.
#[derive(Clone, Debug)]
pub struct WebKit {
    /// The path of MiniBrowser, the browser.
    pub browser: PathBuf,
    /// The path of WebKitWebDriver, the driver.
    pub driver: PathBuf,
    /// The path of Xvfb, the virtual screen.
    pub screen: PathBuf,
}

/// Finds the three programs, and installs them if one is missing.
///
/// # Errors
/// If a program cannot be installed.
pub async fn ensure(permission: Permission) -> Result<WebKit> {
    if let Some(webkit) = find() {
        return Ok(webkit);
    }
    PACKAGES.install(permission).await?;
    find().with_context(|| PACKAGES.missing("is still missing"))
}

fn find() -> Option<WebKit> {
    let named = |variable: &str| env::var_os(variable).map(PathBuf::from).filter(|path| path.is_file());
    Some(WebKit {
        browser: named("MINIBROWSER").or_else(browser)?,
        driver: named("WEBKITWEBDRIVER").or_else(|| search::first("WebKitWebDriver"))?,
        screen: named("XVFB").or_else(|| search::first("Xvfb"))?,
    })
}

/// Returns the path of MiniBrowser in a folder such as `/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1`. If several folders
/// contain MiniBrowser, returns the path that is last in alphabetical order. This MiniBrowser usually has the highest
/// version. Returns `None` if no folder contains MiniBrowser.
fn browser() -> Option<PathBuf> {
    let roots = LIBRARIES.iter().map(PathBuf::from);
    let folders = roots.flat_map(|root| [vec![root.clone()], inside(&root)].concat());
    let mut found: Vec<PathBuf> = folders
        .flat_map(|folder| inside(&folder))
        .filter(|folder| folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with("webkit")))
        .filter_map(|folder| search::within(&folder, "MiniBrowser"))
        .collect();
    found.sort();
    found.pop()
}

fn inside(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
}
