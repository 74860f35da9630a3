//! What a page asks of the server: method, path, body, and what it takes to be allowed.
//! It must not know how the request is sent, or sent again.

use serde::Serialize;

use crate::http::Method;

/// How long a call may take unless said otherwise, in ms, from sending to the last byte of the answer.
pub const LIMIT: u32 = 10_000;

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
    pub(super) permitted: bool,
    pub(super) access: Access,
}

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
        Request { method, path, body: Body::None, limit: LIMIT, permitted: true, access: Access::Protected }
    }

    /// Sends `body` as JSON. Where JSON can't express it (a map whose keys are no text, for example), nothing is sent, and
    /// the call fails with [`Error::Unserializable`](crate::Error::Unserializable).
    pub fn json(mut self, body: &impl Serialize) -> Self {
        self.body = serde_json::to_string(body).map_or(Body::Unserializable, Body::Json);
        self
    }

    /// Gives up on an answer after `ms` milliseconds, and on a wait before it is sent after as many.
    pub fn limit(mut self, ms: u32) -> Self {
        self.limit = ms;
        self
    }

    /// Says whether the user may do this, as far as the app knows; by default they may. A refusal without a reason then counts
    /// as passing, else as [`Error::Forbidden`](crate::Error::Forbidden).
    pub fn permitted(mut self, permitted: bool) -> Self {
        self.permitted = permitted;
        self
    }

    /// Needs no session, and waits for nothing. Where the server refuses it for an expired token that came along, that is
    /// renewed once, and the request sent again.
    pub fn public(mut self) -> Self {
        self.access = Access::Public;
        self
    }

    /// Has nothing to do with the session, as a sign-up or a forgotten password: it waits for nothing, and a 401 is a refusal
    /// like any other.
    pub fn standalone(mut self) -> Self {
        self.access = Access::Standalone;
        self
    }
}
