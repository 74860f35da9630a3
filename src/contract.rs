//! What an adopter changes: the server's paths, the limits of its forms, the roles it knows.
//! It must not know how calls are made or what pages show.
//!
//! `cargo xtask check-server` goes by this very file, so it uses nothing but std and serde.

use std::borrow::Cow;

use serde::Serialize;

/// Paths below the API base, as in the HTTP contract.
pub mod path {
    /// Creates an account.
    pub const SIGN_UP: &str = "/auth/signup";
    /// Starts a session; sets both cookies.
    pub const SIGN_IN: &str = "/auth/signin";
    /// Exchanges the refresh cookie for a new access cookie.
    pub const REFRESH: &str = "/auth/refreshtoken";
    /// Ends the session; clears both cookies.
    pub const SIGN_OUT: &str = "/auth/signout";
    /// The board that everybody may read.
    pub const PUBLIC_BOARD: &str = "/test/all";
    /// The board of every signed-in user.
    pub const USER_BOARD: &str = "/test/user";
    /// The moderators' board.
    pub const MODERATOR_BOARD: &str = "/test/mod";
    /// The administrators' board.
    pub const ADMIN_BOARD: &str = "/test/admin";
}

/// The limits of the sign-up form, checked by the app itself: some servers hide which field they refused.
pub mod limit {
    use std::ops::RangeInclusive;

    /// Characters of a username.
    pub const USERNAME: RangeInclusive<usize> = 3..=20;
    /// Characters of an e-mail address, at most.
    pub const EMAIL: usize = 50;
    /// Characters of a password.
    pub const PASSWORD: RangeInclusive<usize> = 6..=40;
}

/// A role as the server names it. Roles that the app gives no meaning to are kept and shown all the same.
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
