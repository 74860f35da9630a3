//! Deliberate faults in the core of the session library. This module owns the list of these faults, and a copy of the
//! sources. The faults are put into the copy.

mod list;
mod tree;

pub use list::{Edit, Mutant, listed};
pub use tree::Tree;

use std::fmt;

/// Whether the tests noticed a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TestResult {
    /// A test failed.
    Caught {
        /// The seed and the violated invariant if a seed failed; otherwise the name of the test that failed.
        by: String,
    },
    /// All tests passed.
    Unnoticed,
}

impl fmt::Display for TestResult {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Caught { by } => write!(formatter, "caught by {by}"),
            Self::Unnoticed => formatter.write_str("UNNOTICED"),
        }
    }
}
