//! The notice of an end of the session that the server has announced. It is loaded on demand (`src/parts.rs`).

use yew::prelude::*;

use crate::components::notice::{Tone, notice_with};
use crate::components::redraw::use_redraw;
use crate::components::sign_in_form::SignInForm;
use crate::components::text::text;
use crate::components::time::time_of_day;
use crate::navigation::use_location;
use crate::routes::{Access, Route};
use crate::session::{use_api, use_session};
use crate::texts::{errors, session_end};
use evergreen_session::Reason;

/// Shows the notice from some minutes before the end, with a button to sign in again. The notice disappears if the end
/// moves. A page that needs a user is covered by the form in place. Above any other page, this component shows the
/// form.
#[component]
pub fn SessionEndNotice() -> Html {
    let (api, record) = (use_api(), use_session());
    let route = use_location().route;
    // The user who has asked for the form in this tab.
    let asked = use_state_eq(AttrValue::default);
    use_redraw(1_000, || true);
    let signed_in = record.signed_in();
    let end = signed_in.and_then(|signed_in| signed_in.end_to_warn_of(js_sys::Date::now() as u64));
    let again = {
        let (asked, name) = (asked.setter(), signed_in.map(|signed_in| signed_in.user.username.clone()));
        move |_| {
            asked.set(name.clone().unwrap_or_default().into());
            api.sign_in_again();
        }
    };
    let content = end.map(|end| {
        html! {
            <>
                <p>{ text(session_end::session_ends(&time_of_day(end))) }</p>
                <button type="button" onclick={again}>{ errors::SIGN_IN_AGAIN }</button>
            </>
        }
    });
    let form = !asked.is_empty() && record.reason() == Some(Reason::SignInAgain);
    let has_own_form = route.access() != Access::Public || route == Route::Login;
    html! {
        <>
            <div class="column notices">{ notice_with(Tone::Status, content.unwrap_or_default()) }</div>
            if form && !has_own_form {
                <SignInForm username={(*asked).clone()} />
            }
        </>
    }
}
