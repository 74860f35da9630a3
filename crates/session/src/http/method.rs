//! The method of a request.

/// An HTTP method (RFC 9110, section 9.3, and RFC 5789).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// GET reads a resource.
    Get,
    /// HEAD reads only the headers of a resource.
    Head,
    /// POST sends data to a resource, which decides what to do with it.
    Post,
    /// PUT creates or replaces a resource.
    Put,
    /// PATCH changes a part of a resource.
    Patch,
    /// DELETE removes a resource.
    Delete,
}

impl Method {
    /// The name of the method in capital letters, as it is sent to the server.
    pub fn name(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Head => "HEAD",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }

    /// Whether the method only reads (GET and HEAD), so that a request can be sent twice without harm.
    pub fn is_read(self) -> bool {
        matches!(self, Method::Get | Method::Head)
    }
}
