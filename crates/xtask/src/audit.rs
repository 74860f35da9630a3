//! What Lighthouse says of the release, page by page, on a telephone and on a desktop.
//! It must not know how the release was built, nor how Lighthouse gets here.

mod report;
mod table;

pub use report::{CATEGORIES, Flaw, NoScores, PERFORMANCE, Report};
pub use table::Table;

use crate::{
    companion,
    host::{Fallback, Host, HostOptions},
    port, project,
    tools::{Browser, Lighthouse},
};
use anyhow::{Context, Result, anyhow};
use std::{fs, path::Path};

/// The least that each category must reach, of 100.
pub const LEAST: u8 = 95;

/// How often a page is measured before a low performance is believed: whatever else the machine does can only take away
/// from it, so that the best of them is nearest to the truth. The other categories do not depend on time.
const MEASUREMENTS: u32 = 5;

/// How often Lighthouse may look at a page until it has a report with scores.
const LOOKS: u32 = 3;

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
                let report = scored(async || lighthouse.look(browser, &url, arguments, &file).await)
                    .await
                    .with_context(|| format!("Lighthouse could not judge {page}, {device}"))?;
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

/// The first report with scores. Where the page failed, that counts at once; where Lighthouse did, it looks again.
async fn scored(mut look: impl AsyncFnMut() -> Result<String>) -> Result<Report> {
    let mut looks = 1;
    loop {
        let seen = look().await.map_err(|error| NoScores::Lighthouse(format!("{error:#}")));
        match seen.and_then(|report| Report::parse(&report)) {
            Err(NoScores::Lighthouse(why)) if looks < LOOKS => {
                println!("Lighthouse failed by its own fault and looks again: {why}");
                looks += 1;
            }
            Err(NoScores::Lighthouse(why)) => {
                let remedy = "Run this again when the machine has less else to do.";
                return Err(anyhow!("It failed by its own fault {LOOKS} times in a row, at last so: {why} {remedy}"));
            }
            report => return Ok(report?),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::iter;

    const NO_RECORDING: &str = r#"{ "runtimeError": { "code": "NO_NAVSTART", "message": "No recording." } }"#;
    const NO_PAGE: &str = r#"{ "runtimeError": { "code": "PAGE_HUNG", "message": "The page hung." } }"#;
    const SCORES: &str = r#"{ "categories": {
        "performance": { "score": 1 }, "accessibility": { "score": 1 }, "best-practices": { "score": 1 }, "seo": { "score": 1 }
    } }"#;

    /// What comes of these reports, one for each look, and how many looks were taken.
    async fn of(reports: impl IntoIterator<Item = &'static str>) -> (Result<Report>, u32) {
        let mut reports = reports.into_iter();
        let mut looks = 0;
        let scored = scored(async || {
            looks += 1;
            reports.next().map(str::to_owned).context("No look was expected.")
        });
        (scored.await, looks)
    }

    #[tokio::test]
    async fn lighthouse_looks_again_where_it_failed_itself() {
        let (report, looks) = of([NO_RECORDING, NO_RECORDING, SCORES]).await;
        assert_eq!((report.expect("a report").scores, looks), ([100; 4], 3));
    }

    #[tokio::test]
    async fn lighthouse_does_not_look_for_ever() {
        let (report, looks) = of(iter::repeat(NO_RECORDING)).await;
        let told = report.expect_err("no report").to_string();
        assert!(told.contains("No recording.") && told.contains("Run this again"), "{told}");
        assert_eq!(looks, LOOKS);
    }

    #[tokio::test]
    async fn a_page_that_fails_is_given_no_second_look() {
        let (report, looks) = of([NO_PAGE, SCORES]).await;
        assert_eq!((report.expect_err("no report").to_string(), looks), ("The page hung.".to_owned(), 1));
    }
}
