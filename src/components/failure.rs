//! What a page says when its call failed, and what can be done about it.
//! It must not know what was asked.

use yew::prelude::*;

use crate::components::notice::{Tone, notice_with};
use crate::components::text::text;
use crate::session::Api;
use crate::texts::errors;
use evergreen_session::Error;

/// An error with its remedy: `Try again`, or `Sign in again` where a newer session of the user who is `signed_in` may be
/// allowed more. Another `number` makes it another notice, so that the same words are announced again.
pub fn failure(error: &Error, number: u32, api: &Api, signed_in: bool, again: Callback<MouseEvent>) -> Html {
    let api = api.clone();
    // Signing in is possible only from a signed-out record, so two users are always separated by a visible sign-out.
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
