//! The report of all measurements, as text and as JSON.

use std::fmt;
use std::path::Path;

use serde::Serialize;

use crate::bursts;
use crate::click;
use crate::memory::Sample;
use crate::start;
use crate::visit;

/// All results. The list of a measurement that was not made is empty.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// The name and version of the browser.
    pub browser: String,
    /// How many rounds each measurement had. The measurement of memory has no rounds.
    pub rounds: usize,
    /// The results of the measurement of many requests at once.
    pub bursts: Vec<bursts::Row>,
    /// The results of the measurement of clicks.
    pub click: Vec<click::Row>,
    /// The results of the measurement of starts.
    pub start: Vec<start::Row>,
    /// The samples of the measurement of memory.
    pub memory: Vec<Sample>,
    /// The results of the measurement of a visit.
    pub visit: Vec<visit::Row>,
}

impl Report {
    /// Writes the report as JSON to this file, if one is given.
    ///
    /// # Errors
    /// A message for the user, if the file cannot be written.
    pub fn write(&self, file: Option<&Path>) -> Result<(), String> {
        let Some(file) = file else { return Ok(()) };
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| format!("The report cannot be written as JSON: {error}."))?;
        std::fs::write(file, text + "\n").map_err(|error| format!("{} cannot be written: {error}.", file.display()))?;
        println!("The same as JSON: {}", file.display());
        Ok(())
    }
}

/// Describes the difference between two samples in one line. `what` is the kind of work between them.
fn difference(what: &str, first: &Sample, last: &Sample) -> String {
    let by = |of: fn(&Sample) -> u64| of(last).cast_signed() - of(first).cast_signed();
    let (visits, requests) = (last.visits - first.visits, last.requests - first.requests);
    format!(
        "{:>10}, {visits} visits and {requests} requests later: heap {:+.1} KB, wasm {:+} KB, nodes {:+}, listeners {:+}",
        format!("by {what}"),
        by(|sample| sample.memory.heap) as f64 / 1024.0,
        by(|sample| sample.memory.wasm) / 1024,
        by(|sample| sample.memory.nodes),
        by(|sample| sample.memory.listeners),
    )
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "=== {}, {} rounds; medians (least–most)", self.browser, self.rounds)?;
        if !self.bursts.is_empty() {
            writeln!(f, "\nBursts of GET /test/user, the server takes 10 ms for each")?;
            let [size, ok] = ["size", "ok"];
            writeln!(
                f,
                "{size:>5}  {:31} {:>19} {:>18} {:>8} {ok:>8} {:>8} {:>10} {:>9}",
                "client", "ms", "× Evergreen valid", "busy ms", "requests", "preflights", "refreshes"
            )?;
            for row in &self.bursts {
                writeln!(
                    f,
                    "{:>5}  {:31} {:>19.0} {:>18.2} {:>8.0} {:>8} {:>8} {:>10} {:>9}",
                    row.size,
                    row.client,
                    row.ms,
                    row.ratio,
                    row.busy.median,
                    row.succeeded,
                    row.requests.most,
                    row.preflights.most,
                    row.refreshes.most,
                )?;
            }
        }
        if !self.click.is_empty() {
            writeln!(f, "\nFrom a click on `User` to its text, in ms, with a valid token")?;
            writeln!(f, "{:>12} {:>20} {:>20} {:>20} {:>6}", "server's ms", "click", "fetch alone", "added", "clicks")?;
            for row in &self.click {
                let count = row.click.count;
                writeln!(f, "{:>12} {:>20} {:>20} {:>20} {count:>6}", row.delay, row.click, row.fetch, row.added)?;
            }
        }
        if !self.start.is_empty() {
            writeln!(f, "\nFrom opening /home to the first paint, and to a usable page, in ms")?;
            writeln!(f, "{:24} {:>20} {:>20} {:>20}", "visit", "first paint", "usable", "× a first visit")?;
            for start::Row { visit, paint, usable, ratio } in &self.start {
                writeln!(f, "{visit:24} {paint:>20.0} {usable:>20.0} {ratio:>20.2}")?;
            }
        }
        if !self.memory.is_empty() {
            writeln!(
                f,
                "\nMemory of one page after garbage collection; each burst of 1000 requests has an expired token"
            )?;
            let names = ["visits", "requests", "heap KB", "wasm KB", "nodes", "listeners"];
            writeln!(f, "{}", names.map(|name| format!("{name:>10}")).concat())?;
            for Sample { visits, requests, memory } in &self.memory {
                let (heap, wasm) = (memory.heap / 1024, memory.wasm / 1024);
                let (nodes, listeners) = (memory.nodes, memory.listeners);
                writeln!(f, "{visits:>10}{requests:>10}{heap:>10}{wasm:>10}{nodes:>10}{listeners:>10}")?;
            }
            // The first visits allocate memory that later visits use again, so this memory is not a leak. The same is
            // true of requests. So the first sample of each comparison was taken after the first visits or requests,
            // and not before them.
            let after_visits: Vec<&Sample> =
                self.memory.iter().filter(|sample| sample.visits > 0 && sample.requests == 0).collect();
            let after_requests: Vec<&Sample> = self.memory.iter().filter(|sample| sample.requests > 0).collect();
            for (what, samples) in [("visits", after_visits), ("requests", after_requests)] {
                if let (Some(first), Some(last)) = (samples.first(), samples.last()) {
                    writeln!(f, "{}", difference(what, first, last))?;
                }
            }
        }
        if !self.visit.is_empty() {
            writeln!(f, "\nA first visit of /home; slow 4G is 1.6 Mbit/s and 150 ms, with a fourth of the processor")?;
            writeln!(f, "{:28} {:>22} {:>22} {:>18}", "", "this app", "beside", "ratio")?;
            for visit::Row { measure, unit, app, beside } in &self.visit {
                write!(f, "{:28} {app:>22.1}", format!("{measure} {unit}"))?;
                match beside {
                    Some((other, Some(ratio))) => writeln!(f, " {other:>22.1} {ratio:>18.2}")?,
                    Some((other, None)) => writeln!(f, " {other:>22.1}")?,
                    None => writeln!(f)?,
                }
            }
        }
        Ok(())
    }
}
