//! The signed-in user, read from the response to a sign-in and from the record in local storage.

use evergreen_session::json::Json;
use serde::Serialize;

use crate::role::Role;

/// The signed-in user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct User {
    /// The server's id of the user, as a text. A server with SQL sends a number, and a server with MongoDB sends a
    /// text.
    pub id: String,
    /// The username, with which the user signs in.
    pub username: String,
    /// The e-mail address. Empty if the response to the sign-in contained no e-mail address, or if the address was too
    /// long.
    pub email: String,
    /// The user's roles. Their order has no meaning and differs between responses.
    pub roles: Vec<Role>,
}

/// The greatest length of an id, a username, an e-mail address or a role, in bytes. An e-mail address cannot be longer
/// than this (RFC 3696).
const NAME: usize = 320;

/// The greatest number of roles of a user.
const ROLES: usize = 100;

impl User {
    /// Reads the user from the response to a sign-in. Returns `None` if the id or the username is missing, is too long
    /// or has the wrong type. If the e-mail address is missing, is too long or has the wrong type, the user gets an
    /// empty e-mail address. Only the first 100 roles are read. Roles that are too long or are not texts are left out.
    /// Unknown fields are ignored.
    pub fn from_sign_in(json: &Json) -> Option<Self> {
        Some(User {
            id: id(&json["id"])?,
            username: name(&json["username"])?,
            email: name(&json["email"]).unwrap_or_default(),
            roles: json["roles"].items().iter().take(ROLES).filter_map(name).map(Role::from).collect(),
        })
    }

    /// Reads a user from local storage. `None` if the id, the username, the e-mail address or the list of roles is
    /// missing. Also `None` if one of these values, or one role, is too long or of another type. Such values can occur,
    /// because any script of the origin can write into local storage. The id may be a number, because earlier versions
    /// of the app stored a number.
    pub fn from_storage(json: &Json) -> Option<Self> {
        let Json::List(roles) = &json["roles"] else { return None };
        if roles.len() > ROLES {
            return None;
        }
        Some(User {
            id: id(&json["id"])?,
            username: name(&json["username"])?,
            email: name(&json["email"])?,
            roles: roles.iter().map(|role| name(role).map(Role::from)).collect::<Option<_>>()?,
        })
    }

    /// The name under which the app shows the user.
    pub fn display_name(&self) -> &str {
        &self.username
    }

    /// Whether the user has this role.
    pub fn has(&self, role: &Role) -> bool {
        self.roles.contains(role)
    }
}

fn id(json: &Json) -> Option<String> {
    match json {
        Json::Whole(number) => Some(number.to_string()),
        text => name(text),
    }
}

fn name(json: &Json) -> Option<String> {
    json.as_str().filter(|text| text.len() <= NAME).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_response_with_a_name_that_is_too_long_names_nobody() {
        let of = |id: &str, username: &str, roles: &[String]| {
            let text =
                serde_json::json!({"id": id, "username": username, "email": username, "roles": roles}).to_string();
            User::from_sign_in(&Json::parse(&text).unwrap())
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
    fn a_stored_user_that_is_too_long_is_not_read() {
        let stored = |username: &str, roles: usize| {
            let roles = vec!["ROLE_USER"; roles];
            let text = serde_json::json!({"id": 1, "username": username, "email": "", "roles": roles}).to_string();
            User::from_storage(&Json::parse(&text).unwrap())
        };
        assert!(stored("amy", ROLES).is_some());
        assert_eq!(stored("amy", ROLES + 1), None);
        assert_eq!(stored(&"x".repeat(NAME + 1), 1), None);
    }

    #[test]
    fn a_stored_user_without_a_list_of_roles_is_not_read() {
        for roles in ["", r#","roles":"ROLE_USER""#, r#","roles":null"#] {
            let text = format!(r#"{{"id":1,"username":"amy","email":""{roles}}}"#);
            assert_eq!(User::from_storage(&Json::parse(&text).unwrap()), None, "{text}");
        }
    }

    #[test]
    fn both_kinds_of_id_and_unknown_roles_are_read_and_kept() {
        for (id, kept) in [("1", "1"), ("\"64f0\"", "64f0")] {
            let text = format!(r#"{{"id":{id},"username":"amy","email":"a@b.c","roles":["ROLE_AUDITOR"]}}"#);
            let user = User::from_sign_in(&Json::parse(&text).unwrap()).unwrap();
            assert_eq!(user.id, kept);
            assert!(user.has(&Role::from("ROLE_AUDITOR".to_owned())) && !user.has(&Role::USER));
            let stored = serde_json::to_string(&user).unwrap();
            for text in [text, stored] {
                assert_eq!(User::from_storage(&Json::parse(&text).unwrap()), Some(user.clone()), "{text}");
            }
        }
    }
}
