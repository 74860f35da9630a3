//! The four boards of the contract, and who may see each of them.

use crate::store::{Role, Roles};

/// A board of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Board {
    /// The board for everybody.
    Public,
    /// The board for any signed-in user.
    User,
    /// The board for users with the role moderator.
    Moderator,
    /// The board for users with the role admin.
    Admin,
}

impl Board {
    /// Returns whether a signed-in user with these roles may see the board.
    pub(crate) fn allows(self, roles: &Roles) -> bool {
        match self {
            Self::Public | Self::User => true,
            Self::Moderator => roles.has(Role::Moderator),
            Self::Admin => roles.has(Role::Admin),
        }
    }
}
