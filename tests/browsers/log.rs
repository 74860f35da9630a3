//! What the browser wrote to its console, and what the recorder in the page saw go by.
//! It must not know what a test makes of it.
//!
//! | | Chromium | Firefox, WebKit |
//! | --- | --- | --- |
//! | violated policies, uncaught exceptions, rejections, panics, `console.error` of a page | yes | yes, by the recorder |
//! | alerts, boards, the bus's way | yes, by the recorder | yes, by the recorder |
//! | the same in the worker | yes, by the console | no: only that the worker echoes every event |
//! | what the browser itself complains of (a broken integrity, a blocked frame) | yes, by the console | no |
//! | pages that the host did not serve (the server's own) | yes | no |

use serde_json::Value;

/// Runs in every page before the page's own scripts.
const RECORDER: &str = include_str!("recorder.js");

/// One line of the console, or one that the recorder has posted.
#[derive(Clone, Debug)]
pub struct Entry {
    severe: bool,
    message: String,
    /// What the recorder said.
    note: Option<String>,
}

/// The recorder for a browser whose console can be read.
pub fn recorder_by_console() -> String {
    format!("({RECORDER})((kind, text) => console.debug(`e2e ${{kind}} ${{text}}`));")
}

/// The recorder for a host that hears what it posts.
pub fn recorder_by_post() -> String {
    format!("({RECORDER})(\n{}\n);", include_str!("poster.js"))
}

impl Entry {
    /// Reads chromedriver's answer. The network's own lines about refused fetches are no faults; nor is it one that a
    /// frame without an origin may fetch nothing, however often it tries.
    pub fn all(answer: &Value) -> Vec<Entry> {
        let text = |entry: &Value, key: &str| entry[key].as_str().unwrap_or_default().to_owned();
        let entry = |entry: &Value| {
            let (level, source, message) = (text(entry, "level"), text(entry, "source"), text(entry, "message"));
            let no_origin = message.contains("from origin 'null' has been blocked by CORS policy");
            let note = message.find("\"e2e ").and_then(|at| serde_json::from_str::<String>(&message[at..]).ok());
            Entry {
                severe: level == "SEVERE" && source != "network" && !no_origin,
                note: note.and_then(|note| Some(note.strip_prefix("e2e ")?.to_owned())),
                message: format!("{level} {source}: {message}"),
            }
        };
        answer.as_array().into_iter().flatten().map(entry).collect()
    }

    /// A line that the recorder has posted.
    pub fn posted(line: String) -> Entry {
        Entry { severe: false, message: line.clone(), note: Some(line) }
    }

    /// What no page may cause: an error on the console, an uncaught exception or a panic, a violated policy.
    pub fn is_fault(&self) -> bool {
        let kinds = ["violation", "rejection", "exception", "console"];
        self.severe || kinds.iter().any(|kind| self.note(kind).is_some())
    }

    /// What the recorder said of this `kind`.
    pub fn note(&self, kind: &str) -> Option<String> {
        let rest = self.note.as_ref()?.strip_prefix(kind)?;
        Some(rest.strip_prefix(' ')?.to_owned())
    }
}

impl std::fmt::Display for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}
