//! Roles, and their names in response bodies and in the database. The names are the same in both.

use serde::{Serialize, Serializer};

/// A role of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// `ROLE_USER`: no board needs this role.
    User,
    /// `ROLE_MODERATOR`: the role for the moderator board.
    Moderator,
    /// `ROLE_ADMIN`: the role for the admin board.
    Admin,
}

impl Role {
    /// Returns the name of the role, which is the same in response bodies and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::User => "ROLE_USER",
            Self::Moderator => "ROLE_MODERATOR",
            Self::Admin => "ROLE_ADMIN",
        }
    }
}

impl Serialize for Role {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// A set of roles, always in the order user, moderator, admin.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Roles(Vec<Role>);

impl Roles {
    const ALL: [Role; 3] = [Role::User, Role::Moderator, Role::Admin];

    /// Returns the set of these roles.
    pub(crate) fn of(roles: &[Role]) -> Self {
        Self(Self::ALL.into_iter().filter(|role| roles.contains(role)).collect())
    }

    /// Returns the roles.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Role> {
        self.0.iter().copied()
    }

    /// Returns whether the set contains the role.
    pub(crate) fn has(&self, role: Role) -> bool {
        self.0.contains(&role)
    }

    /// Returns the text of the set in the database: the names of the roles, separated by commas.
    pub(super) fn to_text(&self) -> String {
        let names: Vec<_> = self.0.iter().map(|role| role.name()).collect();
        names.join(",")
    }
}

/// Parses the text of [`Roles::to_text`]. Unknown names are ignored.
impl From<String> for Roles {
    fn from(text: String) -> Self {
        let named = |role: &Role| text.split(',').any(|name| name == role.name());
        Self(Self::ALL.into_iter().filter(named).collect())
    }
}
