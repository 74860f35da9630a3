//! What a page says when its call failed, and what can be done about it.
//! It must not know what was asked.

use yew::prelude::*;

use crate::api::{Error, use_api};
use crate::components::notice::{Tone, notice_with};
use crate::components::text::text;
use crate::session::use_session;

/// What [`Failure`] takes.
#[derive(Properties, PartialEq)]
pub struct FailureProps {
    /// What went wrong.
    pub error: Error,
    /// Asks once more.
    pub again: Callback<()>,
}

/// An error with its remedy: `Try again`, or `Sign in again` where a newer session may be allowed more.
#[component]
pub fn Failure(props: &FailureProps) -> Html {
    let api = use_api();
    let signed_in = use_session().user().is_some();
    let try_again = {
        let again = props.again.clone();
        move |_| again.emit(())
    };
    // Signing in is possible only from a signed-out record, so two users are always separated by a visible sign-out.
    let sign_in_again = move |_| api.sign_out();

    let content = html! {
        <>
            <p>{ text(props.error.to_string()) }</p>
            if props.error.can_retry() {
                <button type="button" onclick={try_again}>{ "Try again" }</button>
            }
            if signed_in && matches!(props.error, Error::NotAllowed { again: true, .. }) {
                <button type="button" onclick={sign_in_again}>{ "Sign in again" }</button>
            }
        </>
    };
    notice_with(Tone::Alert, content)
}
