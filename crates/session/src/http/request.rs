//! An HTTP request.

use super::body::Body;
use super::method::Method;

/// An HTTP request that is about to be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct HttpRequest {
    /// The method, for example [`Method::Get`].
    pub method: Method,
    /// The path with the query, relative to the API base and with a leading slash.
    pub path: String,
    /// The names and values of the headers. The content type of the body is added, unless the headers contain one.
    pub headers: Vec<(String, String)>,
    /// The body. [`HttpRequest::content_type`] depends on it.
    pub body: Body,
    /// How long the request may take, in milliseconds, up to the last byte of the response.
    pub limit: u32,
}

impl HttpRequest {
    /// Adds a header. If there are several headers with one name, the browser sends only the last of them.
    pub fn header(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.headers.push((name.into(), value.into()));
    }

    /// The content type that has to be added to the headers. `None` if the headers contain one, if the browser sets it,
    /// or if the request needs none.
    ///
    /// A POST, PUT, PATCH or DELETE always has a content type, even without a body. So a server can require a type such
    /// as `application/json`. If a page of another site sends a request with this type, the browser first asks the
    /// server with a CORS preflight, and the server can refuse. A GET or HEAD without a body has no content type,
    /// because the content type would cause a preflight.
    pub fn content_type(&self) -> Option<&str> {
        if self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("Content-Type")) {
            return None;
        }
        match &self.body {
            Body::Empty if self.method.is_read() => None,
            Body::Empty => Some("application/json"),
            Body::Text(kind, _) => Some(kind),
            Body::Bytes(kind, _) => Some(kind),
            // The browser sends no content type for a blob without a type, so this content type has to be added.
            Body::Blob(blob) if blob.type_().is_empty() => Some("application/octet-stream"),
            Body::Form(_) | Body::Blob(_) => None,
        }
    }
}
