//! oha, which sends the load: how it is called, and what it tells.
//! It must not know what the calls mean.

use std::path::PathBuf;
use std::process::Stdio;

use serde_json::Value;

use crate::report::Times;
use crate::target::Request;

/// The tool, and how much it sends.
pub struct Oha {
    pub program: PathBuf,
    pub connections: usize,
    pub seconds: u64,
}

impl Oha {
    /// Sends one request over and over.
    ///
    /// # Errors
    /// A sentence, where it does not run or anything but 200 was answered: a refusal is quick and says nothing.
    pub async fn send(&self, request: &Request) -> Result<Times, String> {
        let mut command = std::process::Command::new(&self.program);
        command.args(["--no-tui", "--no-color", "--output-format", "json"]);
        // Whoever is under way at the end is waited for, so that every answer counts.
        command.args(["--wait-ongoing-requests-after-deadline", "-z", &format!("{}s", self.seconds)]);
        command.args(["-c", &self.connections.to_string(), "-m", request.method]);
        for (name, value) in &request.headers {
            command.args(["-H", &format!("{name}: {value}")]);
        }
        if let Some(body) = request.body {
            command.args(["-d", body]);
        }
        command.arg(&request.url).stdin(Stdio::null());
        // Not on the runtime's threads: those belong to the server.
        let output = tokio::task::spawn_blocking(move || command.output()).await;
        let output = output.map_err(|error| error.to_string())?;
        let output = output.map_err(|error| format!("{} does not start: {error}.", self.program.display()))?;
        let told: Value = serde_json::from_slice(&output.stdout)
            .map_err(|_| format!("oha failed: {}", String::from_utf8_lossy(&output.stderr)))?;
        let (statuses, errors) = (&told["statusCodeDistribution"], &told["errorDistribution"]);
        let only_good = statuses.as_object().is_some_and(|all| all.len() == 1 && all.contains_key("200"));
        if !only_good || errors.as_object().is_none_or(|all| !all.is_empty()) {
            return Err(format!("{} was answered {statuses}, with the errors {errors}.", request.url));
        }
        let number = |value: &Value| value.as_f64().ok_or_else(|| format!("oha tells something else: {told}"));
        let metrics = &told["metrics"];
        Ok(Times {
            per_second: number(&metrics["requests_per_sec"])?,
            p50: number(&metrics["latency_ms"]["p50"])?,
            p99: number(&metrics["latency_ms"]["p99"])?,
        })
    }
}
