//! The response body of a successful sign-in, which all dialects send.

use serde::Serialize;

use super::announcement::Announcement;
use crate::store::{Roles, User};

/// The fields are those of the contract: `id`, `username`, `email`, `roles`, and those of the announcement.
#[derive(Serialize)]
pub(super) struct SignInResponse<'a> {
    id: i64,
    username: &'a str,
    email: &'a str,
    roles: &'a Roles,
    #[serde(flatten)]
    announcement: Announcement,
}

impl<'a> SignInResponse<'a> {
    /// Returns the body for a user, with these announced times.
    pub(super) fn new(user: &'a User, announcement: Announcement) -> Self {
        Self { id: user.id, username: &user.username, email: &user.email, roles: &user.roles, announcement }
    }
}
