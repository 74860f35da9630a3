//! An HTTP response, and the reasons why there may be none. A response comes from outside, so no content of it may
//! cause a panic.

use std::borrow::Cow;

use serde::de::DeserializeOwned;

use crate::json::{self, Json};

/// A complete response with any status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status, for example 200.
    pub status: u16,
    /// The headers that script can see: names in lower case, and values. For a server of another origin, CORS hides
    /// most of them.
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// The reason why there is no response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoResponse {
    /// The browser reports that the device is offline.
    Offline,
    /// The request failed, and the browser does not tell script why. For example, there is no connection, the
    /// connection broke, or the response has no CORS headers.
    Unreachable,
    /// The limit of the request has passed.
    TimedOut,
    /// The content security policy of the page forbids requests to the server.
    Blocked,
}

/// The maximum length of a server's message that is shown, in characters.
const SENTENCE: usize = 300;

impl Response {
    /// Creates a response without headers and body, for example for a test.
    pub fn new(status: u16) -> Self {
        Response { status, headers: Vec::new(), body: Vec::new() }
    }

    /// Adds a header. Its name is kept in lower case.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_ascii_lowercase(), value.into()));
        self
    }

    /// Sets the body, and replaces an earlier one.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// The value of a header. `None` if the response has no such header, or if CORS hides the header from script. The
    /// case of `name` does not matter.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| &**value)
    }

    /// The bytes of the body.
    pub fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// Turns the response into the bytes of its body, without a copy.
    pub fn into_bytes(self) -> Vec<u8> {
        self.body
    }

    /// The body as text. Bytes that are not UTF-8 are replaced, and a byte order mark is removed.
    pub fn text(&self) -> Cow<'_, str> {
        let body = self.body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&self.body);
        String::from_utf8_lossy(body)
    }

    /// The header `Retry-After` in seconds (RFC 9110, section 10.2.3). `None` if there is no such header, if script
    /// cannot see it, or if its value is not a whole number (it may be a date).
    pub fn retry_after(&self) -> Option<u32> {
        self.header("Retry-After")?.trim().parse().ok()
    }

    /// Whether the content type is HTML. Some servers send plain texts with this content type, too.
    fn is_html(&self) -> bool {
        self.header("Content-Type").is_some_and(|kind| kind.contains("html"))
    }

    /// Whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether the body is empty or contains only white space.
    pub fn is_empty(&self) -> bool {
        self.text().trim().is_empty()
    }

    /// The body as a JSON tree. `None` if the body is not JSON, or if it is nested too deeply.
    pub fn tree(&self) -> Option<Json> {
        Json::parse(&self.text())
    }

    /// The body as JSON, read into a type. An empty body counts as `null`. `None` if the body is not JSON, or does not
    /// have the shape of the type.
    pub fn json<T: DeserializeOwned>(&self) -> Option<T> {
        let text = self.text();
        json::from_str(if text.trim().is_empty() { "null" } else { &text })
    }

    /// Whether the body is probably an HTML page, for example the page of a proxy or a firewall. A body that begins
    /// with `<` counts as such a page. If the status is 400 or more and the content type is HTML, every body counts,
    /// except an empty body and JSON.
    pub fn is_web_page(&self) -> bool {
        self.text().trim_start().starts_with('<')
            || (self.is_html() && self.status >= 400 && self.tree().is_none() && !self.is_empty())
    }

    /// The server's message for the user, without spaces at its ends. The message is the text field `message` of a JSON
    /// body, or the whole body if it is a plain text. `None` if there is no message, if the message has more than 300
    /// characters, or if the body is an HTML page.
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
    fn only_a_short_text_is_a_message() {
        let message = |body: &str| response(400, body).message();
        assert_eq!(message(r#"{"message":" Taken! "}"#).as_deref(), Some("Taken!"));
        assert_eq!(message("plain words").as_deref(), Some("plain words"));
        for body in ["", "<b>no</b>", r#"{"message":7}"#, "[1]", &"x".repeat(SENTENCE + 1)] {
            assert_eq!(message(body), None, "{body}");
        }
        assert_eq!(html(404, "Cannot GET /").message(), None);
    }

    #[test]
    fn a_plain_text_with_an_html_content_type_is_no_page() {
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
