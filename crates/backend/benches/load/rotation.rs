//! Refreshes that each spend a token and get the next: what a session does, and what the disk has to know.
//! It must not know how other calls are measured.
//!
//! Each request needs the answer before it, so the load comes from here; the client is reqwest, in the server's process.

use std::time::{Duration, Instant};

use crate::report::Times;
use crate::target::{Target, cookies};

/// What it is called in the report.
pub const NAME: &str = "refresh, each rotating";

/// So many sessions that refresh one time after the other.
///
/// # Errors
/// A sentence, where a refresh was refused.
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
    let elapsed = began.elapsed().as_secs_f64();
    took.sort();
    let percentile = |part: usize| took.get((took.len() * part / 100).min(took.len().saturating_sub(1)));
    let ms = |part| percentile(part).map_or(0.0, |took| took.as_secs_f64() * 1000.0);
    Ok(Times { per_second: took.len() as f64 / elapsed, p50: ms(50), p99: ms(99) })
}

async fn session(url: String, mut token: String, end: Instant) -> Result<Vec<Duration>, String> {
    let client = reqwest::Client::new();
    let mut took = Vec::new();
    while Instant::now() < end {
        let request = client.post(&url).header("Content-Type", "application/json").header("Cookie", &token);
        let sent = Instant::now();
        let answer = request.body("{}").send().await.map_err(|error| error.to_string())?;
        took.push(sent.elapsed());
        let status = answer.status();
        token = cookies(&answer).pop().ok_or_else(|| format!("A refresh was answered {status}."))?;
        // Read to its end, so that the connection serves the next one.
        answer.bytes().await.map_err(|error| error.to_string())?;
    }
    Ok(took)
}
