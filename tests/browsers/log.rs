//! The console entries of the browser, and what the recorder in the page reports.
//!
//! | | Chromium | Firefox, WebKit |
//! | --- | --- | --- |
//! | policy violations, exceptions, rejections, panics, `console.error` of a page | yes | yes, from the recorder |
//! | alerts, texts of the boards, how events are delivered | yes, from the recorder | yes, from the recorder |
//! | errors in the worker | yes, from the console | no; the recorder reports undelivered events |
//! | errors of the browser itself (a failed integrity check, a blocked frame) | yes, from the console | no |
//!
//! In Chromium, WebDriver adds the recorder to the tab, so the recorder runs in each page of the tab. In Firefox and
//! WebKit, the host adds the recorder to each page that it serves. Pages of other servers have no recorder there, so
//! nothing is reported from them. An example is a response of the API server that the browser shows as a page.

use serde_json::Value;

/// The source of the recorder, which is a JavaScript function. It runs in every page of the app before the page's own
/// scripts.
const RECORDER: &str = include_str!("recorder.js");

/// One line of the console, or one line that the recorder has posted to the host.
#[derive(Clone, Debug)]
pub struct Entry {
    severe: bool,
    message: String,
    /// The report of the recorder: its kind, a space, and its text. `None` if this line is not a report.
    report: Option<String>,
}

/// Returns the script of the recorder for a browser in which WebDriver can read the console. With this script, the
/// recorder writes its reports to the console.
pub fn recorder_by_console() -> String {
    format!("({RECORDER})((kind, text) => console.debug(`e2e ${{kind}} ${{text}}`));")
}

/// Returns the script of the recorder for a browser in which WebDriver cannot read the console. With this script, the
/// recorder posts its reports to the host.
pub fn recorder_by_post() -> String {
    format!("({RECORDER})(\n{}\n);", include_str!("post_to_host.js"))
}

impl Entry {
    /// Reads the console entries from chromedriver's response. Two kinds of severe lines do not count as errors of the
    /// page: the browser's own lines about failed requests, and lines about blocked requests of a page without an
    /// origin.
    pub fn all(response: &Value) -> Vec<Entry> {
        let text = |entry: &Value, key: &str| entry[key].as_str().unwrap_or_default().to_owned();
        let entry = |entry: &Value| {
            let (level, source, message) = (text(entry, "level"), text(entry, "source"), text(entry, "message"));
            let no_origin = message.contains("from origin 'null' has been blocked by CORS policy");
            let report = message.find("\"e2e ").and_then(|at| serde_json::from_str::<String>(&message[at..]).ok());
            Entry {
                severe: level == "SEVERE" && source != "network" && !no_origin,
                report: report.and_then(|report| Some(report.strip_prefix("e2e ")?.to_owned())),
                message: format!("{level} {source}: {message}"),
            }
        };
        response.as_array().into_iter().flatten().map(entry).collect()
    }

    /// Returns the entry of a line that the recorder has posted to the host.
    pub fn posted(line: String) -> Entry {
        Entry { severe: false, message: line.clone(), report: Some(line) }
    }

    /// Returns whether a test must fail because of this entry. That is so for a console error, an uncaught exception,
    /// an unhandled rejection, a panic, and a policy violation.
    pub fn is_error(&self) -> bool {
        let kinds = ["violation", "rejection", "exception", "console"];
        self.severe || kinds.iter().any(|kind| self.report(kind).is_some())
    }

    /// Returns the text of the recorder's report. `None` if this line is no report, or a report of another `kind`.
    pub fn report(&self, kind: &str) -> Option<String> {
        let rest = self.report.as_ref()?.strip_prefix(kind)?;
        Some(rest.strip_prefix(' ')?.to_owned())
    }
}

impl std::fmt::Display for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}
