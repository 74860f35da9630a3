//! What a page asks of the server: method, path, body, and what it takes to be allowed.
//! It must not know how the request is sent, or sent again.

use std::rc::Rc;

use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::http::{Body, Method};

/// The content type of JSON.
pub(super) const JSON: &str = "application/json";

/// How long a call may take unless said otherwise, in ms, from sending to the last byte of the answer.
pub const LIMIT: u32 = 10_000;

/// A request of a page. Protected unless [`Request::public`]. Clones are cheap.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a request does nothing until it is given to Api::text or Api::json"]
pub struct Request(Rc<Parts>);

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Parts {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Result<Body, Unserializable>,
    pub(super) limit: u32,
    pub(super) permitted: bool,
    pub(super) access: Access,
}

/// The caller gave a value that JSON can't express: nothing is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unserializable;

/// What a request has to do with the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// It needs the session.
    Protected,
    /// It needs none, and its token may still be refused.
    Public,
    /// It never refreshes.
    Standalone,
}

impl Request {
    /// Reads `path`, which starts with a slash and is relative to the API base.
    pub fn get(path: impl Into<String>) -> Self {
        Request::new(Method::Get, path)
    }

    /// Asks for the headers of `path` alone.
    pub fn head(path: impl Into<String>) -> Self {
        Request::new(Method::Head, path)
    }

    /// Does something at `path`.
    pub fn post(path: impl Into<String>) -> Self {
        Request::new(Method::Post, path)
    }

    /// Replaces what is at `path`.
    pub fn put(path: impl Into<String>) -> Self {
        Request::new(Method::Put, path)
    }

    /// Changes what is at `path`.
    pub fn patch(path: impl Into<String>) -> Self {
        Request::new(Method::Patch, path)
    }

    /// Removes what is at `path`.
    pub fn delete(path: impl Into<String>) -> Self {
        Request::new(Method::Delete, path)
    }

    /// A request with any method.
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        Request(Rc::new(Parts {
            method,
            path: path.into(),
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

    /// Adds a parameter to the query, encoded as in a form (URL Standard, `application/x-www-form-urlencoded`).
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

    /// The path, with the query.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// Adds a header. On another origin the server has to allow it (CORS).
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.change().headers.push((name.into(), value.into()));
        self
    }

    /// Sends `body` as JSON. Where JSON can't express it (a map whose keys are no text, for example), nothing is sent, and
    /// the request fails with [`Error::Unserializable`](crate::Error::Unserializable).
    pub fn json(mut self, body: &impl Serialize) -> Self {
        self.change().body = serde_json::to_string(body).map(|json| Body::Text(JSON, json)).map_err(|_| Unserializable);
        self
    }

    /// Sends bytes of this content type.
    pub fn bytes(mut self, content_type: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        self.change().body = Ok(Body::Bytes(content_type.into(), bytes.into()));
        self
    }

    /// Sends a `FormData`, with files perhaps, as `multipart/form-data`; or a `Blob` or a `File`, with its own type.
    ///
    /// Browsers send such a form from any site without asking the server first, so the server has to know by itself that it
    /// comes from the app: by `SameSite` cookies, the `Origin` header, or a CSRF token.
    pub fn body(mut self, body: impl Into<JsValue>) -> Self {
        self.change().body = Ok(Body::Browser(body.into()));
        self
    }

    /// Gives up on an answer after `ms` milliseconds, and on a wait before it is sent after as many.
    pub fn limit(mut self, ms: u32) -> Self {
        self.change().limit = ms;
        self
    }

    /// Says whether the user may do this, as far as the app knows; by default they may. A refusal without a reason then counts
    /// as passing, else as [`Error::Forbidden`](crate::Error::Forbidden).
    pub fn permitted(mut self, permitted: bool) -> Self {
        self.change().permitted = permitted;
        self
    }

    /// Needs no session, and waits for nothing. Where the server refuses it for an expired token that came along, that is
    /// renewed once, and the request sent again.
    pub fn public(mut self) -> Self {
        self.change().access = Access::Public;
        self
    }

    /// Has nothing to do with the session, as a sign-up or a forgotten password: it waits for nothing, and a 401 is a refusal
    /// like any other.
    pub fn standalone(mut self) -> Self {
        self.change().access = Access::Standalone;
        self
    }
}
