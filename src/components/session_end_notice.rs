//! The notice of an end of the session that the server has announced. It is loaded on demand (`src/parts.rs`).

use yew::prelude::*;

use crate::components::focus::use_focus;
use crate::components::notice::{Tone, notice_with};
use crate::components::sign_in_form::SignInForm;
use crate::components::text::text;
use crate::components::time::time_of_day;
use crate::navigation::use_location;
use crate::protocol::Tutorial;
use crate::routes::{Access, Route};
use crate::session::{use_api, use_session};
use crate::texts::{errors, session_end};
use evergreen_session::{Reason, use_end_warning};

/// Shows the notice from some minutes before the end, with a button to sign in again. The notice disappears if the end
/// moves. After a click on the button, the form in place covers a page that needs a user. Above any other page except
/// `/login`, this component shows the form.
#[component]
pub fn SessionEndNotice() -> Html {
    let (api, record) = (use_api(), use_session());
    let route = use_location().route;
    // The user who has asked for the form in this tab.
    let asked = use_state_eq(AttrValue::default);
    let again = {
        let (asked, name) = (asked.setter(), record.user().map(|user| user.username.clone()));
        move |_| {
            asked.set(name.clone().unwrap_or_default().into());
            api.sign_in_again();
        }
    };
    let content = use_end_warning::<Tutorial>().map(|end| {
        let at = time_of_day(end.at);
        let words = if end.is_over { session_end::session_ended(&at) } else { session_end::session_ends(&at) };
        html! {
            <>
                <p>{ text(words) }</p>
                <button type="button" onclick={again}>{ errors::SIGN_IN_AGAIN }</button>
            </>
        }
    });
    let form = !asked.is_empty() && record.reason() == Some(Reason::SignInAgain);
    let has_own_form = route.access() != Access::Public || route == Route::Login;
    let (password, shows) = (use_node_ref(), form && !has_own_form);
    // The button that was clicked has disappeared with the notice.
    use_focus(shows.into(), shows.then(|| password.clone()));
    html! {
        <>
            <div class="column notices">{ notice_with(Tone::Status, content.unwrap_or_default()) }</div>
            if shows {
                <SignInForm username={(*asked).clone()} {password} />
            }
        </>
    }
}
