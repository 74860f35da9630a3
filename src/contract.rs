//! The constants of the server's HTTP contract: paths, limits of the sign-up form, and roles. An app for another server
//! changes them here.
//!
//! `cargo xtask check-server` compiles this file too, so it can use nothing but std and serde.

use std::borrow::Cow;

use serde::Serialize;

/// The paths below the API base.
pub mod path {
    /// Creates an account.
    pub const SIGN_UP: &str = "/auth/signup";
    /// Starts a session and sets both cookies.
    pub const SIGN_IN: &str = "/auth/signin";
    /// Exchanges the refresh cookie for a new access cookie.
    pub const REFRESH: &str = "/auth/refreshtoken";
    /// Ends the session and clears both cookies.
    pub const SIGN_OUT: &str = "/auth/signout";
    /// The public board.
    pub const PUBLIC_BOARD: &str = "/test/all";
    /// The board of every signed-in user.
    pub const USER_BOARD: &str = "/test/user";
    /// The moderators' board.
    pub const MODERATOR_BOARD: &str = "/test/mod";
    /// The administrators' board.
    pub const ADMIN_BOARD: &str = "/test/admin";
}

/// The limits of the sign-up form. The app checks them itself, because some servers do not say which field they refuse.
pub mod limit {
    use std::ops::RangeInclusive;

    /// The number of characters of a username.
    pub const USERNAME: RangeInclusive<usize> = 3..=20;
    /// The highest number of characters of an e-mail address.
    pub const EMAIL: usize = 50;
    /// The number of characters of a password.
    pub const PASSWORD: RangeInclusive<usize> = 6..=40;
}

/// A role, by the server's name for it. The app also keeps and shows roles that it does not use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Role(Cow<'static, str>);

impl Role {
    /// Every signed-in user has it.
    pub const USER: Role = Role(Cow::Borrowed("ROLE_USER"));
    /// May read the moderators' board.
    pub const MODERATOR: Role = Role(Cow::Borrowed("ROLE_MODERATOR"));
    /// May read the administrators' board.
    pub const ADMIN: Role = Role(Cow::Borrowed("ROLE_ADMIN"));

    /// The role as the server writes it, such as `ROLE_USER`.
    pub fn name(&self) -> &str {
        &self.0
    }
}

impl From<String> for Role {
    fn from(name: String) -> Self {
        Role(Cow::Owned(name))
    }
}
