//! A response, and the reasons for which there is none. Its content comes from outside and is read without trust.

use serde::de::DeserializeOwned;

use crate::json::{self, Json};

/// A whole response, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Whether its content type says HTML. Some servers say so of a plain text too.
    pub html: bool,
    /// `Retry-After` in seconds, where the server sent it and lets script see it.
    pub retry_after: Option<u32>,
    /// The body as text; bytes that are no UTF-8 are replaced.
    pub body: String,
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
    /// Whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether the body is empty, but for white space.
    pub fn is_empty(&self) -> bool {
        self.body.trim().is_empty()
    }

    /// The body as a tree, where it is JSON.
    pub fn tree(&self) -> Option<Json> {
        Json::parse(&self.body)
    }

    /// The body as JSON of a known shape. An empty body counts as `null`.
    pub fn json<T: DeserializeOwned>(&self) -> Option<T> {
        json::from_str(if self.is_empty() { "null" } else { &self.body })
    }

    /// Whether the body is a web page, as a proxy, a firewall or a router without this path would send.
    pub fn is_web_page(&self) -> bool {
        self.body.trim_start().starts_with('<')
            || (self.html && self.status >= 400 && self.tree().is_none() && !self.is_empty())
    }

    /// The text field `message` of a JSON body, or a plain text: trimmed, 300 characters at most, and no web page.
    pub fn message(&self) -> Option<String> {
        if self.is_web_page() {
            return None;
        }
        let text = match self.tree() {
            Some(body) => body["message"].as_str()?.to_owned(),
            None => self.body.clone(),
        };
        let text = text.trim();
        (!text.is_empty() && text.chars().count() <= SENTENCE).then(|| text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(status: u16, body: &str) -> Response {
        Response { status, html: false, retry_after: None, body: body.to_owned() }
    }

    #[test]
    fn only_a_sentence_is_a_message() {
        let message = |body: &str| response(400, body).message();
        assert_eq!(message(r#"{"message":" Taken! "}"#).as_deref(), Some("Taken!"));
        assert_eq!(message("plain words").as_deref(), Some("plain words"));
        for body in ["", "<b>no</b>", r#"{"message":7}"#, "[1]", &"x".repeat(SENTENCE + 1)] {
            assert_eq!(message(body), None, "{body}");
        }
        assert_eq!(Response { html: true, ..response(404, "Cannot GET /") }.message(), None);
    }

    #[test]
    fn a_plain_text_called_html_is_no_page() {
        let text = Response { html: true, ..response(200, "User Content.") };
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
