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

/// A request of a page. Protected unless [`Request::public`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a request does nothing until it is given to Api::text or Api::json"]
pub struct Request {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) body: Option<String>,
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
        Request { method, path, body: None, limit: LIMIT, role: None, public: false }
    }

    /// Sends `body` as JSON. A body that can't be written as JSON is a fault of the caller and is sent as `null`.
    pub fn json(mut self, body: &impl Serialize) -> Self {
        self.body = Some(serde_json::to_string(body).unwrap_or_else(|_| "null".to_owned()));
        self
    }

    /// Gives up on an answer after `ms` milliseconds.
    pub fn limit(mut self, ms: u32) -> Self {
        self.limit = ms;
        self
    }

    /// Names the role that the server asks for here, so that a masked refusal can be told as "not allowed".
    pub fn needs(mut self, role: Role) -> Self {
        self.role = Some(role);
        self
    }

    /// Needs no session: neither waits for a refresh nor starts one.
    pub fn public(mut self) -> Self {
        self.public = true;
        self
    }
}
