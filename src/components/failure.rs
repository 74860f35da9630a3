//! The error message of a page whose request failed, with buttons for what the person can do.

use yew::prelude::*;

use crate::components::notice::{Tone, notice_with};
use crate::components::text::text;
use crate::session::Api;
use crate::texts::errors;
use evergreen_session::Error;

/// Returns whether a form should show this error. If the session has ended or changed, the sign-in form covers the page
/// and says so. When the same user has signed in again, a message about the end would be wrong.
pub fn is_shown(error: &Error) -> bool {
    !matches!(error, Error::NotSignedIn(_) | Error::SessionChanged)
}

/// Returns the error message. If the request can be retried, the message has the button `Try again`, which calls
/// `again`. If a user is `signed_in`, and the server has refused a request that the app expected to be allowed, the
/// message has the button `Sign in again`. A new session may help, because it may have other roles.
///
/// The `number` has to be different for each failure. Screen readers then announce the message again, even if its text
/// is the same.
pub fn failure(error: &Error, number: u32, api: &Api, signed_in: bool, again: Callback<MouseEvent>) -> Html {
    let api = api.clone();
    // The button signs the user out, because a sign-in is sent to the server only while nobody is signed in.
    let sign_in_again = move |_| api.sign_out();

    let content = html! {
        <>
            <p>{ text(errors::of_error(error)) }</p>
            if error.can_retry() {
                <button type="button" onclick={again}>{ errors::TRY_AGAIN }</button>
            }
            if signed_in && matches!(error, Error::Forbidden { permitted: true, .. }) {
                <button type="button" onclick={sign_in_again}>{ errors::SIGN_IN_AGAIN }</button>
            }
        </>
    };
    html! { <div key={number}>{ notice_with(Tone::Alert, content) }</div> }
}
