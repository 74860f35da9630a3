//! Measures refreshes with rotation: each refresh sends the token from the response to the previous refresh, as a real
//! session does. Each refresh writes to the database. The tool oha cannot send these refreshes, because it sends the
//! same headers with every request. So this module sends them itself, with reqwest, in the same process as the server.

use std::time::{Duration, Instant};

use crate::report::Times;
use crate::target::{Target, cookies};

/// The name under which the report lists the refreshes that this module measures.
pub const NAME: &str = "refresh, each rotating";

/// Creates this number of sessions by signing in. Then all sessions refresh at the same time, again and again, for this
/// number of seconds. Returns the measured times.
///
/// # Errors
/// A message if a refresh got no response, or a response without new cookies.
pub async fn measure(target: &Target, sessions: usize, seconds: u64) -> Result<Times, String> {
    let mut first = Vec::new();
    for _ in 0..sessions {
        first.push(target.sign_in().await[1].clone());
    }
    let (url, began, time) = (target.url("/auth/refreshtoken"), Instant::now(), Duration::from_secs(seconds));
    let tasks = first.into_iter().map(|token| tokio::spawn(session(url.clone(), token, began + time)));
    let mut took = Vec::new();
    for task in tasks.collect::<Vec<_>>() {
        took.extend(task.await.map_err(|error| error.to_string())??);
    }
    let elapsed = began.elapsed();
    took.sort();
    Ok(Times::of(&took, elapsed))
}

async fn session(url: String, mut token: String, end: Instant) -> Result<Vec<Duration>, String> {
    let client = reqwest::Client::new();
    let mut took = Vec::new();
    while Instant::now() < end {
        let request = client.post(&url).header("Content-Type", "application/json").header("Cookie", &token);
        let sent = Instant::now();
        let response = request.body("{}").send().await.map_err(|error| error.to_string())?;
        took.push(sent.elapsed());
        let status = response.status();
        token = cookies(&response).pop().ok_or_else(|| format!("A refresh got the status {status}."))?;
        // The body is read to its end, so that the connection can be used again.
        response.bytes().await.map_err(|error| error.to_string())?;
    }
    Ok(took)
}
