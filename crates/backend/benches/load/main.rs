//! How many calls a second the companion server answers on loopback, and how soon, beside a bare axum route in the same
//! run. Run by `cargo xtask bench --only load`, which says where oha is. It judges nothing: it tells numbers.
//!
//! | module | what |
//! | --- | --- |
//! | `oha` | the public tool that sends the load |
//! | `rotation` | refreshes that each spend a token, which no tool with fixed headers can send |
//! | `target` | what is measured: the bare route, the server, who is signed in |
//! | `report`, `spread` | how it is told |

mod oha;
mod report;
mod rotation;
#[path = "../../../../tests/bench/spread.rs"]
mod spread;
mod target;

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

use oha::Oha;
use report::{Report, Times};
use target::{Call, Target};

/// Requests under way at once.
const CONNECTIONS: usize = 16;
/// How long one measurement takes; far less than the grace, within which a refresh may be repeated.
const SECONDS: u64 = 3;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    match runtime.block_on(measure()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("error: {sentence}");
            ExitCode::FAILURE
        }
    }
}

/// Each call in turn, and all of them again, so that whatever else the machine does falls on all.
async fn measure() -> Result<(), String> {
    let oha = env::var_os("OHA").ok_or("OHA says where oha is: `cargo xtask bench --only load` sets it.")?;
    let oha = Oha { program: PathBuf::from(oha), connections: CONNECTIONS, seconds: SECONDS };
    let rounds = env::var("EVERGREEN_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(5);
    let target = Target::start().await;
    let mut taken: Vec<(&str, Vec<Times>)> = Vec::new();
    for round in 1..=rounds {
        println!("round {round} of {rounds} …");
        let mut times = Vec::new();
        for call in Call::ALL {
            times.push((call.name(), oha.send(&target.request(call).await).await?));
        }
        times.push((rotation::NAME, rotation::measure(&target, CONNECTIONS, SECONDS).await?));
        for (index, (name, times)) in times.into_iter().enumerate() {
            match taken.get_mut(index) {
                Some((_, all)) => all.push(times),
                None => taken.push((name, vec![times])),
            }
        }
    }
    target.stop().await;
    let report = Report::of(taken, CONNECTIONS, SECONDS, rounds);
    println!("\n{report}");
    report.write(env::var_os("EVERGREEN_JSON").map(PathBuf::from).as_deref())
}
