//! The requests that a host refuses. Tests make a host refuse requests, to see how the app behaves without one of its
//! files.

use axum::extract::Request;

/// Which requests the host refuses.
#[derive(Debug, Default)]
pub struct Refusals {
    /// The host refuses each request whose path ends with one of these texts.
    pub suffixes: Vec<String>,
    /// Whether the host refuses requests for the script of a dedicated worker.
    pub workers: bool,
}

impl Refusals {
    /// Returns whether the host refuses this request.
    pub fn contain(&self, request: &Request) -> bool {
        // In the header `Sec-Fetch-Dest`, the browser says what it will use the file for (W3C, "Fetch Metadata Request
        // Headers").
        let is_worker = request.headers().get("sec-fetch-dest").is_some_and(|destination| destination == "worker");
        let path = request.uri().path();
        (self.workers && is_worker) || self.suffixes.iter().any(|suffix| path.ends_with(suffix))
    }
}
