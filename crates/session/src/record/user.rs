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

/// No name is longer, in bytes: an e-mail address may be (RFC 3696), and whatever is longer is none.
const NAME: usize = 320;

/// More roles than anybody has.
const ROLES: usize = 100;

impl User {
    /// Reads a sign-in's body, or what was kept of it; `None` where it names nobody. Other fields are passed over.
    pub fn from_json(json: &Json) -> Option<Self> {
        let id = match &json["id"] {
            Json::Whole(number) => UserId::Number(*number),
            id => UserId::Text(name(id)?),
        };
        Some(User {
            id,
            username: name(&json["username"])?,
            email: name(&json["email"]).unwrap_or_default(),
            roles: json["roles"].items().iter().take(ROLES).filter_map(name).map(Role::from).collect(),
        })
    }

    /// Whether the server gave them this role.
    pub fn has(&self, role: &Role) -> bool {
        self.roles.contains(role)
    }
}

fn name(json: &Json) -> Option<String> {
    json.as_str().filter(|text| text.len() <= NAME).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_for_a_name_names_nobody() {
        let of = |id: &str, username: &str, roles: &[String]| {
            let text =
                serde_json::json!({"id": id, "username": username, "email": username, "roles": roles}).to_string();
            User::from_json(&Json::parse(&text).unwrap())
        };
        let (fits, long) = ("é".repeat(160), "é".repeat(161));
        assert_eq!(of("1", &fits, &[]).unwrap().username, fits);
        assert_eq!(of("1", &long, &[]), None);
        assert_eq!(of(&long, "amy", &[]), None);
        let roles: Vec<String> = (0..200).map(|n| format!("ROLE_{n}")).chain([long]).collect();
        assert_eq!(of("1", "amy", &roles).unwrap().roles.len(), 100);
        assert_eq!(of("1", "amy", &roles[199..]).unwrap().roles.len(), 1);
    }

    #[test]
    fn both_kinds_of_id_and_unknown_roles_are_kept() {
        for text in [
            r#"{"id":1,"username":"amy","email":"a@b.c","roles":["ROLE_AUDITOR"]}"#,
            r#"{"id":"64f0","username":"amy","email":"a@b.c","roles":["ROLE_AUDITOR"]}"#,
        ] {
            let user = User::from_json(&Json::parse(text).unwrap()).unwrap();
            assert_eq!(serde_json::to_string(&user).unwrap(), text);
            assert!(user.has(&Role::from("ROLE_AUDITOR".to_owned())) && !user.has(&Role::USER));
        }
    }
}
