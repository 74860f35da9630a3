//! What the app's forms send: the credentials of a sign-in, and a new account.

use evergreen_session::{Error, Request, Transient};
use serde::Serialize;

use crate::contract::path;
use crate::session::Api;
use crate::texts::forms;

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

/// Creates an account and gives the server's message. It neither needs a session nor starts one.
///
/// # Errors
/// [`Error::Rejected`] with the server's message, or with one of the app's own where the server hides its reason; else what
/// kept the server from it.
pub async fn sign_up(api: &Api, new_user: &NewUser) -> Result<String, Error> {
    let request = Request::post(path::SIGN_UP).json(new_user).standalone();
    match api.response(request).await {
        Ok(response) if response.is_web_page() => Err(Error::Transient(Transient::Garbled)),
        Ok(response) => Ok(response.message().unwrap_or_else(|| forms::SIGNED_UP.to_owned())),
        // A refused sign-up is no matter of roles.
        Err(Error::Forbidden { message, .. }) => Err(refused(403, message)),
        Err(Error::Rejected { status: 401, message }) => Err(refused(401, message)),
        Err(error) => Err(error),
    }
}

fn refused(status: u16, message: Option<String>) -> Error {
    Error::Rejected { status, message: Some(message.unwrap_or_else(|| forms::SIGN_UP_REFUSED.to_owned())) }
}
