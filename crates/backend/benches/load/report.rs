//! What was measured, for people and as JSON.
//! It must not know how any of it came about, nor what would be good.

use std::fmt;
use std::path::Path;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::spread::Spread;

/// One measurement of one call.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// Answers a second.
    pub per_second: f64,
    /// Half of the answers took no longer, in milliseconds.
    pub p50: f64,
    /// 99 of 100 took no longer, in milliseconds.
    pub p99: f64,
}

/// All measurements of one call.
#[derive(Debug, Serialize)]
struct Row {
    call: &'static str,
    per_second: Spread,
    /// Answers a second, as a part of those of the first row.
    of_bare: f64,
    p50_ms: Spread,
    p99_ms: Spread,
}

/// All that was measured.
#[derive(Debug, Serialize)]
pub struct Report {
    connections: usize,
    seconds: u64,
    rounds: usize,
    rows: Vec<Row>,
}

impl Report {
    /// Of the times of each call; the first is what the others are compared with.
    pub fn of(taken: Vec<(&'static str, Vec<Times>)>, connections: usize, seconds: u64, rounds: usize) -> Self {
        let mut rows: Vec<Row> = Vec::new();
        for (call, times) in taken {
            let spread = |of: fn(&Times) -> f64| Spread::of(times.iter().map(of));
            let spreads = (spread(|times| times.per_second), spread(|times| times.p50), spread(|times| times.p99));
            if let (Some(per_second), Some(p50_ms), Some(p99_ms)) = spreads {
                let bare = rows.first().map_or(per_second.median, |row| row.per_second.median);
                rows.push(Row { call, per_second, of_bare: per_second.median / bare, p50_ms, p99_ms });
            }
        }
        Self { connections, seconds, rounds, rows }
    }

    /// Writes it to this file, where there is one to write, beside what else the same run has measured.
    ///
    /// # Errors
    /// A sentence for people.
    pub fn write(&self, file: Option<&Path>) -> Result<(), String> {
        let Some(file) = file else { return Ok(()) };
        let before = std::fs::read(file).ok().filter(|_| std::env::var_os("EVERGREEN_ONLY").is_none());
        let mut all: Map<String, Value> =
            before.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
        let load = serde_json::to_value(self).map_err(|error| format!("The report is no JSON: {error}."))?;
        all.insert("load".to_owned(), load);
        let text = format!("{:#}\n", Value::from(all));
        std::fs::write(file, text).map_err(|error| format!("{} can't be written: {error}.", file.display()))?;
        println!("The same as JSON: {}", file.display());
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "=== {} at once for {} s, {} rounds; medians, and (least–most); server and load on this machine",
            self.connections, self.seconds, self.rounds
        )?;
        let [call, per_second, of_bare, p50, p99] = ["", "answers/s", "of bare", "p50 ms", "p99 ms"];
        writeln!(f, "{call:27} {per_second:>22} {of_bare:>8} {p50:>20} {p99:>22}")?;
        for row in &self.rows {
            let Row { call, per_second, of_bare, p50_ms, p99_ms } = row;
            let part = format!("{:.0} %", of_bare * 100.0);
            writeln!(f, "{call:27} {per_second:>22.0} {part:>8} {p50_ms:>20.2} {p99_ms:>22.2}")?;
        }
        Ok(())
    }
}
