//! Deliberate faults in the core: what they are, and a copy of the sources to try them in.
//! It must not know how the simulation finds a fault.

mod list;
mod tree;

pub use list::{Edit, Mutant, listed};
pub use tree::Tree;

use std::fmt;

/// What became of a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The simulation noticed.
    Caught {
        /// The first seed, and what it saw.
        by: String,
    },
    /// Every seed passed.
    Unnoticed,
}

impl fmt::Display for Fate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Caught { by } => write!(formatter, "caught by {by}"),
            Self::Unnoticed => formatter.write_str("UNNOTICED"),
        }
    }
}
