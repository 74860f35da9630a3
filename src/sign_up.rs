//! Sends a sign-up, and reads the response.

use evergreen_session::{Error, Request, Transient};
use serde::Serialize;

use crate::endpoints;
use crate::session::Api;
use crate::texts::forms;

/// The body of a sign-up request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewUser {
    /// The username, with which the user signs in later.
    pub username: String,
    /// The e-mail address.
    pub email: String,
    /// The password exactly as typed, including spaces at its start and end.
    pub password: String,
}

/// Creates an account. Returns the server's message, or a text of the app if the server sends none. The request needs
/// no session, and starts none.
///
/// # Errors
/// [`Error::Rejected`] if the server refuses the sign-up. This error contains the server's message, if there is one.
/// For a 401 or a 403 without a message, this error contains a text of the app. [`Error::Transient`] in all other
/// cases, for example if the server cannot be reached, or if a response with a 2xx status is a web page.
pub async fn sign_up(api: &Api, new_user: &NewUser) -> Result<String, Error> {
    let request = Request::post(endpoints::SIGN_UP).json(new_user).standalone();
    match api.response(request).await {
        Ok(response) if response.is_web_page() => Err(Error::Transient(Transient::Garbled)),
        Ok(response) => Ok(response.message().unwrap_or_else(|| forms::SIGNED_UP.to_owned())),
        // `Error::Forbidden` stands for a 403. For most requests, a 403 means that the user may not see something, and
        // the app says so. But a 403 of a sign-up means that the server refuses the entries of the form. So this
        // function returns `Error::Rejected` instead. The person may correct the form and send it again.
        Err(Error::Forbidden { message, .. }) => Err(refused(403, message)),
        Err(Error::Rejected { status: 401, message }) => Err(refused(401, message)),
        Err(error) => Err(error),
    }
}

fn refused(status: u16, message: Option<String>) -> Error {
    Error::Rejected { status, message: Some(message.unwrap_or_else(|| forms::SIGN_UP_REFUSED.to_owned())) }
}
