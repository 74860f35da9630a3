//! The methods of requests.

/// An HTTP method (RFC 9110, section 9.3, and RFC 5789).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Does something.
    Post,
    /// Replaces something.
    Put,
    /// Removes something.
    Delete,
}
