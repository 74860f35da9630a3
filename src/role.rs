//! The roles of users.
//!
//! `cargo xtask check-server` compiles this file too, so it may use only std and serde.

use std::borrow::Cow;

use serde::Serialize;

/// A role, identified by the name that the server gives it. The app also keeps and shows roles that it does not use.
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
