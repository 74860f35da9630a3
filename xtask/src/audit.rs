//! What Lighthouse says of the release, page by page, on a telephone and on a desktop.
//! It must not know how the release was built, nor how Lighthouse gets here.

mod report;
mod table;

pub use report::{CATEGORIES, Flaw, PERFORMANCE, Report};
pub use table::Table;

use crate::{
    companion,
    host::{Fallback, Host, HostOptions},
    port, project,
    tools::{Browser, Lighthouse},
};
use anyhow::{Context, Result};
use std::{fs, path::Path};

/// The least that each category must reach, of 100.
pub const LEAST: u8 = 95;

/// How often a page is measured before a low performance is believed: whatever else the machine does can only take away
/// from it, so that the best of them is nearest to the truth. The other categories do not depend on time.
const MEASUREMENTS: u32 = 5;

/// What becomes of performance, which depends on time and so on the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Performance {
    /// It must reach the least as well, in one of a few measurements.
    Judged,
    /// It is told, as it was measured once: a test must not fail because a machine is busy.
    Told,
}

/// The pages that a visitor comes to first.
const PAGES: [&str; 3] = ["/home", "/login", "/register"];

/// What a page is looked at on, and how Lighthouse is told.
const DEVICES: [(&str, &[&str]); 2] = [("mobile", &[]), ("desktop", &["--preset=desktop"])];

/// Looks at every page of a release folder, served as production would.
pub async fn look(lighthouse: &Lighthouse, browser: &Browser, dist: &Path, performance: Performance) -> Result<Table> {
    let reports = project::scratch("audit").join("reports");
    fs::create_dir_all(&reports).with_context(|| format!("{} could not be made.", reports.display()))?;
    let port = port::free().await?;
    let mut options = HostOptions::new(dist);
    options.api_base = Some(format!("http://localhost:{port}/api"));
    // Lighthouse takes a page with status 404 for no page, whatever it holds.
    options.fallback = Fallback::Index200;
    let host = Host::start(options).await?;
    let _companion = companion::start_for(&host.origin(), port).await?;
    let measurements = if performance == Performance::Judged { MEASUREMENTS } else { 1 };
    let mut table = Table::of(performance);
    for page in PAGES {
        for (device, arguments) in DEVICES {
            let url = format!("{}{page}", host.origin());
            let file = reports.join(format!("{}-{device}", page.trim_start_matches('/')));
            let mut all: Option<Report> = None;
            for measurement in 1..=measurements {
                println!("Lighthouse looks at {page}, {device} (some 20 s) …");
                let report = Report::parse(&lighthouse.look(browser, &url, arguments, &file).await?)
                    .with_context(|| format!("Lighthouse could not judge {page}"))?;
                let so_far = all.take().map_or(report.clone(), |earlier| earlier.and(report));
                let reached = so_far.performance();
                all = Some(so_far);
                if reached >= LEAST {
                    break;
                }
                if measurement < measurements {
                    println!("Performance was {reached}, which may be the machine's: measuring again …");
                }
            }
            table.add(page, device, all.unwrap_or_default());
        }
    }
    println!("The full reports are in {}.", reports.display());
    Ok(table)
}
