//! Judges what a successful sign-in says of the user.
//! It must not know how they signed in.

use crate::check_server::{
    answer::Answer,
    contract::Role,
    finding::{Check, Finding},
    judge::{expiry, token},
    secret::plain,
};
use serde_json::Value;

/// The address.
pub static EMAIL: Check = Check::new("sign-in-email", "the answer has the user's email");
/// The roles.
pub static ROLES: Check = Check::new("sign-in-roles", "the answer has the user's roles");

/// What a successful sign-in says of the user.
pub fn body(answer: &Answer) -> Vec<Finding> {
    let body = answer.json().unwrap_or_default();
    let email = match body["email"].is_string() {
        true => EMAIL.kept("a text"),
        false => EMAIL.differs("none", "The profile shows none."),
    };
    vec![email, roles_of(&body), expiry::announced(&expiry::SIGN_IN, answer), token::none(&token::SIGN_IN, answer)]
}

fn roles_of(body: &Value) -> Finding {
    let roles = roles(body);
    let known = [Role::USER, Role::MODERATOR, Role::ADMIN];
    match known.iter().any(|known| roles.iter().any(|role| role == known.name())) {
        true => ROLES.kept(roles.join(", ")),
        false => ROLES.differs(
            if roles.is_empty() { "none".to_owned() } else { roles.join(", ") },
            "The app keeps and shows them, but links no board for them: give the roles the names of src/contract.rs, or change \
             those.",
        ),
    }
}

/// The roles that a sign-in's body names; too long ones are no names.
pub fn roles(body: &Value) -> Vec<String> {
    let roles = body["roles"].as_array().into_iter().flatten();
    roles.filter_map(Value::as_str).filter(|role| role.len() <= 40).map(plain).collect()
}

/// What the user's id is, where the answer names a user as the app reads one.
pub fn kind_of_id(answer: &Answer) -> Option<&'static str> {
    let body = answer.json()?;
    body["username"].as_str()?;
    match &body["id"] {
        Value::String(_) => Some("text"),
        id => id.as_i64().map(|_| "number"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check_server::{
        finding::Mark::{self, Differs, Kept},
        recording::{made, recorded},
    };

    fn marks(answer: &Answer) -> Vec<Mark> {
        body(answer).iter().map(|finding| finding.mark).collect()
    }

    #[test]
    fn the_real_servers_say_it_all() {
        for server in ["spring", "node"] {
            assert_eq!(marks(&recorded(server, "sign in")), [Kept; 4]);
        }
        assert_eq!(kind_of_id(&recorded("node", "sign in")), Some("number"));
    }

    #[test]
    fn what_is_missing_is_told_and_what_is_no_role_is_not_shown() {
        assert_eq!(
            marks(&made(200, &[], r#"{"id":7,"username":"amy","roles":["admin"]}"#)),
            [Differs, Differs, Kept, Kept]
        );
        let long = "x".repeat(100);
        let finding = roles_of(&serde_json::json!({ "roles": [long, "admin\u{1b}[31m"] }));
        assert_eq!((finding.mark, finding.came.as_str()), (Differs, "admin[31m"));
    }
}
