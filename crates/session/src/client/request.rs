//! The request of a page: method, path, headers, body, limit, and whether the request needs the session.

use std::rc::Rc;

use serde::Serialize;
use web_sys::{Blob, FormData};

use super::timing::LIMIT;
use crate::http::{Body, Method};

/// The content type of all JSON bodies that the core sends.
pub(super) const JSON: &str = "application/json";

/// A request of a page. A request needs the session, unless it is [`Request::public`] or [`Request::standalone`].
/// Clones are cheap.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a request does nothing until it is given to Api::text or Api::json"]
pub struct Request(Rc<Parts>);

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Parts {
    pub(super) method: Method,
    pub(super) path: String,
    /// Whether every text that was given to [`Request::segment`] can be a segment of a path.
    pub(super) addressable: bool,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Result<Body, Unserializable>,
    pub(super) limit: u32,
    pub(super) permitted: bool,
    pub(super) access: Access,
}

/// The error for a body that JSON cannot express. A request with this error is not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unserializable;

/// Whether a request needs the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// The request needs the session.
    Protected,
    /// The request does not need the session. If a user is signed in, the server may still refuse the request because
    /// of an expired token.
    Public,
    /// The request does not depend on the session, and never causes a refresh.
    Standalone,
}

impl Request {
    /// A GET of `path`. In all constructors, the path starts with a slash and is relative to the API base.
    pub fn get(path: impl Into<String>) -> Self {
        Request::new(Method::Get, path)
    }

    /// A HEAD of `path`.
    pub fn head(path: impl Into<String>) -> Self {
        Request::new(Method::Head, path)
    }

    /// A POST to `path`.
    pub fn post(path: impl Into<String>) -> Self {
        Request::new(Method::Post, path)
    }

    /// A PUT to `path`.
    pub fn put(path: impl Into<String>) -> Self {
        Request::new(Method::Put, path)
    }

    /// A PATCH of `path`.
    pub fn patch(path: impl Into<String>) -> Self {
        Request::new(Method::Patch, path)
    }

    /// A DELETE of `path`.
    pub fn delete(path: impl Into<String>) -> Self {
        Request::new(Method::Delete, path)
    }

    /// A request with this method. This constructor is for a method that is known only when the program runs. For a
    /// fixed method, the other constructors are shorter.
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        Request(Rc::new(Parts {
            method,
            path: path.into(),
            addressable: true,
            headers: Vec::new(),
            body: Ok(Body::Empty),
            limit: LIMIT,
            permitted: true,
            access: Access::Protected,
        }))
    }

    pub(super) fn parts(&self) -> &Parts {
        &self.0
    }

    fn change(&mut self) -> &mut Parts {
        Rc::make_mut(&mut self.0)
    }

    /// Adds a segment to the end of the path: a slash, and this text in percent-encoding (RFC 3986, section 2.1). Use
    /// this method for every part of a path that comes from outside, such as a parameter of the page's address.
    ///
    /// The texts `.` and `..` cannot be segments. A browser removes a segment `.`, and it removes a segment `..`
    /// together with the segment before it. It does so even if the dots are encoded (URL Standard, "double-dot URL path
    /// segment"). With one of these texts, or with an empty text, the request is not sent, and fails with
    /// [`Error::Unserializable`](crate::Error::Unserializable).
    ///
    /// ```
    /// use evergreen_session::Request;
    ///
    /// let request = Request::get("/reports").segment("2026/11").query("page", "2");
    /// assert_eq!(request.path(), "/reports/2026%2F11?page=2");
    /// ```
    pub fn segment(mut self, text: &str) -> Self {
        let parts = self.change();
        parts.addressable &= !matches!(text, "" | "." | "..");
        let end = parts.path.find('?').unwrap_or(parts.path.len());
        parts.path.insert_str(end, &format!("/{}", urlencoding::encode(text)));
        self
    }

    /// Adds a parameter to the query. The name and the value are encoded as in a form (URL Standard,
    /// `application/x-www-form-urlencoded`).
    ///
    /// ```
    /// use evergreen_session::Request;
    ///
    /// let request = Request::get("/items").query("search", "a & b").query("page", "2");
    /// assert_eq!(request.path(), "/items?search=a+%26+b&page=2");
    /// ```
    pub fn query(mut self, name: &str, value: &str) -> Self {
        let path = &mut self.change().path;
        path.push(if path.contains('?') { '&' } else { '?' });
        path.extend(form_urlencoded::byte_serialize(name.as_bytes()));
        path.push('=');
        path.extend(form_urlencoded::byte_serialize(value.as_bytes()));
        self
    }

    /// The path with the query, relative to the API base.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// Adds a header. A server of another origin may have to allow the header (CORS).
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.change().headers.push((name.into(), value.into()));
        self
    }

    /// Sets the body to `body` as JSON. If JSON cannot express this value (a map whose keys are tuples, for example),
    /// the request is not sent, and fails with [`Error::Unserializable`](crate::Error::Unserializable).
    pub fn json(mut self, body: &impl Serialize) -> Self {
        self.change().body = serde_json::to_string(body).map(|json| Body::Text(JSON, json)).map_err(|_| Unserializable);
        self
    }

    /// Sets the body to `bytes`, and its content type to `content_type`.
    pub fn bytes(mut self, content_type: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        self.change().body = Ok(Body::Bytes(content_type.into(), bytes.into()));
        self
    }

    /// Sets the body to a form, which is sent as `multipart/form-data` and may contain files.
    ///
    /// A page of any other site can make the browser send such a form, and the browser sends it without a preflight
    /// request. So the server itself has to check that the form comes from the app. It can use `SameSite` cookies, the
    /// `Origin` header or a CSRF token.
    pub fn form(mut self, form: FormData) -> Self {
        self.change().body = Ok(Body::Form(form));
        self
    }

    /// Sets the body to a `Blob` or a `File`, which is sent with its own content type. If it has no type, the content
    /// type is `application/octet-stream`.
    ///
    /// There is no method for a stream. A stream can be read only once, but a request may have to be sent again after a
    /// refresh.
    pub fn blob(mut self, blob: impl Into<Blob>) -> Self {
        self.change().body = Ok(Body::Blob(blob.into()));
        self
    }

    /// Sets the limit of the request in milliseconds, from sending to the last byte of the response. Before a request
    /// is sent, it may have to wait, for example for a refresh. The same limit applies to each such wait. The default
    /// is [`LIMIT`].
    pub fn limit(mut self, ms: u32) -> Self {
        self.change().limit = ms;
        self
    }

    /// Says whether the app expects that the user is allowed to make this request. The default is `true`. After a 403,
    /// the [`Error::Forbidden`](crate::Error::Forbidden) contains this value.
    ///
    /// Some servers answer 401 instead of 403 when the user is not allowed to make the request. A refresh does not help
    /// then. So if the request needs the session, the value also decides the error after such a 401. With `true`, the
    /// error is an [`Error::Transient`](crate::Error::Transient). With `false`, the error is an
    /// [`Error::Forbidden`](crate::Error::Forbidden).
    pub fn permitted(mut self, permitted: bool) -> Self {
        self.change().permitted = permitted;
        self
    }

    /// Marks a request for public content. Such a request is sent without waiting for a refresh or for other requests.
    /// The server may refuse the request with a 401 while a user is signed in. Then the client usually refreshes the
    /// session and sends the request again (rule 4).
    pub fn public(mut self) -> Self {
        self.change().access = Access::Public;
        self
    }

    /// Marks a request that does not depend on the session, such as a sign-up or a password reset. Such a request is
    /// sent without waiting for a refresh or for other requests, and it never causes a refresh. If the server answers
    /// the request with a 401, the error is an [`Error::Rejected`](crate::Error::Rejected).
    pub fn standalone(mut self) -> Self {
        self.change().access = Access::Standalone;
        self
    }
}
