//! Formats sizes for people.

/// Formats a size in kilobytes of 1000 bytes, with one decimal, rounded down.
pub fn kb(bytes: usize) -> String {
    format!("{}.{}", bytes / 1000, bytes % 1000 / 100)
}
