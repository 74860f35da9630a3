//! Roles, and how bodies and the table write them.
//! It must not know what a role lets anyone do.

use serde::{Serialize, Serializer};

/// A role, by the name the contract has for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// `ROLE_USER`
    User,
    /// `ROLE_MODERATOR`
    Moderator,
    /// `ROLE_ADMIN`
    Admin,
}

impl Role {
    /// The name in bodies and in the table.
    pub(crate) fn name(self) -> &'static str {
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

/// A set of roles, in the order user, moderator, admin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Roles(Vec<Role>);

impl Roles {
    const ALL: [Role; 3] = [Role::User, Role::Moderator, Role::Admin];

    /// These roles, each once.
    pub(crate) fn of(roles: &[Role]) -> Self {
        Self(Self::ALL.into_iter().filter(|role| roles.contains(role)).collect())
    }

    /// Whether the role is among them.
    pub(crate) fn has(&self, role: Role) -> bool {
        self.0.contains(&role)
    }

    /// The roles of a text that [`text`](Self::text) made; other names are no roles.
    pub(super) fn read(text: &str) -> Self {
        let named = |role: &Role| text.split(',').any(|name| name == role.name());
        Self(Self::ALL.into_iter().filter(named).collect())
    }

    /// What the table holds: the names with commas between.
    pub(super) fn text(&self) -> String {
        let names: Vec<_> = self.0.iter().map(|role| role.name()).collect();
        names.join(",")
    }
}
