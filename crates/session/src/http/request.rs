//! A request as it is sent.

use super::body::Body;
use super::method::Method;

/// One request, before it is sent.
#[derive(Clone, Debug, PartialEq)]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// Relative to the API base, with a leading slash; with the query.
    pub path: String,
    /// Names and values. The content type of the body is added to them, unless one is here.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Body,
    /// How long the response may take, in ms, its last byte included.
    pub limit: u32,
}

impl HttpRequest {
    /// Adds a header.
    pub fn header(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.headers.push((name.into(), value.into()));
    }

    /// The content type to add.
    ///
    /// Everything but a read has one, even without a body: without it, browsers send a POST from any site without asking the
    /// server first (CORS preflight). A read has none, so that it costs no preflight.
    pub fn content_type(&self) -> Option<&str> {
        if self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("Content-Type")) {
            return None;
        }
        match &self.body {
            Body::Empty if self.method.is_read() => None,
            Body::Empty => Some("application/json"),
            Body::Text(kind, _) => Some(kind),
            Body::Bytes(kind, _) => Some(kind),
            Body::Browser(_) => None,
        }
    }
}
