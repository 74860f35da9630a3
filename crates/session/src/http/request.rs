//! A request as it is sent.

use super::method::Method;

/// One request, before it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// Relative to the API base, with a leading slash.
    pub path: String,
    /// Names and values. `Content-Type` is added where there is none, to everything but a GET.
    pub headers: Vec<(String, String)>,
    /// JSON.
    pub body: Option<String>,
    /// How long the response may take, in ms, its last byte included.
    pub limit: u32,
}

impl HttpRequest {
    /// Adds a header.
    pub fn header(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.headers.push((name.into(), value.into()));
    }
}
