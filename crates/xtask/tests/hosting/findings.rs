//! What is wrong with the answers: all of it is collected, so that one run tells everything.

use super::{client::Answer, release::PAGE_MARK};
use reqwest::header::{CACHE_CONTROL, HeaderMap};

/// Every fault so far.
#[derive(Default)]
pub struct Findings(Vec<String>);

impl Findings {
    /// Takes down a fault unless this is true.
    pub fn expect(&mut self, answer: &Answer, fine: bool, fault: impl Into<String>) {
        if !fine {
            self.0.push(format!("{}: {}", answer.asked, fault.into()));
        }
    }

    /// Looks at the status.
    pub fn status(&mut self, answer: &Answer, expected: u16) {
        self.expect(answer, answer.status == expected, format!("status {}, not {expected}", answer.status));
    }

    /// Looks at a header that must have this value, once.
    pub fn header(&mut self, answer: &Answer, name: &str, expected: &str) {
        let value = answer.header(name);
        self.expect(answer, value == expected, format!("{name} is `{value}`, not `{expected}`"));
    }

    /// Looks at every header that the header file names, but for the one on caching.
    pub fn headers(&mut self, answer: &Answer, expected: &HeaderMap) {
        for (name, value) in expected.iter().filter(|(name, _)| *name != CACHE_CONTROL) {
            self.header(answer, name.as_str(), value.to_str().expect("text"));
        }
    }

    /// Looks for the page in the body.
    pub fn page(&mut self, answer: &Answer, expected: bool) {
        let page = String::from_utf8_lossy(&answer.body).contains(PAGE_MARK);
        self.expect(answer, page == expected, if page { "the page came" } else { "the page did not come" });
    }

    /// Fails with all of them, if there are any.
    pub fn conclude(self) {
        assert!(self.0.is_empty(), "{} faults:\n{}\n", self.0.len(), self.0.join("\n"));
    }
}
