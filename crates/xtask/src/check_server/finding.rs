//! The model: a check, and what came of it.
//! It must not know how anything is asked, or shown.

use super::answer::{Answer, Heard, NoAnswer};
use serde::Serialize;

/// One thing that the contract, or the app, expects of a server.
#[derive(Debug, PartialEq, Eq)]
pub struct Check {
    /// The name by which machines and tests know it.
    pub id: &'static str,
    /// What is expected, for a person.
    pub expected: &'static str,
}

/// What came of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// As expected.
    Kept,
    /// Otherwise, and the app copes.
    Differs,
    /// Something that the app needs is missing, or the server is open to attack.
    Fails,
    /// Not checked.
    LeftOut,
}

/// A check with its outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The check's name.
    pub check: &'static str,
    /// The outcome.
    pub mark: Mark,
    /// What was expected.
    pub expected: &'static str,
    /// What came; empty where nothing was asked.
    pub came: String,
    /// What that means for the app, or why it was left out; empty where all is as expected.
    pub meaning: String,
}

impl Check {
    /// A check of this name.
    pub const fn new(id: &'static str, expected: &'static str) -> Self {
        Self { id, expected }
    }

    /// As expected.
    pub fn kept(&self, came: impl Into<String>) -> Finding {
        self.finding(Mark::Kept, came.into(), String::new())
    }

    /// Different, but the app copes.
    pub fn differs(&self, came: impl Into<String>, meaning: impl Into<String>) -> Finding {
        self.finding(Mark::Differs, came.into(), meaning.into())
    }

    /// The app does not work with it, or nobody should.
    pub fn fails(&self, came: impl Into<String>, meaning: impl Into<String>) -> Finding {
        self.finding(Mark::Fails, came.into(), meaning.into())
    }

    /// Not checked, for this reason.
    pub fn left_out(&self, why: impl Into<String>) -> Finding {
        self.finding(Mark::LeftOut, String::new(), why.into())
    }

    /// Judges an answer; no answer at all is a failure that the app tells as one.
    pub fn of(&self, heard: &Heard, judge: impl FnOnce(&Answer) -> Finding) -> Finding {
        match heard {
            Ok(answer) => judge(answer),
            Err(none) => self.unanswered(none),
        }
    }

    fn unanswered(&self, none: &NoAnswer) -> Finding {
        let meaning = match none {
            NoAnswer::TimedOut(_) => "The app says that the server took too long to answer, and offers to try again.",
            NoAnswer::TooLong => "The app cannot use it.",
            NoAnswer::Unreachable(_) | NoAnswer::BrokenOff(_) => "The app says that the server can't be reached.",
        };
        self.fails(none.to_string(), meaning)
    }

    fn finding(&self, mark: Mark, came: String, meaning: String) -> Finding {
        Finding { check: self.id, mark, expected: self.expected, came, meaning }
    }
}
