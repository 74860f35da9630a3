//! Lighthouse, which judges a page as it loads: from npm, run by Node, with the browser that is here anyway.
//! It must not know which pages there are, nor what a report says.

use super::{Browser, command, npm, packages::is_root, search};
use crate::process;
use anyhow::{Context, Result};
use std::{
    fs, io,
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
    /// the endings that Lighthouse adds. A look that failed gives a report too, which says why.
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
        // The program fails where the look did; but only after it has written.
        let report = place.with_added_extension("report.json");
        forget(&report)?;
        let ended = process::run_tidily(&mut look).await;
        fs::read_to_string(&report).or_else(|error| {
            ended?;
            Err(error).with_context(|| format!("Lighthouse left no readable {}.", report.display()))
        })
    }
}

/// Takes away the report of an earlier look, which would be taken for this one's.
fn forget(report: &Path) -> Result<()> {
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

    /// What a look gives where this shell script stands for Lighthouse, and an earlier look has left a report.
    async fn look(script: &str) -> Result<String> {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("page");
        fs::write(place.with_added_extension("report.json"), "earlier").expect("a report");
        let file = folder.path().join("script");
        fs::write(&file, format!("cd {}; {script}", folder.path().display())).expect("a script");
        let lighthouse = Lighthouse { node: "sh".into(), script: file };
        let browser = Browser { program: PathBuf::new(), driver: PathBuf::new() };
        lighthouse.look(&browser, "http://localhost", &[], &place).await
    }

    #[tokio::test]
    async fn a_look_that_failed_gives_the_report_that_says_why() {
        let report = look("printf why >page.report.json; exit 1").await;
        assert_eq!(report.expect("a report"), "why");
    }

    #[tokio::test]
    async fn the_report_of_an_earlier_look_is_never_taken_for_a_new_one() {
        let failed = look("exit 67").await.expect_err("no report").to_string();
        assert!(failed.contains("exit status: 67"), "{failed}");
        let silent = look("exit 0").await.expect_err("no report").to_string();
        assert!(silent.contains("left no readable"), "{silent}");
    }
}
