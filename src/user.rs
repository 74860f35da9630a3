//! The signed-in user, as the server describes them at sign-in and as the browser keeps them.

use std::fmt;

use evergreen_session::json::Json;
use serde::de::{Deserializer, Error, Visitor};
use serde::{Deserialize, Serialize};

use crate::contract::Role;

/// The signed-in user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Kept")]
pub struct User {
    /// The server's own key for the user: a number where it keeps users in SQL, a text where it keeps them in MongoDB.
    pub id: String,
    /// The name they sign in with.
    pub username: String,
    /// Their e-mail address.
    pub email: String,
    /// What they may see; the order carries no meaning and differs from answer to answer.
    pub roles: Vec<Role>,
}

/// What storage holds of a user: any script of the origin may have written it.
#[derive(Deserialize)]
struct Kept {
    #[serde(deserialize_with = "id")]
    id: String,
    username: String,
    email: String,
    roles: Vec<Role>,
}

impl TryFrom<Kept> for User {
    type Error = &'static str;

    fn try_from(Kept { id, username, email, roles }: Kept) -> Result<Self, Self::Error> {
        let names = [&*id, &username, &email].into_iter().chain(roles.iter().map(Role::name));
        if names.into_iter().all(|name| name.len() <= NAME) && roles.len() <= ROLES {
            Ok(User { id, username, email, roles })
        } else {
            Err("too long")
        }
    }
}

/// No name is longer, in bytes: an e-mail address may be (RFC 3696), and whatever is longer is none.
const NAME: usize = 320;

/// More roles than anybody has.
const ROLES: usize = 100;

impl User {
    /// Reads the body of a sign-in; `None` where it names nobody. Other fields are passed over.
    pub fn from_json(json: &Json) -> Option<Self> {
        let id = match &json["id"] {
            Json::Whole(number) => number.to_string(),
            id => name(id)?,
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

/// Reads a key that may be a number, as earlier versions of the app kept it.
fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    struct Id;

    impl Visitor<'_> for Id {
        type Value = String;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a number or a text")
        }

        fn visit_i64<E: Error>(self, number: i64) -> Result<String, E> {
            Ok(number.to_string())
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
            Ok(text.to_owned())
        }
    }

    deserializer.deserialize_i64(Id)
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
    fn what_storage_holds_is_no_user_where_it_is_too_long() {
        let kept = |username: &str, roles: usize| {
            let roles = vec!["ROLE_USER"; roles];
            let text = serde_json::json!({"id": 1, "username": username, "email": "", "roles": roles}).to_string();
            evergreen_session::json::from_str::<User>(&text)
        };
        assert!(kept("amy", ROLES).is_some());
        assert_eq!(kept("amy", ROLES + 1), None);
        assert_eq!(kept(&"x".repeat(NAME + 1), 1), None);
    }

    #[test]
    fn both_kinds_of_id_and_unknown_roles_are_read_and_kept() {
        for (id, kept) in [("1", "1"), ("\"64f0\"", "64f0")] {
            let text = format!(r#"{{"id":{id},"username":"amy","email":"a@b.c","roles":["ROLE_AUDITOR"]}}"#);
            let user = User::from_json(&Json::parse(&text).unwrap()).unwrap();
            assert_eq!(user.id, kept);
            assert!(user.has(&Role::from("ROLE_AUDITOR".to_owned())) && !user.has(&Role::USER));
            let stored = serde_json::to_string(&user).unwrap();
            for text in [text, stored] {
                assert_eq!(evergreen_session::json::from_str(&text), Some(user.clone()), "{text}");
            }
        }
    }
}
