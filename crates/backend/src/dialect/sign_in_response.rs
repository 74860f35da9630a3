//! The response body of a successful sign-in, which all dialects send.

use serde::Serialize;

use super::announcement::Announcement;
use crate::store::{Roles, User};

/// The body of the response. It has the fields that the contract names. These are `id`, `username`, `email` and
/// `roles`, and the fields of [`Announcement`].
#[derive(Serialize)]
pub(super) struct SignInResponse<'a> {
    #[serde(flatten)]
    user: UserBody<'a>,
    #[serde(flatten)]
    announcement: Announcement<'a>,
}

/// A user in a response.
#[derive(Serialize)]
pub(super) struct UserBody<'a> {
    id: i64,
    username: &'a str,
    email: &'a str,
    roles: &'a Roles,
}

impl<'a> From<&'a User> for UserBody<'a> {
    fn from(user: &'a User) -> Self {
        Self { id: user.id, username: &user.username, email: &user.email, roles: &user.roles }
    }
}

impl<'a> SignInResponse<'a> {
    /// Returns the body for a user, with this announcement.
    pub(super) fn new(user: &'a User, announcement: Announcement<'a>) -> Self {
        Self { user: user.into(), announcement }
    }
}
