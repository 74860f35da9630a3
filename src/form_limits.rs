//! The limits of the sign-up form. The app checks these limits itself, because some servers do not say which field they
//! refuse.
//!
//! `cargo xtask check-server` compiles this file too, so this file may use only std.

use std::ops::RangeInclusive;

/// How many characters a username may have.
pub const USERNAME: RangeInclusive<usize> = 3..=20;
/// How many characters an e-mail address may have at most.
pub const EMAIL: usize = 50;
/// How many characters a password may have.
pub const PASSWORD: RangeInclusive<usize> = 6..=40;
