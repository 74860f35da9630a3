//! An answer of the server, with the call that it belongs to, and what can be read from it.

use super::{jar, place::Place, secret::quote};
use axum::http::HeaderMap;
use cookie::Cookie;
use serde_json::Value;

/// What came of a call.
pub type Heard = Result<Answer, NoAnswer>;

/// An answer, read to its end. It has no `Debug` form: headers and body may hold tokens.
#[derive(Clone)]
pub struct Answer {
    /// Method and path below the API base, such as `GET /test/user`.
    pub call: String,
    /// Where the API and the app are.
    pub place: Place,
    /// Whether the server is known to have a refresh.
    pub renews: bool,
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

/// Why there is no answer.
#[derive(Debug)]
pub struct NoAnswer {
    pub came: String,
    /// What the app makes of it.
    pub meaning: &'static str,
    /// Whether there was a connection.
    pub connected: bool,
}

/// What the app takes an answer to a refresh for; `Missing` is a server without a refresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Renewed,
    Ended,
    Missing,
    Unknown,
}

impl Answer {
    /// The values of every header of this name.
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.headers.get_all(name).iter().filter_map(|value| str::from_utf8(value.as_bytes()).ok())
    }

    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// Whether one of the comma-separated values of a header is this one, letter case aside.
    pub fn lists(&self, name: &str, value: &str) -> bool {
        self.all(name).flat_map(|line| line.split(',')).any(|found| found.trim().eq_ignore_ascii_case(value))
    }

    pub fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    pub fn is_redirect(&self) -> bool {
        matches!(self.status, 300..=399)
    }

    pub fn is_refused(&self) -> bool {
        matches!(self.status, 400..=499)
    }

    /// Whether the server has no such call.
    pub fn is_no_call(&self) -> bool {
        matches!(self.status, 404 | 405)
    }

    /// Whether this is the contract's masked error: a 401 in the name of `/error`, whatever went wrong.
    pub fn is_masked(&self) -> bool {
        self.status == 401 && self.json().is_some_and(|body| body["path"] == "/error")
    }

    /// Whether there is no body.
    pub fn is_empty(&self) -> bool {
        self.body.trim().is_empty()
    }

    /// Whether the app takes the body for a web page: a proxy's, a firewall's, a router's.
    pub fn is_page(&self) -> bool {
        let called_html = self.header("content-type").is_some_and(|kind| kind.contains("html"));
        let refused = self.status >= 400 && self.json().is_none() && !self.is_empty();
        self.body.trim_start().starts_with('<') || (called_html && refused)
    }

    /// The body, where it is JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_str(&self.body).ok()
    }

    /// The server's own sentence, where there is one that the app would show.
    pub fn message(&self) -> Option<String> {
        if self.is_masked() || self.is_page() || self.is_empty() {
            return None;
        }
        self.json().map_or(Some(self.body.clone()), |body| body["message"].as_str().map(str::to_owned))
    }

    /// What the app takes this for, where it answers a refresh.
    pub fn outcome(&self) -> Outcome {
        match self.status {
            200..=299 if self.is_empty() || self.json().is_some() => Outcome::Renewed,
            400 | 401 | 403 if !self.is_page() && !self.is_masked() => Outcome::Ended,
            404 | 405 | 501 => Outcome::Missing,
            _ => Outcome::Unknown,
        }
    }

    /// Status and kind of body, without a word of it: for calls whose messages may quote a token.
    pub fn shape(&self) -> String {
        let kind = match () {
            () if self.is_masked() => "masked (path /error)",
            () if self.is_empty() => "empty",
            () if self.is_page() => "a web page",
            () if self.json().is_some() => "JSON",
            () => "text",
        };
        format!("{}, {kind}", self.status)
    }

    /// Status and, where there is one, the server's sentence.
    pub fn told(&self) -> String {
        self.message().map_or_else(|| self.shape(), |message| format!("{}, {}", self.status, quote(&message)))
    }

    /// The cookies that the answer sets or clears.
    pub fn cookies(&self) -> Vec<Cookie<'static>> {
        let (_, call) = self.call.split_once(' ').unwrap_or_default();
        jar::cookies(self.all("set-cookie"), &self.place.path(call))
    }

    /// The cookies that the answer sets to stay.
    pub fn kept(&self) -> Vec<Cookie<'static>> {
        self.cookies().into_iter().filter(|cookie| !jar::clears(cookie)).collect()
    }

    /// Whether the answer allows exactly the app's origin.
    pub fn allows_app(&self) -> bool {
        self.all("access-control-allow-origin").eq([&*self.place.origin()])
    }

    pub fn allows_credentials(&self) -> bool {
        self.header("access-control-allow-credentials") == Some("true")
    }

    /// Whether a page of this origin can read the answer (Fetch standard, "CORS check").
    pub fn is_open_to(&self, origin: &str) -> bool {
        self.all("access-control-allow-origin").eq([origin]) && self.allows_credentials()
    }

    /// Whether the app can read the answer.
    pub fn is_open(&self) -> bool {
        self.place.is_own_origin() || self.is_open_to(&self.place.origin())
    }
}
