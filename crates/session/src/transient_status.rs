//! The 4xx statuses of requests that can be retried.

/// Whether a request with this status can be retried: 408 Request Timeout (RFC 9110), 425 Too Early (RFC 8470) and 429 Too
/// Many Requests (RFC 6585).
pub(crate) fn is_transient(status: u16) -> bool {
    matches!(status, 408 | 425 | 429)
}
