//! Benchmarks of the session: the release build in Chromium with the companion server. `cargo xtask bench` runs them.
//! This command first builds the release folder, and passes its path in the environment. A slow result does not make a
//! run fail.
//!
//! | modules | content |
//! | --- | --- |
//! | `bursts`, `click`, `memory`, `start`, `visit` | the measurements |
//! | `setup`, `devtools` | a tab with a signed-in user, and the browser's measurements of it |
//! | `plan`, `spread`, `report` | what to measure, and the output |
//! | `browsers` | server, host, browser and page; shared with the tests |
//!
//! This file is not called `main.rs`, because cargo would then treat this folder as a test as well.

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
mod setup;
mod spread;
mod start;
mod visit;

use std::process::ExitCode;

use browsers::{fixture, page, test_system};
use plan::{Part, Plan};
use report::Report;
use setup::Setup;

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

/// Makes each measurement of the plan in its own browser, so that no measurement affects the next one.
async fn measure(plan: &Plan) -> Report {
    let mut report = Report { rounds: plan.rounds, ..Report::default() };
    for part in Part::ALL.into_iter().filter(|part| plan.only.is_none_or(|only| only == *part)) {
        let port = plan.beside.as_deref().filter(|_| part == Part::Visit).and_then(visit::fixed_port);
        let setup = Setup::build(part.account(), port).await;
        report.browser = setup.browser_version().await;
        match part {
            Part::Bursts => report.bursts = bursts::measure(&setup, plan.rounds).await,
            Part::Click => report.click = click::measure(&setup, plan.rounds).await,
            Part::Start => report.start = start::measure(&setup, plan.rounds).await,
            Part::Memory => report.memory = memory::measure(&setup).await,
            Part::Visit => report.visit = visit::measure(&setup, plan.rounds, plan.beside.clone()).await,
        }
        setup.end().await;
    }
    report
}
