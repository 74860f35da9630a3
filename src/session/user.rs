//! The signed-in user as the server described them at sign-in.
//! It must not know how long they stay signed in.

use serde::Serialize;

use crate::contract::Role;
use crate::json::Json;

/// The body of a successful sign-in, as far as the app keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct User {
    /// The server's own key for the user.
    pub id: UserId,
    /// The name they sign in with.
    pub username: String,
    /// Their e-mail address.
    pub email: String,
    /// What they may see; the order carries no meaning and differs from answer to answer.
    pub roles: Vec<Role>,
}

/// A number where the server keeps users in SQL, a text where it keeps them in MongoDB.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum UserId {
    /// A key of a SQL table.
    Number(i64),
    /// A MongoDB object id.
    Text(String),
}

impl User {
    /// Reads a sign-in's body, or what was kept of it; `None` where it names nobody. Other fields are passed over.
    pub fn from_json(json: &Json) -> Option<Self> {
        let id = match &json["id"] {
            Json::Text(text) => UserId::Text(text.clone()),
            id => UserId::Number(id.as_i64()?),
        };
        Some(User {
            id,
            username: json["username"].as_str()?.to_owned(),
            email: json["email"].as_str().unwrap_or_default().to_owned(),
            roles: json["roles"].items().iter().filter_map(|role| role.as_str().map(Role::from)).collect(),
        })
    }

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
            let user = User::from_json(&Json::parse(text).unwrap()).unwrap();
            assert_eq!(serde_json::to_string(&user).unwrap(), text);
            assert!(user.has(&Role::from("ROLE_AUDITOR")) && !user.has(&Role::USER));
        }
    }
}
