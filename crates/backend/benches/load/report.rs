//! The results of all measurements, as a table and as JSON.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::growth::Growth;

use crate::spread::Spread;

/// One measurement of one call.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// Responses per second.
    pub per_second: f64,
    /// The median latency in milliseconds.
    pub p50: f64,
    /// The 99th percentile of the latency in milliseconds.
    pub p99: f64,
}

impl Times {
    /// Returns the times of a measurement. `took` contains the duration of each request, the shortest first. `elapsed`
    /// is the time from the start of the first request to the end of the last one.
    pub fn of(took: &[Duration], elapsed: Duration) -> Self {
        let percentile = |part: usize| took.get((took.len() * part / 100).min(took.len().saturating_sub(1)));
        let ms = |part| percentile(part).map_or(0.0, |took| took.as_secs_f64() * 1000.0);
        Self { per_second: took.len() as f64 / elapsed.as_secs_f64(), p50: ms(50), p99: ms(99) }
    }
}

/// All measurements of one call.
#[derive(Debug, Serialize)]
struct Row {
    call: String,
    per_second: Spread,
    /// The median of `per_second` in this row, divided by the median of `per_second` in the first row.
    of_bare: f64,
    p50_ms: Spread,
    p99_ms: Spread,
}

/// The results of all calls, and the settings of the benchmark.
#[derive(Debug, Serialize)]
pub struct Report {
    connections: usize,
    seconds: u64,
    rounds: usize,
    rows: Vec<Row>,
    growth: Growth,
}

impl Report {
    /// Returns the report. `measured` has the name and the measurements of each call; a call without measurements is
    /// left out. All calls are compared with the first one.
    pub fn of(
        measured: Vec<(String, Vec<Times>)>,
        growth: Growth,
        connections: usize,
        seconds: u64,
        rounds: usize,
    ) -> Self {
        let mut rows: Vec<Row> = Vec::new();
        for (call, times) in measured {
            let spread = |of: fn(&Times) -> f64| Spread::of(times.iter().map(of));
            let spreads = (spread(|times| times.per_second), spread(|times| times.p50), spread(|times| times.p99));
            if let (Some(per_second), Some(p50_ms), Some(p99_ms)) = spreads {
                let bare = rows.first().map_or(per_second.median, |row| row.per_second.median);
                rows.push(Row { call, per_second, of_bare: per_second.median / bare, p50_ms, p99_ms });
            }
        }
        Self { connections, seconds, rounds, rows, growth }
    }

    /// Adds the report to the JSON object in `file`, as the field `load`, and keeps the other fields. If
    /// `EVERGREEN_ONLY` is set, removes the other fields, because they come from an earlier run. If the file does not
    /// contain a JSON object, replaces the file. If `file` is `None`, does nothing.
    ///
    /// # Errors
    /// A message if the file cannot be written.
    pub fn write(&self, file: Option<&Path>) -> Result<(), String> {
        let Some(file) = file else { return Ok(()) };
        let before = std::fs::read(file).ok().filter(|_| std::env::var_os("EVERGREEN_ONLY").is_none());
        let mut all: Map<String, Value> =
            before.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
        let load = serde_json::to_value(self).map_err(|error| format!("Cannot serialize the report: {error}."))?;
        all.insert("load".to_owned(), load);
        let text = format!("{:#}\n", Value::from(all));
        std::fs::write(file, text).map_err(|error| format!("Cannot write {}: {error}.", file.display()))?;
        println!("The results as JSON: {}", file.display());
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "=== {} connections for {} s, {} rounds; median (minimum–maximum); server and load on the same machine",
            self.connections, self.seconds, self.rounds
        )?;
        let [call, per_second, of_bare, p50, p99] = ["", "responses/s", "of bare", "p50 ms", "p99 ms"];
        writeln!(f, "{call:38} {per_second:>22} {of_bare:>8} {p50:>20} {p99:>22}")?;
        for row in &self.rows {
            let Row { call, per_second, of_bare, p50_ms, p99_ms } = row;
            let part = format!("{:.0} %", of_bare * 100.0);
            writeln!(f, "{call:38} {per_second:>22.0} {part:>8} {p50_ms:>20.2} {p99_ms:>22.2}")?;
        }
        write!(f, "\n{}", self.growth)
    }
}
