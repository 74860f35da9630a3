//! The texts for durations.

pub const JUST_NOW: &str = "just now";

pub fn ago(duration: &str) -> String {
    format!("{duration} ago")
}

pub fn seconds(count: u64) -> String {
    format!("{count} s")
}

pub fn minutes(count: u64) -> String {
    format!("{count} min")
}

pub fn hours(count: u64) -> String {
    format!("{count} h")
}
