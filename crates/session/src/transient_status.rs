//! Statuses that refuse a request for the moment alone.

/// Whether a refusal with this status is of the moment: too slow, too early, too often (RFC 9110, 8470, 6585).
pub(crate) fn is_transient(status: u16) -> bool {
    matches!(status, 408 | 425 | 429)
}
