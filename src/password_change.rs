//! Sends a change of the password, and finds the field to which a refusal belongs. Only some servers offer this, see
//! [`Offer::Password`](evergreen_session::Offer::Password).

use evergreen_session::{Error, Request, Transient};
use serde::Serialize;

use crate::endpoints;
use crate::session::Api;

/// The body of the request. Both passwords are exactly as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PasswordChange {
    /// The password with which the user has signed in.
    pub current: String,
    /// The password with which the user wants to sign in from now on.
    pub new: String,
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordField {
    /// The field for [`PasswordChange::current`].
    Current,
    /// The field for [`PasswordChange::new`].
    New,
}

/// Changes the password. The server then ends all other sessions of the user.
///
/// # Errors
/// The errors of [`Api::response`]. [`Transient::Garbled`] if the response is a web page, for example of a proxy.
pub async fn change_password(api: &Api, change: &PasswordChange) -> Result<(), Error> {
    let response = api.response(Request::post(endpoints::PASSWORD).json(change)).await?;
    if response.is_web_page() { Err(Error::Transient(Transient::Garbled)) } else { Ok(()) }
}

/// Returns the field to which this error belongs, and the message for that field. `None` if the error is about no
/// field.
///
/// A 400 is about one of the two fields (contract, `POST /auth/password`), but only its message says about which one.
/// If the message names neither or both, the form shows it as an error of the whole form.
pub fn field_of(error: &Error) -> Option<(PasswordField, &str)> {
    let Error::Rejected { status: 400, message: Some(message) } = error else { return None };
    let words = message.to_ascii_lowercase();
    let names = |word| words.contains(word);
    let field = match (names("current"), names("new") || names("choose") || names("character")) {
        (true, false) => PasswordField::Current,
        (false, true) => PasswordField::New,
        _ => return None,
    };
    Some((field, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_belongs_to_the_field_that_its_message_names() {
        let field = |status, message: &str| {
            let message = Some(message.to_owned());
            field_of(&Error::Rejected { status, message }).map(|(field, _)| field)
        };
        // The messages of the companion server.
        assert_eq!(field(400, "Error: The current password is wrong."), Some(PasswordField::Current));
        assert_eq!(field(400, "Error: The password must have 6 to 40 characters."), Some(PasswordField::New));
        let known = "Error: Everybody knows this password. Please choose another one.";
        assert_eq!(field(400, known), Some(PasswordField::New));
        // These messages name no field, or both.
        for message in ["Wrong password", "The new password must differ from the current one."] {
            assert_eq!(field(400, message), None, "{message}");
        }
        assert_eq!(field(404, "There is no current page."), None);
        assert_eq!(field_of(&Error::Rejected { status: 400, message: None }), None);
    }
}
