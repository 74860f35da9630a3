//! What a page asks of the server: method, path, body, and what it takes to be allowed.
//! It must not know how the request is sent, or sent again.

use serde::Serialize;

use crate::contract::Role;

/// How long a call may take unless said otherwise, in ms, from sending to the last byte of the answer.
pub const LIMIT: u32 = 10_000;

/// The methods that calls use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads; may be sent again.
    Get,
    /// Does something.
    Post,
    /// Replaces something.
    Put,
    /// Removes something.
    Delete,
}

/// What a request carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Body {
    None,
    Json(String),
    /// The caller gave a value that JSON can't express: nothing is sent.
    Unserializable,
}

/// A request of a page. Protected unless [`Request::public`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a request does nothing until it is given to Api::text or Api::json"]
pub struct Request {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) body: Body,
    pub(super) limit: u32,
    pub(super) role: Option<Role>,
    pub(super) public: bool,
}

impl Request {
    /// Reads `path`, which starts with a slash and is relative to the API base.
    pub fn get(path: impl Into<String>) -> Self {
        Request::new(Method::Get, path.into())
    }

    /// Does something at `path`.
    pub fn post(path: impl Into<String>) -> Self {
        Request::new(Method::Post, path.into())
    }

    /// Replaces what is at `path`.
    pub fn put(path: impl Into<String>) -> Self {
        Request::new(Method::Put, path.into())
    }

    /// Removes what is at `path`.
    pub fn delete(path: impl Into<String>) -> Self {
        Request::new(Method::Delete, path.into())
    }

    fn new(method: Method, path: String) -> Self {
        Request { method, path, body: Body::None, limit: LIMIT, role: None, public: false }
    }

    /// Sends `body` as JSON. Where JSON can't express it (a map whose keys are no text, for example), nothing is sent, and
    /// the call fails with [`Error::Unserializable`](super::Error::Unserializable).
    pub fn json(mut self, body: &impl Serialize) -> Self {
        self.body = serde_json::to_string(body).map_or(Body::Unserializable, Body::Json);
        self
    }

    /// Gives up on an answer after `ms` milliseconds, and on a wait before it is sent after as many.
    pub fn limit(mut self, ms: u32) -> Self {
        self.limit = ms;
        self
    }

    /// Names the role that the server asks for here, so that a masked refusal can be told as "not allowed".
    pub fn needs(mut self, role: Role) -> Self {
        self.role = Some(role);
        self
    }

    /// Needs no session, and waits for nothing. Where the server refuses it for an expired token that came along, that is
    /// renewed once, and the request sent again.
    pub fn public(mut self) -> Self {
        self.public = true;
        self
    }
}
