//! The 4xx statuses after which a request can be retried unchanged.

/// Whether a request that was answered with this status can be retried unchanged. The statuses are 408 Request Timeout
/// (RFC 9110), 425 Too Early (RFC 8470) and 429 Too Many Requests (RFC 6585).
pub(crate) fn is_transient(status: u16) -> bool {
    matches!(status, 408 | 425 | 429)
}
