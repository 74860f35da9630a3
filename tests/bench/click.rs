//! Measures how long a board takes to appear. A board is a page with a text from the server. The time begins with the
//! click on the board's link, and ends when the text is on the page. Compares this time with the time of a `fetch` that
//! requests the same text.

use serde::Serialize;
use serde_json::{Value, json};

use crate::setup::Setup;
use crate::spread::Spread;

/// How long the server waits before it responds to a request, in ms.
const DELAYS: [u64; 2] = [0, 10];

/// How many clicks are measured with each delay in each round.
const CLICKS: usize = 20;

/// The results with one delay of the server.
#[derive(Debug, Serialize)]
pub struct Row {
    /// How long the server waited before it responded to a request, in ms.
    pub delay: u64,
    /// The time from the click to the text, in ms.
    pub click: Spread,
    /// The time from `fetch` to the whole text, in ms.
    pub fetch: Spread,
    /// The time that the app adds, in ms: the time of each click minus the time of the `fetch` after the click.
    pub added: Spread,
}

/// Measures `rounds` rounds, each with all delays. Returns one row for each delay.
pub async fn measure(setup: &Setup, rounds: usize) -> Vec<Row> {
    let address = setup.address("/test/user");
    setup.run("clicks", &[json!(CLICKS), json!(address)]).await;
    let mut results: [(Vec<f64>, Vec<f64>); DELAYS.len()] = Default::default();
    for round in 1..=rounds {
        println!("Clicks: round {round} of {rounds} …");
        for (delay, (clicks, fetches)) in DELAYS.into_iter().zip(&mut results) {
            setup.delay(delay);
            let result = setup.run("clicks", &[json!(CLICKS), json!(address)]).await;
            clicks.extend(times(&result["board"]));
            fetches.extend(times(&result["fetched"]));
        }
    }
    let rows = DELAYS.into_iter().zip(results).filter_map(|(delay, (clicks, fetches))| {
        let added = clicks.iter().zip(&fetches).map(|(click, fetch)| click - fetch);
        Some(Row { delay, added: Spread::of(added)?, click: Spread::of(clicks)?, fetch: Spread::of(fetches)? })
    });
    rows.collect()
}

/// Returns the times in the list, in ms.
pub fn times(list: &Value) -> impl Iterator<Item = f64> {
    list.as_array().into_iter().flatten().filter_map(Value::as_f64)
}
