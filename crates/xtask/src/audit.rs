//! Runs Lighthouse on each page of a release, with the settings of a phone and of a desktop.

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

/// The lowest score (of 100) with which a category passes.
pub const LEAST: u8 = 95;

/// If the score for the performance of a page is too low, the page is measured again, up to this many measurements in
/// total. The best score counts: other programs on the machine can make a score worse, but not better.
const MEASUREMENTS: u32 = 5;

/// The maximum number of times that Lighthouse runs for one measurement. It runs again if Lighthouse itself failed, but
/// not if the page failed.
const ATTEMPTS: u32 = 3;

/// Whether the check fails if the score for performance is too low. This score depends on the speed of the machine; the
/// other scores do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Performance {
    /// The score for performance must reach [`LEAST`] in one of several measurements.
    Counts,
    /// Performance is measured once, and its score is only printed. A low score is no failure, because a test must not
    /// fail on a busy machine.
    Printed,
}

/// The paths of the pages to measure. A visitor opens these pages first.
const PAGES: [&str; 3] = ["/home", "/login", "/register"];

/// The name of each device, and the arguments with which Lighthouse simulates it.
const DEVICES: [(&str, &[&str]); 2] = [("mobile", &[]), ("desktop", &["--preset=desktop"])];

/// Serves the release folder `dist`, and measures each page on each device. Returns the table of all reports.
///
/// # Errors
/// If a server does not start, or if the folder for the reports cannot be created. Also if a page fails (for example,
/// it does not load), or if Lighthouse itself fails several times in a row.
pub async fn measure(
    lighthouse: &Lighthouse,
    browser: &Browser,
    dist: &Path,
    performance: Performance,
) -> Result<Table> {
    let reports = project::scratch("audit").join("reports");
    fs::create_dir_all(&reports).with_context(|| format!("{} could not be created.", reports.display()))?;
    let port = port::free().await?;
    let mut options = HostOptions::new(dist);
    options.api_base = Some(format!("http://localhost:{port}/api"));
    // The host must respond to the paths of the pages with status 200. Lighthouse does not measure a page with status
    // 404.
    options.fallback = Fallback::Index200;
    let host = Host::start(options).await?;
    let _companion = companion::start_for(&host.origin(), port).await?;
    let measurements = if performance == Performance::Counts { MEASUREMENTS } else { 1 };
    let mut table = Table::of(performance);
    for page in PAGES {
        for (device, arguments) in DEVICES {
            let url = format!("{}{page}", host.origin());
            let file = reports.join(format!("{}-{device}", page.trim_start_matches('/')));
            let mut all: Option<Report> = None;
            for measurement in 1..=measurements {
                println!("Lighthouse measures {page}, {device} (about 20 s) …");
                let report = scored(async || lighthouse.run(browser, &url, arguments, &file).await)
                    .await
                    .with_context(|| format!("Lighthouse could not measure {page}, {device}"))?;
                let so_far = all.take().map_or(report.clone(), |earlier| earlier.and(report));
                let reached = so_far.performance();
                all = Some(so_far);
                if reached >= LEAST {
                    break;
                }
                if measurement < measurements {
                    println!("Performance was {reached}, perhaps because the machine is busy: measuring again …");
                }
            }
            table.add(page, device, all.unwrap_or_default());
        }
    }
    println!("The full reports are in {}.", reports.display());
    Ok(table)
}

/// Runs Lighthouse by calling `run`, and returns the report if it has scores. If Lighthouse itself failed, runs it
/// again, at most [`ATTEMPTS`] times in all.
///
/// # Errors
/// If Lighthouse itself failed [`ATTEMPTS`] times, or if the page failed, for example because it did not load. After a
/// failure of the page, Lighthouse does not run again.
async fn scored(mut run: impl AsyncFnMut() -> Result<String>) -> Result<Report> {
    let mut attempts = 1;
    loop {
        let written = run().await.map_err(|error| NoScores::Lighthouse(format!("{error:#}")));
        match written.and_then(|report| Report::parse(&report)) {
            Err(NoScores::Lighthouse(why)) if attempts < ATTEMPTS => {
                println!("Lighthouse itself failed and runs again: {why}");
                attempts += 1;
            }
            Err(NoScores::Lighthouse(why)) => {
                let remedy = "Run this again when the machine is less busy.";
                return Err(anyhow!(
                    "Lighthouse itself failed {ATTEMPTS} times in a row, the last time with: {why} {remedy}"
                ));
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

    /// Calls `scored` with a function that takes the place of Lighthouse. In each attempt, this function returns the
    /// next one of `reports`. Returns the result of `scored`, and the number of attempts.
    async fn of(reports: impl IntoIterator<Item = &'static str>) -> (Result<Report>, u32) {
        let mut reports = reports.into_iter();
        let mut attempts = 0;
        let scored = scored(async || {
            attempts += 1;
            reports.next().map(str::to_owned).context("No attempt was expected.")
        });
        (scored.await, attempts)
    }

    #[tokio::test]
    async fn lighthouse_runs_again_if_it_failed_itself() {
        let (report, attempts) = of([NO_RECORDING, NO_RECORDING, SCORES]).await;
        assert_eq!((report.expect("a report").scores, attempts), ([100; 4], 3));
    }

    #[tokio::test]
    async fn lighthouse_does_not_run_forever() {
        let (report, attempts) = of(iter::repeat(NO_RECORDING)).await;
        let message = report.expect_err("no report").to_string();
        assert!(message.contains("No recording.") && message.contains("Run this again"), "{message}");
        assert_eq!(attempts, ATTEMPTS);
    }

    #[tokio::test]
    async fn a_page_that_fails_is_not_measured_again() {
        let (report, attempts) = of([NO_PAGE, SCORES]).await;
        assert_eq!((report.expect_err("no report").to_string(), attempts), ("The page hung.".to_owned(), 1));
    }
}
