//! A response of the server, and the app's interpretation of this response.

use super::{cookie_jar, secret::quote, target::Target};
use axum::http::HeaderMap;
use cookie::Cookie;
use serde_json::Value;

/// The response to a request, or the reason why there is none.
pub type ResponseResult = Result<Response, NoResponse>;

/// A whole response. This type does not implement `Debug`, because the output would contain the tokens in headers and
/// body.
#[derive(Clone)]
pub struct Response {
    /// The method and the path below the API base, such as `GET /test/user`.
    pub call: String,
    /// The addresses of the API and the app.
    pub target: Target,
    /// The value of `Checker::renews` when this response arrived. It is true if the server is known to offer a refresh.
    /// If it is false, the checks do not require that the browser sends a cookie of this response with a refresh.
    pub renews: bool,
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

/// The reason why there is no response.
#[derive(Debug)]
pub struct NoResponse {
    /// What happened instead of a response.
    pub actual: String,
    /// What this means for the app.
    pub meaning: &'static str,
    /// `false` if the client could not connect to the server. After a timeout, this is `true`, although the client may
    /// not have connected.
    pub connected: bool,
}

/// How the app interprets the response to a refresh. `Renewed`: the session continues. `Ended`: the session is over.
/// `Missing`: the server offers no refresh. `Unknown`: the refresh has failed, but a later one may succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Renewed,
    Ended,
    Missing,
    Unknown,
}

impl Response {
    /// Returns the values of all headers with this name. Values that are not UTF-8 are left out.
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.headers.get_all(name).iter().filter_map(|value| str::from_utf8(value.as_bytes()).ok())
    }

    /// Returns the first value of a header, or `None` if the response does not have this header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// Returns whether `value` is one of the comma-separated values of a header. The comparison ignores case.
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

    /// Returns whether the status says that the server does not know this path or does not accept this method.
    pub fn is_unknown_path(&self) -> bool {
        matches!(self.status, 404 | 405)
    }

    /// Returns whether this is a masked error: a 401 whose JSON body has the `path` `/error`. Such a response does not
    /// say what really went wrong.
    pub fn is_masked(&self) -> bool {
        self.status == 401 && self.json().is_some_and(|body| body["path"] == "/error")
    }

    /// Returns whether the body is empty, or contains only whitespace.
    pub fn is_empty(&self) -> bool {
        self.body.trim().is_empty()
    }

    /// Returns whether the app takes the body for an HTML page, for example the error page of a proxy or a firewall.
    pub fn is_page(&self) -> bool {
        let called_html = self.header("content-type").is_some_and(|kind| kind.contains("html"));
        let refused = self.status >= 400 && self.json().is_none() && !self.is_empty();
        self.body.trim_start().starts_with('<') || (called_html && refused)
    }

    /// Returns the body as JSON. `None` if it is not JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_str(&self.body).ok()
    }

    /// Returns the message that the app would show, or `None` if the response contains no such message.
    pub fn message(&self) -> Option<String> {
        if self.is_masked() || self.is_page() || self.is_empty() {
            return None;
        }
        self.json().map_or(Some(self.body.clone()), |body| body["message"].as_str().map(str::to_owned))
    }

    /// Returns how the app interprets this response to a refresh.
    pub fn outcome(&self) -> Outcome {
        match self.status {
            200..=299 if self.is_empty() || self.json().is_some() => Outcome::Renewed,
            400 | 401 | 403 if !self.is_page() && !self.is_masked() => Outcome::Ended,
            404 | 405 | 501 => Outcome::Missing,
            _ => Outcome::Unknown,
        }
    }

    /// Returns the status and the kind of body, without any text from the body. Use this for responses whose messages
    /// may contain a token.
    pub fn shape(&self) -> String {
        let kind = match () {
            () if self.is_masked() => "masked (path /error)",
            () if self.is_empty() => "empty",
            () if self.is_page() => "an HTML page",
            () if self.json().is_some() => "JSON",
            () => "text",
        };
        format!("{}, {kind}", self.status)
    }

    /// Returns the status and the message. If there is no message, returns the status and the kind of body.
    pub fn status_and_message(&self) -> String {
        self.message().map_or_else(|| self.shape(), |message| format!("{}, {}", self.status, quote(&message)))
    }

    /// Returns the cookies that the response sets or clears.
    pub fn cookies(&self) -> Vec<Cookie<'static>> {
        let (_, call) = self.call.split_once(' ').unwrap_or_default();
        cookie_jar::cookies(self.all("set-cookie"), &self.target.path(call))
    }

    /// Returns the cookies that the response sets, without the cookies that it clears.
    pub fn kept(&self) -> Vec<Cookie<'static>> {
        self.cookies().into_iter().filter(|cookie| !cookie_jar::clears(cookie)).collect()
    }

    /// Returns whether the CORS headers of the response allow exactly the app's origin.
    pub fn allows_app(&self) -> bool {
        self.all("access-control-allow-origin").eq([&*self.target.origin()])
    }

    pub fn allows_credentials(&self) -> bool {
        self.header("access-control-allow-credentials") == Some("true")
    }

    /// Returns whether a page of this origin can read the response (Fetch standard, "CORS check").
    pub fn is_open_to(&self, origin: &str) -> bool {
        self.all("access-control-allow-origin").eq([origin]) && self.allows_credentials()
    }

    /// Returns whether the app can read the response.
    pub fn is_open(&self) -> bool {
        self.target.is_own_origin() || self.is_open_to(&self.target.origin())
    }
}
