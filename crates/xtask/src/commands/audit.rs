//! `cargo xtask audit`: whether everybody can use the app, and how good its pages load.
//! It must not know how either is judged.

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

/// Let axe and Lighthouse judge the release in Chromium, after installing what is missing
///
/// axe goes through every state of every page, light and dark, wide and narrow, and may find nothing at all. Lighthouse
/// loads /home, /login and /register as on a telephone and as on a desktop, and must give 95 of 100 in every category;
/// performance, from which a busy machine takes away, is the best of up to five measurements. Both come from npm, which
/// needs Node (18.16 or newer). About eight minutes.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Audit {}

impl Audit {
    /// Does it.
    pub async fn run(self) -> Result<()> {
        if let Some(reason) = npm::absent().await {
            bail!("axe and Lighthouse can't be had: {reason}.");
        }
        let tools = Tools::for_releases().await?;
        let browser = Browser::ensure().await?;
        let dist = project::scratch("audit").join("dist");
        Release { out: dist.clone(), public_url: PublicUrl::default(), api_base: None }.build(&tools).await?;
        judge(&browser, &dist, Performance::Judged).await.map(drop)
    }
}

/// Judges a release folder, where npm is; gives what is worth a note.
pub async fn judge(browser: &Browser, dist: &Path, performance: Performance) -> Result<String> {
    let script = axe::ensure().await?;
    let lighthouse = Lighthouse::ensure().await?;
    println!("axe goes through all states (two or three minutes) …");
    let axe = Gallery { browser, dist }.judge(&script).await;
    let lighthouse = audit::look(&lighthouse, browser, dist, performance).await.and_then(|table| {
        println!("\n{table}");
        table.check()?;
        Ok(table.note())
    });
    // Whatever one of them finds, the other is to be heard too.
    match (axe, lighthouse) {
        (Ok(()), note) => note,
        (Err(axe), Ok(_)) => Err(axe),
        (Err(axe), Err(lighthouse)) => bail!("{axe:#}\n{lighthouse:#}"),
    }
}
