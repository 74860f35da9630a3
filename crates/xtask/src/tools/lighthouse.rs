//! Lighthouse, which measures how well a page loads. It comes from npm, and runs in Node with the installed browser.
//! `crates/xtask/npm/audit` names the last release of Lighthouse 12. That release also runs on Node 18 and 20, but
//! Lighthouse 13 needs Node 22.

use super::{Browser, command, npm::Set, packages::is_root, search};
use crate::process;
use anyhow::{Context, Result};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The flags of the browser. They prevent what would disturb the measurement: connections that the page does not need,
/// extensions, and a graphics card that the processor has to emulate.
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

/// An installed Lighthouse, and the Node that runs it.
#[derive(Clone, Debug)]
pub struct Lighthouse {
    node: PathBuf,
    script: PathBuf,
}

impl Lighthouse {
    /// Finds Node and Lighthouse, and installs Lighthouse if it is missing.
    ///
    /// # Errors
    /// If there is no Node, or if npm cannot install Lighthouse.
    pub async fn ensure() -> Result<Self> {
        let node = search::first("node").context("There is no Node.")?;
        Set::Audit.ensure().await?;
        let script = Set::Audit.package("lighthouse").join("cli").join("index.js");
        Ok(Self { node, script })
    }

    /// Returns the path of the script that Node runs.
    pub fn script(&self) -> &Path {
        &self.script
    }

    /// Measures the page at `url` once, with additional `arguments` of Lighthouse. Returns the report as JSON.
    /// Lighthouse also writes the report into two files, `path` with the endings `.report.json` and `.report.html`. If
    /// the measurement fails, the report says why.
    ///
    /// # Errors
    /// If Lighthouse writes no report, or if the report of an earlier measurement cannot be removed.
    pub async fn run(&self, browser: &Browser, url: &str, arguments: &[&str], path: &Path) -> Result<String> {
        let mut flags = FLAGS.to_vec();
        if is_root() {
            // The browser's sandbox does not start if the user is root.
            flags.push("--no-sandbox");
        }
        let mut lighthouse = command(&self.node);
        lighthouse.arg(&self.script).arg(url).args([
            "--quiet",
            "--no-enable-error-reporting",
            "--output=json",
            "--output=html",
        ]);
        lighthouse.arg(format!("--output-path={}", path.display())).arg(format!("--chrome-flags={}", flags.join(" ")));
        lighthouse.args(arguments).env("CHROME_PATH", &browser.program);
        // If the measurement fails, Lighthouse still writes the report before it ends with an error.
        let report = path.with_added_extension("report.json");
        remove_old(&report)?;
        let ended = process::run_with_temp_folder(&mut lighthouse).await;
        fs::read_to_string(&report).or_else(|error| {
            ended?;
            Err(error).with_context(|| format!("Lighthouse has not written a readable {}.", report.display()))
        })
    }
}

/// Removes the report of an earlier measurement. Otherwise it could be mistaken for the new report.
fn remove_old(report: &Path) -> Result<()> {
    match fs::remove_file(report) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} could not be removed.", report.display()))
        }
        _ => Ok(()),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// Runs a measurement with a shell script in place of Lighthouse, and returns the result. Before the measurement,
    /// there is already a report of an earlier measurement.
    async fn measure(script: &str) -> Result<String> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("page");
        fs::write(path.with_added_extension("report.json"), "earlier").expect("a report");
        let file = folder.path().join("script");
        fs::write(&file, format!("cd {}; {script}", folder.path().display())).expect("a script");
        let lighthouse = Lighthouse { node: "sh".into(), script: file };
        let browser = Browser { program: PathBuf::new(), driver: PathBuf::new() };
        lighthouse.run(&browser, "http://localhost", &[], &path).await
    }

    #[tokio::test]
    async fn a_measurement_that_fails_returns_the_report_that_says_why() {
        let report = measure("printf why >page.report.json; exit 1").await;
        assert_eq!(report.expect("a report"), "why");
    }

    #[tokio::test]
    async fn the_report_of_an_earlier_measurement_is_never_returned() {
        let failed = measure("exit 67").await.expect_err("no report").to_string();
        assert!(failed.contains("exit status: 67"), "{failed}");
        let silent = measure("exit 0").await.expect_err("no report").to_string();
        assert!(silent.contains("has not written a readable"), "{silent}");
    }
}
