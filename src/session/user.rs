//! The signed-in user as the server described them at sign-in.
//! It must not know how long they stay signed in.

use serde::{Deserialize, Serialize};

use crate::contract::Role;

/// The body of a successful sign-in, as far as the app keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// The server's own key for the user.
    pub id: UserId,
    /// The name they sign in with.
    pub username: String,
    /// Their e-mail address.
    #[serde(default)]
    pub email: String,
    /// What they may see; the order carries no meaning and differs from answer to answer.
    #[serde(default)]
    pub roles: Vec<Role>,
}

/// A number where the server keeps users in SQL, a text where it keeps them in MongoDB.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum UserId {
    /// A key of a SQL table.
    Number(i64),
    /// A MongoDB object id.
    Text(String),
}

impl User {
    /// Whether the server gave them this role.
    pub fn has(&self, role: &Role) -> bool {
        self.roles.contains(role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_id_and_unknown_roles_are_kept() {
        for text in [
            r#"{"id":1,"username":"amy","email":"a@b.c","roles":["ROLE_AUDITOR"]}"#,
            r#"{"id":"64f0","username":"amy","email":"a@b.c","roles":["ROLE_AUDITOR"]}"#,
        ] {
            let user: User = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&user).unwrap(), text);
            assert!(user.has(&Role::from("ROLE_AUDITOR")) && !user.has(&Role::USER));
        }
    }
}
