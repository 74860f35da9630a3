//! Load benchmark. It measures throughput (requests per second) and latency of the companion server on the loopback
//! interface. A plain axum route is measured in the same run, for comparison. `cargo xtask bench --only load` runs this
//! benchmark and sets `OHA`, the path of the program oha.
//!
//! | module | what it owns |
//! | --- | --- |
//! | `oha` | the tool that sends the load |
//! | `rotation` | refreshes with a new token for each request, which a tool with fixed headers cannot send |
//! | `database` | the databases: SQLite, and a PostgreSQL of its own |
//! | `growth` | what refreshes and access checks cost when there are many accounts and sessions |
//! | `target` | the plain route, the server, and the requests to measure |
//! | `report`, `spread` | the results |

mod database;
mod growth;
mod oha;
mod report;
mod rotation;
#[path = "../../../../tests/bench/spread.rs"]
mod spread;
mod target;

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

use database::Databases;
use oha::Oha;
use report::{Report, Times};
use target::{Call, Target};

/// The number of connections that send requests at the same time.
const CONNECTIONS: usize = 16;
/// The duration of one measurement, in seconds. [`Call::Refresh`] sends the same refresh token in all its requests, and
/// the first request replaces this token. The server accepts a replaced token only during the grace period. So the
/// duration must be shorter than the grace period.
const SECONDS: u64 = 3;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    match runtime.block_on(measure()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

/// Measures every call once in each round. So other work of the machine affects all calls in a similar way.
async fn measure() -> Result<(), String> {
    let oha = env::var_os("OHA").ok_or("The path of oha must be in OHA; `cargo xtask bench --only load` sets it.")?;
    let oha = Oha { program: PathBuf::from(oha), connections: CONNECTIONS, seconds: SECONDS };
    let rounds = env::var("EVERGREEN_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(5);
    let databases = Databases::start();
    let mut targets = Vec::new();
    for kind in databases.kinds() {
        targets.push((kind, Target::start(databases.config(kind, "load")).await));
    }
    let mut measured: Vec<(String, Vec<Times>)> = Vec::new();
    for round in 1..=rounds {
        println!("round {round} of {rounds} …");
        let mut times = Vec::new();
        for call in Call::WITHOUT_DATABASE {
            times.push((call.name().to_owned(), oha.send(&targets[0].1.request(call).await).await?));
        }
        for (kind, target) in &targets {
            let name = |call: &str| format!("{call}, {}", kind.name());
            for call in Call::WITH_DATABASE {
                times.push((name(call.name()), oha.send(&target.request(call).await).await?));
            }
            times.push((name(rotation::NAME), rotation::measure(target, CONNECTIONS, SECONDS).await?));
        }
        for (index, (name, times)) in times.into_iter().enumerate() {
            match measured.get_mut(index) {
                Some((_, all)) => all.push(times),
                None => measured.push((name, vec![times])),
            }
        }
    }
    for (_, target) in targets {
        target.stop().await;
    }
    let growth = growth::measure(&databases, CONNECTIONS, rounds).await?;
    let report = Report::of(measured, growth, CONNECTIONS, SECONDS, rounds);
    println!("\n{report}");
    report.write(env::var_os("EVERGREEN_JSON").map(PathBuf::from).as_deref())
}
