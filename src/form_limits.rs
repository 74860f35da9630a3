//! The limits of the sign-up form. The app checks them itself, because some servers do not say which field they refuse.
//!
//! `cargo xtask check-server` compiles this file too, so it may use only std.

use std::ops::RangeInclusive;

/// The number of characters of a username.
pub const USERNAME: RangeInclusive<usize> = 3..=20;
/// The highest number of characters of an e-mail address.
pub const EMAIL: usize = 50;
/// The number of characters of a password.
pub const PASSWORD: RangeInclusive<usize> = 6..=40;
