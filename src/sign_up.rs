//! Sends a sign-up, and reads the response.

use evergreen_session::{Error, Request, Transient};
use serde::Serialize;

use crate::endpoints;
use crate::session::Api;
use crate::texts::forms;

/// The body of a sign-up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewUser {
    /// The name to sign in with.
    pub username: String,
    /// The e-mail address.
    pub email: String,
    /// The password as typed; spaces count.
    pub password: String,
}

/// Creates an account and returns the server's message. This neither needs a session nor starts one.
///
/// # Errors
/// [`Error::Rejected`] if the server refuses, with its message, or with a text of the app if the server sends none.
/// [`Error::Transient`] if the server could not be reached or failed.
pub async fn sign_up(api: &Api, new_user: &NewUser) -> Result<String, Error> {
    let request = Request::post(endpoints::SIGN_UP).json(new_user).standalone();
    match api.response(request).await {
        Ok(response) if response.is_web_page() => Err(Error::Transient(Transient::Garbled)),
        Ok(response) => Ok(response.message().unwrap_or_else(|| forms::SIGNED_UP.to_owned())),
        // Here, a 403 does not mean that a role is missing. The person may correct the form and send it again.
        Err(Error::Forbidden { message, .. }) => Err(refused(403, message)),
        Err(Error::Rejected { status: 401, message }) => Err(refused(401, message)),
        Err(error) => Err(error),
    }
}

fn refused(status: u16, message: Option<String>) -> Error {
    Error::Rejected { status, message: Some(message.unwrap_or_else(|| forms::SIGN_UP_REFUSED.to_owned())) }
}
