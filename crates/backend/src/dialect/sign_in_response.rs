//! The response body of a successful sign-in, which all dialects send.

use serde::Serialize;

use crate::store::{Roles, User};

/// The fields are those of the contract: `id`, `username`, `email`, `roles`, and the optional `expiresIn`.
#[derive(Serialize)]
pub(super) struct SignInResponse<'a> {
    id: i64,
    username: &'a str,
    email: &'a str,
    roles: &'a Roles,
    #[serde(rename = "expiresIn", skip_serializing_if = "Option::is_none")]
    expires_in: Option<u64>,
}

impl<'a> SignInResponse<'a> {
    /// Returns the body for a user. `expires_in` is the access token's lifetime in seconds. With `None` the body does
    /// not have this field.
    pub(super) fn new(user: &'a User, expires_in: Option<u64>) -> Self {
        Self { id: user.id, username: &user.username, email: &user.email, roles: &user.roles, expires_in }
    }
}
