//! A response, and the reasons for which there is none. Its content comes from outside and is read without trust.

use std::borrow::Cow;

use serde::de::DeserializeOwned;

use crate::json::{self, Json};

/// A whole response, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The headers that script may see: names in lower case, and values. CORS hides most of them from another origin.
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// Why there is no response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoResponse {
    /// The device says that it has no network.
    Offline,
    /// No connection, a broken one, or a response without CORS headers: script can't tell which.
    Unreachable,
    /// The limit passed.
    TimedOut,
    /// The page's security policy forbids the address.
    Blocked,
}

/// The longest sentence of a server that is worth showing, in characters.
const SENTENCE: usize = 300;

impl Response {
    /// A response without headers and body.
    pub fn new(status: u16) -> Self {
        Response { status, headers: Vec::new(), body: Vec::new() }
    }

    /// Adds a header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_ascii_lowercase(), value.into()));
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// A header that script may see, by its name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| &**value)
    }

    /// The body as bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// The body as bytes.
    pub fn into_bytes(self) -> Vec<u8> {
        self.body
    }

    /// The body as text; bytes that are no UTF-8 are replaced.
    pub fn text(&self) -> Cow<'_, str> {
        let body = self.body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&self.body);
        String::from_utf8_lossy(body)
    }

    /// `Retry-After` in seconds, where the server sent it so and lets script see it (RFC 9110, section 10.2.3).
    pub fn retry_after(&self) -> Option<u32> {
        self.header("Retry-After")?.trim().parse().ok()
    }

    /// Whether the content type says HTML. Some servers say so of a plain text too.
    fn is_html(&self) -> bool {
        self.header("Content-Type").is_some_and(|kind| kind.contains("html"))
    }

    /// Whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether the body is empty, but for white space.
    pub fn is_empty(&self) -> bool {
        self.text().trim().is_empty()
    }

    /// The body as a tree, where it is JSON.
    pub fn tree(&self) -> Option<Json> {
        Json::parse(&self.text())
    }

    /// The body as JSON of a known shape. An empty body counts as `null`.
    pub fn json<T: DeserializeOwned>(&self) -> Option<T> {
        let text = self.text();
        json::from_str(if text.trim().is_empty() { "null" } else { &text })
    }

    /// Whether the body is a web page, as a proxy, a firewall or a router without this path would send.
    pub fn is_web_page(&self) -> bool {
        self.text().trim_start().starts_with('<')
            || (self.is_html() && self.status >= 400 && self.tree().is_none() && !self.is_empty())
    }

    /// The text field `message` of a JSON body, or a plain text: trimmed, 300 characters at most, and no web page.
    pub fn message(&self) -> Option<String> {
        if self.is_web_page() {
            return None;
        }
        let text = match self.tree() {
            Some(body) => body["message"].as_str()?.to_owned(),
            None => self.text().into_owned(),
        };
        let text = text.trim();
        (!text.is_empty() && text.chars().count() <= SENTENCE).then(|| text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(status: u16, body: &str) -> Response {
        Response::new(status).with_body(body)
    }

    fn html(status: u16, body: &str) -> Response {
        response(status, body).with_header("Content-Type", "text/html; charset=utf-8")
    }

    #[test]
    fn headers_are_found_in_any_case_and_bytes_are_read_as_text() {
        let response = Response::new(200).with_header("Retry-After", " 42 ").with_body(b"\xEF\xBB\xBFa\xFFb".to_vec());
        assert_eq!((response.header("retry-AFTER"), response.retry_after()), (Some(" 42 "), Some(42)));
        assert_eq!((response.header("ETag"), Response::new(200).retry_after()), (None, None));
        assert_eq!(response.text(), "a\u{FFFD}b");
        assert_eq!(response.into_bytes().len(), 6);
    }

    #[test]
    fn only_a_sentence_is_a_message() {
        let message = |body: &str| response(400, body).message();
        assert_eq!(message(r#"{"message":" Taken! "}"#).as_deref(), Some("Taken!"));
        assert_eq!(message("plain words").as_deref(), Some("plain words"));
        for body in ["", "<b>no</b>", r#"{"message":7}"#, "[1]", &"x".repeat(SENTENCE + 1)] {
            assert_eq!(message(body), None, "{body}");
        }
        assert_eq!(html(404, "Cannot GET /").message(), None);
    }

    #[test]
    fn a_plain_text_called_html_is_no_page() {
        let text = html(200, "User Content.");
        assert!(!text.is_web_page());
        assert!(response(200, " <!DOCTYPE html>").is_web_page());
    }

    #[test]
    fn an_empty_body_is_null() {
        for body in ["", " ", "null"] {
            assert_eq!(response(204, body).json::<()>(), Some(()), "{body:?}");
            assert_eq!(response(204, body).json::<Option<u8>>(), Some(None), "{body:?}");
        }
        assert_eq!(response(200, "7").json::<u8>(), Some(7));
        assert_eq!(response(200, "-7").json::<u8>(), None);
    }
}
