//! The bodies of the contract that the app itself sends or reads.
//! It must not know when they are sent.

use serde::{Deserialize, Serialize};

use crate::session::User;

/// What the sign-in form sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Credentials {
    /// The name.
    pub username: String,
    /// The password, as typed.
    pub password: String,
}

/// What the sign-up form sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewUser {
    /// The name to sign in with.
    pub username: String,
    /// Where to reach them.
    pub email: String,
    /// The password, as typed.
    pub password: String,
}

/// The answer to a sign-in.
#[derive(Debug, Deserialize)]
pub(super) struct SignedInBody {
    #[serde(flatten)]
    pub user: User,
    #[serde(rename = "expiresIn", default)]
    pub expires_in: Option<u32>,
}

/// The part of an answer to a refresh that counts.
#[derive(Debug, Default, Deserialize)]
pub(super) struct RenewedBody {
    #[serde(rename = "expiresIn", default)]
    pub expires_in: Option<u32>,
}
