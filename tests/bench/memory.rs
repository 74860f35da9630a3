//! Measures the memory use of one page after many visits and many requests, without a reload.

use serde::Serialize;
use serde_json::json;

use crate::devtools::MemoryUse;
use crate::setup::Setup;

/// The first number says how many visits there are between two samples. The second number says how many requests there
/// are between two samples. The requests begin after the last visit.
const STEP: (usize, usize) = (100, 1000);

/// The first number says how many samples are taken during the visits. The second number says how many samples are
/// taken during the requests. One more sample is taken before the first visit.
const SAMPLES: (usize, usize) = (5, 10);

/// One sample: the memory use after this many visits and requests.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Sample {
    /// How many pages were visited so far.
    pub visits: usize,
    /// How many requests were sent so far, in bursts (many requests at once).
    pub requests: usize,
    /// The memory use of the tab after these visits and requests.
    #[serde(flatten)]
    pub memory: MemoryUse,
}

/// Visits pages through the navigation, and then sends bursts (many requests at once). The access token expires before
/// each burst. Takes samples during the visits and after each burst, and returns all samples.
pub async fn measure(setup: &Setup) -> Vec<Sample> {
    let pages = json!([
        ["Home", "Public Content."],
        ["User", "User Content."],
        ["Moderator Board", "Moderator Board."],
        ["Admin Board", "Admin Board."],
    ]);
    let mut samples = Vec::new();
    for sample in 0..=SAMPLES.0 {
        if sample > 0 {
            println!("Memory: {} visits …", sample * STEP.0);
            setup.run("visit", &[json!(STEP.0), pages.clone()]).await;
        }
        samples.push(Sample { visits: sample * STEP.0, requests: 0, memory: setup.devtools().memory_use().await });
    }
    setup.page().click("Activity").await;
    setup.page().sees_control("Send burst").await;
    for sample in 1..=SAMPLES.1 {
        println!("Memory: {} requests …", sample * STEP.1);
        setup.expire();
        setup.run("burst", &[json!(STEP.1)]).await;
        setup.take_request_counts();
        let memory = setup.devtools().memory_use().await;
        samples.push(Sample { visits: SAMPLES.0 * STEP.0, requests: sample * STEP.1, memory });
    }
    samples
}
