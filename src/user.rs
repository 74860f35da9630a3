//! The signed-in user, read from the response to a sign-in and from the record in local storage.

use std::fmt;

use evergreen_session::json::Json;
use serde::de::{Deserializer, Error, Visitor};
use serde::{Deserialize, Serialize};

use crate::contract::Role;

/// The signed-in user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Kept")]
pub struct User {
    /// The server's key for the user: a number if the server uses SQL, a text if it uses MongoDB.
    pub id: String,
    /// The name for signing in.
    pub username: String,
    /// The e-mail address.
    pub email: String,
    /// The user's roles. Their order has no meaning and differs between responses.
    pub roles: Vec<Role>,
}

/// A user as local storage has it. Any script of the origin may have written it, so lengths are checked.
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

/// The greatest length of a name, in bytes. It is that of an e-mail address (RFC 3696).
const NAME: usize = 320;

/// The greatest number of roles.
const ROLES: usize = 100;

impl User {
    /// Reads the response to a sign-in. `None` if it has no id or no username. Unknown fields are ignored.
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

    /// Whether the user has this role.
    pub fn has(&self, role: &Role) -> bool {
        self.roles.contains(role)
    }
}

fn name(json: &Json) -> Option<String> {
    json.as_str().filter(|text| text.len() <= NAME).map(str::to_owned)
}

/// Reads an id that may be a number, because earlier versions of the app stored numbers.
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
