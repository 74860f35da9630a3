//! Runs oha, the tool that sends the load, and parses its report.

use std::path::PathBuf;
use std::process::Stdio;

use serde_json::Value;

use crate::report::Times;
use crate::target::Request;

/// The path of the program oha, and the settings that all measurements have in common.
pub struct Oha {
    pub program: PathBuf,
    pub connections: usize,
    pub seconds: u64,
}

impl Oha {
    /// Sends one request again and again for [`seconds`](Self::seconds), and returns the measured times.
    ///
    /// # Errors
    /// A message if oha fails, or if a response had another status than 200. A server refuses a request faster than it
    /// handles one, so such responses would falsify the result.
    pub async fn send(&self, request: &Request) -> Result<Times, String> {
        let mut command = std::process::Command::new(&self.program);
        command.args(["--no-tui", "--no-color", "--output-format", "json"]);
        // With this option oha waits for the requests in flight at the end, so that all responses are counted.
        command.args(["--wait-ongoing-requests-after-deadline", "-z", &format!("{}s", self.seconds)]);
        command.args(["-c", &self.connections.to_string(), "-m", request.method]);
        for (name, value) in &request.headers {
            command.args(["-H", &format!("{name}: {value}")]);
        }
        if let Some(body) = request.body {
            command.args(["-d", body]);
        }
        command.arg(&request.url).stdin(Stdio::null());
        // A blocking thread waits for oha, because the server needs the threads of the runtime.
        let output = tokio::task::spawn_blocking(move || command.output()).await;
        let output = output.map_err(|error| error.to_string())?;
        let output = output.map_err(|error| format!("Cannot start {}: {error}.", self.program.display()))?;
        let report: Value = serde_json::from_slice(&output.stdout)
            .map_err(|_| format!("oha failed: {}", String::from_utf8_lossy(&output.stderr)))?;
        let (statuses, errors) = (&report["statusCodeDistribution"], &report["errorDistribution"]);
        let only_200 = statuses.as_object().is_some_and(|all| all.len() == 1 && all.contains_key("200"));
        if !only_200 || errors.as_object().is_none_or(|all| !all.is_empty()) {
            return Err(format!("{} got the statuses {statuses} and the errors {errors}.", request.url));
        }
        let number = |value: &Value| value.as_f64().ok_or_else(|| format!("Cannot parse the report of oha: {report}"));
        let metrics = &report["metrics"];
        Ok(Times {
            per_second: number(&metrics["requests_per_sec"])?,
            p50: number(&metrics["latency_ms"]["p50"])?,
            p99: number(&metrics["latency_ms"]["p99"])?,
        })
    }
}
