//! What the session costs, measured: the release build in Chromium against the companion server. Run by
//! `cargo xtask bench`, which builds the release folder first and says where it is. It judges nothing: it tells numbers.
//!
//! | modules | what they are for |
//! | --- | --- |
//! | `bursts`, `click`, `memory`, `start` | the measurements |
//! | `setting`, `devtools` | a signed-in tab, driven from here and asked about its memory |
//! | `plan`, `spread`, `report` | what to measure, and how it is told |
//! | `browsers` | server, host and browser, wired; shared with the tests |
//!
//! Not called `main.rs`, or cargo would take the folder for a test as well.

#![cfg_attr(target_arch = "wasm32", no_main)]
#![cfg(not(target_arch = "wasm32"))]

#[path = "../browsers/mod.rs"]
mod browsers;

mod bursts;
mod click;
mod devtools;
mod memory;
mod plan;
mod report;
mod setting;
mod spread;
mod start;

use std::process::ExitCode;

use browsers::{fixture, page, test_system};
use plan::{Part, Plan};
use report::Report;
use setting::Setting;

fn main() -> ExitCode {
    let plan = match Plan::of_environment() {
        Ok(plan) => plan,
        Err(sentence) => {
            eprintln!("error: {sentence}");
            return ExitCode::FAILURE;
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let report = runtime.expect("a runtime").block_on(measure(&plan));
    println!("\n{report}");
    match report.write(plan.json.as_deref()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("error: {sentence}");
            ExitCode::FAILURE
        }
    }
}

/// Each part in a browser of its own, so that none finds what another left behind.
async fn measure(plan: &Plan) -> Report {
    let mut report = Report { rounds: plan.rounds, ..Report::default() };
    for part in Part::ALL.into_iter().filter(|part| plan.only.is_none_or(|only| only == *part)) {
        let setting = Setting::build(part.account()).await;
        report.browser = setting.browser_version().await;
        match part {
            Part::Bursts => report.bursts = bursts::measure(&setting, plan.rounds).await,
            Part::Click => report.click = click::measure(&setting, plan.rounds).await,
            Part::Start => report.start = start::measure(&setting, plan.rounds).await,
            Part::Memory => report.memory = memory::measure(&setting).await,
        }
        setting.end().await;
    }
    report
}
