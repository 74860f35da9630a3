//! Durations on the command line.

use std::time::Duration;

/// Parses a number of seconds, or a number with a unit like `15m`. The error is a message for the user.
pub(crate) fn parse_duration(text: &str) -> Result<Duration, String> {
    if let Ok(seconds) = text.parse() {
        return Ok(Duration::from_secs(seconds));
    }
    humantime::parse_duration(text).map_err(|error| error.to_string())
}
