//! What the browser wrote to its console, and what the recorder in the page saw go by.
//! It must not know what a test makes of it.

use serde_json::Value;

/// Runs in every page before the page's own scripts, and tells the console what a look afterwards would miss.
pub const RECORDER: &str = include_str!("recorder.js");

/// One line of the console.
#[derive(Clone, Debug)]
pub struct Entry {
    level: String,
    source: String,
    message: String,
}

impl Entry {
    /// Reads chromedriver's answer.
    pub fn all(answer: &Value) -> Vec<Entry> {
        let text = |entry: &Value, key: &str| entry[key].as_str().unwrap_or_default().to_owned();
        let entry = |entry: &Value| Entry {
            level: text(entry, "level"),
            source: text(entry, "source"),
            message: text(entry, "message"),
        };
        answer.as_array().into_iter().flatten().map(entry).collect()
    }

    /// What no page may cause: an error on the console, an uncaught exception or a panic, a violated policy.
    /// The network's own lines about refused fetches don't count.
    pub fn is_fault(&self) -> bool {
        let severe = self.level == "SEVERE" && self.source != "network";
        severe || self.note("violation").is_some() || self.note("rejection").is_some()
    }

    /// What the recorder said of this `kind`.
    pub fn note(&self, kind: &str) -> Option<String> {
        let quoted = &self.message[self.message.find("\"e2e ")?..];
        let text: String = serde_json::from_str(quoted).ok()?;
        let rest = text.strip_prefix("e2e ")?.strip_prefix(kind)?;
        Some(rest.strip_prefix(' ')?.to_owned())
    }
}

impl std::fmt::Display for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}: {}", self.level, self.source, self.message)
    }
}
