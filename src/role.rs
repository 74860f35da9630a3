//! The roles of users.

use std::borrow::Cow;

use serde::Serialize;

/// A role, identified by the server's name for it. The app also keeps and shows roles of the server that have no
/// constant here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Role(Cow<'static, str>);

impl Role {
    /// The role of an ordinary user. Pages for all signed-in users do not check this role.
    pub const USER: Role = Role(Cow::Borrowed("ROLE_USER"));
    /// The role of moderators, who may read the text on the page `/mod`.
    pub const MODERATOR: Role = Role(Cow::Borrowed("ROLE_MODERATOR"));
    /// The role of administrators, who may read the text on the page `/admin`.
    pub const ADMIN: Role = Role(Cow::Borrowed("ROLE_ADMIN"));

    /// Returns the server's name for the role, such as `ROLE_USER`.
    pub fn name(&self) -> &str {
        &self.0
    }
}

impl From<String> for Role {
    fn from(name: String) -> Self {
        Role(Cow::Owned(name))
    }
}
