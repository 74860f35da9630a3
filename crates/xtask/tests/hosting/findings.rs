//! The faults in the responses. They are collected, so that one run reports all of them.

use super::{client::Answer, release::PAGE_MARK};
use reqwest::header::{CACHE_CONTROL, HeaderMap};

/// All faults so far.
#[derive(Default)]
pub struct Findings(Vec<String>);

impl Findings {
    /// Adds a fault if the condition is false.
    pub fn expect(&mut self, answer: &Answer, condition: bool, fault: impl Into<String>) {
        if !condition {
            self.0.push(format!("{}: {}", answer.asked, fault.into()));
        }
    }

    /// Checks the status.
    pub fn status(&mut self, answer: &Answer, expected: u16) {
        self.expect(answer, answer.status == expected, format!("status {}, not {expected}", answer.status));
    }

    /// Checks that the header occurs once, with this value.
    pub fn header(&mut self, answer: &Answer, name: &str, expected: &str) {
        let value = answer.header(name);
        self.expect(answer, value == expected, format!("{name} is `{value}`, not `{expected}`"));
    }

    /// Checks all headers of the header file except `Cache-Control`.
    pub fn headers(&mut self, answer: &Answer, expected: &HeaderMap) {
        for (name, value) in expected.iter().filter(|(name, _)| *name != CACHE_CONTROL) {
            self.header(answer, name.as_str(), value.to_str().expect("text"));
        }
    }

    /// Checks that the body is the page if `expected` is true, and is not the page if `expected` is false.
    pub fn page(&mut self, answer: &Answer, expected: bool) {
        let page = String::from_utf8_lossy(&answer.body).contains(PAGE_MARK);
        self.expect(answer, page == expected, if page { "the page was sent" } else { "the page was not sent" });
    }

    /// Panics with all faults if there are any.
    pub fn conclude(self) {
        assert!(self.0.is_empty(), "{} faults:\n{}\n", self.0.len(), self.0.join("\n"));
    }
}
