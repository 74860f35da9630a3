//! The faults in the responses. They are collected, so that one run of the tests reports all faults.

use super::client::Answer;
use reqwest::header::{CACHE_CONTROL, HeaderMap};

/// A text that the page of a made-up release contains, and that the error pages of the servers do not contain.
pub const PAGE_MARK: &str = "<title>Evergreen, made up</title>";

/// All faults that were found so far.
#[derive(Default)]
pub struct Findings(Vec<String>);

impl Findings {
    /// Adds a fault if the condition is false. The fault consists of the request that `answer` belongs to, and of the
    /// text `fault`.
    pub fn expect(&mut self, answer: &Answer, condition: bool, fault: impl Into<String>) {
        if !condition {
            self.0.push(format!("{}: {}", answer.asked, fault.into()));
        }
    }

    /// Adds a fault if the status is not the expected one.
    pub fn status(&mut self, answer: &Answer, expected: u16) {
        self.expect(answer, answer.status == expected, format!("status {}, not {expected}", answer.status));
    }

    /// Adds a fault unless the header occurs once, with the expected value. If `expected` is empty, the header must be
    /// missing.
    pub fn header(&mut self, answer: &Answer, name: &str, expected: &str) {
        let value = answer.header(name);
        self.expect(answer, value == expected, format!("{name} is `{value}`, not `{expected}`"));
    }

    /// Adds a fault for each expected header that is missing or has another value. `Cache-Control` is not checked.
    pub fn headers(&mut self, answer: &Answer, expected: &HeaderMap) {
        for (name, value) in expected.iter().filter(|(name, _)| *name != CACHE_CONTROL) {
            self.header(answer, name.as_str(), value.to_str().expect("text"));
        }
    }

    /// Adds a fault if `expected` is true and the body is not the page, or if `expected` is false and the body is the
    /// page.
    pub fn page(&mut self, answer: &Answer, expected: bool) {
        let page = String::from_utf8_lossy(&answer.body).contains(PAGE_MARK);
        self.expect(answer, page == expected, if page { "the page was sent" } else { "the page was not sent" });
    }

    /// Panics with all faults if there are any.
    pub fn conclude(self) {
        assert!(self.0.is_empty(), "{} faults:\n{}\n", self.0.len(), self.0.join("\n"));
    }
}
