//! An answer of the server, and what can be told from it alone.
//! It must not know what was asked.

use super::secret::quote;
use serde_json::Value;
use std::fmt;

/// What came of a request.
pub type Heard = Result<Answer, NoAnswer>;

/// An answer, read to its end.
///
/// Its `Debug` leaves out headers and body, since both may hold tokens.
#[derive(Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Names, in lower case, and values, in the order they came.
    pub headers: Vec<(String, String)>,
    /// The body, as text.
    pub body: String,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// No connection: what the system said.
    Unreachable(String),
    /// None within the limit, in seconds.
    TimedOut(u64),
    /// The connection ended early: what the system said.
    BrokenOff(String),
    /// More bytes than any answer of the contract needs.
    TooLong,
}

impl Answer {
    /// The first header of this name, which is given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// Every header of this name, which is given in lower case.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// Whether one of the comma-separated values of a header is this one, letter case aside.
    pub fn lists(&self, name: &str, value: &str) -> bool {
        self.all(name).flat_map(|line| line.split(',')).any(|found| found.trim().eq_ignore_ascii_case(value))
    }

    /// Whether the status is a 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body, where it is JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_str(&self.body).ok()
    }

    /// Whether there is no body.
    pub fn is_empty(&self) -> bool {
        self.body.trim().is_empty()
    }

    /// Whether this is the contract's masked error: a 401 in the name of `/error`, whatever went wrong.
    pub fn is_masked(&self) -> bool {
        self.status == 401 && self.json().is_some_and(|body| body["path"] == "/error")
    }

    /// Whether the body is a web page, as the app sees it: a proxy's, a firewall's, a router's.
    pub fn is_page(&self) -> bool {
        let called_html = self.header("content-type").is_some_and(|kind| kind.contains("html"));
        self.body.trim_start().starts_with('<')
            || (called_html && self.status >= 400 && self.json().is_none() && !self.is_empty())
    }

    /// The server's own sentence, where there is one that the app would show.
    pub fn message(&self) -> Option<String> {
        if self.is_masked() || self.is_page() || self.is_empty() {
            return None;
        }
        match self.json() {
            Some(body) => body["message"].as_str().map(str::to_owned),
            None => Some(self.body.clone()),
        }
    }

    /// Status and shape, without a word of the body: for calls whose messages may quote a token.
    pub fn shape(&self) -> String {
        let shape = match () {
            () if self.is_masked() => "masked (path /error)",
            () if self.is_empty() => "empty",
            () if self.is_page() => "a web page",
            () if self.json().is_some() => "JSON",
            () => "text",
        };
        format!("{}, {shape}", self.status)
    }

    /// Status and, where there is one, the server's sentence.
    pub fn told(&self) -> String {
        match self.message() {
            Some(message) => format!("{}, {}", self.status, quote(&message)),
            None => self.shape(),
        }
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.shape())
    }
}

impl fmt::Display for NoAnswer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(why) => write!(formatter, "no connection ({why})"),
            Self::TimedOut(seconds) => write!(formatter, "no answer within {seconds} s"),
            Self::BrokenOff(why) => write!(formatter, "the connection ended without an answer ({why})"),
            Self::TooLong => formatter.write_str("more bytes than any answer of the contract needs"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::recording::{made, recorded};

    #[test]
    fn recorded_answers_are_told_in_a_few_words() {
        for (server, name, told) in [
            ("spring", "sign in, wrong password", r#"401, "Bad credentials""#),
            ("spring", "moderator board, role missing", "401, masked (path /error)"),
            ("node", "refresh", "404, a web page"),
            ("node", "user board", r#"200, "User Content.""#),
            ("spring", "sign in", "200, JSON"),
        ] {
            assert_eq!(recorded(server, name).told(), told, "{name}");
        }
        assert_eq!(made(204, &[], "").told(), "204, empty");
    }

    #[test]
    fn a_text_called_html_is_a_page_only_where_it_refuses() {
        let html = [("content-type", "text/html")];
        assert!(made(502, &html, "Bad gateway").is_page());
        assert!(!made(200, &html, "User Content.").is_page());
        assert!(made(200, &[], " <!DOCTYPE html>").is_page());
    }

    #[test]
    fn nothing_of_a_body_is_in_its_debug_form() {
        let answer = recorded("spring", "refresh, unknown token");
        assert_eq!(format!("{answer:?}"), "403, JSON");
    }
}
