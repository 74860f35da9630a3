//! What `cargo xtask audit` does.

use super::Audit;
use crate::{
    audit::{self, Performance},
    gallery::Gallery,
    project,
    public_url::PublicUrl,
    release::Release,
    tools::{Browser, Lighthouse, Tools, axe, npm},
};
use anyhow::{Result, bail};
use std::path::Path;

impl Audit {
    /// Builds the release, and checks it with axe and Lighthouse.
    ///
    /// # Errors
    /// If a tool cannot be installed, if the build fails, or if axe or Lighthouse finds a problem.
    pub async fn run(self) -> Result<()> {
        if let Some(reason) = npm::absent().await {
            bail!("axe and Lighthouse are not available: {reason}.");
        }
        let tools = Tools::for_releases().await?;
        let browser = Browser::ensure(self.permission).await?;
        let dist = project::scratch("audit").join("dist");
        Release { out: dist.clone(), public_url: PublicUrl::default(), api_base: None, smallest: false }
            .build(&tools)
            .await?;
        check(&browser, &dist, Performance::Counts).await.map(drop)
    }
}

/// Checks a release folder with axe and Lighthouse, and installs both with npm if they are missing. Returns a note for
/// the summary of a test run.
///
/// # Errors
/// If axe or Lighthouse finds a problem, does not run, or cannot be installed.
pub async fn check(browser: &Browser, dist: &Path, performance: Performance) -> Result<String> {
    let script = axe::ensure().await?;
    let lighthouse = Lighthouse::ensure().await?;
    println!("axe checks all states (two or three minutes) …");
    let axe = Gallery { browser, dist }.check(&script).await;
    let lighthouse = audit::measure(&lighthouse, browser, dist, performance).await.and_then(|table| {
        println!("\n{table}");
        table.check()?;
        Ok(table.note())
    });
    // Lighthouse runs even if axe has failed. If both have failed, the error contains both messages.
    match (axe, lighthouse) {
        (Ok(()), note) => note,
        (Err(axe), Ok(_)) => Err(axe),
        (Err(axe), Err(lighthouse)) => bail!("{axe:#}\n{lighthouse:#}"),
    }
}
