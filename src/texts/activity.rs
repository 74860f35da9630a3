//! The texts of the page `/activity`. The texts of the timeline are in `crates/timeline/src/texts.rs`.

use std::ops::RangeInclusive;

pub const EMPTY_TIMELINE: &str = "Nothing has happened yet. Send a burst, or open a board and come back.";

// The form that sends a burst (many requests at once).
pub const BURST: &str = "Burst";
pub const BURST_EXPLAINED: &str =
    "Sends many requests at the same time. If their token has expired, one refresh serves them all.";
pub const NEEDS_SESSION: [&str; 3] = ["You need a session to send a burst: ", "sign in", " first."];
pub const REQUESTS: &str = "Requests";
pub const SEND_BURST: &str = "Send burst";
pub const RESPONSES_RECEIVED: &str = "Responses received";

/// The error for an input that is not an allowed number of requests.
pub fn size_allowed(sizes: &RangeInclusive<u32>) -> String {
    format!("Enter a whole number from {} to {}.", sizes.start(), sizes.end())
}

/// The text while a burst is running. `size` is the number of its requests.
pub fn sending(size: u32) -> String {
    format!("Sending {size} requests…")
}

/// The result of a burst, such as `100 of 100 succeeded · 1 refresh · 182 ms`. `ms` is the duration of the burst in
/// milliseconds.
pub fn burst(succeeded: u32, size: u32, refreshes: u32, ms: u32) -> String {
    let noun = if refreshes == 1 { "refresh" } else { "refreshes" };
    format!("{succeeded} of {size} succeeded · {refreshes} {noun} · {ms} ms")
}

// The session card: the names of its lines.
pub const SINCE: &str = "Since";
pub const TOKEN_FROM: &str = "Token received";
pub const LOCK: &str = "Web Lock";
pub const WORKER: &str = "Worker";
pub const STORAGE: &str = "Storage";
pub const LAST_UNKNOWN: &str = "Last failed refresh";

// The session card: the values of its lines.
pub const NOBODY: &str = "nobody";
pub const NONE: &str = "none";
pub const UNKNOWN: &str = "unknown";
pub const WORKING: &str = "working";
pub const NO_LOCK: &str = "not available: tabs cannot wait for each other";
pub const WORKER_STARTING: &str = "starting";
pub const NO_WORKER: &str = "no response: the page delivers events itself";
pub const NO_STORAGE: &str = "not available: signed in until this page is closed";

/// Says when and where the token was received. `ago` is a text such as `12 s ago`.
pub fn token_from(ago: &str, in_this_tab: bool) -> String {
    let place = if in_this_tab { "in this tab" } else { "in another tab or before a reload" };
    format!("{ago}, {place}")
}

/// Describes the last refresh whose outcome is unknown: its time of day, the reason, and the HTTP status if there was a
/// response.
pub fn unknown_refresh(time: &str, reason: &str, status: Option<u16>) -> String {
    let status = status.map(|status| format!(" (status {status})")).unwrap_or_default();
    format!("at {time}: {reason}{status}")
}

// The button of the session card.
pub const REFRESH_NOW: &str = "Refresh now";
pub const REFRESHING: &str = "Refreshing…";
pub const REFRESHED: &str = "Refreshed.";
