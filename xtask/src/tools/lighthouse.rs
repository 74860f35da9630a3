//! Lighthouse, which judges a page as it loads: from npm, run by Node, with the browser that is here anyway.
//! It must not know which pages there are, nor what a report says.

use super::{Browser, command, npm, packages::is_root, search};
use crate::process;
use anyhow::{Context, Result};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The last that runs on Node 18 and 20; 13 needs Node 22.
const VERSION: &str = "12.8.2";

/// Keeps the browser off the network but for the page, and the processor for the page: without extensions of the system,
/// and without a graphics card that is played by the processor.
const FLAGS: [&str; 8] = [
    "--headless=new",
    "--disable-gpu",
    "--disable-extensions",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
];

/// Lighthouse, installed.
#[derive(Clone, Debug)]
pub struct Lighthouse {
    node: PathBuf,
    script: PathBuf,
}

impl Lighthouse {
    /// Installs it where it is missing.
    pub async fn ensure() -> Result<Self> {
        let node = search::first("node").context("There is no Node.")?;
        let script = npm::ensure("lighthouse", VERSION).await?.join("cli").join("index.js");
        Ok(Self { node, script })
    }

    /// What Node runs.
    pub fn script(&self) -> &Path {
        &self.script
    }

    /// Looks at a page once; gives its report, which is JSON, and leaves it with one for people beside `place`, under
    /// the endings that Lighthouse adds.
    pub async fn look(&self, browser: &Browser, url: &str, arguments: &[&str], place: &Path) -> Result<String> {
        let mut flags = FLAGS.to_vec();
        if is_root() {
            // The sandbox refuses to start for root.
            flags.push("--no-sandbox");
        }
        let mut look = command(&self.node);
        look.arg(&self.script).arg(url).args([
            "--quiet",
            "--no-enable-error-reporting",
            "--output=json",
            "--output=html",
        ]);
        look.arg(format!("--output-path={}", place.display())).arg(format!("--chrome-flags={}", flags.join(" ")));
        look.args(arguments).env("CHROME_PATH", &browser.program);
        process::run_tidily(&mut look).await?;
        let report = place.with_added_extension("report.json");
        fs::read_to_string(&report).with_context(|| format!("Lighthouse left no readable {}.", report.display()))
    }
}
