//! The licence of a new project.

use clap::ValueEnum;

/// A licence that a new project can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum License {
    /// MIT or Apache-2.0, at the user's option
    #[value(name = "MIT OR Apache-2.0")]
    Both,
    /// MIT
    #[value(name = "MIT")]
    Mit,
    /// Apache-2.0
    #[value(name = "Apache-2.0")]
    Apache,
    /// No licence: all rights are reserved
    #[value(name = "none")]
    None,
}

impl License {
    /// Returns the name on the command line. Except for `none`, it is an SPDX expression.
    pub fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// Returns the line of `Cargo.toml` that names the licence. It is empty if there is none.
    pub fn line(self) -> String {
        match self {
            Self::None => String::new(),
            _ => format!("license = \"{}\"\n", self.name()),
        }
    }

    /// Returns the sentence for the README.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Both => "MIT or Apache-2.0, at your option: `LICENSE-MIT`, `LICENSE-APACHE`.",
            Self::Mit => "MIT: `LICENSE-MIT`.",
            Self::Apache => "Apache-2.0: `LICENSE-APACHE`.",
            Self::None => "All rights reserved.",
        }
    }

    /// Returns whether the new project has the text of the MIT licence, and whether it has that of Apache-2.0.
    pub fn texts(self) -> (bool, bool) {
        match self {
            Self::Both => (true, true),
            Self::Mit => (true, false),
            Self::Apache => (false, true),
            Self::None => (false, false),
        }
    }
}
