//! From a click on a board in the navigation to its text in the page, beside a bare `fetch` of the same address.
//! It must not know what the app does in between.

use serde::Serialize;
use serde_json::{Value, json};

use crate::setting::Setting;
use crate::spread::Spread;

/// How long the server takes, in ms.
const DELAYS: [u64; 2] = [0, 10];

/// Clicks of one round: with the rounds that are usual, more than 30 in all.
const CLICKS: usize = 20;

/// With one delay of the server.
#[derive(Debug, Serialize)]
pub struct Row {
    /// How long the server takes, in ms.
    pub delay: u64,
    /// From the click to the text, in ms.
    pub click: Spread,
    /// From `fetch` to the whole text, in ms.
    pub fetch: Spread,
    /// What the app adds, in ms: each click less the `fetch` that followed it.
    pub added: Spread,
}

/// Takes the delays in turn, round after round.
pub async fn measure(setting: &Setting, rounds: usize) -> Vec<Row> {
    let address = setting.address("/test/user");
    setting.run("clicks", &[json!(CLICKS), json!(address)]).await;
    let mut taken: [(Vec<f64>, Vec<f64>); DELAYS.len()] = Default::default();
    for round in 1..=rounds {
        println!("Clicks: round {round} of {rounds} …");
        for (delay, (clicks, fetches)) in DELAYS.into_iter().zip(&mut taken) {
            setting.delay(delay);
            let told = setting.run("clicks", &[json!(CLICKS), json!(address)]).await;
            clicks.extend(times(&told["board"]));
            fetches.extend(times(&told["fetched"]));
        }
    }
    let rows = DELAYS.into_iter().zip(taken).filter_map(|(delay, (clicks, fetches))| {
        let added = clicks.iter().zip(&fetches).map(|(click, fetch)| click - fetch);
        Some(Row { delay, added: Spread::of(added)?, click: Spread::of(clicks)?, fetch: Spread::of(fetches)? })
    });
    rows.collect()
}

fn times(told: &Value) -> impl Iterator<Item = f64> {
    told.as_array().into_iter().flatten().filter_map(Value::as_f64)
}
