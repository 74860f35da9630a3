//! The bodies of the contract that the app's forms send.
//! It must not know when they are sent.

use serde::Serialize;

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
